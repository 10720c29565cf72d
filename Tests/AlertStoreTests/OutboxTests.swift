import Foundation
import Synchronization
import TestSupport
import Testing

@testable import AlertStore

/// Deliveries, moves and definitions, from one commit to the next.
@Suite struct OutboxTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private func raise(_ count: Int, endpoints: [String] = ["log", "desk"]) async throws {
    for number in 0..<count {
      _ = try await store.submit(
        Sample(path: "\(number)", body: "\(number)", endpoints: endpoints, arrived: Int64(1_000 + number)).submission())
    }
  }

  private func sequences(_ endpoint: String, now: Int64, limit: Int = 100) throws -> [Int64] {
    try store.due(endpoint: endpoint, limit: limit, now: now).map(\.sequence)
  }

  private func attempt(
    _ sequence: Int64, _ outcome: DeliveryAttempt.Outcome, endpoint: String = "log"
  ) -> DeliveryAttempt {
    DeliveryAttempt(sequence: sequence, endpoint: endpoint, outcome: outcome, milliseconds: 5_000)
  }

  @Test func newAlertsAreDueAtOnceInTheirOrder() async throws {
    try await raise(5)
    #expect(try sequences("log", now: 1_002) == [1, 2, 3, 4, 5])
    #expect(try sequences("log", now: 9_999, limit: 2) == [1, 2])
    // Whatever the clock says: it may have been wrong when they were raised.
    #expect(try sequences("log", now: 0) == [1, 2, 3, 4, 5])
    #expect(try sequences("log", now: 9_999, limit: -1).isEmpty)
    #expect(try sequences("nobody", now: 9_999).isEmpty)
    #expect(try store.nextDue(endpoint: "log") == 0)
    #expect(try store.nextDue(endpoint: "nobody") == nil)
    #expect(try store.pendingDeliveries() == ["log": 5, "desk": 5])
  }

  @Test(arguments: [false, true]) func nothingIsHandedOutOfADatabaseThatHasLostItsName(_ isReplaced: Bool) async throws
  {
    try await raise(2)
    let told = Mutex<[AlertStoreError.Code]>([])
    store.whenDamaged { error in told.withLock { $0.append(error.code) } }
    let database = folder.state + "/watchword.db"
    #expect(rename(database, folder.path + "/moved") == 0)
    if isReplaced { try FileManager.default.copyItem(atPath: folder.path + "/moved", toPath: database) }
    for _ in 0..<2 {
      #expect { try sequences("log", now: 9_999) } throws: { ($0 as? AlertStoreError)?.code == .replacedDatabase }
    }
    #expect(told.withLock { $0 } == [.replacedDatabase], "once")
    // Back again, it is what the next start will know.
    #expect(rename(folder.path + "/moved", database) == 0)
    #expect(try sequences("log", now: 9_999) == [1, 2])
    try store.close()
  }

  @Test func attemptPutOffForYearsByAWrongClockIsDueAfterTheNextStart() async throws {
    try await raise(2)
    let soon = Int64(Date().timeIntervalSince1970 * 1000) + 60_000
    let far = soon + 3650 * 86_400_000
    _ = try await store.submit(
      .attempted([
        attempt(1, .failed(reason: "refused", nextAttemptMilliseconds: far)),
        attempt(2, .failed(reason: "refused", nextAttemptMilliseconds: soon)),
      ]))
    try store.close()
    let again = try folder.open()
    #expect(try again.due(endpoint: "log", limit: 9, now: soon - 1).map(\.sequence) == [1])
    #expect(try again.due(endpoint: "log", limit: 9, now: soon).map(\.sequence) == [1, 2])
    try again.close()
  }

  /// By less than what a back-off may be.
  @Test func attemptMadeByAClockThatWasAheadIsDueAfterTheNextStart() async throws {
    try await raise(1)
    let later = Int64(Date().timeIntervalSince1970 * 1000) + 5 * 3_600_000
    let failure = DeliveryAttempt.Outcome.failed(reason: "no network", nextAttemptMilliseconds: later + 60_000)
    _ = try await store.submit(
      .attempted([DeliveryAttempt(sequence: 1, endpoint: "log", outcome: failure, milliseconds: later)]))
    try store.close()
    let again = try folder.open()
    #expect(try again.due(endpoint: "log", limit: 9, now: later - 4 * 3_600_000).map(\.sequence) == [1])
    try again.close()
  }

  @Test func deliveredIsOverForThatEndpointOnly() async throws {
    try await raise(2)
    #expect(try await store.submit(.attempted([attempt(1, .delivered)])) == .recorded(count: 1))
    #expect(try sequences("log", now: 9_999) == [2])
    #expect(try sequences("desk", now: 9_999) == [1, 2])
    #expect(try await store.submit(.attempted([attempt(1, .delivered)])) == .recorded(count: 0), "told again")
    #expect(try store.number("SELECT attempts FROM outbox WHERE endpoint = 'log' AND sequence = 1") == 1)
    #expect(try store.number("SELECT ended_ms FROM outbox WHERE endpoint = 'log' AND sequence = 1") == 5_000)
  }

  @Test func failedIsTriedAgainWhenItIsTime() async throws {
    try await raise(2)
    let failure = attempt(1, .failed(reason: "answered 500", nextAttemptMilliseconds: 7_000))
    _ = try await store.submit(.attempted([failure, attempt(2, .delivered)]))
    #expect(try sequences("log", now: 6_999).isEmpty)
    #expect(try store.nextDue(endpoint: "log") == 7_000)
    let again = try #require(try store.due(endpoint: "log", limit: 1, now: 7_000).first)
    #expect(again.attempts == 1)
    #expect(again.json.contains(again.alertID))
    try store.close()
    #expect(try folder.open().due(endpoint: "log", limit: 5, now: 7_000) == [again], "survives a restart")
  }

  @Test func whatIsToldOfAStoryWaitsForWhatWasToldBeforeIt() async throws {
    // Two rules each on three articles; those of one article are of one story.
    for number in 0..<3 {
      let sample = Sample(path: "\(number)", body: "\(number)", rules: ["a", "b"], endpoints: ["log"], arrived: 1_000)
      _ = try await store.submit(sample.submission())
    }
    #expect(try sequences("log", now: 9_999) == [1, 2, 3, 4, 5, 6])
    _ = try await store.submit(.attempted([attempt(3, .failed(reason: "no", nextAttemptMilliseconds: 7_000))]))
    #expect(try sequences("log", now: 6_999) == [1, 2, 5, 6], "4 tells of the same story as 3")
    #expect(try sequences("log", now: 7_000) == [1, 2, 3, 4, 5, 6])
    // What comes after holds nothing back.
    _ = try await store.submit(.attempted([attempt(6, .failed(reason: "no", nextAttemptMilliseconds: 7_000))]))
    #expect(try sequences("log", now: 6_999) == [1, 2, 5])
    #expect(try store.nextDue(endpoint: "log", after: 0) == 7_000)
    #expect(try store.nextDue(endpoint: "log", after: 7_000) == nil)
  }

  @Test func deadLettersAreKeptAndMadeAgainWhenSomebodyAsks() async throws {
    try await raise(3)
    _ = try await store.submit(
      .attempted([
        attempt(1, .dead(reason: "no such channel")), attempt(2, .delivered),
        attempt(3, .failed(reason: "down", nextAttemptMilliseconds: 8_000)),
      ]))
    #expect(try sequences("log", now: 7_000).isEmpty)
    #expect(try store.number("SELECT count(*) FROM outbox WHERE state = 'dead' AND failing_ms = 5000") == 1)
    func again(_ change: (inout DeliverySelection) -> Void) async throws -> Receipt {
      var selection = DeliverySelection(endpoint: "log", endedBefore: 6_000)
      change(&selection)
      return try await store.submit(.redeliver(selection))
    }
    #expect(try await again { $0.endedBefore = 5_000 } == .recorded(count: 0), "it ended no earlier")
    #expect(try await again { $0.since = 2_000 } == .recorded(count: 0), "none was raised so late")
    #expect(try await again { $0.onlyDead = true } == .recorded(count: 1))
    #expect(try sequences("log", now: 7_000) == [1])
    #expect(try await again { _ in } == .recorded(count: 1), "what is pending is left alone")
    #expect(try sequences("log", now: 7_000) == [1, 2])
    #expect(try sequences("desk", now: 7_000) == [1, 2, 3])
    let id = try #require(try store.due(endpoint: "log", limit: 1, now: 7_000).first?.alertID)
    _ = try await store.submit(
      .attempted([attempt(1, .delivered), attempt(1, .dead(reason: "no"), endpoint: "desk")]))
    #expect(try await again { ($0.alertID, $0.endpoint) = (id, "desk") } == .recorded(count: 1))
    #expect(try await again { ($0.alertID, $0.endpoint) = (id, nil) } == .recorded(count: 1))
    #expect(try sequences("log", now: 7_000) == [1, 2])
  }

  @Test func endpointThatIsSwitchedOffStaysSoUntilSomebodySwitchesItOn() async throws {
    try await raise(1)
    #expect(try store.whyOff(endpoint: "log") == nil)
    let failure = attempt(1, .failed(reason: "410", nextAttemptMilliseconds: 9_000))
    _ = try await store.submit(
      .attempted([failure], .switchedOff("log", reason: "it is gone", milliseconds: 5_000)))
    try store.close()
    let again = try folder.open()
    #expect(try again.whyOff(endpoint: "log") == "it is gone")
    #expect(try again.whyOff(endpoint: "desk") == nil)
    #expect(try await again.submit(.switchedOn(endpoint: "log")) == .recorded(count: 1))
    #expect(try again.whyOff(endpoint: "log") == nil)
    #expect(try again.due(endpoint: "log", limit: 9, now: 1).map(\.sequence) == [1], "and is told at once")
  }

  @Test func whatFailedIsDueWhenTheEndpointWorksAgain() async throws {
    try await raise(3)
    _ = try await store.submit(
      .attempted([1, 2].map { attempt($0, .failed(reason: "down", nextAttemptMilliseconds: 900_000)) }))
    _ = try await store.submit(.attempted([attempt(3, .delivered)], .worksAgain("log")))
    #expect(try sequences("log", now: 7_000) == [1, 2])
  }

  @Test func movesEndOnceAndAreFoundByTheirFileUntilThen() async throws {
    let file = Sample(inode: .max).file.fingerprint
    let ledgerID = try await store.submitFile(Sample(inode: .max).submission()).ledgerID
    #expect(try store.pendingMove(of: file) == ledgerID)
    var other = file
    other.inode = 8
    #expect(try store.pendingMove(of: other) == nil)
    let pending = try #require(try store.pendingMoves().first)
    #expect(pending.fingerprint == file)
    #expect(pending.hashPrefix == Sample().hash.prefix(12))
    #expect(pending.reason == nil)
    let failure = MoveResult(ledgerID: ledgerID, outcome: .failed(reason: "no space"), milliseconds: 1)
    #expect(try await store.submit(.moved([failure])) == .recorded(count: 1))
    #expect(try store.pendingMove(of: file) == ledgerID, "it is in the inbox still, and no new arrival")
    #expect(try store.pendingMoves().map(\.ledgerID) == [ledgerID])
    let done = MoveResult(ledgerID: ledgerID, outcome: .done(destination: "archive/x"), milliseconds: 2)
    #expect(try await store.submit(.moved([done])) == .recorded(count: 1))
    #expect(try await store.submit(.moved([done, failure])) == .recorded(count: 0))
    #expect(try store.pendingMoves().isEmpty)
    #expect(try store.pendingMove(of: file) == nil)
  }

  @Test func pendingMovesComeInPages() async throws {
    try await raise(5)
    #expect(try store.pendingMoves(limit: 2).map(\.ledgerID) == [1, 2])
    #expect(try store.pendingMoves(after: 2, limit: 2).map(\.ledgerID) == [3, 4])
  }

  @Test func fileKeptInPlaceIsKnownUntilItChanges() async throws {
    let sample = Sample(staysInPlace: true)
    let ledgerID = try await store.submitFile(sample.submission()).ledgerID
    var file = sample.file.fingerprint
    #expect(try store.keptInPlace(file) == ledgerID)
    #expect(try store.pendingMoves().isEmpty)
    file.device = 3
    #expect(try store.keptInPlace(file) == ledgerID, "device numbers change when the machine starts")
    file.ctimeNanoseconds += 1
    #expect(try store.keptInPlace(file) == nil)
  }

  @Test func readerFiltersAndFollows() async throws {
    try await raise(3)
    _ = try await store.submit(Sample(path: "x", body: "x", rules: ["other"], arrived: 2_000).submission())
    let reader = try AlertReader(stateFolder: folder.state)
    #expect(try reader.alerts().map(\.sequence) == [1, 2, 3, 4])
    #expect(try reader.alerts(since: 1_001).map(\.sequence) == [2, 3, 4])
    #expect(try reader.alerts(rule: "other").map(\.ruleID) == ["other"])
    #expect(try reader.alerts(since: 1_001, rule: "border-patrols", after: 2, limit: 1).map(\.sequence) == [3])
    let version = try reader.dataVersion()
    #expect(try reader.dataVersion() == version)
    _ = try await store.submit(Sample(path: "y", body: "y").submission())
    #expect(try reader.dataVersion() != version)
    #expect(try reader.alerts(after: 4).map(\.sequence) == [5])
  }

  @Test func readerWorksWhenNoDaemonRunsAndAfterACrash() async throws {
    try await raise(3)
    #expect(try AlertReader(stateFolder: folder.copyOfState()).alerts().count == 3)
    try store.close()
    let reader = try AlertReader(stateFolder: folder.state)
    #expect(try reader.alerts().count == 3)
    let next = try folder.open()
    _ = try await next.submit(Sample(path: "y", body: "y").submission())
    #expect(try reader.alerts().count == 4)
  }
}
