import Alerts
import Control
import Glibc
import Synchronization

/// What is wrong now, of the whole daemon: each part that has a problem reports it here and clears it when it is over. Bounded;
/// may be called from any thread, and never waits.
final class ConditionBoard: Sendable {
  private struct Entry {
    var condition: Condition
    var order: Int
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var order = 0
    /// Problems for which there was no room.
    var further = 0
  }

  /// More different problems tell nobody more.
  static let maximum = 100

  private let state = Mutex(State())
  private let onChange: @Sendable (_ worst: Condition?, _ count: Int) -> Void

  /// - Parameter onChange: called after each change of what is told, by who changed it.
  init(onChange: @escaping @Sendable (_ worst: Condition?, _ count: Int) -> Void = { _, _ in }) {
    self.onChange = onChange
  }

  /// Something is wrong. What was reported under that key before keeps its time.
  func report(
    _ key: String, _ what: String, severity: Condition.Severity = .error, action: String? = nil
  ) {
    let isNew = state.withLock { state in
      let before = state.entries[key]
      guard before != nil || state.entries.count < Self.maximum else {
        state.further += 1
        return false
      }
      let condition = Condition(
        key: key, severity: severity, since: before?.condition.since ?? Alert.time(WallClock.milliseconds()),
        what: what, action: action)
      state.order += 1
      state.entries[key] = Entry(condition: condition, order: before?.order ?? state.order)
      return before?.condition != condition
    }
    if isNew { tell() }
  }

  /// It is over, if it was.
  func clear(_ key: String) {
    // Most calls are about what never was.
    let wasThere = state.withLock { $0.entries.removeValue(forKey: key) != nil }
    if wasThere { tell() }
  }

  /// All of a kind are over, but for these.
  func clear(kind: String, keeping names: Set<String>) {
    let gone = state.withLock { state in
      let gone = state.entries.keys.filter { key in
        key.hasPrefix(kind + " ") && !names.contains(String(key.dropFirst(kind.count + 1)))
      }
      for key in gone { state.entries[key] = nil }
      return gone
    }
    if !gone.isEmpty { tell() }
  }

  /// Since when something is wrong; `nil` where it is not.
  func since(_ key: String) -> String? { state.withLock { $0.entries[key]?.condition.since } }

  /// The worst first, then the oldest; and how many more were reported than are remembered.
  func current() -> (conditions: [Condition], further: Int) {
    state.withLock { (Self.sorted($0), $0.further) }
  }

  private func tell() {
    let all = state.withLock { Self.sorted($0) }
    onChange(all.first, all.count)
  }

  private static func sorted(_ state: State) -> [Condition] {
    state.entries.values.sorted { ($1.condition.severity, $0.order) < ($0.condition.severity, $1.order) }
      .map(\.condition)
  }
}
