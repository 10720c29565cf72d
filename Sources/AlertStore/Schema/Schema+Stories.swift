extension Schema {
  /// Near copies, corrections, and from how many sources a story came.
  ///
  /// A story of one article that nobody is told of has no row, for it would be two pages more in the commit of nearly every
  /// article: `story_id` is NULL then. SQLite can take NOT NULL away only by making the table anew.
  ///
  /// Hashes of files that brought an article are found with the article; the index of the ledger over hashes covers duplicates
  /// and rejected files alone.
  ///
  /// The index over the articles of a story gets the source, so that whether a story has one already is one look-up,
  /// however many copies there are. Alerts of other kinds than `new` are few, so their index costs the others nothing.
  static let stories = """
    ALTER TABLE stories ADD COLUMN sources INTEGER NOT NULL DEFAULT 1;
    UPDATE stories SET sources = (SELECT count(DISTINCT source) FROM articles WHERE story_id = stories.id)
    WHERE copies > 1;

    CREATE TABLE new_articles (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ledger_id INTEGER NOT NULL REFERENCES ledger (id), -- the file that brought it
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      source TEXT NOT NULL,                     -- as in the ledger
      content_hash BLOB NOT NULL CHECK (length(content_hash) = 32), -- of title and body
      story_id TEXT REFERENCES stories (id),    -- NULL: it is alone in its story, and nobody was told
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
      copy_of INTEGER,                          -- id of the article that it is most like
      sketch BLOB CHECK (length(sketch) = 128), -- of the body; NULL: too short
      denials TEXT,                             -- JSON array of words of denial and correction, if it matched
      UNIQUE (hash, source),
      CHECK ((path_bytes IS NULL) = (url IS NOT NULL OR external_id IS NOT NULL))
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'new_articles', seq FROM sqlite_sequence WHERE name = 'articles';
    INSERT INTO new_articles (id, ledger_id, hash, source, content_hash, story_id, version_of, url, external_id,
      path_bytes, author, section, tags, published, language, arrived_ms)
    SELECT id, ledger_id, hash, source, content_hash, story_id, version_of, url, external_id, path_bytes, author, section,
      tags, published, language, arrived_ms
    FROM articles;
    DROP TABLE articles;
    ALTER TABLE new_articles RENAME TO articles;
    CREATE INDEX articles_by_content ON articles (content_hash);
    CREATE INDEX articles_by_story ON articles (story_id, source) WHERE story_id IS NOT NULL;
    CREATE INDEX articles_by_url ON articles (source, url) WHERE url IS NOT NULL;
    CREATE INDEX articles_by_external_id ON articles (source, external_id) WHERE external_id IS NOT NULL;
    CREATE INDEX articles_by_path ON articles (source, path_bytes) WHERE path_bytes IS NOT NULL;

    -- Of files that brought an article the hash is found with the article.
    DROP INDEX ledger_by_hash;
    CREATE INDEX ledger_without_article_by_hash ON ledger (hash)
    WHERE state IN ('duplicate', 'rejected') AND hash IS NOT NULL;

    ALTER TABLE matches ADD COLUMN sentences TEXT;   -- JSON: what an alert on it shows, with hashes of the whole sentences

    CREATE UNIQUE INDEX alerts_once_per_rule_story_and_article ON alerts (rule_id, story_id, article_id)
    WHERE kind != 'new';
    """
}
