import GRDB

/// Clears away what is older than it is to be kept, a few rows at a time. What something younger needs stays.
extension Recorder {
  func prune(_ step: PruneStep) throws -> PruneReceipt {
    switch step.records {
    case .texts: try pruneTexts(step)
    case .alerts: try pruneAlerts(step)
    case .ledger: try pruneLedger(step)
    }
  }

  private func pruneTexts(_ step: PruneStep) throws -> PruneReceipt {
    let sql = """
      SELECT article_id, articles.arrived_ms, size_bytes FROM texts
      CROSS JOIN articles ON articles.id = article_id CROSS JOIN ledger ON ledger.id = ledger_id
      WHERE article_id BETWEEN ? AND ? ORDER BY article_id LIMIT ?
      """
    var bytes: Int64 = 0
    return try walk(step, sql) { row in
      bytes += try row.decode(Int64.self, atIndex: 2)
      try run("DELETE FROM texts WHERE article_id = ?", [try row.decode(Int64.self, atIndex: 0)])
      return bytes < PruneStep.maximumTextBytes ? .deleted : .enough
    }
  }

  /// An alert that somebody is still to be told of stays.
  private func pruneAlerts(_ step: PruneStep) throws -> PruneReceipt {
    var matches = PruneStep.maximumDeletions
    return try walk(
      step, "SELECT sequence, time_ms FROM alerts WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?"
    ) { row in
      let sequence = try row.decode(Int64.self, atIndex: 0)
      guard try !exists("outbox WHERE sequence = ? AND state = 'pending'", sequence) else { return .stays }
      // One that told of thousands of copies goes in several steps.
      matches -= try run(
        """
        DELETE FROM matches WHERE (article_id, rule_id) IN
          (SELECT article_id, rule_id FROM matches WHERE alert_sequence = ? LIMIT ?)
        """, [sequence, matches])
      guard try !exists("matches WHERE alert_sequence = ?", sequence) else { return .unfinished }
      let isDeleted = try unlessNeeded {
        try run("DELETE FROM outbox WHERE sequence = ?", [sequence])
        try run("DELETE FROM counted_matches WHERE alert_sequence = ?", [sequence])
        try run("DELETE FROM alerts WHERE sequence = ?", [sequence])
      }
      guard isDeleted else { return .stays }
      return matches > 0 ? .deleted : .enough
    }
  }

  /// With the article that the file brought; an article that an alert tells of, or that a younger file is a duplicate of,
  /// stays, and its row with it. So does a row whose file has not left the inbox.
  private func pruneLedger(_ step: PruneStep) throws -> PruneReceipt {
    try walk(step, "SELECT id, arrived_ms, move FROM ledger WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?") { row in
      guard ["done", "gone"].contains(try row.decode(String.self, atIndex: 2)) else { return .stays }
      let id = try row.decode(Int64.self, atIndex: 0)
      let article = try Row.fetchOne(
        database.cachedStatement(sql: "SELECT id, story_id FROM articles WHERE ledger_id = ?"), arguments: [id])
      if let article {
        let articleID = try article.decode(Int64.self, atIndex: 0)
        for reference in [
          "matches WHERE article_id = ?", "alerts WHERE article_id = ?", "ledger WHERE of_article_id = ?",
        ] where try exists(reference, articleID) { return .stays }
      }
      let isDeleted = try unlessNeeded {
        if let article {
          try run("DELETE FROM counted_matches WHERE article_id = ?", [try article.decode(Int64.self, atIndex: 0)])
          try deleteArticle(try article.decode(atIndex: 0), ofStory: try article.decode(atIndex: 1))
        }
        try run("DELETE FROM ledger WHERE id = ?", [id])
      }
      return isDeleted ? .deleted : .stays
    }
  }

  private func deleteArticle(_ id: Int64, ofStory story: String?) throws {
    // The versions after it stay in its story.
    try run("UPDATE articles SET version_of = NULL WHERE version_of = ?", [id])
    try run("DELETE FROM texts WHERE article_id = ?", [id])
    try run("DELETE FROM articles WHERE id = ?", [id])
    try run(
      """
      DELETE FROM stories WHERE id = ? AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id)
        AND NOT EXISTS (SELECT 1 FROM alerts WHERE story_id = stories.id)
      """, [story])
  }

  // MARK: Steps

  private enum RowOutcome {
    case deleted, stays
    /// Deleted, and no more in this step.
    case enough
    /// Some of it is deleted; the next step begins with it again.
    case unfinished
  }

  /// Goes through the rows in the order of their ids, as far as a step may. `sql` gives the id first and then the time.
  private func walk(
    _ step: PruneStep, _ sql: String, _ delete: (Row) throws -> RowOutcome
  ) throws -> PruneReceipt {
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: sql),
      arguments: [step.ids.lowerBound, step.ids.upperBound, PruneStep.maximumRows])
    var receipt = PruneReceipt()
    var next =
      rows.count < PruneStep.maximumRows ? nil : try rows.last.map { try $0.decode(Int64.self, atIndex: 0) + 1 }
    rows: for row in rows {
      let id = try row.decode(Int64.self, atIndex: 0)
      // A time before 2020 is that of a clock that stood at its beginning: it says nothing.
      let time: Int64 = try row.decode(atIndex: 1)
      guard time < step.before, time >= PruneStep.earliestTime else { continue }
      switch try delete(row) {
      case .stays: continue
      case .deleted:
        receipt.deleted += 1
        if receipt.deleted < PruneStep.maximumDeletions { continue }
        next = id + 1
        break rows
      case .enough:
        receipt.deleted += 1
        next = id + 1
        break rows
      case .unfinished:
        next = id
        break rows
      }
    }
    if let next, next <= step.ids.upperBound { receipt.rest = next...step.ids.upperBound }
    return receipt
  }

  private func exists(_ reference: String, _ id: Int64) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM \(reference))"), arguments: [id]) ?? false
  }

  /// Deletes all of it, or nothing where something refers to it that is not known here. Returns whether it did.
  private func unlessNeeded(_ delete: () throws -> Void) throws -> Bool {
    do {
      try inSavepoint(delete)
      return true
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
      return false
    }
  }
}
