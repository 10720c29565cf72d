import GRDB
import Routing

/// A silence as it stands.
package struct StoredSilence: Sendable, Equatable {
  package let id: Int64
  package let filter: AlertFilter
  /// Milliseconds since 1970.
  package let from: Int64
  package let until: Int64
  package let author: String?
  package let comment: String?
  /// When its end was told; `nil` where it is in force, or its end is still to be told.
  package let ended: Int64?
  /// How many alerts it has held back.
  package let held: Int
}

extension StoredSilence {
  fileprivate static let sql = """
    SELECT id, rule, tag, source, from_ms, until_ms, author, comment, ended_ms,
      (SELECT count(*) FROM alerts WHERE held_by = silences.id)
    FROM silences
    """

  fileprivate init(_ row: Row) throws {
    func list(_ index: Int) throws -> [String] { try [row.decode(String?.self, atIndex: index)].compactMap(\.self) }
    self.init(
      id: try row.decode(atIndex: 0),
      filter: AlertFilter(tags: try list(2), rules: try list(1), sources: try list(3)),
      from: try row.decode(atIndex: 4),
      until: try row.decode(atIndex: 5), author: try row.decode(atIndex: 6), comment: try row.decode(atIndex: 7),
      ended: try row.decode(atIndex: 8), held: try row.decode(atIndex: 9))
  }
}

extension AlertStore {
  /// Those whose end is still to be told, the next to end first.
  package func openSilences() throws -> [StoredSilence] {
    try read {
      try Row.fetchAll($0, sql: "\(StoredSilence.sql) WHERE ended_ms IS NULL ORDER BY until_ms, id").map(
        StoredSilence.init)
    }
  }
}

extension AlertReader {
  /// Those in force, by id; with those that have ended, the newest `limit`.
  package func silences(withEnded: Bool, limit: Int = 1_000) throws -> [StoredSilence] {
    let condition = withEnded ? "" : "WHERE ended_ms IS NULL"
    return try read {
      try Row.fetchAll(
        $0, sql: "\(StoredSilence.sql) \(condition) ORDER BY id DESC LIMIT ?", arguments: [max(0, limit)]
      ).reversed().map(StoredSilence.init)
    }
  }

  /// How many alerts of each rule people have called useful, and how many false; rules without a verdict are absent.
  package func verdicts() throws -> [String: (useful: Int, wrong: Int)] {
    try read { database in
      let sql = """
        SELECT rule_id, sum(verdict = 'useful'), sum(verdict = 'false') FROM acknowledgements INDEXED BY acknowledgements_by_rule
        WHERE verdict IS NOT NULL GROUP BY rule_id
        """
      return try Row.fetchAll(database, sql: sql).reduce(into: [:]) {
        $0[try $1.decode(String.self, atIndex: 0)] = (try $1.decode(atIndex: 1), try $1.decode(atIndex: 2))
      }
    }
  }

  /// Ids of alerts that begin so, and of stories that were told of, at most so many of each.
  package func told(beginningWith id: String, limit: Int) throws -> (alerts: [String], stories: [String]) {
    guard !id.isEmpty else { return ([], []) }
    return try read { database in
      let range: StatementArguments = [id.stored, id.stored + "\u{10FFFF}", limit]
      return (
        try String.fetchAll(
          database, sql: "SELECT id FROM alerts WHERE id >= ? AND id < ? AND kind != 'notice' ORDER BY id LIMIT ?",
          arguments: range),
        try String.fetchAll(
          database,
          sql: "SELECT DISTINCT story_id FROM alerts WHERE story_id >= ? AND story_id < ? ORDER BY story_id LIMIT ?",
          arguments: range)
      )
    }
  }
}
