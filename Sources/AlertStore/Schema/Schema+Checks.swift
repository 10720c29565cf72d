extension Schema {
  /// The same tables with checks that cost nothing. For `IN` with more than two values SQLite makes a table of them each time
  /// that it executes a statement with the check, and a file has two such statements. SQLite can change a check only by
  /// making the table anew.
  static let checks = """
    CREATE TABLE new_ledger (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      path TEXT NOT NULL,                       -- relative to the inbox, as shown to people
      path_bytes BLOB NOT NULL,                 -- the same as the file system has it
      name TEXT NOT NULL,
      source TEXT NOT NULL,                     -- '' at the inbox's top
      hash BLOB CHECK (length(hash) = 32),      -- SHA-256; NULL: rejected unread
      size_bytes INTEGER NOT NULL,
      mtime_ns INTEGER NOT NULL,
      ctime_ns INTEGER NOT NULL,
      device INTEGER NOT NULL,                  -- the bits of an unsigned number, as inode
      inode INTEGER NOT NULL,
      arrived_ms INTEGER NOT NULL,
      state TEXT NOT NULL
        CHECK (state = 'unmatched' OR state = 'matched' OR state = 'duplicate' OR state = 'rejected'),
      reason_code TEXT,
      reason TEXT,
      notes TEXT,                               -- JSON array of sentences on how it was read
      of_article_id INTEGER REFERENCES articles (id),
      move TEXT NOT NULL
        CHECK (move = 'pending' OR move = 'done' OR move = 'gone' OR move = 'failed' OR move = 'kept'),
      destination TEXT,
      move_error TEXT,
      moved_ms INTEGER,
      after TEXT CHECK (after = 'delete'),      -- NULL: archived, rejected or kept
      format TEXT,                              -- such as 'text', 'markdown'
      charset TEXT,                             -- such as 'utf-8'
      front_matter INTEGER,                     -- whether it has one
      CHECK ((state = 'duplicate') = (of_article_id IS NOT NULL)),
      CHECK (state != 'rejected' OR (reason_code IS NOT NULL AND reason IS NOT NULL)),
      CHECK (state = 'rejected' OR hash IS NOT NULL),
      CHECK ((move = 'done') = (destination IS NOT NULL))
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'new_ledger', seq FROM sqlite_sequence WHERE name = 'ledger';
    INSERT INTO new_ledger (id, path, path_bytes, name, source, hash, size_bytes, mtime_ns, ctime_ns, device, inode,
      arrived_ms, state, reason_code, reason, notes, of_article_id, move, destination, move_error, moved_ms, after, format,
      charset, front_matter)
    SELECT id, path, path_bytes, name, source, hash, size_bytes, mtime_ns, ctime_ns, device, inode, arrived_ms, state,
      reason_code, reason, notes, of_article_id, move, destination, move_error, moved_ms, after, format, charset,
      front_matter
    FROM ledger;
    DROP TABLE ledger;
    ALTER TABLE new_ledger RENAME TO ledger;
    CREATE INDEX ledger_unfinished_moves ON ledger (path_bytes) WHERE move IN ('pending', 'failed');
    CREATE INDEX ledger_kept_in_place ON ledger (path_bytes) WHERE move = 'kept';
    CREATE INDEX ledger_without_article_by_hash ON ledger (hash)
    WHERE state IN ('duplicate', 'rejected') AND hash IS NOT NULL;
    CREATE INDEX ledger_by_original ON ledger (of_article_id) WHERE of_article_id IS NOT NULL;

    CREATE TABLE new_alerts (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of commits
      id TEXT NOT NULL UNIQUE,
      rule_id TEXT NOT NULL,
      story_id TEXT NOT NULL REFERENCES stories (id),
      article_id INTEGER NOT NULL REFERENCES articles (id),
      kind TEXT NOT NULL CHECK (kind = 'new' OR kind = 'correction' OR kind = 'withdrawn' OR kind = 'test'),
      severity TEXT NOT NULL,
      time_ms INTEGER NOT NULL,
      json TEXT NOT NULL                        -- as it was told
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'new_alerts', seq FROM sqlite_sequence WHERE name = 'alerts';
    INSERT INTO new_alerts (sequence, id, rule_id, story_id, article_id, kind, severity, time_ms, json)
    SELECT sequence, id, rule_id, story_id, article_id, kind, severity, time_ms, json FROM alerts;
    DROP TABLE alerts;
    ALTER TABLE new_alerts RENAME TO alerts;
    CREATE UNIQUE INDEX alerts_once_per_rule_and_story ON alerts (rule_id, story_id) WHERE kind = 'new';
    CREATE UNIQUE INDEX alerts_once_per_rule_story_and_article ON alerts (rule_id, story_id, article_id)
    WHERE kind != 'new';
    CREATE INDEX alerts_by_time ON alerts (time_ms);
    CREATE INDEX alerts_by_article ON alerts (article_id);
    CREATE INDEX alerts_by_story ON alerts (story_id);
    """
}
