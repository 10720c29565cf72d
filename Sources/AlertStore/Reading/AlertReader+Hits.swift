import GRDB

/// How often a rule has matched.
package struct RuleHits: Sendable, Equatable {
  package var matches = 0
  package var lastArticleID: Int64 = 0
}

extension AlertReader {
  /// The first article that arrived then or later, in milliseconds since 1970; `nil` where none did. Ids grow with time
  /// (but for a clock that was set back), so a few look-ups by id find it; there is no index by time.
  package func firstArticle(arrivedSince time: Int64) throws -> Int64? {
    try read { database in
      guard let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM articles"),
        var low = try Int64.fetchOne(database, sql: "SELECT min(id) FROM articles")
      else { return nil }
      // In low..<high lies the first id at which, or behind which, the next article is young enough.
      var high = last + 1
      while low < high {
        let middle = low + (high - low) / 2
        let sql = "SELECT id, arrived_ms FROM articles WHERE id >= ? ORDER BY id LIMIT 1"
        guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [middle]) else { break }
        let arrived: Int64 = try row.decode(atIndex: 1)
        if arrived >= time { high = middle } else { low = try row.decode(Int64.self, atIndex: 0) + 1 }
      }
      return low > last ? nil : low
    }
  }

  /// Of the articles from an id on, by rule; rules that matched none are absent. Matches are ordered by article: those of
  /// older ones are not read.
  package func hits(sinceArticle id: Int64) throws -> [String: RuleHits] {
    try read { database in
      let sql = """
        SELECT rule_id, count(*), max(article_id) FROM matches WHERE article_id >= ? GROUP BY rule_id
        """
      var hits: [String: RuleHits] = [:]
      let cursor = try Row.fetchCursor(database, sql: sql, arguments: [id])
      while let row = try cursor.next() {
        hits[try row.decode(atIndex: 0)] = RuleHits(
          matches: try row.decode(atIndex: 1), lastArticleID: try row.decode(atIndex: 2))
      }
      return hits
    }
  }

  /// When articles arrived, in milliseconds since 1970.
  package func arrivals(ofArticles ids: Set<Int64>) throws -> [Int64: Int64] {
    try read { database in
      var arrivals: [Int64: Int64] = [:]
      for id in ids {
        let sql = "SELECT arrived_ms FROM articles WHERE id = ?"
        arrivals[id] = try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [id])
      }
      return arrivals
    }
  }

  /// When rules raised their last alerts on stories, in milliseconds since 1970; those that raised none are absent.
  package func lastAlerts(ofRules ids: [String]) throws -> [String: Int64] {
    try read { database in
      var times: [String: Int64] = [:]
      for id in ids {
        times[id] = try AlertStore.lastAlert(ofRule: id, database)
      }
      return times
    }
  }
}
