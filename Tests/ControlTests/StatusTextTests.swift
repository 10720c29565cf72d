import Foundation
import Testing

@testable import Control

@Suite struct StatusTextTests {
  private func report() -> StatusReport {
    StatusReport(
      version: "0.1.0", time: "2025-04-24T10:00:00.000Z",
      files: StatusReport.Files(matched: 1, unmatched: 2, duplicates: 3, rejected: 4, pending: 5, alerts: 6),
      inbox: StatusReport.Inbox(unmoved: 0), storage: StatusReport.Storage(databaseBytes: 4_096, walBytes: 1 << 30))
  }

  @Test func whatIsKnownIsToldAndNothingElse() {
    #expect(
      StatusText().text(report()) == """
        watchword 0.1.0: no daemon answers; this is what its database says

        nothing is wrong

        files      15 received: 1 matched, 2 unmatched, 3 duplicates, 4 rejected, 5 pending
        alerts     6 raised
        inbox      0 to be moved out
        disk       database 4.0 KiB, write-ahead log 1.0 GiB

        """)
  }

  @Test func whatIsWrongComesFirstAndCannotTouchTheTerminal() throws {
    var report = report()
    report.process = StatusReport.Process(id: 7, started: "2025-04-24T09:00:00.000Z", uptimeSeconds: 3_700)
    report.problems = [
      Condition(
        key: "endpoint desk", severity: .error, since: "2025-04-24T10:03:12.345Z", what: "desk \u{1B}[2J says\nno",
        action: "Wait\u{202E}."),
      Condition(key: "wal", severity: .warning, since: "\u{1B}]0;x", what: "large"),
    ]
    var desk = StatusReport.Endpoint(name: "desk", pending: 2)
    desk.lastError = "\u{9B}2J"
    report.endpoints = [desk]
    let lines = StatusText().text(report).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "watchword 0.1.0, process 7, up 1 h 1 min")
    #expect(lines[2] == "WRONG since 2025-04-24 10:03:12: desk \\u{1b}[2J says no")
    #expect(lines[3] == "  Wait\\u{202e}.")
    #expect(lines[4].hasPrefix("warning since "))
    #expect(!lines.contains("nothing is wrong"))
    #expect(!lines.joined().unicodeScalars.contains { ["\u{1B}", "\u{9B}", "\u{202E}"].contains($0) })
    #expect(StatusText(usesColour: true).text(report).contains("\u{1B}[31mWRONG\u{1B}[0m"))
  }

  @Test func theInboxIsToldWithWhatDecidesThere() {
    var report = report()
    report.process = StatusReport.Process(id: 7, started: "2025-04-24T09:00:00.000Z", uptimeSeconds: 3_700)
    report.files.isPartial = true
    report.inbox.mode = "inotify"
    report.inbox.watches = 12
    report.inbox.eventLosses = 1
    report.inbox.leases = "own-files"
    report.inbox.after = "keep"
    report.inbox.longestWaitMs = 2_500
    report.inbox.lastSweep = StatusReport.Inbox.Sweep(ended: "2025-04-24T10:00:01.000Z", durationMs: 40)
    report.inbox.polledFolders = [StatusReport.Inbox.PolledFolder(path: "a\u{1B}", reason: "it is on nfs")]
    report.inbox.polledFolderCount = 3
    report.texts = StatusReport.TextIndex(isEnabled: true, indexedUpTo: 4, lastArticle: 9, lag: 5, problem: "full")
    var keeping = StatusReport.Keeping()
    keeping.textsSeconds = 30 * 86_400
    keeping.archiveBytes = 1 << 30
    keeping.lastRound = StatusReport.Keeping.Round(
      ended: "2025-04-24T09:00:01.000Z", cleared: "2 alerts", problem: nil)
    report.keeping = keeping
    let text = StatusText().text(report)
    let lines = text.split(separator: "\n").map(String.init)
    for line in [
      "files      at least 15 received: 1 matched, 2 unmatched, 3 duplicates, 4 rejected, at least 5 pending",
      "           more may lie in the inbox: it has not been looked through to its end",
      "inbox      0 to be moved out, the longest waits 2.5 s",
      "watching   Linux announces new files in 12 folders; too many at once 1 time, made good by looking through all; "
        + "last looked through as a whole at 2025-04-24 10:00:01, in 40 ms",
      "           3 folders looked through every few seconds instead; the first is a\\u{1b}: it is on nfs",
      "           a file that was found is whole when it is still; for files of the daemon's own user, also when nobody "
        + "writes",
      "           files stay in the inbox",
      "search     indexed up to article 4; a search reads newer ones one by one (5 when last counted); does not get on: full",
      "kept       texts 30 d, archive at most 1.0 GiB; last cleared away 2025-04-24 09:00:01: 2 alerts",
    ] { #expect(lines.contains(line), "\(line)\nnot in\n\(text)") }
    report.inbox.mode = "polling"
    report.inbox.pollingReason = "it is on nfs"
    #expect(StatusText().text(report).contains("every few seconds, because it is on nfs; last looked"))
  }

  @Test func aReportIsTheSameAfterItsWayAsJSON() throws {
    var report = report()
    report.rates = StatusReport.Rates(oneMinute: 1, fiveMinutes: 2, fifteenMinutes: 3)
    report.commitDelay = StatusReport.Delay(sorted: [1, 2, 3])
    report.rules = StatusReport.Rules(inForce: 1, mistakes: 2, runningOnLastGood: ["a"], loaded: "now")
    let json = try ControlCoding.encoder.encode(report)
    #expect(try ControlCoding.decoder.decode(StatusReport.self, from: json) == report)
    #expect(String(decoding: json, as: UTF8.self).contains(#""received":15"#))
  }

  @Test(
    arguments: [
      (0, "0 ms"), (999, "999 ms"), (1_500, "1.5 s"), (119_999, "119.9 s"), (180_000, "3 min"), (90_000_000, "1 d 1 h"),
    ] as [(Int64, String)])
  func spansOfTime(_ milliseconds: Int64, _ text: String) { #expect(StatusText.milliseconds(milliseconds) == text) }
}
