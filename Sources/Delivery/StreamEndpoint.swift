import Glibc
import Synchronization

/// Writes alerts to an open descriptor: the daemon's standard output. SIGPIPE must be ignored by the process.
///
/// A reader that is slow is waited for, a while; one that is gone is a failure, tried again with back-off. The
/// descriptor is the caller's: it is neither closed nor switched to non-blocking, which others who share it would
/// notice.
package final class StreamEndpoint: Endpoint {
  package enum Format: Sendable {
    /// The stored alert as it is, one a line.
    case json
    /// For people: what the closure makes of the stored alerts of a story; ends in a line end, or gets one.
    case text(@Sendable (_ json: [String]) -> String)
  }

  package let name: String
  package let batchLimit = 256
  package var tellsStories: Bool { if case .text = format { true } else { false } }
  private let format: Format
  private let writer: Mutex<StreamWriter>
  private let stopSignal = StopSignal()

  /// - Parameter patience: How long a batch may wait for the reader.
  package convenience init(
    name: String = "stdout", descriptor: Int32 = STDOUT_FILENO, format: Format, patience: Duration = .seconds(5)
  ) {
    self.init(name: name, descriptor: descriptor, format: format, patience: patience, calls: .kernel)
  }

  init(name: String, descriptor: Int32, format: Format, patience: Duration, calls: SystemCalls) {
    self.name = name
    self.format = format
    writer = Mutex(StreamWriter(descriptor: descriptor, patience: patience, calls: calls))
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    let messages = batch.messages(ofStories: tellsStories)
    return writer.withLock { writer in
      let (written, error) = writer.write(messages.map(text), unless: stopSignal)
      let delivered = messages.prefix(written).flatMap { $0.map { _ in DeliveryOutcome.delivered } }
      guard let error, written < messages.count else { return delivered }
      return delivered + messages[written].map { _ in .failed(reason: error.message) }
    }
  }

  package func stop() { stopSignal.raise() }

  private func text(_ message: ArraySlice<PendingDelivery>) -> [UInt8] {
    switch format {
    case .json: return message.flatMap(\.jsonLine)
    case .text(let render):
      let text = render(message.map(\.json))
      return Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    }
  }
}

/// Ends a poll(2) of another thread.
final class StopSignal: Sendable {
  private let isRaised = Atomic(false)
  private let reader: OwnedDescriptor
  private let writer: OwnedDescriptor

  init() {
    var ends: [Int32] = [-1, -1]
    // Without a pipe, -1: poll(2) ignores it, and the signal is seen when the patience is over.
    if pipe(&ends) != 0 { ends = [-1, -1] }
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    reader = OwnedDescriptor(ends[0])
    writer = OwnedDescriptor(ends[1])
  }

  var isOn: Bool { isRaised.load(ordering: .acquiring) }
  /// Readable once the signal is raised.
  var descriptor: Int32 { reader.number }

  func raise() {
    guard !isRaised.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // One byte in an empty pipe cannot fail for want of room.
    _ = SystemCalls.kernel.write(writer.number, [1].span)
  }
}
