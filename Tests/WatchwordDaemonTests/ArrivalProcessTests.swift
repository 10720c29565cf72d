import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import Testing

/// The real program, from files to ledger, archive and log.
@Suite(.blocking, .serialized, .timeLimit(.minutes(10))) struct ArrivalProcessTests {
  /// A rule that every article of the mill matches, so that a line on stdout says that a file is done.
  private let everyArticle = "rules:\n  - id: every\n    match: told NEAR/3 number\n"

  @Test func everyWayInLeadsToArchiveAndLedgerOnce() throws {
    let mill = ArticleMill(seed: 11, hasCopies: false)
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules(mill.rules)
    try folder.writeRules(everyArticle, file: "every.yaml")
    // Ten thousand where there is time for it.
    let isThorough = ProcessInfo.processInfo.environment["WATCHWORD_THOROUGH"] != nil
    let waiting = (1000..<(isThorough ? 11_000 : 3_500)).map { mill.file($0) }
    for file in waiting { try folder.write(file.text, to: file.name) }

    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    try folder.write(mill.file(1).text, to: "in-place.txt")
    try folder.move(mill.file(2).text, to: "moved-in.txt")
    try folder.write(mill.file(3).text, to: "new/deeper/in-a-new-folder.txt")
    try folder.move(mill.file(4).text, to: "other/moved-into-a-new-folder.txt")
    let names =
      waiting.map(\.name) + [
        "in-place.txt", "moved-in.txt", "new/deeper/in-a-new-folder.txt", "other/moved-into-a-new-folder.txt",
      ]
    // Every story is told once; duplicates and copies are silent.
    let stories = Set((1...4).map { mill.file($0).text } + waiting.map(\.text)).count
    var told = 0
    while told < stories {
      let line = try #require(try daemon.outputLines(1).first)
      if line.contains(#""id":"every""#) { told += 1 }
    }
    let status = try daemon.stop()
    #expect(status == 0)
    // What was silent may have come last: TERM leaves in the inbox what was not begun.
    let rest = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    let restStatus = try rest.end()
    #expect(restStatus == 0)

    let survey = try StateSurvey(folder)
    let problems = try survey.problems(folder, names: names)
    #expect(problems == [])

    let again = try WorkFolder()
    defer { again.remove() }
    try again.writeRules(mill.rules)
    try again.writeRules(everyArticle, file: "every.yaml")
    for file in waiting { try again.write(file.text, to: file.name) }
    for (name, number) in zip(names.suffix(4), 1...4) { try again.write(mill.file(number).text, to: name) }
    let second = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: again)
    let secondStatus = try second.end()
    #expect(secondStatus == 0)
    let secondSurvey = try StateSurvey(again)
    #expect(secondSurvey.alerts == survey.alerts)
    #expect(secondSurvey.matches == survey.matches)
  }

  @Test func killedAgainAndAgainItLosesNothingAndRepeatsNothing() throws {
    var options = CrashRun.Options(
      program: try DaemonProcess.builtProgram(), articles: 1500, kills: 12, seed: 5)
    options.longestLifeMilliseconds = 900
    let report = try CrashRun(options).run()
    #expect(report.problems == [])
    // Otherwise no life was long enough to record anything, and the kills have shown nothing.
    #expect(report.recordedUnderFire > 0)
  }

  @Test func secondDaemonOnTheSameStateIsRefusedAndToldWhoHoldsIt() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let first = try DaemonProcess(arguments: ["run"], folder: folder)
    try first.message(containing: "watching")
    let second = try DaemonProcess(arguments: ["run"], folder: folder)
    let status = try second.end()
    #expect(status == 2)
    #expect(second.allMessages().joined().contains("\(first.processID)"))
    let firstStatus = try first.stop()
    #expect(firstStatus == 0)
  }

  @Test func reloadTakesNewRulesAndKeepsWhatWorkedOfBrokenOnes() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: one\n    match: apple\n  - id: two\n    match: pear\n")
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")

    try folder.writeRules(
      "rules:\n  - id: one\n    match: apple AND\n  - id: two\n    match: plum\n  - id: three\n    match: fig\n")
    daemon.send(SIGHUP)
    try daemon.message(containing: "reloaded")
    try folder.move("Fruit\n\nAn apple, a pear, a plum and a fig.\n", to: "fruit.txt")
    let told = try daemon.alertLines(3).map { try ruleID(of: $0) }
    #expect(Set(told) == ["one", "two", "three"])

    // The same after a restart, which has only the state to remember the good version by.
    let firstStatus = try daemon.stop()
    #expect(firstStatus == 0)
    let again = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try again.message(containing: "watching")
    try folder.writeSettings("inbox: [broken\n")
    again.send(SIGHUP)
    try again.message(containing: "settings are wrong")
    try folder.move("More fruit\n\nOnly an apple.\n", to: "apple.txt")
    let line = try again.alertLines(1)[0]
    let id = try ruleID(of: line)
    #expect(id == "one")
    try again.stop()
  }

  /// The good version of a rule that came with a reload which read one file of two is remembered as any other.
  @Test func reloadOfOneFileIsRememberedAfterARestart() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: one\n    match: apple\n", file: "one.yaml")
    try folder.writeRules("rules:\n  - id: two\n    match: plum\n", file: "two.yaml")
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    // What is told has been recorded, and before it the rules of the start: until then a reload parses all.
    try folder.move("First fruit\n\nAn apple.\n", to: "apple.txt")
    let first = try ruleID(of: try daemon.alertLines(1)[0])
    #expect(first == "one")
    try folder.writeRules("rules:\n  - id: one\n    match: pear\n", file: "one.yaml")
    daemon.send(SIGHUP)
    try daemon.message(containing: "reloaded: 2 rules, 1 of 2 rule files parsed")
    try folder.move("Fruit\n\nA pear and a plum.\n", to: "fruit.txt")
    let told = try daemon.alertLines(2).map { try ruleID(of: $0) }
    #expect(Set(told) == ["one", "two"])
    let firstStatus = try daemon.stop()
    #expect(firstStatus == 0)

    try folder.writeRules("rules:\n  - id: one\n    match: quince AND\n", file: "one.yaml")
    let again = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try again.message(containing: "watching")
    try folder.move("More fruit\n\nAnother pear.\n", to: "pear.txt")
    let line = try again.alertLines(1)[0]
    let id = try ruleID(of: line)
    #expect(id == "one")
    try again.stop()
  }

  /// The archive's folder of the year is a file: nothing can be moved, until somebody takes it away.
  @Test func whatCannotBeMovedIsToldOnceAndMovedWhenThatWorksAgain() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: one\n    match: apple\n")
    let year = "\(folder.state)/archive/\(Calendar(identifier: .gregorian).component(.year, from: Date()))"
    try FileManager.default.createDirectory(atPath: "\(folder.state)/archive", withIntermediateDirectories: true)
    chmod(folder.state, 0o700)
    try "in the way".write(toFile: year, atomically: false, encoding: .utf8)

    try folder.write("First\n\nAn apple.\n", to: "first.txt")
    let once = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    let onceStatus = try once.end()
    #expect(onceStatus == 0)
    let toldOnce = once.remainingOutput().count
    #expect(toldOnce == 1)

    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    try folder.move("Second\n\nAn apple.\n", to: "second.txt")
    let second = try daemon.outputLines(1)[0]
    #expect(second.contains("second.txt"))
    let problems = daemon.allMessages().filter { $0.contains("trying again") }
    #expect(problems.count == 1)
    #expect(unlink(year) == 0)
    try daemon.message(containing: "can be moved out of the inbox again")
    let status = try daemon.stop()
    #expect(status == 0)

    let survey = try StateSurvey(folder)
    let found = try survey.problems(folder, names: ["first.txt", "second.txt"])
    #expect(found == [])
  }

  @Test(arguments: [["--inbox", "."], ["--inbox", ""], ["--state", "inbox/state"], ["--rules", "inbox/rules"]])
  func nothingOfItsOwnMayLieInTheInbox(arguments: [String]) throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.write("An apple.", to: "a.txt")
    let daemon = try DaemonProcess(arguments: ["run", "--once"] + arguments, folder: folder)
    let status = try daemon.end()
    #expect(status == 2)
    let left = folder.files(below: "inbox")
    #expect(left == ["a.txt"])
  }

  @Test func rulesRunOnWhenTheirFolderHasGone() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: one\n    match: apple\n")
    try DaemonProcess(arguments: ["run", "--once"], folder: folder).end()
    #expect(rename("\(folder.path)/rules", "\(folder.path)/elsewhere") == 0)
    // Twice: the first start without the folder must not forget what the second one needs.
    for name in ["first", "second"] {
      try folder.write("\(name)\n\nAn apple.\n", to: "\(name).txt")
      let daemon = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
      try daemon.end()
      let told = try daemon.remainingOutput().filter { !$0.contains(#""kind":"notice""#) }.map { try ruleID(of: $0) }
      #expect(told == ["one"])
    }
  }

  @Test func emptyFolderIsMadeReadyAndSaid() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    for name in ["inbox", "rules"] { #expect(rmdir("\(folder.path)/\(name)") == 0) }
    let daemon = try DaemonProcess(arguments: ["run", "--once"], folder: folder)
    let status = try daemon.end()
    #expect(status == 0)
    let messages = daemon.allMessages().joined(separator: "\n")
    for expected in ["/inbox", "/rules", "/state", "no rules yet", "alerts go to stdout"] {
      #expect(messages.contains(expected), "\(expected) is not said in: \(messages)")
    }
    let problems = try StateSurvey(folder, hasLog: false).ledger.count
    #expect(problems == 0)
  }
}

func ruleID(of line: String) throws -> String {
  let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  let rule = try #require(object["rule"] as? [String: Any])
  return try #require(rule["id"] as? String)
}
