extension Schema {
  /// When what is told, and what is held back: notices, which are of no article; throttled and silenced alerts; matches that
  /// only count; gathered deliveries. SQLite can take NOT NULL away only by making the table anew; alerts are few.
  static let telling = """
    CREATE TABLE new_alerts (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of commits
      id TEXT NOT NULL UNIQUE,
      rule_id TEXT NOT NULL,                    -- '' of a notice
      story_id TEXT REFERENCES stories (id),    -- NULL of a notice
      article_id INTEGER REFERENCES articles (id), -- NULL of a notice
      kind TEXT NOT NULL
        CHECK (kind = 'new' OR kind = 'correction' OR kind = 'withdrawn' OR kind = 'test' OR kind = 'notice'),
      severity TEXT NOT NULL,
      time_ms INTEGER NOT NULL,
      json TEXT NOT NULL,                       -- as it was told
      held TEXT,                                -- why nobody was told: 'throttle', 'silence'; NULL: see the outbox
      held_note TEXT,                           -- the same for people
      held_by INTEGER REFERENCES silences (id),
      CHECK ((kind = 'notice') = (article_id IS NULL)),
      CHECK ((kind = 'notice') = (story_id IS NULL))
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
    CREATE INDEX alerts_by_silence ON alerts (held_by) WHERE held_by IS NOT NULL;

    ALTER TABLE outbox ADD COLUMN gathering TEXT; -- why it waits, to be told with others; NULL: it does not
    CREATE INDEX outbox_gathered ON outbox (endpoint, next_attempt_ms) WHERE gathering IS NOT NULL AND state = 'pending';

    -- Matches of rules that tell only once there are several.
    CREATE TABLE counted_matches (
      article_id INTEGER NOT NULL REFERENCES articles (id),
      rule_id TEXT NOT NULL,
      rule_version TEXT NOT NULL,
      parts TEXT NOT NULL,                      -- JSON, as "parts" in an alert
      value TEXT NOT NULL,                      -- of which the rule wants different ones; '' where it does not, or unknown
      time_ms INTEGER NOT NULL,
      reason TEXT NOT NULL,                     -- for people: how many there were
      is_superseded INTEGER NOT NULL DEFAULT 0, -- whether a later version of the article counts in its place
      alert_sequence INTEGER REFERENCES alerts (sequence), -- to which it has led; NULL: none yet
      PRIMARY KEY (article_id, rule_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX counted_matches_open ON counted_matches (rule_id, time_ms, value)
    WHERE alert_sequence IS NULL AND is_superseded = 0;
    CREATE INDEX counted_matches_by_alert ON counted_matches (alert_sequence) WHERE alert_sequence IS NOT NULL;

    -- When rules and endpoints that are told so much at most were told.
    CREATE TABLE told (
      who TEXT NOT NULL,                        -- 'rule ID' or 'endpoint NAME'
      value TEXT NOT NULL,                      -- what is counted apart; '' where nothing is
      time_ms INTEGER NOT NULL,
      sequence INTEGER NOT NULL,                -- of the alert
      PRIMARY KEY (who, value, time_ms, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX told_by_time ON told (who, time_ms);

    -- Alerts of which nobody wants to hear for a time.
    CREATE TABLE silences (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      rule TEXT,                                -- patterns with *; all that are there have to hold
      tag TEXT,
      source TEXT,
      from_ms INTEGER NOT NULL,
      until_ms INTEGER NOT NULL,
      author TEXT,
      comment TEXT,
      ended_ms INTEGER,                         -- when its end was told; NULL: it is in force, or its end is still to be told
      CHECK (rule IS NOT NULL OR tag IS NOT NULL OR source IS NOT NULL)
    ) STRICT;
    CREATE INDEX silences_open ON silences (until_ms) WHERE ended_ms IS NULL;

    -- What people say of a rule's alerts on a story.
    CREATE TABLE acknowledgements (
      story_id TEXT NOT NULL,
      rule_id TEXT NOT NULL,
      alert_id TEXT NOT NULL,
      verdict TEXT CHECK (verdict = 'useful' OR verdict = 'false'),
      author TEXT,
      comment TEXT,
      time_ms INTEGER NOT NULL,
      PRIMARY KEY (story_id, rule_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX acknowledgements_by_rule ON acknowledgements (rule_id, verdict) WHERE verdict IS NOT NULL;
    """
}
