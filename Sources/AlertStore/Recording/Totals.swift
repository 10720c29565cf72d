import GRDB

/// How many files came in since the state was made, by what became of them, and how many alerts were raised. What was
/// deleted since is still counted.
package struct StoreTotals: Sendable, Equatable {
  package var matched = 0
  package var unmatched = 0
  package var duplicates = 0
  package var rejected = 0
  package var alerts = 0

  /// All files with a row in the ledger, now or once.
  package var recorded: Int { matched + unmatched + duplicates + rejected }

  package init() {}

  /// What a group of submissions has added.
  init(of results: [Result<Receipt, AlertStoreError>]) {
    for case .success(.file(let file)) in results {
      alerts += file.alerts.count
      switch file.state {
      case .matched: matched += 1
      case .unmatched: unmatched += 1
      case .duplicate: duplicates += 1
      case .rejected: rejected += 1
      }
    }
  }

  init(_ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT name, count FROM totals") {
      let count: Int = try row.decode(atIndex: 1)
      let name: String = try row.decode(atIndex: 0)
      switch LedgerState(rawValue: name) {
      case .matched: matched = count
      case .unmatched: unmatched = count
      case .duplicate: duplicates = count
      case .rejected: rejected = count
      case nil where name == "alerts": alerts = count
      case nil: break
      }
    }
  }

  /// By the names they have in the table, without those that are zero.
  var changes: [(name: String, count: Int)] {
    [
      (LedgerState.matched.rawValue, matched), (LedgerState.unmatched.rawValue, unmatched),
      (LedgerState.duplicate.rawValue, duplicates), (LedgerState.rejected.rawValue, rejected), ("alerts", alerts),
    ].filter { $0.1 != 0 }
  }
}

extension Recorder {
  /// Adds what a group has brought, inside its transaction.
  func add(_ totals: StoreTotals) throws {
    for (name, count) in totals.changes {
      try run("UPDATE totals SET count = count + ? WHERE name = ?", [count, name])
    }
  }
}
