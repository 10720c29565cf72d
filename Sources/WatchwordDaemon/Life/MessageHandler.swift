import Foundation
import Glibc
import Logging
import SafeText

/// Writes the daemon's messages to standard error, one line each, in the form that suits who reads it: with the priority
/// that journald understands in front where that is connected, otherwise plain.
package struct MessageHandler: LogHandler {
  /// Metadata of a message whose line ends are to be kept.
  static let laidOut: Logger.Metadata = [layoutKey: "lines"]
  private static let layoutKey = "layout"

  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let isJournal: Bool

  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    isJournal = environment["JOURNAL_STREAM"] != nil
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    // Names of files stand in messages, and attackers name files: only what was laid out here keeps its line ends.
    let isLaidOut = event.metadata?[Self.layoutKey] != nil
    let text = isLaidOut ? event.message.description.safeLines : [event.message.description.safeToShow]
    let line =
      isJournal
      ? text.map { "<\(priority(event.level))>\($0)\n" }.joined()
      : "watchword: " + label(event.level) + text.joined(separator: "\n") + "\n"
    let bytes = Array(line.utf8)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      // Whoever closed standard error does not want to read; there is nobody left to tell.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func label(_ level: Logger.Level) -> String {
    switch level {
    case .warning: "warning: "
    case .error, .critical: "error: "
    default: ""
    }
  }

  private func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}

extension String {
  /// The lines of a message, each safe to show.
  fileprivate var safeLines: [String] {
    split(separator: "\n", omittingEmptySubsequences: true).map { String($0).safeToShow }
  }
}
