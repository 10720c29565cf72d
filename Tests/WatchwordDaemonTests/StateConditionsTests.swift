import Control
import Testing

@testable import WatchwordDaemon

@Suite struct StateConditionsTests {
  private func report() -> StatusReport {
    var report = StatusReport(
      version: "0", time: "",
      files: StatusReport.Files(matched: 0, unmatched: 0, duplicates: 0, rejected: 0, pending: 0, alerts: 0),
      inbox: StatusReport.Inbox(unmoved: 0), storage: StatusReport.Storage(databaseBytes: 0, walBytes: 64 << 20))
    report.storage.stateFreeBytes = 1 << 30
    report.endpoints = [StatusReport.Endpoint(name: "desk", pending: 1)]
    return report
  }

  private func keys(_ board: ConditionBoard, _ change: (inout StatusReport) -> Void = { _ in }) -> [String] {
    var report = report()
    change(&report)
    StateConditions.report(report, to: board)
    return board.current().conditions.map(\.key)
  }

  @Test func figuresThatAreBadAreToldUntilTheyAreGood() {
    let board = ConditionBoard()
    #expect(keys(board) == [])
    #expect(keys(board) { $0.storage.walBytes = 200 << 20 } == ["wal"])
    #expect(keys(board) { $0.storage.stateFreeBytes = 1 << 20 } == ["space state"])
    #expect(keys(board) { $0.storage.archiveFreeBytes = 1 << 20 } == ["space archive"])
    #expect(keys(board) == [])
  }

  /// One alert that always fails does not make its endpoint fail, and is told all the same.
  @Test func anAlertThatIsTriedAgainAndAgainIsTold() {
    let board = ConditionBoard()
    #expect(keys(board) { $0.endpoints[0].attempts = 2 } == [])
    #expect(keys(board) { $0.endpoints[0].attempts = 3 } == ["waiting desk"])
    #expect(
      keys(board) { ($0.endpoints[0].attempts, $0.endpoints[0].failingSince) = (3, "then") } == [],
      "the endpoint has been told as failing")
    #expect(keys(board) { $0.endpoints[0].attempts = 9 } == ["waiting desk"])
    #expect(keys(board) { $0.endpoints = [] } == [])
  }
}
