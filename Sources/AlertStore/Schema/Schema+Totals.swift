import GRDB

extension Schema {
  /// What the ledger and the alerts add up to since the state was made, so that nobody has to walk through them to know, and
  /// what is deleted there goes on being counted. One row each, written once a group of commits.
  ///
  /// Filled from what is there: a database that older versions wrote has lost nothing yet.
  static let totals = """
    CREATE TABLE totals (
      name TEXT PRIMARY KEY,                    -- a state of the ledger, or 'alerts'
      count INTEGER NOT NULL CHECK (count >= 0)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO totals (name, count) VALUES ('matched', 0), ('unmatched', 0), ('duplicate', 0), ('rejected', 0);
    INSERT INTO totals (name, count) SELECT state, count(*) FROM ledger WHERE true GROUP BY state
      ON CONFLICT (name) DO UPDATE SET count = excluded.count;
    INSERT INTO totals (name, count) SELECT 'alerts', count(*) FROM alerts;
    """
}
