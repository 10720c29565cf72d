import GRDB

/// The tables, and how a database gets from each version of them to the next.
///
/// A migration that was released is never changed; a new one is added below it. All text is UTF-8, times are
/// milliseconds since 1970 in UTC, JSON is one line. STRICT makes SQLite keep to the types. Every index is a
/// page more in every commit, so there are those that a look-up of today needs. What refers to an
/// article, a story, an alert or a row of the ledger has an index by that column, because SQLite looks there whenever a row is
/// cleared away; only `copy_of` has none, since it is no foreign key. Nothing is deleted by a cascade: `Recorder+Prune.swift`
/// deletes what goes with a row first, a few rows at a time. Of each released version Tests/AlertStoreTests/Databases has a database.
enum Schema {
  /// "WtWd", so that `file` and this program know the file as ours.
  static let applicationID: Int64 = 0x5774_5764

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { database in
      for part in [ledger, articles, matches, outbox, definitions] { try database.execute(sql: part) }
    }
    migrator.registerMigration("v2") { database in try database.execute(sql: definitionsByFile) }
    migrator.registerMigration("v3 stories") { database in try database.execute(sql: stories) }
    migrator.registerMigration("v3 after") { database in try database.execute(sql: deletion) }
    migrator.registerMigration("v3 totals") { database in try database.execute(sql: totals) }
    migrator.registerMigration("v3 decoding") { database in try database.execute(sql: decoding) }
    migrator.registerMigration("v3 retention") { database in try database.execute(sql: retention) }
    migrator.registerMigration("v3 clearing") { database in try database.execute(sql: clearing) }
    migrator.registerMigration("v3 corrections") { database in try database.execute(sql: corrections) }
    migrator.registerMigration("v3 checks") { database in try database.execute(sql: checks) }
    migrator.registerMigration("v3 deliveries") { database in try database.execute(sql: deliveries) }
    migrator.registerMigration("v3 telling") { database in try database.execute(sql: telling) }
    migrator.registerMigration("v3 held") { database in try database.execute(sql: held) }
    return migrator
  }

  /// One row per file that came in. What happened to the file itself is `move`: `kept` files stay in the inbox.
  private static let ledger = """
    CREATE TABLE ledger (
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
      state TEXT NOT NULL CHECK (state IN ('matched', 'unmatched', 'duplicate', 'rejected')),
      reason_code TEXT,
      reason TEXT,
      notes TEXT,                               -- JSON array of sentences on how it was read
      of_article_id INTEGER REFERENCES articles (id),
      move TEXT NOT NULL CHECK (move IN ('pending', 'done', 'gone', 'failed', 'kept')),
      destination TEXT,
      move_error TEXT,
      moved_ms INTEGER,
      CHECK ((state = 'duplicate') = (of_article_id IS NOT NULL)),
      CHECK (state != 'rejected' OR (reason_code IS NOT NULL AND reason IS NOT NULL)),
      CHECK (state = 'rejected' OR hash IS NOT NULL),
      CHECK ((move = 'done') = (destination IS NOT NULL))
    ) STRICT;
    CREATE INDEX ledger_by_hash ON ledger (hash) WHERE hash IS NOT NULL;
    CREATE INDEX ledger_unfinished_moves ON ledger (path_bytes) WHERE move IN ('pending', 'failed');
    CREATE INDEX ledger_kept_in_place ON ledger (path_bytes) WHERE move = 'kept';
    """

  /// Stories, the articles in them, and apart from these, so that hashes outlive them, the texts.
  private static let articles = """
    CREATE TABLE stories (
      id TEXT PRIMARY KEY,                      -- from the content hash of its first article
      content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
      first_seen_ms INTEGER NOT NULL,
      copies INTEGER NOT NULL CHECK (copies >= 1) -- articles in it, the first included
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE articles (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ledger_id INTEGER NOT NULL REFERENCES ledger (id), -- the file that brought it
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      source TEXT NOT NULL,                     -- as in the ledger
      content_hash BLOB NOT NULL CHECK (length(content_hash) = 32), -- of title and body
      story_id TEXT NOT NULL REFERENCES stories (id),
      version_of INTEGER REFERENCES articles (id),       -- the version before it
      url TEXT,
      external_id TEXT,
      path_bytes BLOB,                          -- its identity where it has neither url nor id; otherwise NULL
      author TEXT,
      section TEXT,
      tags TEXT,                                -- JSON array
      published TEXT,                           -- ISO 8601
      language TEXT,
      arrived_ms INTEGER NOT NULL,
      UNIQUE (hash, source),
      CHECK ((path_bytes IS NULL) = (url IS NOT NULL OR external_id IS NOT NULL))
    ) STRICT;
    CREATE INDEX articles_by_content ON articles (content_hash);
    CREATE INDEX articles_by_story ON articles (story_id);
    CREATE INDEX articles_by_url ON articles (source, url) WHERE url IS NOT NULL;
    CREATE INDEX articles_by_external_id ON articles (source, external_id) WHERE external_id IS NOT NULL;
    CREATE INDEX articles_by_path ON articles (source, path_bytes) WHERE path_bytes IS NOT NULL;

    CREATE TABLE texts (
      article_id INTEGER PRIMARY KEY REFERENCES articles (id),
      title TEXT NOT NULL,
      body TEXT NOT NULL,
      dateline TEXT NOT NULL,
      caption TEXT NOT NULL,
      furniture TEXT NOT NULL
    ) STRICT;
    """

  /// Every match leads to the alert that told of it: its own, or, where it was suppressed, an earlier one.
  private static let matches = """
    CREATE TABLE alerts (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of commits
      id TEXT NOT NULL UNIQUE,
      rule_id TEXT NOT NULL,
      story_id TEXT NOT NULL REFERENCES stories (id),
      article_id INTEGER NOT NULL REFERENCES articles (id),
      kind TEXT NOT NULL CHECK (kind IN ('new', 'correction', 'withdrawn', 'test')),
      severity TEXT NOT NULL,
      time_ms INTEGER NOT NULL,
      json TEXT NOT NULL                        -- as it was told
    ) STRICT;
    CREATE UNIQUE INDEX alerts_once_per_rule_and_story ON alerts (rule_id, story_id) WHERE kind = 'new';
    CREATE INDEX alerts_by_time ON alerts (time_ms);

    CREATE TABLE matches (
      article_id INTEGER NOT NULL REFERENCES articles (id),
      rule_id TEXT NOT NULL,
      rule_version TEXT NOT NULL,
      parts TEXT NOT NULL,                      -- JSON, as "parts" in an alert
      alert_sequence INTEGER NOT NULL REFERENCES alerts (sequence),
      suppressed TEXT CHECK (suppressed IN ('copy', 'version')), -- NULL: raised the alert
      PRIMARY KEY (article_id, rule_id)
    ) STRICT, WITHOUT ROWID;
    """

  /// One row per alert and endpoint. `next_attempt_ms` is there exactly while a delivery is pending.
  private static let outbox = """
    CREATE TABLE outbox (
      endpoint TEXT NOT NULL,
      sequence INTEGER NOT NULL REFERENCES alerts (sequence),
      state TEXT NOT NULL CHECK (state IN ('pending', 'delivered')),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_ms INTEGER,
      last_error TEXT,
      ended_ms INTEGER,                         -- when it was delivered
      PRIMARY KEY (endpoint, sequence),
      CHECK ((state = 'pending') = (next_attempt_ms IS NOT NULL)),
      CHECK ((state = 'pending') = (ended_ms IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_pending_in_order ON outbox (endpoint, sequence, next_attempt_ms) WHERE state = 'pending';
    CREATE INDEX outbox_pending_by_time ON outbox (endpoint, next_attempt_ms) WHERE state = 'pending';
    """

  /// Until v2.
  private static let definitions = """
    CREATE TABLE definitions (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      json TEXT NOT NULL,
      saved_ms INTEGER NOT NULL
    ) STRICT;
    """

  /// One row per rule file, so that a file that has not changed is not written again. What was kept in one row stands
  /// under no name until the rules are loaded.
  private static let definitionsByFile = """
    CREATE TABLE rule_files (
      name TEXT PRIMARY KEY,                    -- relative to the rules folder
      definitions TEXT NOT NULL,                -- JSON
      saved_ms INTEGER NOT NULL                 -- when they last changed
    ) STRICT;
    -- Has its row once rules were loaded, even if there were none: a rules folder that is gone then is not made again.
    CREATE TABLE rules_loaded (
      one INTEGER PRIMARY KEY CHECK (one = 1)
    ) STRICT;
    INSERT INTO rule_files (name, definitions, saved_ms) SELECT '', json, saved_ms FROM definitions;
    INSERT INTO rules_loaded (one) SELECT one FROM definitions;
    DROP TABLE definitions;
    """
}
