import Diagnostics
import Percolation
import TextAnalysis

/// The words of an article that are written most like a word that it does not have.
final class ClosestWords {
  typealias Found = (position: Int, distance: Int)

  /// Longer words are not compared.
  private static let longest = 64
  /// Looks at one word of the article, over the whole explanation; and those of them at which letters are compared.
  static let looks = 100_000_000
  private static let comparisons = 2_000_000

  private struct Word {
    let letters: [UInt32]
    /// A bit for each letter that it has, several letters a bit.
    let mask: UInt64
    let position: Int
  }

  private let reading: PartReading
  /// By scope, then by length.
  private var words: [String: [Int: [Word]]] = [:]
  private var looks: Int
  private var comparisons = ClosestWords.comparisons
  /// Whether there was more to compare than time allows.
  private(set) var hasGivenUp = false

  /// - Parameter looks: how many there may be.
  init(_ reading: PartReading, looks: Int = ClosestWords.looks) {
    self.reading = reading
    self.looks = looks
  }

  /// How many letters may be wrong.
  static func allowed(_ length: Int) -> Int { length < 3 ? 0 : max(1, length / 3) }

  /// - Parameters:
  ///   - text: folded.
  ///   - isBeginning: whether only what words begin with is compared.
  ///   - limit: nothing is found that is not nearer.
  func closest(
    to text: String, isBeginning: Bool = false, in scope: PartReading.Scope, nearerThan limit: Int = .max
  ) -> Found? {
    let letters = text.unicodeScalars.map(\.value)
    let mask = Self.mask(letters)
    var best: Found?
    var allowed = min(Self.allowed(letters.count), limit - 1)
    guard !hasGivenUp, letters.count <= Self.longest, allowed > 0 else { return nil }
    let words = words(in: scope)
    let lengths =
      isBeginning
      ? words.keys.filter { $0 >= letters.count - allowed }.sorted()
      : (letters.count - allowed...letters.count + allowed).sorted {
        (abs($0 - letters.count), $0) < (abs($1 - letters.count), $1)
      }
    for length in lengths where isBeginning || abs(length - letters.count) <= allowed {
      for word in words[length] ?? [] {
        looks -= 1
        let lacks = max((mask & ~word.mask).nonzeroBitCount, isBeginning ? 0 : (word.mask & ~mask).nonzeroBitCount)
        if lacks <= allowed { comparisons -= 1 }
        if looks < 0 || comparisons < 0 {
          hasGivenUp = true
          return best
        }
        if lacks > allowed { continue }
        let distance = Suggestion.distance(
          letters, isBeginning ? Array(word.letters.prefix(letters.count)) : word.letters)
        guard distance > 0, distance <= allowed else { continue }
        if distance < best?.distance ?? .max || word.position < best?.position ?? .max {
          best = (word.position, distance)
          allowed = distance
        }
      }
    }
    return best
  }

  private static func mask(_ letters: [UInt32]) -> UInt64 { letters.reduce(0) { $0 | 1 << UInt64($1 & 63) } }

  /// Each distinct word once, at its first place.
  private func words(in scope: PartReading.Scope) -> [Int: [Word]] {
    if let words = words[scope.name] { return words }
    var known: Set<UInt64> = []
    var folded: Set<String> = []
    var result: [Int: [Word]] = [:]
    for (position, token) in reading.article.tokens.enumerated() where scope.contains(position) {
      guard known.insert(token.hash).inserted, let form = reading.form(at: position),
        folded.insert(form.folded).inserted
      else { continue }
      let letters = form.folded.unicodeScalars.map(\.value)
      if letters.count > Self.longest { continue }
      result[letters.count, default: []].append(Word(letters: letters, mask: Self.mask(letters), position: position))
    }
    words[scope.name] = result
    return result
  }
}
