import Synchronization

@testable import Delivery

/// An outbox without a disk. It outlives the queues of a test as the database outlives the daemon.
final class MemoryOutbox: Outbox {
  struct Failure: Error, CustomStringConvertible {
    var description: String { "the disk is full" }
  }

  struct Row {
    let sequence: Int64
    let alertID: String
    let endpoint: String
    let json: String
    var attempts = 0
    var nextAttempt: Int64
    var isDelivered = false
  }

  private struct State {
    var rows: [Row] = []
    var failsToRead = false
    var failsToRecord = false
    var holdsRecords = false
    var held: [@Sendable () -> Void] = []
    var recordings: [[DeliveryResult]] = []
    var questions = 0
  }

  private let state = Mutex(State())

  var rows: [Row] { state.withLock { $0.rows } }
  /// What `record` was asked, failures included.
  var recordings: [[DeliveryResult]] { state.withLock { $0.recordings } }
  /// How often it was asked for what is due.
  var questions: Int { state.withLock { $0.questions } }

  func setFailsToRead(_ fails: Bool) { state.withLock { $0.failsToRead = fails } }
  func setFailsToRecord(_ fails: Bool) { state.withLock { $0.failsToRecord = fails } }
  func holdRecords() { state.withLock { $0.holdsRecords = true } }

  @discardableResult
  func add(_ alertIDs: [String], endpoint: String, due: Int64 = 0) -> [String] {
    state.withLock { state in
      for id in alertIDs {
        state.rows.append(
          Row(
            sequence: Int64(state.rows.count + 1), alertID: id, endpoint: endpoint, json: alertJSON(id),
            nextAttempt: due))
      }
    }
    return alertIDs
  }

  func due(endpoint: String, limit: Int, now: Int64) throws -> [PendingDelivery] {
    try state.withLock { state in
      state.questions += 1
      if state.failsToRead { throw Failure() }
      return state.rows.lazy
        .filter { $0.endpoint == endpoint && !$0.isDelivered && $0.nextAttempt <= now }
        .prefix(limit)
        .map {
          PendingDelivery(
            sequence: $0.sequence, alertID: $0.alertID, endpoint: endpoint, attempts: $0.attempts, json: $0.json)
        }
    }
  }

  func nextDue(endpoint: String) throws -> Int64? {
    state.withLock { $0.rows.lazy.filter { $0.endpoint == endpoint && !$0.isDelivered }.map(\.nextAttempt).min() }
  }

  func pendingCount(endpoint: String) throws -> Int {
    state.withLock { $0.rows.count { $0.endpoint == endpoint && !$0.isDelivered } }
  }

  func record(_ results: [DeliveryResult], completion: @escaping @Sendable (Result<Void, any Error>) -> Void) {
    let outcome: Result<Void, any Error>? = state.withLock { state in
      state.recordings.append(results)
      if state.holdsRecords { return nil }
      if state.failsToRecord { return .failure(Failure()) }
      for result in results {
        let index = Int(result.sequence) - 1
        if result.outcome == .delivered {
          state.rows[index].isDelivered = true
        } else {
          state.rows[index].attempts += 1
        }
        state.rows[index].nextAttempt = result.nextAttempt ?? state.rows[index].nextAttempt
      }
      return .success(())
    }
    if let outcome { completion(outcome) }
  }
}

/// An alert as far as delivery looks at it, with what makes JSON, lines and encodings go wrong.
func alertJSON(_ id: String) -> String {
  #"{"article":{"title":"«Ўзбекистон» \"said\"\nso \\ 🙂"},"id":"\#(id)","rule":{"id":"r"}}"#
}

func delivery(_ id: String, sequence: Int64 = 1, attempts: Int = 0, json: String? = nil) -> PendingDelivery {
  PendingDelivery(sequence: sequence, alertID: id, endpoint: "e", attempts: attempts, json: json ?? alertJSON(id))
}

func deliveries(_ ids: [String]) -> [PendingDelivery] {
  ids.enumerated().map { delivery($1, sequence: Int64($0 + 1)) }
}

/// Alert ids as the store makes them: 24 characters.
func alertIDs(_ count: Int, from first: Int = 0) -> [String] {
  (first..<first + count).map { number in
    let digits = String(number)
    return "a" + String(repeating: "0", count: 23 - digits.count) + digits
  }
}
