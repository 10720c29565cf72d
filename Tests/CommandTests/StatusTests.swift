import BlockingTests
import Control
import DaemonHarness
import Foundation
import GRDB
import Glibc
import TestServer
import TestSupport
import Testing

/// `status`, `reload` and `sweep`, asked of the real daemon.
@Suite(.blocking, .timeLimit(.minutes(5))) struct StatusTests {
  private func start(_ folder: WorkFolder) throws -> DaemonProcess {
    let daemon = try DaemonProcess(arguments: ["run"], folder: folder)
    try daemon.message(containing: "watching")
    try waitUntil { access(folder.state + "/control.sock", F_OK) == 0 }
    return daemon
  }

  private func status(_ folder: WorkFolder) throws -> (status: Int32, report: StatusReport?) {
    let outcome = try Outcome(["status", "--json"], in: folder)
    let line = outcome.output.first.map { Data($0.utf8) }
    return (outcome.status, try line.map { try ControlCoding.decoder.decode(StatusReport.self, from: $0) })
  }

  /// Asks until it is so.
  private func status(
    _ folder: WorkFolder, until isSo: (StatusReport) -> Bool
  ) throws -> (status: Int32, report: StatusReport) {
    var last: (status: Int32, report: StatusReport)?
    try waitUntil {
      let (code, report) = try status(folder)
      last = report.map { (code, $0) }
      return report.map(isSo) ?? false
    }
    return try #require(last)
  }

  @Test func countsAddUp() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let daemon = try start(folder)
      for number in 0..<5 { try folder.move(appleArticle + "\(number)\n", to: "agency/\(number).txt") }
      for name in ["same.txt", "again.txt"] { try folder.move(plumArticle, to: "agency/\(name)") }
      try folder.move("\u{0}\u{1}\u{2}", to: "agency/binary.txt")
      let (code, report) = try status(folder) {
        $0.files.received == 8 && $0.files.pending == 0 && $0.inbox.unmoved == 0
      }
      #expect(report.files.matched == 5 && report.files.unmatched == 1)
      #expect(report.files.duplicates == 1 && report.files.rejected == 1)
      #expect(report.files.alerts >= 1)
      #expect(code == 0 && report.problems == [])
      #expect(report.process?.id == daemon.processID)
      #expect(report.rules?.inForce == 1 && !report.files.isPartial && report.leftOut == nil)
      #expect(report.inbox.mode == "inotify" && report.inbox.watches == 2 && report.inbox.polledFolders == nil)
      #expect(report.inbox.lastSweep != nil && report.inbox.eventLosses == 0 && report.inbox.after == "archive")
      #expect(report.inbox.leases == (geteuid() == 0 ? "all-files" : "own-files"))
      #expect(report.texts?.isEnabled == true && report.keeping == StatusReport.Keeping())
      #expect((report.rates?.oneMinute ?? 0) > 0 && report.commitDelay?.samples == 8)
      #expect(
        report.endpoints.map(\.name) == ["log", "stdout"] && report.endpoints.allSatisfy { $0.isInForce == true })

      let text = try Outcome(["status"], in: folder)
      #expect(text.status == 0 && text.output.contains("nothing is wrong"))
      #expect(
        text.output.contains { $0.hasSuffix("8 received: 5 matched, 1 unmatched, 1 duplicates, 1 rejected, 0 pending") }
      )
      #expect(try daemon.stop() == 0)
      #expect(access(folder.state + "/control.sock", F_OK) != 0)

      let after = try status(folder)
      #expect(after.status == 1 && after.report?.process == nil)
      // What lies in the inbox, nobody has looked.
      var files = report.files
      files.isPartial = true
      #expect(after.report?.files == files)
      #expect(after.report?.problems.map(\.key) == ["daemon"])
    }
  }

  @Test(.enabled(if: geteuid() != 0 || access("/usr/bin/setpriv", X_OK) == 0))
  func aFolderThatCannotBeReadIsToldUntilItCan() throws {
    try withWorkFolder(isOpenToAll: true) { folder in
      try folder.writeRules(appleRule)
      try folder.move(plumArticle, to: "closed/a.txt")
      #expect(chmod(folder.inbox + "/closed", 0) == 0)
      let daemon = try DaemonProcess(arguments: ["run"], folder: folder, user: 65_534)
      try daemon.message(containing: "watching")
      let (code, report) = try status(folder) { !$0.problems.isEmpty }
      #expect(code == 1 && report.problems.map(\.key) == ["inbox-folder closed"])
      #expect(report.files.isPartial)
      #expect(chmod(folder.inbox + "/closed", 0o777) == 0)
      #expect(try Outcome(["sweep"], in: folder).status == 0)
      let (well, after) = try status(folder) { $0.files.committed == 1 && $0.problems.isEmpty && !$0.files.isPartial }
      #expect(well == 0 && after.files.received == 1)
      try daemon.message(containing: "files in closed are seen again")
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func withoutStateNothingCanBeTold() throws {
    try withWorkFolder { folder in
      for command in ["status", "reload", "sweep"] {
        let outcome = try Outcome([command], in: folder)
        #expect(outcome.status == 2 && outcome.output == [])
        #expect(outcome.said("watchword: "))
      }
    }
  }

  @Test func wrongRulesAndSettingsAreToldUntilTheyAreRight() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let daemon = try start(folder)
      try folder.writeRules(appleRule.replacingOccurrences(of: "match: apple", with: "match: apple pear"))
      let reload = try Outcome(["reload"], in: folder)
      #expect(reload.status == 1 && reload.output == ["1 rule in force, 1 of them in an older version"])
      #expect(reload.said("rules.yaml:3:12: error[side-by-side]"))
      let wrong = try status(folder)
      #expect(wrong.status == 1 && wrong.report?.problems.map(\.key) == ["rules"])
      #expect(wrong.report?.rules?.runningOnLastGood == ["apple"] && wrong.report?.rules?.mistakes == 1)

      try folder.writeSettings("nonsense: 1\n")
      #expect(try Outcome(["reload", "--state", "state"], in: folder).status == 1)
      let both = try Outcome(["status", "--state", "state"], in: folder)
      #expect(both.status == 1)
      #expect(both.output.contains { $0.contains("the settings are wrong") })

      try folder.writeSettings("")
      try folder.writeRules(appleRule)
      let right = try Outcome(["reload"], in: folder)
      #expect(right.status == 0 && right.output == ["1 rule in force"])
      #expect(try status(folder).status == 0)
      #expect(try Outcome(["sweep"], in: folder).status == 0)
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func anEndpointThatFailsIsToldUntilItIsGone() throws {
    try withWorkFolder { folder in
      let server = try TestServer([.status(500)])
      defer { server.close() }
      try folder.writeRules(appleRule)
      try folder.writeSettings("endpoints:\n  desk:\n    type: webhook\n    url: \(server.url)\n")
      let daemon = try start(folder)
      try folder.move(appleArticle, to: "agency/a.txt")
      let (code, report) = try status(folder) { !$0.problems.isEmpty }
      #expect(code == 1 && report.problems.map(\.key) == ["endpoint desk"])
      let desk = try #require(report.endpoints.first { $0.name == "desk" })
      #expect(desk.pending == 1 && desk.failingSince != nil)
      try folder.writeSettings("")
      #expect(try Outcome(["reload"], in: folder).status == 0)
      let after = try status(folder)
      #expect(after.report?.problems == [])
      #expect(after.report?.endpoints.first { $0.name == "desk" }?.isInForce == false)
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func aStateThatCannotBeWrittenIsToldUntilItCan() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let daemon = try start(folder)
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      configuration.busyMode = .timeout(60)
      let other = try DatabaseQueue(path: folder.database, configuration: configuration)
      try other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
      try folder.move(appleArticle, to: "agency/a.txt")
      // The rules in force may be on their way to the database, too.
      let (code, report) = try status(folder) { $0.problems.contains { $0.key == "state" } }
      #expect(code == 1 && report.files.committed == 0)
      try other.writeWithoutTransaction { try $0.rollback() }
      let (well, after) = try status(folder) { $0.files.committed == 1 && $0.problems.isEmpty }
      #expect(well == 0 && after.files.matched == 1)
      try other.close()
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func aDaemonThatWasKilledIsMissedAndReplaced() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let first = try start(folder)
      first.send(SIGKILL)
      try first.end()
      #expect(access(folder.state + "/control.sock", F_OK) == 0)
      let dead = try status(folder)
      #expect(dead.status == 1 && dead.report?.problems.map(\.key) == ["daemon"])
      #expect(try Outcome(["reload"], in: folder).status == 2)
      let second = try start(folder)
      let (code, report) = try status(folder) { $0.process != nil }
      #expect(code == 0 && report.process?.id == second.processID)
      #expect(try second.stop() == 0)
    }
  }

  @Test func aSecondDaemonSaysWhoHoldsTheStateAndTakesNothing() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let first = try start(folder)
      let second = try Outcome(["run"], in: folder)
      #expect(second.status == 2)
      #expect(second.said("(process \(first.processID))"))
      #expect(try status(folder).report?.process?.id == first.processID)
      #expect(try first.stop() == 0)
    }
  }

  /// Its process stands still; the state is held all the same.
  @Test func aDaemonThatHangsIsTold() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let daemon = try start(folder)
      // As while it starts: the state is held, and nobody listens.
      #expect(unlink(folder.state + "/control.sock") == 0)
      let (code, report) = try status(folder)
      #expect(code == 1 && report?.problems.first?.what.contains("process \(daemon.processID) holds the state") == true)
      #expect(try daemon.stop() == 0)
    }
  }

  @Test(.enabled(if: geteuid() == 0)) func strangersAreRefused() throws {
    try withWorkFolder(isOpenToAll: true) { folder in
      try folder.writeRules(appleRule)
      let daemon = try start(folder)
      let closed = try Outcome(["status"], in: folder, user: 65_534)
      #expect(closed.status == 2 && closed.output == [] && closed.said("may not be used"))
      // Whoever opens folder and socket to all does not open the daemon.
      #expect(chmod(folder.state, 0o755) == 0 && chmod(folder.state + "/control.sock", 0o666) == 0)
      let refused = try Outcome(["reload"], in: folder, user: 65_534)
      #expect(refused.status == 2 && refused.said("answers root, its own user and members of the group"))
      #expect(try daemon.stop() == 0)
    }
  }

  /// What a thousand connections say, and what they do not, keeps no article waiting.
  @Test func articlesFlowWhileClientsMisbehave() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let daemon = try start(folder)
      var sockets: [CInt] = []
      defer { for socket in sockets { close(socket) } }
      for number in 0..<1_000 {
        if let socket = try connect(folder.state) {
          sockets.append(socket)
          let words = ["garbage\n", "{\"version\":1,", String(repeating: "x", count: 65_000), ""][number % 4]
          send(socket, words, words.utf8.count, CInt(MSG_NOSIGNAL))
        }
        if number % 50 == 0 {
          try folder.move("An apple, \(number)\n\nIt is apple \(number).\n", to: "agency/\(number).txt")
        }
      }
      #expect(try daemon.outputLines(20).count == 20)
      for socket in sockets { close(socket) }
      sockets = []
      let (_, report) = try status(folder) { $0.process != nil && $0.files.pending == 0 }
      #expect(report.files.matched == 20)
      #expect(try daemon.stop() == 0)
    }
  }

  /// - Returns: `nil` where the daemon's queue is full.
  private func connect(_ folder: String) throws -> CInt? {
    let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((folder + "/control.sock").utf8)
    try #require(path.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    // The kernel reads what lies there before the call returns.
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return socket }
    close(socket)
    return nil
  }
}
