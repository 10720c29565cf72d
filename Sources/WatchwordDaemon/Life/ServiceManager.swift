import CSystemd
import Dispatch

/// Tells systemd, where it started the daemon, how the daemon is; elsewhere it does nothing. Any thread.
struct ServiceManager: Sendable {
  /// How often the watchdog wants to hear something; `nil` where there is none.
  let watchdogInterval: Duration?

  init() {
    var microseconds: UInt64 = 0
    watchdogInterval = sd_watchdog_enabled(0, &microseconds) > 0 ? .microseconds(Int64(clamping: microseconds)) : nil
  }

  func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }

  /// What is shown beside the unit; at most a few hundred bytes, on one line.
  func status(_ text: String) { notify("STATUS=\(text)") }

  /// systemd wants to know when the reload began, so that it does not take an older READY for its end.
  func reloading() {
    notify("RELOADING=1\nMONOTONIC_USEC=\(DispatchTime.now().uptimeNanoseconds / 1000)\nSTATUS=Reloading")
  }

  func stopping() { notify("STOPPING=1\nSTATUS=Stopping") }

  func isAlive() { notify("WATCHDOG=1") }

  /// More time for a start or stop that takes long.
  func extendTimeout(by duration: Duration) {
    notify("EXTEND_TIMEOUT_USEC=\(duration.components.seconds * 1_000_000)")
  }

  /// Does what may take any time, and asks for more time as long as it does.
  func withMoreTime<Result>(_ body: () throws -> Result) rethrows -> Result {
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "service.time"))
    timer.schedule(deadline: .now(), repeating: .seconds(60))
    timer.setEventHandler { extendTimeout(by: .seconds(180)) }
    timer.activate()
    defer { timer.cancel() }
    return try body()
  }

  private func notify(_ state: String) {
    // A message that does not get through is repeated by what follows it, or by the watchdog acting.
    _ = sd_notify(0, state)
  }
}
