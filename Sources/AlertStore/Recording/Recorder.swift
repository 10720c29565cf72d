import FailPoints
import Foundation
import GRDB
import Hashing

/// Writes submissions into the transaction that is open on the store's one writing connection. Owner: the store queue.
struct Recorder {
  let database: Database
  let nearCopies: NearCopies

  func record(_ submission: Submission) throws -> Receipt {
    switch submission {
    case .article(let file, let article, let matches, let notes):
      .file(try recordArticle(article, of: file, matches: matches, notes: notes))
    case .rejected(let file, let hash, let reason):
      .file(try recordRejection(of: file, hash: hash, reason: reason))
    case .moved(let results): .recorded(count: try results.reduce(0) { try $0 + recordMove($1) })
    case .attempted(let attempts, let change): .recorded(count: try recordAttempts(attempts, change))
    case .switchedOn(let endpoint): .recorded(count: try switchOn(endpoint))
    case .redeliver(let selection): .recorded(count: try redeliver(selection))
    case .definitions(let files, let gone, let milliseconds):
      .recorded(count: try recordDefinitions(files, gone, milliseconds))
    case .notice(let notice, let recipients, let milliseconds):
      .recorded(count: try record(notice, to: recipients, at: milliseconds))
    case .silence(let silence): .recorded(count: try record(silence))
    case .endSilence(let id, let milliseconds, let audience):
      .recorded(count: try endSilence(id, at: milliseconds, audience))
    case .acknowledge(let acknowledgement): .recorded(count: try record(acknowledgement))
    case .prune(let step): .pruned(try prune(step))
    case .cleared(let day): .recorded(count: try recordClearing(day))
    }
  }

  // MARK: Files that are no articles

  private func recordRejection(of file: LedgerFile, hash: SHA256Digest?, reason: LedgerReason) throws -> FileReceipt {
    let id = try insertLedgerRow(file, hash: hash, state: .rejected, reason: reason)
    return FileReceipt(ledgerID: id, state: .rejected, hashPrefix: hash?.prefix(12), storyID: nil)
  }

  func insertLedgerRow(
    _ file: LedgerFile, hash: SHA256Digest?, state: LedgerState, reason: LedgerReason? = nil, notes: [String] = [],
    duplicateOf article: Int64? = nil
  ) throws -> Int64 {
    let fingerprint = file.fingerprint
    let notesJSON = notes.isEmpty ? nil : try encodeJSON(notes).stored
    // In steps: as one expression of this many values it takes the compiler long.
    var values: [any Bindable] = [
      file.path.stored, fingerprint.pathBytes, file.name.stored, (file.source ?? "").stored, hash?.bytes,
      fingerprint.sizeBytes, fingerprint.mtimeNanoseconds, fingerprint.ctimeNanoseconds,
    ]
    values += [
      Int64(bitPattern: fingerprint.device), Int64(bitPattern: fingerprint.inode), file.arrivedMilliseconds,
      state.rawValue,
      reason?.code.stored, reason?.message.stored, notesJSON, article, file.after == .keep ? "kept" : "pending",
      file.after == .delete && state != .rejected ? "delete" : nil,
    ]
    values += [
      file.decoding?.format.stored, file.decoding?.charset.stored, file.decoding?.hasFrontMatter.map { $0 ? 1 : 0 },
    ]
    if file.after == .keep { try supersedeKept(fingerprint.pathBytes, file.arrivedMilliseconds) }
    try run(
      """
      INSERT INTO ledger (path, path_bytes, name, source, hash, size_bytes, mtime_ns, ctime_ns,
        device, inode, arrived_ms, state, reason_code, reason, notes, of_article_id, move, after,
        format, charset, front_matter)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, values)
    let id = database.lastInsertedRowID
    try FailPoint.ledgerRecorded.check()
    return id
  }

  /// Of the files that stay in place, at most one row under a path speaks of what lies there.
  private func supersedeKept(_ path: [UInt8], _ milliseconds: Int64) throws {
    try run(
      """
      UPDATE ledger SET move = 'gone', move_error = 'another file, or another state of it, came under this path',
        moved_ms = ?
      WHERE move = 'kept' AND path_bytes = ?
      """, [milliseconds, path])
  }

  // MARK: What comes later

  /// A move that failed may be reported done later; one that is done stays so.
  private func recordMove(_ result: MoveResult) throws -> Int {
    if case .superseded(let reason) = result.outcome {
      return try run(
        "UPDATE ledger SET move = 'gone', destination = NULL, move_error = ?, moved_ms = ? WHERE id = ?",
        [reason.stored, result.milliseconds, result.ledgerID])
    }
    let (state, destination, failure): (String, String?, String?) =
      switch result.outcome {
      case .done(let destination): ("done", destination, nil)
      case .gone: ("gone", nil, nil)
      case .superseded(let reason): ("gone", nil, reason)
      case .failed(let reason): ("failed", nil, reason)
      }
    let count = try run(
      """
      UPDATE ledger SET move = ?, destination = ?, move_error = ?, moved_ms = ?
      WHERE id = ? AND move != 'done' AND move != 'gone'
      """, [state, destination?.stored, failure?.stored, result.milliseconds, result.ledgerID])
    try FailPoint.moveRecorded.check()
    return count
  }

  /// Returns how many files have other definitions now.
  private func recordDefinitions(
    _ files: [String: String], _ gone: GoneRuleFiles, _ milliseconds: Int64
  ) throws -> Int {
    try run("INSERT OR IGNORE INTO rules_loaded (one) VALUES (1)", [])
    var count = 0
    switch gone {
    case .allOthers:
      // Compared by SQLite, byte by byte: Swift takes a composed and a decomposed name for one.
      let names = try encodeJSON(files.keys.map(\.stored)).stored
      count += try run("DELETE FROM rule_files WHERE name NOT IN (SELECT value FROM json_each(?))", [names])
    case .files(let names):
      for name in names { count += try run("DELETE FROM rule_files WHERE name = ?", [name.stored]) }
    }
    for (name, text) in files {
      count += try run(
        """
        INSERT INTO rule_files (name, definitions, saved_ms) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET definitions = excluded.definitions, saved_ms = excluded.saved_ms
        WHERE definitions != excluded.definitions
        """, [name.stored, text.stored, milliseconds])
    }
    try FailPoint.definitionsRecorded.check()
    return count
  }
}

extension String {
  /// Text as it can be stored: what reads it takes it up to its first zero byte, so zero bytes become U+001A (SUBSTITUTE),
  /// which is as long; offsets into the text stay right.
  var stored: String {
    // Byte by byte through the view's iterator it would take as long as the rest of the binding.
    guard utf8.withContiguousStorageIfAvailable({ $0.contains(0) }) ?? utf8.contains(0) else { return self }
    return String(decoding: utf8.map { $0 == 0 ? 0x1A : $0 }, as: UTF8.self)
  }
}
