import Foundation
import GRDB
import Hashing
import Synchronization

/// What was taken over from a database that was set aside.
package struct SavedState: Sendable, Equatable {
  /// Silences, acknowledgements, notices, and what counts for limits and for rules that want several matches.
  package var tellings = 0
  /// Of these, what is in the old database and could not be taken over; `nil`: nobody knows how many.
  package var lostTellings: Int?
  /// Rule files whose rules, as they worked last, are known.
  package var ruleFiles = 0
  /// Alerts that somebody has still to be told.
  package var deliveries = 0
  /// Such alerts that are in the old database and could not be taken over; `nil`: nobody knows how many.
  package var lostDeliveries: Int?
  /// Files that stay in the inbox and are known not to be taken again.
  package var keptFiles = 0
  /// Such files that will be taken again; `nil`: nobody knows how many.
  package var lostKeptFiles: Int?
  /// Why not all that could be read could be written.
  package var failure: String?

  package init() {}
}

/// How a file came in, as an earlier database knows it.
package struct FormerArrival: Sendable, Equatable {
  /// Grows with the order in which files were recorded; of no use in another database.
  package let ledgerID: Int64
  /// Relative to the inbox, as the file system has it.
  package let pathBytes: [UInt8]
  package let arrivedMilliseconds: Int64
}

