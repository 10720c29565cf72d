import AlertStore
import Delivery
import Diagnostics
import Foundation
import Glibc
import Testing

@testable import Doctor

/// Each check finds the one thing that is broken, and no other check has anything to say of it.
@Suite struct DoctorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let expected: [String: Finding.Status]
    /// A part of what is said.
    let words: String
    let spoil: @Sendable (Installation) throws -> Void

    init(
      _ name: String, _ expected: [String: Finding.Status], _ words: String,
      _ spoil: @escaping @Sendable (Installation) throws -> Void
    ) {
      (self.name, self.expected, self.words, self.spoil) = (name, expected, words, spoil)
    }

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case("settings wrong", ["settings": .error], "watchword check --settings w.yaml") {
      $0.environment.settingsFile = "w.yaml"
      $0.environment.settingsDiagnostics = [Diagnostic("x", .error, "y", file: "w.yaml", at: 0..<0)]
    },
    Case("settings warned of", ["settings": .warning], "1 warning") {
      $0.environment.settingsFile = "w.yaml"
      $0.environment.settingsDiagnostics = [Diagnostic("x", .warning, "y", file: "w.yaml", at: 0..<0)]
    },
    Case("rule wrong", ["rules": .error], "1 error") {
      try $0.write("rules:\n  - id: b\n    match: apple pear\n", to: "rules/b.yaml")
    },
    Case("no rules", ["rules": .warning], "nothing will match") { try $0.write("", to: "rules/a.yaml") },
    Case("rules folder gone", ["rules": .error], "no rules folder") {
      try FileManager.default.removeItem(atPath: $0.environment.rules)
    },
    Case("inbox gone", ["folders": .warning], "the inbox folder") { rmdir($0.environment.inbox) },
    Case("inbox is a file", ["folders": .error], "is no folder") {
      rmdir($0.environment.inbox)
      try $0.write("", to: "inbox")
    },
    Case("archive in the inbox", ["folders": .error, "archive": .warning], "lies in the inbox") {
      $0.environment.archive = $0.environment.inbox + "/archive"
      mkdir($0.environment.archive, 0o700)
    },
    Case("state open to others", ["permissions": .warning], "chmod go=") { chmod($0.environment.state, 0o755) },
    Case("database open to others", ["permissions": .warning], "watchword.db is open") { chmod($0.database, 0o644) },
    Case("inbox open to all", ["permissions": .warning], "everybody") { chmod($0.environment.inbox, 0o777) },
    Case("something else in the place of .leaving", ["leaving": .warning], "is no folder") {
      symlink("/tmp", $0.environment.inbox + "/.leaving")
    },
    Case("leaving open to others", ["leaving": .warning], "others could take files out of it") {
      mkdir($0.environment.inbox + "/.leaving", 0o700)
      chmod($0.environment.inbox + "/.leaving", 0o770)
    },
    Case("files that stay on their way out", ["leaving": .warning], "2 files in") { installation in
      mkdir(installation.environment.inbox + "/.leaving", 0o700)
      try installation.write("text", to: "inbox/.leaving/7")
      #expect(mkfifo(installation.environment.inbox + "/.leaving/8", 0o600) == 0)
      #expect(installation.complaints() == [:], "they are on their way")
      let later = Int64(Date().timeIntervalSince1970 + 660) * 1_000
      installation.environment.system.now = { later }
    },
    Case("state on a network", ["file-systems": .error], "NFS") { installation in
      let state = installation.environment.state
      installation.environment.system.networkFileSystem = { $0 == state ? "NFS" : nil }
    },
    Case("inbox on a network", ["file-systems": .warning], "found by looking through it (`poll:`)") { installation in
      let inbox = installation.environment.inbox
      installation.environment.system.networkFileSystem = { $0 == inbox ? "SMB" : nil }
    },
    Case("disk full", ["space": .error], "100.0 MiB left") {
      $0.environment.system.space = { _ in
        .init(freeBytes: 100 << 20, allBytes: 1 << 40, freeInodes: 1 << 20, allInodes: 1 << 20)
      }
    },
    Case("disk nearly full", ["space": .warning], "1.0 GiB left") {
      $0.environment.system.space = { _ in
        .init(freeBytes: 1 << 30, allBytes: 1 << 40, freeInodes: 1 << 20, allInodes: 1 << 20)
      }
    },
    Case("inodes used up", ["space": .warning], "room for 7 more files") {
      $0.environment.system.space = { _ in
        .init(freeBytes: 1 << 40, allBytes: 1 << 41, freeInodes: 7, allInodes: 1 << 20)
      }
    },
    Case("too many folders", ["limits": .error], "max_user_watches") { installation in
      for number in 0..<3 { mkdir("\(installation.environment.inbox)/\(number)", 0o770) }
      let text = installation.environment.system.text
      installation.environment.system.text = { $0.hasSuffix("max_user_watches") ? "3\n" : text($0) }
    },
    Case("no leases", ["limits": .warning], "leases are switched off") { installation in
      let text = installation.environment.system.text
      installation.environment.system.text = { $0.hasSuffix("leases-enable") ? "0\n" : text($0) }
    },
    Case("few open files", ["limits": .warning], "256 files open") { $0.environment.system.openFileLimit = { 256 } },
    Case("database gone", ["database": .error], "There is no database") { unlink($0.database) },
    Case("no database any more, but noise", ["database": .error], "damaged") {
      try Data(repeating: 0x41, count: 65_536).write(to: URL(fileURLWithPath: $0.database))
    },
    Case("table gone", ["database": .error], "table texts") { try $0.sql("DROP TABLE texts") },
    Case("not closed in order", ["database": .warning], "did not end in order") {
      try $0.write("1\nrunning x\n", to: "state/watchword.lock")
    },
    Case("found damaged while running", ["database": .error], "found") {
      try $0.write("1\ndamaged 7\n", to: "state/watchword.lock")
    },
    Case("article without its ledger row", ["ledger": .error], "for each article the ledger row") {
      try $0.sql("DELETE FROM ledger")
    },
    Case("alert twice", ["ledger": .error], "an alert that is told once per rule and story") {
      try $0.sql(
        """
        DROP INDEX alerts_once_per_rule_and_story;
        INSERT INTO alerts (sequence, id, rule_id, story_id, article_id, kind, severity, time_ms, json)
        VALUES (2, 'j', 'apple', 's', 1, 'new', 'high', 1, '{}');
        CREATE INDEX alerts_once_per_rule_and_story ON alerts (rule_id, story_id) WHERE kind = 'new';
        """)
    },
    Case("delivery without its alert", ["ledger": .error], "for each delivery") {
      try $0.sql("INSERT INTO outbox (endpoint, sequence, state, next_attempt_ms) VALUES ('log', 9, 'pending', 0)")
    },
    Case("total that is too small", ["ledger": .error], "totals that are no less") {
      try $0.sql("UPDATE totals SET count = 0 WHERE name = 'matched'")
    },
    Case("a file that cannot be moved", ["ledger": .warning], "cannot be moved out of the inbox: no right") {
      try $0.sql("UPDATE ledger SET move = 'failed', destination = NULL, move_error = 'no right'")
    },
    Case("endpoint that does not answer", ["ledger": .warning], "could not be told to log yet: refused") {
      try $0.sql("UPDATE outbox SET attempts = 3, last_error = 'refused'")
    },
    Case("archived file gone", ["archive": .warning], "not in the archive any more") {
      unlink($0.environment.archive + "/" + Installation.archived)
    },
    Case("archived file changed", ["archive": .error], "other bytes") {
      $0.environment.isThorough = true
      try $0.write("Other fruit", to: "state/archive/" + Installation.archived)
    },
    Case("clock behind", ["clock": .warning], "9 minutes after now") {
      $0.environment.system.now = { Installation.now - 600_000 }
    },
    Case("clock not set", ["clock": .error], "before 2025") { $0.environment.system.now = { 0 } },
    Case("damaged database set aside", ["set-aside": .warning], "watchword rebuild") {
      try $0.write("x", to: "state/watchword.db.damaged-20261118-120000")
    },
    Case("rebuild interrupted", ["set-aside": .warning], "interrupted") {
      mkdir($0.environment.state + "/rebuild", 0o700)
      try $0.write("x", to: "state/rebuild/watchword.db")
    },
    Case("secret missing", ["endpoints": .error], "no variable") {
      $0.environment.endpoints = [
        .init(name: "desk", configuration: .failure(DoctorProblem("endpoint desk: no variable")))
      ]
    },
    Case("certificates missing", ["endpoints": .error], "/nowhere") {
      let webhook = try WebhookConfiguration(url: "https://a/", certificateAuthorityFile: "/nowhere", version: "1")
      $0.environment.endpoints = [.init(name: "d", configuration: .success(.webhook(webhook)))]
    },
    Case("folder of files missing", ["endpoints": .error], "make it") {
      $0.environment.endpoints = [.init(name: "spool", configuration: .success(.files(folder: "/nowhere/at/all")))]
    },
    Case("folder of files is none", ["endpoints": .error], "is no folder") {
      $0.environment.endpoints = [.init(name: "spool", configuration: .success(.files(folder: "/etc/passwd")))]
    },
    Case("program missing", ["endpoints": .error], "/nowhere/desk cannot be run") {
      let exec = try ExecConfiguration(command: ["/nowhere/desk"])
      $0.environment.endpoints = [.init(name: "desk", configuration: .success(.exec(exec)))]
    },
    Case("program is a folder", ["endpoints": .error], "cannot be run") {
      let exec = try ExecConfiguration(command: [$0.environment.rules])
      $0.environment.endpoints = [.init(name: "desk", configuration: .success(.exec(exec)))]
    },
    Case("syslog not running", ["endpoints": .error], "nobody listens at /nowhere/log") {
      let syslog = SyslogConfiguration(server: .unix("/nowhere/log"), facility: 16)
      $0.environment.endpoints = [.init(name: "log", configuration: .success(.syslog(syslog)))]
    },
    Case("key of the client missing", ["endpoints": .error], "the key in /nowhere") {
      let webhook = try WebhookConfiguration(
        url: "https://a/", clientCertificate: "/dev/null", clientKey: "/nowhere", version: "1")
      $0.environment.endpoints = [.init(name: "d", configuration: .success(.webhook(webhook)))]
    },
    Case("webhook leads to a private address", ["network": .error], "allow_private: yes") {
      $0.environment.usesNetwork = true
      // curl itself takes such a name for this machine.
      let webhook = try WebhookConfiguration(url: "http://hooks.localhost:1/", version: "1")
      $0.environment.endpoints = [.init(name: "desk", configuration: .success(.webhook(webhook)))]
    },
    Case("alert log is a folder", ["endpoints": .error], "no regular file") {
      $0.environment.log = $0.environment.rules
    },
    Case("folder of the alert log gone", ["endpoints": .warning], "make it") { $0.environment.log = "/nowhere/at/all" },
    Case("webhook cannot be reached", ["network": .error], "cannot be reached") {
      $0.environment.usesNetwork = true
      let webhook = try WebhookConfiguration(url: "http://127.0.0.1:1/", version: "1")
      $0.environment.endpoints = [.init(name: "desk", configuration: .success(.webhook(webhook)))]
    },
  ]

  @Test func whereAllIsWellItSaysSo() throws {
    let installation = try Installation()
    #expect(installation.findings().filter { $0.status != .ok } == [])
    installation.environment.isThorough = true
    #expect(installation.findings().filter { $0.status != .ok } == [])
    #expect(Set(installation.findings().map(\.check)) == Set(Doctor.checks.map(\.name)).subtracting(["network"]))
  }

  @Test func whatEndpointsNeedIsThere() throws {
    let installation = try Installation()
    let exec = try ExecConfiguration(command: ["/bin/sh"])
    installation.environment.endpoints = [
      .init(name: "spool", configuration: .success(.files(folder: installation.environment.rules))),
      .init(name: "desk", configuration: .success(.exec(exec))),
    ]
    #expect(installation.findings().filter { $0.status != .ok } == [])
  }

  @Test(arguments: cases) func whatIsBrokenIsFoundAndNothingElse(_ broken: Case) throws {
    let installation = try Installation()
    try broken.spoil(installation)
    let before = try installation.contents()
    let findings = installation.findings()
    #expect(installation.complaints() == broken.expected, "\(findings.filter { $0.status != .ok })")
    let texts = findings.filter { $0.status != .ok }.map { $0.message + " " + ($0.advice ?? "") }
    #expect(texts.contains { $0.contains(broken.words) }, "\(texts)")
    #expect(findings.allSatisfy { ($0.advice == nil) == ($0.status == .ok) }, "each says what to do")
    let after = try installation.contents()
    #expect(
      after.filter { !$0.key.hasSuffix("-wal") } == before.filter { !$0.key.hasSuffix("-wal") }, "nothing is changed")
  }

  @Test func damagedPagesAreFound() throws {
    let installation = try Installation()
    try installation.sql(
      """
      WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO texts SELECT i, hex(zeroblob(900)), '', '', '', '' FROM n
      """)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: installation.database))
    let size = try handle.seekToEnd()
    try handle.seek(toOffset: size / 2 / 4096 * 4096)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
    try handle.close()
    #expect(installation.complaints()["database"] == .error)
  }

  @Test func whoReadsDoesNotWait() throws {
    let installation = try Installation()
    let store = try AlertStore.open(stateFolder: installation.environment.state)
    let findings = installation.findings()
    #expect(findings.filter { $0.status != .ok } == [])
    #expect(findings.contains { $0.check == "daemon" && $0.message.contains("process \(getpid())") })
    try store.close()
    #expect(installation.findings().contains { $0.message.hasPrefix("no daemon runs") })
  }
}
