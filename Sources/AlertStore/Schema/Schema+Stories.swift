extension Schema {
  /// Near copies, corrections, and from how many sources a story came.
  ///
  /// The index over the articles of a story gets the source, so that whether a story has one already is one look-up,
  /// however many copies there are. Alerts of other kinds than `new` are few, so their index costs the others nothing.
  static let stories = """
    ALTER TABLE stories ADD COLUMN sources INTEGER NOT NULL DEFAULT 1;
    UPDATE stories SET sources = (SELECT count(DISTINCT source) FROM articles WHERE story_id = stories.id)
    WHERE copies > 1;

    ALTER TABLE articles ADD COLUMN copy_of INTEGER; -- id of the article that it is most like
    ALTER TABLE articles ADD COLUMN sketch BLOB CHECK (length(sketch) = 128); -- of the body; NULL: too short
    ALTER TABLE articles ADD COLUMN denials TEXT;    -- JSON array of words of denial and correction, if it matched
    DROP INDEX articles_by_story;
    CREATE INDEX articles_by_story ON articles (story_id, source);

    ALTER TABLE matches ADD COLUMN sentences TEXT;   -- JSON: what an alert on it shows, with hashes of the whole sentences

    CREATE UNIQUE INDEX alerts_once_per_rule_story_and_article ON alerts (rule_id, story_id, article_id)
    WHERE kind != 'new';
    """
}
