import Logging
import Synchronization

/// Keeps what is logged.
final class Messages: Sendable {
  struct Handler: LogHandler {
    let messages: Messages
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      messages.kept.withLock { $0.append((event.level, event.message.description)) }
    }
  }

  private let kept = Mutex<[(level: Logger.Level, text: String)]>([])

  var log: Logger { Logger(label: "test") { _ in Handler(messages: self) } }
  var all: [(level: Logger.Level, text: String)] { kept.withLock { $0 } }
}
