import AlertStore
import Delivery
import Foundation
import Inbox
import Synchronization

/// What a person should read when a daemon did not start.
package enum DaemonFailure {
  package static func message(of error: any Error) -> String {
    switch error {
    case let error as AlertStoreError: error.message
    case let error as SystemError: error.message
    case let error as DeliveryConfigurationError: error.message
    case let error as CocoaError:
      "cannot make or open \(error.filePath ?? "a folder"): \((error.underlying).map { "\($0)" } ?? error.localizedDescription)"
    default: "\(error)"
    }
  }
}

/// How a daemon ended, handed from its queue to who waits for it.
package final class EndBox: Sendable {
  private let end = Mutex(Daemon.End.stopped)

  package init() {}

  package var value: Daemon.End { end.withLock { $0 } }
  package func set(_ value: Daemon.End) { end.withLock { $0 = value } }
}