/// A database that is no longer in use, or about to be replaced, and may be damaged anywhere: everything read from it may
/// be missing. Reads only; uses the files under the names that they have.
package final class PreviousDatabase: Sendable {
  private static let maximumDeliveries = 100_000

  private let queue: DatabaseQueue
  private let writeFailure = Mutex<AlertStoreError?>(nil)
  /// Where the ledger alone can be asked.
  let archivedDay = Mutex(ArchivedDay())

  /// `nil` where nothing can be read, or it is no database of ours.
  package init?(path: String) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "previous"
    do {
      guard try DatabaseFiles(path: path).hasContent() else { return nil }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { database in
        try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        try AlertStore.refuseForeignDatabase(database, path)
      }
    } catch {
      // It is damaged, which is why it is here.
      return nil
    }
  }

  /// What cannot be read is as if it were not there.
  func attempt<T>(_ body: (Database) throws -> T) -> T? {
    do { return try queue.inDatabase(body) } catch { return nil }
  }

  /// Why something that could be read could not be written into another database, if so: the disk, not the damage.
  package var failure: AlertStoreError? { writeFailure.withLock { $0 } }

  /// `nil` where it cannot be written: because what was read does not fit together, as after damage, or for the reason that
  /// `failure` gives then.
  func write<T: Sendable>(into store: AlertStore, _ body: (Database) throws -> T) -> T? {
    do {
      return try store.writeApart(body)
    } catch {
      let error = AlertStoreError(error, database: store.databasePath)
      if error.code != .unacceptable { writeFailure.withLock { $0 = $0 ?? error } }
      return nil
    }
  }

  /// Into a database that is new: definitions of rules, alerts that somebody has still to be told with all that belongs
  /// to them, what people said of alerts and when they want to be told, and how far ids have got, so that none is used twice.
  func carryOver(into store: AlertStore) -> SavedState {
    var saved = SavedState()
    saved.ruleFiles = carryDefinitions(into: store)
    carryNumbers(into: store)
    if let telling = carryTelling(into: store) { (saved.tellings, saved.lostTellings) = telling }
    if let pending = carryPendingDeliveries(into: store) { (saved.deliveries, saved.lostDeliveries) = pending }
    if let kept = carryKept(into: store) { (saved.keptFiles, saved.lostKeptFiles) = kept }
    saved.failure = failure?.message
    return saved
  }

  /// - Returns: of how many rule files.
  package func carryDefinitions(into store: AlertStore) -> Int {
    guard let rows = attempt({ try Row.fetchAll($0, sql: "SELECT name, definitions, saved_ms FROM rule_files") }) else {
      return 0
    }
    let count = write(into: store) { database in
      try database.execute(sql: "INSERT OR IGNORE INTO rules_loaded (one) VALUES (1)")
      for row in rows {
        try database.execute(
          sql: "INSERT OR IGNORE INTO rule_files (name, definitions, saved_ms) VALUES (?, ?, ?)",
          arguments: StatementArguments(row.databaseValues))
      }
      return rows.count
    }
    return count ?? 0
  }

  private func carryNumbers(into store: AlertStore) {
    let rows = attempt {
      try Row.fetchAll($0, sql: "SELECT name, seq FROM sqlite_sequence WHERE typeof(seq) = 'integer' AND seq < 1 << 60")
    }
    // Without them ids begin at 1 again, which only makes names in rejected/ take a longer form.
    _ = write(into: store) { database in
      for row in rows ?? [] {
        // A table that was made anew has a row there from the first on.
        for sql in [
          "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
          """
          INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 WHERE ?1 IN (SELECT name FROM sqlite_schema)
            AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)
          """,
        ] { try database.execute(sql: sql, arguments: StatementArguments(row.databaseValues)) }
      }
    }
  }

  private func sequences(ofDeliveries state: String) -> [Int64]? {
    attempt {
      try Int64.fetchAll(
        $0, sql: "SELECT DISTINCT sequence FROM outbox WHERE state = ? ORDER BY sequence LIMIT ?",
        arguments: [state, Self.maximumDeliveries])
    }
  }

  /// The alert with its article, story and ledger row, under new numbers. False where a part is missing.
  private func carryAlert(_ sequence: Int64, into store: AlertStore) -> Bool {
    if let isDone = carryDeliveries(ofAlertThere: sequence, into: store) { return isDone }
    guard let alert = row("SELECT * FROM alerts WHERE sequence = ?", sequence),
      let articleID: Int64 = alert["article_id"], let article = row("SELECT * FROM articles WHERE id = ?", articleID),
      let ledgerID: Int64 = article["ledger_id"], let ledger = row("SELECT * FROM ledger WHERE id = ?", ledgerID),
      let deliveries = deliveries(of: sequence)
    else { return false }
    // It may have been cleared away, or be what is damaged.
    let text = row("SELECT * FROM texts WHERE article_id = ?", articleID)
    let match = row("SELECT * FROM matches WHERE alert_sequence = ? AND article_id = \(articleID)", sequence)
    let stories = Set([alert["story_id"] as String?, article["story_id"]].compactMap(\.self))
      .compactMap { row("SELECT * FROM stories WHERE id = ?", $0) }
    let isDone = write(into: store) { database in
      for story in stories { try Self.insert(story: story, database) }
      let newArticle = try Self.article(article, ledger, database)
      if let text { _ = try Self.insert(text, into: "texts", ["article_id": newArticle], database) }
      try Self.join(newArticle, story: alert["story_id"], database)
      _ = try Self.insert(alert, into: "alerts", ["sequence": .null, "article_id": newArticle], database)
      if database.changesCount > 0 { try Self.count("alerts".databaseValue, database) }
      // Under another id where the story had its alert from another article this time.
      let new = try Int64.fetchOne(
        database,
        sql: """
          SELECT sequence FROM alerts
          WHERE id = ?1 OR (rule_id = ?2 AND story_id = ?3 AND kind = 'new' AND held IS NULL) ORDER BY id != ?1 LIMIT 1
          """,
        arguments: [
          alert["id"] as DatabaseValue, alert["rule_id"] as DatabaseValue, alert["story_id"] as DatabaseValue,
        ])
      guard let new else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
      if let match {
        _ = try Self.insert(
          match, into: "matches", ["article_id": newArticle, "alert_sequence": new.databaseValue], database)
      }
      try Self.await(deliveries, alert: new, database)
      return true
    }
    return isDone ?? false
  }

  /// Of an alert that the new database has already only who is still to be told is taken over. `nil` where it has not.
  private func carryDeliveries(ofAlertThere sequence: Int64, into store: AlertStore) -> Bool? {
    guard let id: String = row("SELECT id FROM alerts WHERE sequence = ?", sequence)?[0],
      let deliveries = deliveries(of: sequence)
    else { return nil }
    let isThere = write(into: store) { database -> Bool? in
      guard let new = try Int64.fetchOne(database, sql: "SELECT sequence FROM alerts WHERE id = ?", arguments: [id])
      else { return nil }
      try Self.await(deliveries, alert: new, database)
      return true
    }
    return isThere ?? false
  }

  /// Those that are still to be made, and those that were given up.
  private func deliveries(of sequence: Int64) -> [Row]? {
    rows("SELECT * FROM outbox WHERE sequence = ? AND state != 'delivered'", sequence)
  }

  /// Adds one to a total, in the transaction of what it counts.
  static func count(_ name: DatabaseValue, _ database: Database) throws {
    try database.execute(sql: "UPDATE totals SET count = count + 1 WHERE name = ?", arguments: [name])
  }

  /// The number of the article, which is there already or is now.
  static func article(_ article: Row, _ ledger: Row, _ database: Database) throws -> DatabaseValue {
    let known = try Int64.fetchOne(
      database, sql: "SELECT id FROM articles WHERE hash = ? AND source = ?",
      arguments: [article["hash"] as DatabaseValue, article["source"] as DatabaseValue])
    if let known { return known.databaseValue }
    let row = try insert(ledger, into: "ledger", ["id": .null], database)
    try count(ledger["state"], database)
    // The version before it, and what it is a copy of, stay behind.
    let changes = ["id": DatabaseValue.null, "version_of": .null, "copy_of": .null, "ledger_id": row.databaseValue]
    return try insert(article, into: "articles", changes, database).databaseValue
  }

  /// What is gathered for later stays so; what failed is due at once, like all that is new.
  static func await(_ deliveries: [Row], alert sequence: Int64, _ database: Database) throws {
    for delivery in deliveries {
      let isPending = delivery["state"] as String? == "pending"
      let isGathered = delivery.hasColumn("gathering") && !(delivery["gathering"] as DatabaseValue).isNull
      let next: DatabaseValue = delivery["next_attempt_ms"]
      _ = try insert(
        delivery, into: "outbox",
        ["sequence": sequence.databaseValue, "next_attempt_ms": isPending && !isGathered ? 0.databaseValue : next],
        database)
    }
  }

  func row(_ sql: String, _ key: some DatabaseValueConvertible) -> Row? {
    attempt { try Row.fetchOne($0, sql: sql, arguments: [key]) } ?? nil
  }

  func rows(_ sql: String, _ key: some DatabaseValueConvertible) -> [Row]? {
    attempt { try Row.fetchAll($0, sql: sql, arguments: [key]) }
  }

  /// A story, with what was read in again and belongs to it: an article that was alone in its story has no row there, and so
  /// does not know it.
  static func insert(story: Row, _ database: Database) throws {
    _ = try insert(story, into: "stories", [:], database)
    let id: DatabaseValue = story["id"]
    try database.execute(
      sql: """
        UPDATE articles SET story_id = ?1
        WHERE content_hash = (SELECT content_hash FROM stories WHERE id = ?1) AND story_id IS NULL
        """, arguments: [id])
    if database.changesCount > 0 { try countArticles(of: id, database) }
  }

  /// The article that an alert tells of, in the story of that alert, where it was read in again as one that is alone.
  private static func join(_ article: DatabaseValue, story id: DatabaseValue, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE articles SET story_id = ? WHERE id = ? AND story_id IS NULL", arguments: [id, article])
    if database.changesCount > 0 { try countArticles(of: id, database) }
  }

  /// As many as there are now, or as there were.
  private static func countArticles(of story: DatabaseValue, _ database: Database) throws {
    try database.execute(
      sql: """
        UPDATE stories SET copies = max(copies, (SELECT count(*) FROM articles WHERE story_id = ?1)),
          sources = max(sources, (SELECT count(DISTINCT source) FROM articles WHERE story_id = ?1))
        WHERE id = ?1
        """, arguments: [story])
  }

  /// The columns that both have, with some values replaced. A row that is there already stays as it is.
  static func insert(
    _ row: Row, into table: String, _ changes: [String: DatabaseValue], _ database: Database
  ) throws -> Int64 {
    let known = Set(try database.columns(in: table).map(\.name))
    let columns = row.columnNames.filter(known.contains)
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO \(table) (\(columns.joined(separator: ", ")))
        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
        """, arguments: StatementArguments(columns.map { changes[$0] ?? row[$0] as DatabaseValue }))
    return database.lastInsertedRowID
  }

  /// Alerts of this database that somebody has still to be told, once their articles have been read in again; and those of which the
  /// delivery was given up.
  ///
  /// - Returns: how many were taken over, and how many could not be; `nil` where that cannot be told.
  package func carryPendingDeliveries(into store: AlertStore) -> (carried: Int, lost: Int)? {
    guard let pending = sequences(ofDeliveries: "pending") else { return nil }
    let all = attempt {
      try Int.fetchOne($0, sql: "SELECT count(DISTINCT sequence) FROM outbox WHERE state = 'pending'")
    }
    var (carried, lost) = (0, max(0, ((all ?? nil) ?? 0) - pending.count))
    for sequence in pending {
      if carryAlert(sequence, into: store) { carried += 1 } else { lost += 1 }
    }
    // Nobody waits for these, so that they are not counted.
    for sequence in sequences(ofDeliveries: "dead") ?? [] { _ = carryAlert(sequence, into: store) }
    return (carried, lost)
  }
}

/// All hashes that begin with some digits.
struct HashRange {
  let lowest: Data
  let highest: Data

  /// `nil` for what is no even number of hexadecimal digits.
  init?(hexadecimal digits: String) {
    let values = digits.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) }
    guard !values.isEmpty, values.count <= 64, values.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: values.count, by: 2) {
      guard let high = values[index], let low = values[index + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    lowest = Data(bytes + [UInt8](repeating: 0, count: 32 - bytes.count))
    highest = Data(bytes + [UInt8](repeating: 0xFF, count: 32 - bytes.count))
  }
}
