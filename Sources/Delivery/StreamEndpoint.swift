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
  private let output: StreamOutput
  private let stopSignal = StopSignal()

  package init(name: String = "stdout", output: StreamOutput, format: Format) {
    self.name = name
    self.output = output
    self.format = format
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    let messages = batch.messages(ofStories: tellsStories)
    return output.state.withLock { state in
      if let error = finish(&state) { return messages.first?.map { _ in .failed(reason: error.message) } ?? [] }
      guard !state.writer.hasUnfinished else { return [] }
      let parts = messages.map { $0.filter { !state.isFinished($0) }[...] }
      let new = parts.filter { !$0.isEmpty }
      let (written, error) = state.writer.write(new.map(text), unless: stopSignal)
      if state.writer.hasUnfinished { state.begun = Set(new[written].map(\.sequence)) }
      var outcomes: [DeliveryOutcome] = []
      var left = written
      for (message, part) in zip(messages, parts) {
        if !part.isEmpty {
          guard left > 0 else {
            return outcomes + (error.map { error in message.map { _ in .failed(reason: error.message) } } ?? [])
          }
          left -= 1
        }
        state.finished.subtract(message.map(\.sequence))
        outcomes += message.map { _ in .delivered }
      }
      return outcomes
    }
  }

  /// Writes the rest of what was begun. Returns why it could not; the signal may have ended it without a reason.
  private func finish(_ state: inout StreamOutput.State) -> SystemError? {
    guard state.writer.hasUnfinished else { return nil }
    let (_, error) = state.writer.write([], unless: stopSignal)
    guard error == nil, !state.writer.hasUnfinished else { return error }
    state.finished.formUnion(state.begun)
    state.begun = []
    return nil
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
