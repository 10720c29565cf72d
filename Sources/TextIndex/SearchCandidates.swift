import Percolation
import Synchronization

/// Articles that are to be looked at, some after others, the newest first.
package enum SearchPiece: Sendable, Equatable {
  /// All with these ids.
  case range(ClosedRange<Int64>)
  /// These, newest first.
  case articles([Int64])
}

/// Which articles a query has to be evaluated on so that none is missed: what the index cannot rule out, and what it does
/// not know yet. Asks the index piece by piece, so that who has found enough pays for no more. Any thread.
package final class SearchCandidates: Sendable {
  /// So many ids, or articles, make a piece: a few milliseconds of work.
  static let rangeIDs: Int64 = 1_000
  static let articlesPerPiece = 250

  private struct State {
    /// What is still to come, in the order of ids; the newest last.
    var parts: [Part]
    /// The next pieces; the newest last.
    var pieces: [SearchPiece] = []
    var problem: TextIndexError?
    var known = KnownWords()
  }

  private enum Part: Sendable {
    case range(ClosedRange<Int64>)
    case segment(TextSegment)
  }

  private let index: TextIndexReader?
  private let needed: NeededWords
  private let state: Mutex<State>

  /// - Parameters:
  ///   - ids: among which articles are searched for; `nil` for none.
  ///   - arrived: when, in milliseconds since 1970.
  ///   - contentHashes: of articles of the database, by id, without those that there are not.
  /// - Throws: what `contentHashes` throws. What is wrong with the index is in `problem`, and loses nothing but time.
  package init(
    _ needed: NeededWords, index: TextIndexReader?, ids: ClosedRange<Int64>?, arrived: Range<Int64>,
    contentHashes: ([Int64]) throws -> [Int64: [UInt8]]
  ) throws {
    self.index = index
    self.needed = needed
    var problem: TextIndexError?
    var segments: [TextSegment] = []
    if let index, let ids {
      do throws(TextIndexError) {
        for segment in try index.segments() where ids.contains(segment.ids.upperBound) {
          let samples = try index.samples(of: segment)
          let hashes: [Int64: [UInt8]]
          do {
            hashes = try contentHashes(Array(samples.keys))
          } catch {
            throw TextIndexError(.unavailable, "the articles cannot be read: \(error)")
          }
          guard hashes.allSatisfy({ samples[$0.key] == $0.value }) else {
            throw TextIndexError(.unusable, "the index of texts is of another database")
          }
          segments.append(segment)
        }
      } catch {
        problem = error
      }
    }
    let parts = ids.map { Self.parts(segments, among: $0, arrived: arrived) } ?? []
    state = Mutex(State(parts: parts, problem: problem))
  }

  /// Why the index was of no use for some articles, if so.
  package var problem: TextIndexError? { state.withLock(\.problem) }

  private static func parts(
    _ segments: [TextSegment], among ids: ClosedRange<Int64>, arrived: Range<Int64>
  ) -> [Part] {
    var parts: [Part] = []
    var next = ids.lowerBound
    for segment in segments {
      if next < segment.ids.lowerBound { parts.append(.range(next...(segment.ids.lowerBound - 1))) }
      // When its articles arrived is known, those whose text is gone aside.
      if let times = segment.arrived, times.lowerBound < arrived.upperBound, times.upperBound >= arrived.lowerBound {
        parts.append(.segment(segment))
      }
      next = segment.ids.upperBound + 1
    }
    if next <= ids.upperBound { parts.append(.range(next...ids.upperBound)) }
    return parts
  }

  /// The next piece; `nil` at the end. Each is given out once, whoever asks.
  package func next() -> SearchPiece? {
    state.withLock { state in
      while state.pieces.isEmpty, let part = state.parts.popLast() {
        switch part {
        case .range(let ids): state.pieces = Self.pieces(ids)
        case .segment(let segment): state.pieces = pieces(segment, &state.known, &state.problem)
        }
      }
      return state.pieces.popLast()
    }
  }

  private func pieces(
    _ segment: TextSegment, _ known: inout KnownWords, _ problem: inout TextIndexError?
  ) -> [SearchPiece] {
    if needed.condition == .anything { return Self.pieces(segment.ids) }
    do throws(TextIndexError) {
      guard problem == nil, let index, let articles = try index.articles(in: segment, having: needed, &known)
      else {
        return Self.pieces(segment.ids)
      }
      return Self.pieces(articles)
    } catch {
      problem = error
      return Self.pieces(segment.ids)
    }
  }

  /// Where nearly all articles are to be read, reading them in one go costs less than one by one.
  ///
  /// - Parameter articles: newest first.
  static func pieces(_ articles: [Int64]) -> [SearchPiece] {
    var pieces: [SearchPiece] = []
    var rest = articles[...]
    while let newest = rest.first {
      let chosen = rest.prefix { $0 > newest - rangeIDs }
      if let oldest = chosen.last, chosen.count >= 100, Double(chosen.count) > 0.6 * Double(newest - oldest + 1) {
        pieces.append(.range(oldest...newest))
        rest = rest.dropFirst(chosen.count)
      } else {
        pieces.append(.articles(Array(rest.prefix(articlesPerPiece))))
        rest = rest.dropFirst(articlesPerPiece)
      }
    }
    return pieces.reversed()
  }

  private static func pieces(_ ids: ClosedRange<Int64>) -> [SearchPiece] {
    stride(from: ids.lowerBound, through: ids.upperBound, by: Int(rangeIDs)).map {
      .range($0...min($0 + rangeIDs - 1, ids.upperBound))
    }
  }
}
