import GRDB

// Files that stay in the inbox are told from new ones by their rows alone.
extension PreviousDatabase {
  /// As many as a daemon remembers.
  private static let maximumKept = 1_000_000
  private static let rowsAtOnce = 500

  /// The rows of files that stay where they are, with the articles that they brought, so that none is taken again.
  ///
  /// - Returns: how many were taken over, and how many could not be; `nil` where that cannot be told.
  package func carryKept(into store: AlertStore) -> (carried: Int, lost: Int)? {
    guard let ids = keptIDs() else { return nil }
    var carried = 0
    // The oldest first, so that their new ids are in the old order.
    let known = ids.prefix(Self.maximumKept).reversed()
    for start in stride(from: 0, to: known.count, by: Self.rowsAtOnce) {
      let some = known.dropFirst(start).prefix(Self.rowsAtOnce)
      carried += carryKept(some.compactMap { row("SELECT * FROM ledger WHERE id = ?", $0) }, into: store)
    }
    let all = attempt { try Int.fetchOne($0, sql: "SELECT count(*) FROM ledger WHERE move = 'kept'") } ?? nil
    return (carried, max(all ?? 0, ids.count) - carried)
  }

  /// Newest first.
  private func keptIDs() -> [Int64]? {
    // The index alone is small, and may be whole where the table is not; or the other way round.
    for index in ["INDEXED BY ledger_kept_in_place", "NOT INDEXED"] {
      let ids = attempt {
        try Int64.fetchAll(
          $0, sql: "SELECT id FROM ledger \(index) WHERE move = 'kept' ORDER BY id DESC LIMIT ?",
          arguments: [Self.maximumKept])
      }
      if let ids { return ids }
    }
    return nil
  }

  /// - Returns: how many of them the new database has now.
  private func carryKept(_ rows: [Row], into store: AlertStore) -> Int {
    let kept = rows.map { ($0, related(to: $0)) }
    // All at once; where one does not fit, each alone.
    let all = write(into: store) { database in
      for (row, related) in kept { try Self.carryKept(row, related, database) }
      return kept.count
    }
    if let all { return all }
    guard failure == nil else { return 0 }
    return kept.count { row, related in
      write(into: store) { database in
        try Self.carryKept(row, related, database)
        return true
      } ?? false
    }
  }

  /// What hangs on a row: the article that it brought, or of which it is a duplicate, and that one's row.
  private struct Related {
    var article: Row?
    var ledger: Row?
    var text: Row?
    var story: Row?
  }

  private func related(to row: Row) -> Related {
    let article =
      if let original = row["of_article_id"] as Int64? {
        self.row("SELECT * FROM articles WHERE id = ?", original)
      } else {
        self.row("SELECT * FROM articles WHERE ledger_id = ?", row["id"] as DatabaseValue)
      }
    guard let article else { return Related() }
    return Related(
      article: article, ledger: self.row("SELECT * FROM ledger WHERE id = ?", article["ledger_id"] as DatabaseValue),
      text: self.row("SELECT * FROM texts WHERE article_id = ?", article["id"] as DatabaseValue),
      story: self.row("SELECT * FROM stories WHERE id = ?", article["story_id"] as DatabaseValue))
  }

  private static func carryKept(_ row: Row, _ related: Related, _ database: Database) throws {
    var article = DatabaseValue.null
    // An article that is alone in its story, with nobody told, has no row there.
    if let old = related.article, let ledger = related.ledger, related.story != nil || old["story_id"] == nil {
      if let story = related.story { try insert(story: story, database) }
      article = try self.article(old, ledger, database)
      if let text = related.text { _ = try insert(text, into: "texts", ["article_id": article], database) }
    }
    // Without it, nobody would know the same bytes again.
    let hadArticle = ["matched", "unmatched"].contains(row["state"] as String?)
    guard !hadArticle || !article.isNull else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
    // It came with its article, or with an alert that is still to be told.
    let isThere = try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM ledger WHERE move = 'kept' AND path_bytes = ? AND inode = ? AND size_bytes = ?
          AND mtime_ns = ? AND ctime_ns = ?)
        """,
      arguments: StatementArguments(
        ["path_bytes", "inode", "size_bytes", "mtime_ns", "ctime_ns"].map { row[$0] as DatabaseValue }))
    guard isThere == false else { return }
    let isDuplicate = !(row["of_article_id"] as DatabaseValue).isNull
    guard !isDuplicate || !article.isNull else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
    _ = try insert(row, into: "ledger", ["id": .null, "of_article_id": isDuplicate ? article : .null], database)
    // What it does not fit is left out without an error.
    guard database.changesCount > 0 else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
    try count(row["state"], database)
  }
}
