import SafeText
import Synchronization

/// What was said in one attempt to deliver, for a person who wants to see why an endpoint is not told. Bounded, and without
/// secrets: those of the configuration are covered wherever they stand, and what carries others is left out by who writes here.
///
/// Given to an endpoint when it is made; without one, as in the daemon, nothing is kept. From any thread.
package final class DeliveryTrace: Sendable {
  package enum Direction: String, Sendable, Codable {
    /// What was done: connected, encrypted, run, written.
    case note
    case sent
    case received
  }

  /// One line, without its end. As it came: not safe to show.
  package struct Line: Sendable, Equatable {
    package let direction: Direction
    package let text: String
  }

  private struct State {
    /// Neighbours in one direction are one piece, so that a secret is found that came in two.
    var pieces: [(direction: Direction, bytes: [UInt8])] = []
    /// Of each direction, what was kept and what was not.
    var kept: [Direction: Int] = [:]
    var dropped: [Direction: Int] = [:]
  }

  private let secrets: SentSecrets
  private let state = Mutex(State())

  /// An alert is mostly shorter, and of answers the beginning tells.
  static func maximumBytes(_ direction: Direction) -> Int { direction == .received ? 16 << 10 : 64 << 10 }

  init(hiding secrets: SentSecrets) { self.secrets = secrets }

  func note(_ text: String) { add(.note, Array(text.utf8) + [UInt8(ascii: "\n")]) }
  func sent(_ bytes: some Collection<UInt8>) { add(.sent, bytes) }
  func received(_ bytes: some Collection<UInt8>) { add(.received, bytes) }

  private func add(_ direction: Direction, _ bytes: some Collection<UInt8>) {
    state.withLock { state in
      let kept = state.kept[direction, default: 0]
      let piece = bytes.prefix(max(0, Self.maximumBytes(direction) - kept))
      state.kept[direction] = kept + piece.count
      if piece.count < bytes.count { state.dropped[direction, default: 0] += bytes.count - piece.count }
      if piece.isEmpty { return }
      if let last = state.pieces.indices.last, state.pieces[last].direction == direction {
        state.pieces[last].bytes += piece
      } else {
        state.pieces.append((direction, Array(piece)))
      }
    }
  }

  /// In the order in which it happened; how much is not shown at the end.
  package var lines: [Line] {
    let (pieces, dropped) = state.withLock { ($0.pieces, $0.dropped) }
    var lines = pieces.flatMap { direction, bytes in
      Self.split(secrets.masked(bytes)).map { Line(direction: direction, text: $0) }
    }
    for (direction, what) in [(Direction.sent, "sent"), (.received, "received")] {
      guard let count = dropped[direction] else { continue }
      lines.append(Line(direction: .note, text: "\(count.counted("more byte")) \(what), not shown"))
    }
    return lines
  }

  /// A text for people with the secrets covered, as endpoints' reasons are that hide some of them only.
  package func hiding(_ text: String) -> String { String(decoding: secrets.masked(Array(text.utf8)), as: UTF8.self) }

  private static func split(_ bytes: [UInt8]) -> [String] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self) }
  }
}

extension EndpointConfiguration {
  /// One that hides what this endpoint sends and nobody else may read.
  package func newTrace() -> DeliveryTrace {
    switch self {
    case .webhook(let webhook): DeliveryTrace(hiding: webhook.sentSecrets)
    case .mail(let mail): DeliveryTrace(hiding: mail.sentSecrets)
    case .exec(let exec): DeliveryTrace(hiding: SentSecrets(exec.environment.map(\.value)))
    case .files, .journald, .syslog: DeliveryTrace(hiding: SentSecrets([]))
    }
  }
}
