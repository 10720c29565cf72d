import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import Testing

/// What attackers and accidents put into an inbox, for a daemon that runs as a user without rights.
@Suite(.blocking, .serialized, .timeLimit(.minutes(10))) struct HostileInboxTests {
  private static let nobody: uid_t = 65534

  private struct Row {
    var name: String
    var code: String
  }

  @Test func nothingHostileStopsTheDaemonOrLeavesTheInbox() throws {
    let folder = try WorkFolder(isOpenToAll: true)
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    chmod("\(folder.path)/rules/rules.yaml", 0o644)
    try folder.write("A secret with an apple in it", to: "../secret.txt")
    let rows = try fill(folder)

    let daemon = try DaemonProcess(arguments: ["run", "--format", "text"], folder: folder, user: Self.nobody)
    try daemon.message(containing: "watching")
    for _ in rows { try daemon.message(containing: "rejected ") }
    try folder.move("Still alive\n\nAn apple.\n", to: "afterwards.txt")
    // The hostile title is told of too, before or after.
    while try !daemon.outputLines(1)[0].contains("afterwards.txt") {}
    let status = try daemon.stop()
    #expect(status == 0)

    let survey = try StateSurvey(folder)
    for row in rows {
      let found = try #require(survey.ledger.first { $0.path == row.name }, "\(row.name) is not in the ledger")
      #expect(found.state == "rejected", "\(row.name)")
      #expect(found.reasonCode == row.code, "\(row.name)")
      #expect(!(found.reason ?? "").isEmpty, "\(row.name)")
      #expect(found.move == "done", "\(row.name)")
    }
    let left = folder.files(below: "inbox")
    #expect(left == [])
    let secret = try String(contentsOfFile: "\(folder.path)/secret.txt", encoding: .utf8)
    #expect(secret == "A secret with an apple in it")
    let copies = try archivedTexts(folder).filter { $0.contains("secret") }
    #expect(copies == [], "the file that a link led to was read")
    let reasons = folder.files(below: "state/rejected").filter { $0.hasSuffix(".reason.json") }
    #expect(reasons.count == rows.count)
    try nothingRaw(in: daemon.remainingOutput() + daemon.allMessages())
    let log = try folder.lines(of: "state/alerts.jsonl")
    try nothingRaw(in: log)
    #expect(log.contains { $0.contains("\\u009b") }, "the title has no control characters in the log")
  }

  /// Puts everything there; gives what is to be rejected, and with which code.
  private func fill(_ folder: WorkFolder) throws -> [Row] {
    try folder.write("", to: "empty.txt")
    try folder.write([UInt8](repeating: 0, count: 20 << 20), to: "zeros.txt")
    try folder.write([UInt8](repeating: 0, count: 1 << 20), to: "few-zeros.txt")
    try folder.write(Array("An apple ".utf8) + [0xFF, 0xFE, 0xC0] + Array(" more".utf8), to: "invalid.txt")
    #expect(symlink("\(folder.path)/secret.txt", "\(folder.inbox)/link.txt") == 0)
    #expect(symlink("/etc", "\(folder.inbox)/etc.txt") == 0)
    #expect(mkfifo("\(folder.inbox)/fifo.txt", 0o666) == 0)
    let named = "line\nend \"quoted\" 'single' \u{1B}[31m.txt"
    try folder.write("", to: named)
    try folder.write("not for you", to: "unreadable.txt")
    chmod("\(folder.inbox)/unreadable.txt", 0)
    chown("\(folder.inbox)/unreadable.txt", 0, 0)
    try folder.write(
      "\u{1B}]0;owned\u{07}\u{202E}elppa\u{2066} \u{9B}2J Apple\n\nAn apple, a \u{1B}[2Jscreen and \u{202E}more.\n",
      to: "escapes.txt")
    return [
      Row(name: "empty.txt", code: "empty"), Row(name: "zeros.txt", code: "too-large"),
      Row(name: "few-zeros.txt", code: "binary"), Row(name: "invalid.txt", code: "not-utf8"),
      Row(name: "link.txt", code: "symbolic-link"), Row(name: "etc.txt", code: "symbolic-link"),
      Row(name: "fifo.txt", code: "fifo"), Row(name: named, code: "empty"),
      Row(name: "unreadable.txt", code: "unreadable"),
    ]
  }

  private func archivedTexts(_ folder: WorkFolder) throws -> [String] {
    try folder.files(below: "state/archive").map {
      try String(contentsOfFile: "\(folder.state)/archive/\($0)", encoding: .utf8)
    }
  }

  private func nothingRaw(in lines: [String]) throws {
    for line in lines {
      let raw = line.unicodeScalars.filter {
        $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
          || (0x2066...0x2069).contains($0.value)
      }
      #expect(raw.isEmpty, "raw control characters in: \(line.debugDescription)")
    }
  }
}
