import Foundation
import Synchronization

/// Reads a descriptor to its end on a thread of its own and hands its lines out one by one.
final class LineReader: Sendable {
  private struct State {
    var lines: [String] = []
    var next = 0
    var partial: [UInt8] = []
    var isAtEnd = false
  }

  private let state = Mutex(State())
  private let changed = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(_ handle: FileHandle) {
    let thread = Thread { [self] in
      while case let data = handle.availableData, !data.isEmpty { take([UInt8](data)) }
      finish()
    }
    thread.start()
  }

  private func take(_ bytes: [UInt8]) {
    state.withLock { state in
      for byte in bytes {
        if byte == 0x0A {
          state.lines.append(String(decoding: state.partial, as: UTF8.self))
          state.partial = []
        } else {
          state.partial.append(byte)
        }
      }
    }
    changed.signal()
  }

  private func finish() {
    state.withLock { state in
      if !state.partial.isEmpty { state.lines.append(String(decoding: state.partial, as: UTF8.self)) }
      state.partial = []
      state.isAtEnd = true
    }
    changed.signal()
    ended.signal()
  }

  /// The next line; waits for it.
  func next(within limit: Duration, seeking what: String) throws -> String {
    let deadline = ContinuousClock.now + limit
    while true {
      let (line, isAtEnd) = state.withLock { state -> (String?, Bool) in
        guard state.next < state.lines.count else { return (nil, state.isAtEnd) }
        state.next += 1
        return (state.lines[state.next - 1], false)
      }
      if let line { return line }
      if isAtEnd { throw HarnessError("the output ended before: \(what); seen:\n\(seen().joined(separator: "\n"))") }
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero, changed.wait(timeout: .now() + Double(left.components.seconds) + 1) == .success else {
        throw HarnessError("waited in vain for: \(what); seen:\n\(seen().joined(separator: "\n"))")
      }
    }
  }

  func seen() -> [String] { state.withLock { $0.lines } }

  /// Waits for the end of the stream: until nobody has its other end, a minute at most (a child of the program may live on).
  func waitForEnd() {
    _ = ended.wait(timeout: .now() + 60)
    // For whoever waits too.
    ended.signal()
  }

  /// What was not handed out yet, to the end of the stream.
  func rest() -> [String] {
    waitForEnd()
    return state.withLock { state in
      defer { state.next = state.lines.count }
      return Array(state.lines[state.next...])
    }
  }
}
