extension Schema {
  /// Dead letters, since when a delivery fails, and endpoints that are switched off. SQLite can change a check only by
  /// making the table anew.
  static let deliveries = """
    CREATE TABLE new_outbox (
      endpoint TEXT NOT NULL,
      sequence INTEGER NOT NULL REFERENCES alerts (sequence),
      state TEXT NOT NULL CHECK (state = 'pending' OR state = 'delivered' OR state = 'dead'),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_ms INTEGER,
      last_error TEXT,
      ended_ms INTEGER,                         -- when it was delivered, or given up
      failing_ms INTEGER,                       -- when an attempt failed first
      PRIMARY KEY (endpoint, sequence),
      CHECK ((state = 'pending') = (next_attempt_ms IS NOT NULL)),
      CHECK ((state = 'pending') = (ended_ms IS NULL))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_outbox (endpoint, sequence, state, attempts, next_attempt_ms, last_error, ended_ms)
    SELECT endpoint, sequence, state, attempts, next_attempt_ms, last_error, ended_ms FROM outbox;
    DROP TABLE outbox;
    ALTER TABLE new_outbox RENAME TO outbox;
    CREATE INDEX outbox_pending_in_order ON outbox (endpoint, sequence, next_attempt_ms) WHERE state = 'pending';
    CREATE INDEX outbox_pending_by_time ON outbox (endpoint, next_attempt_ms) WHERE state = 'pending';
    CREATE INDEX outbox_dead ON outbox (endpoint, sequence) WHERE state = 'dead';
    CREATE INDEX outbox_by_alert ON outbox (sequence);

    -- Endpoints that are told nothing until somebody switches them on.
    CREATE TABLE endpoints_off (
      endpoint TEXT PRIMARY KEY,
      since_ms INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    """
}
