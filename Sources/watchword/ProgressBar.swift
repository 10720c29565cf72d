import Dispatch
import Glibc
import Synchronization

/// How far something is, in one line on standard error that is written over and in the end erased; for a terminal only.
///
/// While there is one, an interrupt erases it before it ends the program.
final class ProgressBar: Sendable {
  private static let width = 30
  private static let interval: Duration = .milliseconds(100)

  private struct State {
    /// Columns that are written on.
    var length = 0
    var last: ContinuousClock.Instant?
    var isOver = false

    mutating func hide() {
      if length > 0 { Terminal.writeErrorText("\r" + String(repeating: " ", count: length) + "\r") }
      length = 0
    }
  }

  private let state = Mutex(State())

  private init() {}

  /// Does something with a bar, which is gone at its end; without one where it is not wanted, or no person looks on.
  static func during<Result>(isWanted: Bool = true, _ body: (ProgressBar?) throws -> Result) rethrows -> Result {
    guard isWanted, Terminal.isErrorTerminal else { return try body(nil) }
    let bar = ProgressBar()
    signal(SIGINT, SIG_IGN)
    let interrupt = DispatchSource.makeSignalSource(signal: SIGINT, queue: DispatchQueue(label: "interrupt"))
    interrupt.setEventHandler {
      bar.erase()
      // As shells tell of a program that was interrupted. Dispatch's threads block signals, so raising it does nothing.
      _exit(128 + SIGINT)
    }
    interrupt.activate()
    defer {
      bar.erase()
      interrupt.cancel()
      signal(SIGINT, SIG_DFL)
    }
    return try body(bar)
  }

  /// Shows how far it is, at most ten times a second; on any thread.
  ///
  /// - Parameters:
  ///   - fraction: from 0 to 1.
  ///   - text: a few words behind the bar.
  func show(_ fraction: Double, _ text: @autoclosure () -> String) {
    state.withLock { state in
      let now = ContinuousClock.now
      guard !state.isOver, state.last.map({ now - $0 >= Self.interval }) ?? true else { return }
      state.last = now
      let filled = Int(fraction * Double(Self.width))
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
      let line = "\(bar) \(Int(fraction * 100)) %  \(text())"
      let padding = String(repeating: " ", count: max(0, state.length - line.count))
      Terminal.writeErrorText("\r" + line + padding)
      state.length = line.count
    }
  }

  /// Leaves the line empty and the cursor at its start, for other lines, until something is shown again.
  func hide() { state.withLock { $0.hide() } }

  /// As `hide`; nothing is shown after that.
  private func erase() {
    state.withLock { state in
      state.hide()
      state.isOver = true
    }
  }
}
