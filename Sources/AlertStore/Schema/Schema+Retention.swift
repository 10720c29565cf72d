extension Schema {
  /// By which clearing away finds what hangs on a row, SQLite's own check of the references included: without them it
  /// would look through whole tables. Of alerts, matches, duplicates and versions there are few beside the articles; the
  /// one index with an entry for each article grows at its end.
  static let retention = """
    CREATE INDEX articles_by_ledger ON articles (ledger_id);
    CREATE INDEX articles_by_previous ON articles (version_of) WHERE version_of IS NOT NULL;
    CREATE INDEX ledger_by_original ON ledger (of_article_id) WHERE of_article_id IS NOT NULL;
    CREATE INDEX alerts_by_article ON alerts (article_id);
    CREATE INDEX alerts_by_story ON alerts (story_id);
    CREATE INDEX matches_by_alert ON matches (alert_sequence);
    CREATE INDEX outbox_by_alert ON outbox (sequence);
    """
}
