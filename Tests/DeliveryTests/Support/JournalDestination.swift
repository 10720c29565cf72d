import Glibc
import Synchronization

@testable import Delivery

/// A journal in memory; the real one has tests of its own.
final class JournalDestination: Destination {
  let endpoint: any Endpoint
  let journal = MemoryJournal()

  init() { endpoint = JournalEndpoint(name: "e", calls: journal.calls, patience: .seconds(30)) }

  func arrived() -> [String] { journal.entries.compactMap { $0["WATCHWORD_JSON"] } }
  func breakDown() { journal.breakDown() }
  func repair() { journal.repair() }
}

final class MemoryJournal: Sendable {
  private struct State {
    var entries: [[String: String]] = []
    var isBroken = false
  }

  private let state = Mutex(State())

  var entries: [[String: String]] { state.withLock { $0.entries } }

  var calls: JournalCalls {
    JournalCalls(
      send: { fields in
        self.state.withLock { state in
          if state.isBroken { return -ECONNREFUSED }
          state.entries.append(journalFields(fields))
          return 0
        }
      },
      connect: { self.state.withLock { $0.isBroken } ? -ENOENT : open("/dev/null", O_WRONLY | O_CLOEXEC) })
  }

  func breakDown() { state.withLock { $0.isBroken = true } }
  func repair() { state.withLock { $0.isBroken = false } }
}

func journalFields(_ fields: [[UInt8]]) -> [String: String] {
  let pairs = fields.map { field in
    let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
  }
  return Dictionary(uniqueKeysWithValues: pairs)
}
