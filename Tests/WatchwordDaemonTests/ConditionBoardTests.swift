import Control
import Synchronization
import Testing

@testable import WatchwordDaemon

@Suite struct ConditionBoardTests {
  @Test func theWorstComesFirstThenTheOldest() {
    let board = ConditionBoard()
    board.report("a", "an old warning", severity: .warning)
    board.report("b", "an error")
    board.report("c", "a later error")
    board.report("d", "a later warning", severity: .warning)
    #expect(board.current().conditions.map(\.key) == ["b", "c", "a", "d"])
    board.clear("b")
    board.clear("never was")
    #expect(board.current().conditions.map(\.key) == ["c", "a", "d"])
  }

  @Test func whatIsReportedAgainKeepsItsTimeAndPlace() {
    let board = ConditionBoard()
    board.report("a", "first")
    let since = board.since("a")
    board.report("b", "other")
    board.report("a", "second")
    #expect(since != nil && board.since("a") == since)
    #expect(board.current().conditions.map(\.what) == ["second", "other"])
  }

  @Test func changesAreToldOnceEach() {
    let told = Mutex<[String]>([])
    let board = ConditionBoard { worst, count in told.withLock { $0.append("\(worst?.key ?? "well") \(count)") } }
    board.report("a", "what", severity: .warning)
    board.report("a", "what", severity: .warning)
    board.report("b", "what")
    board.clear("b")
    board.clear("b")
    board.clear("a")
    #expect(told.withLock { $0 } == ["a 1", "b 2", "a 1", "well 0"])
  }

  @Test func thereIsABound() {
    let board = ConditionBoard()
    for number in 0..<1_000 { board.report("endpoint \(number)", "what") }
    #expect(board.current().conditions.count == ConditionBoard.maximum)
    #expect(board.current().further == 1_000 - ConditionBoard.maximum)
    board.clear(kind: "endpoint", keeping: ["7"])
    #expect(board.current().conditions.map(\.key) == ["endpoint 7"])
  }
}

@Suite struct RateMeterTests {
  @Test func ratesAreOfTheTimeThatTheyName() {
    var meter = RateMeter(now: .seconds(100))
    // Ten a second for twenty minutes, then nothing for two.
    for second in 100..<1_300 { meter.count(10, now: .seconds(second)) }
    let end = Duration.seconds(1_300)
    for period in [60, 300, 900] {
      #expect(abs(meter.rate(over: .seconds(period), now: end) - 10) < 0.2)
    }
    let later = Duration.seconds(1_420)
    #expect(meter.rate(over: .seconds(60), now: later) == 0)
    #expect(abs(meter.rate(over: .seconds(300), now: later) - 6) < 0.3)
    #expect(abs(meter.rate(over: .seconds(900), now: later) - 10 * 780 / 900) < 0.3)
    #expect(meter.rate(over: .seconds(900), now: .seconds(1_000_000)) == 0)
  }

  @Test func aYoungMeterDividesByItsAge() {
    var meter = RateMeter(now: .seconds(3))
    #expect(meter.rate(over: .seconds(60), now: .seconds(3)) == 0)
    meter.count(20, now: .seconds(4))
    #expect(abs(meter.rate(over: .seconds(900), now: .seconds(5)) - 10) < 0.1)
  }

  @Test func samplesAreTheLatest() {
    var samples = LatestSamples()
    for number in 0..<3_000 { samples.add(Int64(number)) }
    #expect(samples.sorted == Array(1_976..<3_000))
  }
}
