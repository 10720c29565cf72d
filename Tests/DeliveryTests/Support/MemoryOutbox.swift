import Pacing
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
    let storyID: String
    let json: String
    var attempts = 0
    var failingSince: Int64?
    var nextAttempt: Int64
    var isDelivered = false
    var isDead = false

    var isPending: Bool { !isDelivered && !isDead }
  }

  private struct State {
    var rows: [Row] = []
    var failsToRead = false
    var failsToRecord = false
    var holdsRecords = false
    var held: [@Sendable () -> Void] = []
    var recordings: [[DeliveryResult]] = []
    var questions = 0
    var off: [String: String] = [:]
    var changes: [EndpointChange] = []
  }

  private let state = Mutex(State())

  var rows: [Row] { state.withLock { $0.rows } }
  /// What `record` was asked, failures included.
  var recordings: [[DeliveryResult]] { state.withLock { $0.recordings } }
  var changes: [EndpointChange] { state.withLock { $0.changes } }
  func setOff(_ endpoint: String, _ reason: String?) { state.withLock { $0.off[endpoint] = reason } }
  /// How often it was asked for what is due.
  var questions: Int { state.withLock { $0.questions } }

  func setFailsToRead(_ fails: Bool) { state.withLock { $0.failsToRead = fails } }
  func setFailsToRecord(_ fails: Bool) { state.withLock { $0.failsToRecord = fails } }
  func holdRecords() { state.withLock { $0.holdsRecords = true } }

  @discardableResult
  func add(_ alertIDs: [String], endpoint: String, story: String? = nil, due: Int64 = 0) -> [String] {
    state.withLock { state in
      for id in alertIDs {
        state.rows.append(
          Row(
            sequence: Int64(state.rows.count + 1), alertID: id, endpoint: endpoint, storyID: story ?? id,
            json: alertJSON(id), nextAttempt: due))
      }
    }
    return alertIDs
  }

  func due(endpoint: String, limit: Int, now: Int64) throws -> [PendingDelivery] {
    try state.withLock { state in
      state.questions += 1
      if state.failsToRead { throw Failure() }
      var waiting: Set<String> = []
      var due: [PendingDelivery] = []
      for row in state.rows where row.endpoint == endpoint && row.isPending {
        if row.nextAttempt > now { waiting.insert(row.storyID) }
        guard !waiting.contains(row.storyID), due.count < limit else { continue }
        due.append(
          PendingDelivery(
            sequence: row.sequence, alertID: row.alertID, endpoint: row.endpoint, attempts: row.attempts,
            failingSince: row.failingSince, storyID: row.storyID, json: row.json))
      }
      return due
    }
  }

  func nextDue(endpoint: String, after now: Int64) throws -> Int64? {
    state.withLock { state in
      state.rows.lazy.filter { $0.endpoint == endpoint && $0.isPending && $0.nextAttempt > now }.map(\.nextAttempt)
        .min()
    }
  }

  func pendingCount(endpoint: String) throws -> Int {
    state.withLock { $0.rows.count { $0.endpoint == endpoint && $0.isPending } }
  }

  func whyOff(endpoint: String) throws -> String? {
    try state.withLock { state in
      if state.failsToRead {
        state.questions += 1
        throw Failure()
      }
      return state.off[endpoint]
    }
  }

  func record(
    _ results: [DeliveryResult], _ change: EndpointChange?, of endpoint: String,
    completion: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    let outcome: Result<Void, any Error>? = state.withLock { state in
      state.recordings.append(results)
      if state.holdsRecords { return nil }
      if state.failsToRecord { return .failure(Failure()) }
      for result in results {
        let index = Int(result.sequence) - 1
        switch result.verdict {
        case .delivered: state.rows[index].isDelivered = true
        case .dead: state.rows[index].isDead = true
        case .retry(let next, _):
          state.rows[index].attempts += 1
          state.rows[index].nextAttempt = next
          // Close enough: a clock of its own would be another thing to move on.
          state.rows[index].failingSince = state.rows[index].failingSince ?? next
        }
      }
      if let change { state.changes.append(change) }
      switch change {
      case .worksAgain, .clockPutBack:
        for index in state.rows.indices where state.rows[index].endpoint == endpoint {
          state.rows[index].nextAttempt = 0
        }
      case .switchedOff(let reason): state.off[endpoint] = reason
      case nil: break
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

/// Of a story of its own, unless one is given.
func delivery(
  _ id: String, sequence: Int64 = 1, attempts: Int = 0, failingSince: Int64? = nil, story: String? = nil,
  gathering: Gathering? = nil, json: String? = nil
) -> PendingDelivery {
  PendingDelivery(
    sequence: sequence, alertID: id, endpoint: "e", attempts: attempts, failingSince: failingSince,
    storyID: story ?? "\(sequence)", gathering: gathering, json: json ?? alertJSON(id))
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
