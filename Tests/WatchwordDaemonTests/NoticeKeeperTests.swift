import AlertStore
import Alerts
import Delivery
import Foundation
import GRDB
import Hashing
import Logging
import Pacing
import Routing
import RuleLanguage
import Synchronization
import TestSupport
import Testing

@testable import WatchwordDaemon

/// What the daemon tells of itself, on a clock of the test's: each call is waited for by what it records.
@Suite(.timeLimit(.minutes(1))) struct NoticeKeeperTests {
  private static let minute: Int64 = 60_000
  private static let hour: Int64 = 60 * minute

  @Test func endpointThatFailsIsToldAfterItsTimeAndWhenItWorks() async throws {
    let bench = try NoticeBench()
    bench.start(NoticeBench.plan(["log", "desk"]))
    bench.keeper.endpointFailed("desk", reason: "answered with 500")
    bench.pass(14 * Self.minute)
    bench.keeper.endpointFailed("desk", reason: "answered with 502")
    bench.pass(2 * Self.minute)
    bench.keeper.endpointFailed("desk", reason: "answered with 503")
    await bench.next()
    bench.keeper.endpointWorked("desk")
    await bench.next()
    let notices = try bench.notices()
    #expect(notices.map(\.code) == [.endpointFailing, .endpointWorks])
    #expect(notices.first?.lines?.first == "answered with 503")
    #expect(notices.first?.endpoint == "desk")
    // Who fails is told that it works, not that it fails.
    #expect(try bench.notices("desk").map(\.code) == [.endpointWorks])
    bench.keeper.stop()
  }

  @Test func sourceThatFallsSilentIsToldOnceAlsoByTheNextRun() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"], quietSources: ["agency": 3600])
    bench.start(plan)
    bench.keeper.change(plan, rules: [])
    bench.pass(2 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.nothingCame])
    #expect(try bench.notices().first?.source == "agency")
    try await bench.receive(source: "agency")
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.nothingCame, .cameAgain])
    bench.pass(2 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    bench.keeper.stop()
    // It knows what was told.
    let second = NoticeKeeper()
    bench.start(plan, second)
    second.finishSteps()
    bench.pass(2 * Self.hour)
    second.change(plan, rules: [])
    try await bench.receive(source: "agency")
    second.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.nothingCame, .cameAgain, .nothingCame, .cameAgain])
    second.stop()
  }

  @Test func wrongRulesReachTheirOwner() async throws {
    let bench = try NoticeBench()
    var plan = NoticeBench.plan(["log"])
    plan.routes.endpoints.append(Routes.Endpoint(name: "anna-mail"))
    plan.routes.owners = Owners([Owners.Owner(name: "anna", endpoints: ["anna-mail"])])
    bench.start(plan)
    bench.keeper.rulesLoaded(mistakes: 1, running: ["melons"], owners: ["anna"], first: "r.yaml:3:4: error")
    await bench.next()
    bench.keeper.rulesLoaded(mistakes: 0, running: [], owners: [], first: nil)
    await bench.next()
    #expect(try bench.notices("anna-mail").map(\.code) == [.ruleWrong, .ruleRight])
    #expect(try bench.notices("log").first?.rule == "melons")
    bench.keeper.stop()
  }

  @Test func thatItListensIsToldEveryDay() async throws {
    let bench = try NoticeBench()
    try await bench.receive(source: "agency")
    bench.start(NoticeBench.plan(["log"], allQuiet: .every(seconds: 86_400)))
    bench.keeper.change(NoticeBench.plan(["log"], allQuiet: .every(seconds: 86_400)), rules: [])
    bench.pass(24 * Self.hour)
    bench.keeper.endpointFailed("desk", reason: "no")
    await bench.next()
    let notice = try #require(try bench.notices().first)
    #expect(notice.code == .allQuiet)
    #expect(notice.lines == ["agency: 1 file"])
    bench.keeper.stop()
  }

  @Test func lostCanaryMakesTheHealthRedUntilOneComesOut() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"], canary: .init(everySeconds: 3600, withinSeconds: 300))
    bench.start(plan)
    bench.keeper.change(plan, rules: [])
    bench.pass(6 * Self.minute)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.canaryLost])
    #expect(bench.board.current().conditions.map(\.key) == ["canary"])
    bench.pass(Self.hour)
    bench.keeper.change(plan, rules: [])
    // The next one goes in, and comes out.
    bench.keeper.stop()
    #expect(bench.injected.withLock { $0.count } == 2)
  }

  // MARK: What the run before told

  /// Stops the keeper, and starts another one with what it left.
  private func restart(_ bench: NoticeBench, _ plan: NoticePlan, after milliseconds: Int64) -> NoticeKeeper {
    bench.keeper.stop()
    bench.now.withLock { $0 += milliseconds }
    let second = NoticeKeeper()
    bench.start(plan, second)
    return second
  }

  @Test func whatWasToldToFailIsToldToWorkByTheNextRun() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log", "desk"])
    bench.start(plan)
    bench.keeper.endpointFailed("desk", reason: "answered with 500")
    bench.pass(16 * Self.minute)
    bench.keeper.endpointFailed("desk", reason: "answered with 502")
    await bench.next()
    let second = restart(bench, plan, after: Self.hour)
    second.endpointWorked("desk")
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.endpointFailing, .endpointWorks])
    second.stop()
    let third = NoticeKeeper()
    bench.start(plan, third)
    third.endpointWorked("desk")
    third.finishSteps()
    // What is recorded after it.
    try await bench.receive(source: "agency")
    #expect(bench.recorded.withLock { $0 } == 2, "it was told")
    third.stop()
  }

  @Test func rulesThatAreMendedWhileNothingRunsAreTold() async throws {
    let bench = try NoticeBench()
    var plan = NoticeBench.plan(["log"])
    plan.routes.endpoints.append(Routes.Endpoint(name: "anna-mail"))
    plan.routes.owners = Owners([Owners.Owner(name: "anna", endpoints: ["anna-mail"])])
    bench.start(plan)
    bench.keeper.rulesLoaded(mistakes: 1, running: ["melons"], owners: ["anna"], first: "r.yaml:3:4: error")
    await bench.next()
    let second = restart(bench, plan, after: Self.hour)
    second.rulesLoaded(mistakes: 0, running: [], owners: [], first: nil)
    await bench.next()
    #expect(try bench.notices("anna-mail").map(\.code) == [.ruleWrong, .ruleRight])
    second.rulesLoaded(mistakes: 0, running: [], owners: [], first: nil)
    second.finishSteps()
    try await bench.receive(source: "agency")
    #expect(bench.recorded.withLock { $0 } == 2)
    second.stop()
  }

  @Test func whatFellDueWhileNothingRanIsToldAtTheStart() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"], allQuiet: .every(seconds: 86_400))
    bench.start(plan)
    bench.pass(24 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    try await bench.receive(source: "agency")
    // Over more than one of its times: one message, of all since the last.
    let second = restart(bench, plan, after: 60 * Self.hour)
    await bench.next()
    second.finishSteps()
    let notices = try bench.notices()
    #expect(notices.map(\.code) == [.allQuiet, .allQuiet])
    #expect(notices.last?.lines == ["agency: 1 file"])
    second.stop()
  }

  @Test func canaryThatWasLostMakesTheNextRunRedUntilOneComesOut() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"], canary: .init(everySeconds: 3600, withinSeconds: 300))
    bench.start(plan)
    bench.keeper.change(plan, rules: [])
    bench.pass(6 * Self.minute)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    bench.board.clear("canary")
    let second = restart(bench, plan, after: Self.minute)
    second.finishSteps()
    #expect(bench.board.current().conditions.map(\.key) == ["canary"])
    try await bench.deliver(try #require(bench.injected.withLock { $0.last }))
    second.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.canaryLost, .canaryFound])
    #expect(bench.board.current().conditions.isEmpty)
    second.stop()
  }

  // MARK: What goes wrong

  /// Nobody would hear of it otherwise: the machines have moved on.
  @Test func aNoticeThatCannotBeRecordedIsRecordedLater() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"])
    bench.start(plan)
    try bench.execute("CREATE TRIGGER refuse BEFORE INSERT ON alerts BEGIN SELECT raise(ABORT, 'for a test'); END")
    bench.keeper.rulesLoaded(mistakes: 1, running: [], owners: [], first: nil)
    bench.keeper.finishSteps()
    // What is recorded after it.
    try await bench.receive(source: "agency")
    #expect(try bench.notices() == [])
    try bench.execute("DROP TRIGGER refuse")
    bench.pass(Self.minute)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.ruleWrong])
    bench.keeper.stop()
  }

  @Test func anEndpointThatIsGoneFailsNoMore() async throws {
    let bench = try NoticeBench()
    bench.start(NoticeBench.plan(["log", "desk"]))
    bench.keeper.endpointFailed("desk", reason: "answered with 500")
    bench.keeper.change(NoticeBench.plan(["log"]), rules: [])
    bench.pass(24 * Self.hour)
    bench.keeper.change(NoticeBench.plan(["log"], allQuiet: .every(seconds: 60)), rules: [])
    bench.pass(Self.minute)
    bench.keeper.change(NoticeBench.plan(["log"], allQuiet: .every(seconds: 60)), rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.allQuiet])
    bench.keeper.stop()
  }

  /// It answers: one alert is not taken, others are.
  @Test func oneAlertThatIsRefusedIsToldAndIsNoFailure() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log", "desk"], allQuiet: .every(seconds: 86_400))
    bench.start(plan)
    bench.keeper.delivery(to: "desk", .died(alertID: "0123", attempts: 1, reason: "answered with 400"))
    await bench.next()
    bench.keeper.delivery(to: "desk", .died(alertID: "4567", attempts: 1, reason: "answered with 400"))
    bench.pass(24 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.deadLetter, .allQuiet])
    #expect(try bench.notices().first?.lines?.first == "answered with 400")
    #expect(try bench.notices("desk").map(\.code) == [.allQuiet], "not to the one that refuses")
    #expect(bench.recorded.withLock { $0 } == 2, "of more of a day not even the store is asked")
    bench.keeper.delivery(to: "desk", .died(alertID: "89ab", attempts: 1, reason: "answered with 400"))
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.deadLetter, .allQuiet, .deadLetter])
    bench.keeper.stop()
  }

  @Test func whatWasGivenUpIsNotToldToFailEveryDay() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log", "desk"], allQuiet: .every(seconds: 86_400))
    bench.start(plan)
    bench.keeper.endpointFailed("desk", reason: "answered with 500")
    bench.pass(16 * Self.minute)
    bench.keeper.endpointFailed("desk", reason: "answered with 500")
    await bench.next()
    bench.pass(24 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.endpointFailing, .allQuiet])
    bench.keeper.stop()
  }

  @Test func twoSourcesThatFallSilentTogetherAreBothTold() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"], quietSources: ["agency": 3600, "gazette": 3600])
    bench.start(plan)
    bench.keeper.change(plan, rules: [])
    bench.pass(2 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    await bench.next()
    #expect(try Set(bench.notices().compactMap(\.source)) == ["agency", "gazette"])
    bench.keeper.stop()
  }

  // MARK: A clock that is wrong

  @Test func aClockThatIsSetBackBeginsTheWaitAnew() async throws {
    let bench = try NoticeBench()
    let plan = NoticeBench.plan(["log"], allQuiet: .every(seconds: 86_400), quietSources: ["agency": 10 * 3600])
    bench.now.withLock { $0 += 1_000 * 24 * Self.hour }
    bench.start(plan)
    bench.pass(-1_000 * 24 * Self.hour)
    bench.keeper.change(plan, rules: [])
    bench.pass(24 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    await bench.next()
    #expect(try Set(bench.notices().map(\.code)) == [.allQuiet, .nothingCame])
    bench.keeper.stop()
  }

  // MARK: When it is told

  @Test func noticesWaitInQuietHoursLikeAlerts() async throws {
    let bench = try NoticeBench()
    var plan = NoticeBench.plan(["log", "desk"])
    let quiet = QuietHours(fromMinute: 0, toMinute: 1439, timeZone: "UTC", breaksThrough: .critical)
    plan.routes.endpoints[1].pacing = EndpointPacing(quietHours: quiet)
    bench.start(plan)
    bench.keeper.rulesLoaded(mistakes: 1, running: [], owners: [], first: nil)
    await bench.next()
    let now = bench.now.withLock { $0 }
    #expect(try bench.store.due(endpoint: "log", limit: 10, now: now).count == 1)
    #expect(try bench.store.due(endpoint: "desk", limit: 10, now: now) == [])
    #expect(
      try bench.store.due(endpoint: "desk", limit: 10, now: now + 24 * Self.hour).map(\.gathering) == [.quietHours])
    bench.keeper.stop()
  }

  @Test func canaryIsAFileLikeOthers() throws {
    let folder = try TemporaryFolder()
    let file = CanaryFile(token: 7, milliseconds: 8)
    try file.write(into: folder.path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder(file.name)))
    #expect(SHA256Digest(of: Array(bytes).span) == file.hash)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [file.name])
    // Twice the same is no second one.
    try FileManager.default.createSymbolicLink(
      atPath: folder(".watchword-canary-9.txt"), withDestinationPath: folder("out"))
    #expect(throws: (any Error).self) { try CanaryFile(token: 9, milliseconds: 9).write(into: folder.path) }
    #expect(!FileManager.default.fileExists(atPath: folder("out")))
  }
}
