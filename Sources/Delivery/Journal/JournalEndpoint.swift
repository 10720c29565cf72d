import Glibc
import OperatingSystem
import Synchronization

/// Tells systemd's journal of each alert, by its native protocol, with the alert's values as fields.
///
/// The journal acknowledges nothing: an alert counts as delivered when it lies in the journal's queue, which outlives a
/// restart of systemd-journald.
package final class JournalEndpoint: Endpoint {
  package let name: String
  package let batchLimit = 64
  private let calls: JournalCalls
  /// How long a batch may wait for a journal that takes nothing.
  private let patience: Duration
  private let trace: DeliveryTrace?
  private let stopSignal = StopSignal()

  package convenience init(name: String, trace: DeliveryTrace? = nil) {
    self.init(name: name, calls: .systemd, patience: .seconds(5), trace: trace)
  }

  init(name: String, calls: JournalCalls, patience: Duration, trace: DeliveryTrace? = nil) {
    self.trace = trace
    self.name = name
    self.calls = calls
    self.patience = patience
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    if batch.isEmpty || stopSignal.isOn { return [] }
    let deadline = ContinuousClock.now + patience
    var outcomes: [DeliveryOutcome] = []
    do throws(SystemError) {
      let probe = try connect()
      for delivery in batch {
        // libsystemd would wait for ever where the queue is full.
        guard try waitForRoom(probe, until: deadline) else { break }
        let fields = JournalEntry.fields(of: delivery)
        trace?.willTellJournal(fields)
        let result = calls.send(fields)
        guard result >= 0 else { throw SystemError(-result, "write to the journal") }
        outcomes.append(.delivered)
      }
    } catch {
      return outcomes + [.failed(reason: error.message + Self.advice(on: error.number))]
    }
    do throws(SystemError) {
      // What is sent while the socket is not there vanishes without an error.
      _ = try connect()
      return outcomes
    } catch {
      return [.failed(reason: error.message + Self.advice(on: error.number))]
    }
  }

  package func stop() { stopSignal.raise() }

  private func connect() throws(SystemError) -> OwnedDescriptor {
    let descriptor = calls.connect()
    guard descriptor >= 0 else { throw SystemError(-descriptor, "reach the journal") }
    return OwnedDescriptor(descriptor)
  }

  /// False where the signal was raised.
  private func waitForRoom(
    _ probe: borrowing OwnedDescriptor, until deadline: ContinuousClock.Instant
  ) throws(SystemError) -> Bool {
    while true {
      if stopSignal.isOn { return false }
      var polled = [
        pollfd(fd: probe.number, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: stopSignal.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polled, 2, Int32(clamping: (deadline - ContinuousClock.now).wholeMilliseconds))
      if ready < 0, errno != EINTR { throw SystemError(errno, "wait for the journal") }
      if ready > 0, polled[0].revents != 0, polled[1].revents == 0 { return true }
      if ready == 0 { throw SystemError(ETIMEDOUT, "write to the journal, because it takes nothing") }
    }
  }

  private static func advice(on number: Int32) -> String {
    switch number {
    case ENOENT, ECONNREFUSED: "; start systemd-journald, or take another type of endpoint where there is no systemd"
    case ETIMEDOUT: "; see what is wrong with systemd-journald"
    default: ""
    }
  }
}
