import AlertStore
import Foundation
import GRDB
import Glibc
import Hashing
import TestSupport

@testable import Doctor

/// A small installation in which all is well, to break one thing of.
final class Installation {
  let folder: TemporaryFolder
  var environment: DoctorEnvironment

  static let now: Int64 = 1_795_000_000_000
  static let article = "Fruit of the day\n\nAn apple lies on the table.\n"
  static let archived = "2026/11/18/abc-page.txt"

  init() throws {
    folder = try TemporaryFolder()
    let path = folder.path
    for (name, mode) in [("inbox", 0o770), ("rules", 0o770), ("state", 0o700), ("state/rejected", 0o700)] {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
    }
    try FileManager.default.createDirectory(
      atPath: "\(path)/state/archive/2026/11/18", withIntermediateDirectories: true)
    try Self.article.write(toFile: "\(path)/state/archive/\(Self.archived)", atomically: true, encoding: .utf8)
    try "rules:\n  - id: apple\n    match: apple\n".write(
      toFile: path + "/rules/a.yaml", atomically: true, encoding: .utf8)
    environment = DoctorEnvironment(
      inbox: path + "/inbox", rules: path + "/rules", state: path + "/state", archive: path + "/state/archive")
    environment.log = path + "/state/alerts.jsonl"
    environment.system.now = { Self.now }
    environment.system.space = { _ in
      .init(freeBytes: 1 << 40, allBytes: 1 << 41, freeInodes: 1 << 30, allInodes: 1 << 31)
    }
    environment.system.networkFileSystem = { _ in nil }
    environment.system.openFileLimit = { 65_536 }
    let text = environment.system.text
    environment.system.text = { file in
      switch file {
      case "/proc/sys/fs/inotify/max_user_watches": "65536\n"
      case "/proc/sys/fs/inotify/max_user_instances": "128\n"
      case "/proc/sys/fs/leases-enable": "1\n"
      default: text(file)
      }
    }
    try AlertStore.open(stateFolder: environment.state).close()
    try sql(
      """
      INSERT INTO ledger (id, path, path_bytes, name, source, hash, size_bytes, mtime_ns, ctime_ns, device, inode,
        arrived_ms, state, move, destination)
      VALUES (1, 'page.txt', x'61', 'page.txt', '', x'\(SHA256Digest(of: Array(Self.article.utf8).span).hex)', 46, 1, 1, 1, 1,
        \(Self.now - 60_000), 'matched', 'done', 'archive/\(Self.archived)');
      INSERT INTO stories (id, content_hash, first_seen_ms, copies) VALUES ('s', zeroblob(32), 1, 1);
      INSERT INTO articles (id, ledger_id, hash, source, content_hash, story_id, path_bytes, arrived_ms)
      VALUES (1, 1, zeroblob(32), '', zeroblob(32), 's', x'61', 1);
      INSERT INTO texts (article_id, title, body, dateline, caption, furniture) VALUES (1, '', '', '', '', '');
      INSERT INTO alerts (sequence, id, rule_id, story_id, article_id, kind, severity, time_ms, json)
      VALUES (1, 'i', 'apple', 's', 1, 'new', 'high', 1, '{}');
      INSERT INTO matches (article_id, rule_id, rule_version, parts, alert_sequence) VALUES (1, 'apple', 'v', '[]', 1);
      INSERT INTO outbox (endpoint, sequence, state, next_attempt_ms) VALUES ('log', 1, 'pending', 0);
      UPDATE totals SET count = 1 WHERE name IN ('matched', 'alerts');
      """)
  }

  var database: String { environment.state + "/watchword.db" }

  /// Whatever the schema says against it.
  func sql(_ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: database, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  func write(_ text: String, to file: String) throws {
    try text.write(toFile: folder.path + "/" + file, atomically: false, encoding: .utf8)
  }

  /// Of each check that has something to say, how bad it is.
  func complaints() -> [String: Finding.Status] {
    findings().filter { $0.status != .ok }.reduce(into: [:]) { $0[$1.check] = max($0[$1.check] ?? .ok, $1.status) }
  }

  func findings() -> [Finding] { Doctor.run(environment) }

  /// All files with their bytes, but for SQLite's shared memory.
  func contents() throws -> [String: Data] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return all.reduce(into: [:]) { files, name in
      guard !name.hasSuffix("-shm"), let data = FileManager.default.contents(atPath: "\(folder.path)/\(name)") else {
        return
      }
      files[name] = data
    }
  }
}
