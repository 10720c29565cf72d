extension Schema {
  /// A story of which nobody was told, because that was too much or nobody wanted to hear of it, can be told later, with another
  /// article of it.
  static let held = """
    DROP INDEX alerts_once_per_rule_and_story;
    CREATE UNIQUE INDEX alerts_once_per_rule_and_story ON alerts (rule_id, story_id) WHERE kind = 'new' AND held IS NULL;
    CREATE UNIQUE INDEX alerts_held_once_per_rule_and_story ON alerts (rule_id, story_id)
    WHERE kind = 'new' AND held IS NOT NULL;
    CREATE INDEX notices_by_time ON alerts (time_ms) WHERE kind = 'notice';
    -- So that of each value the latest is found without looking at all.
    CREATE INDEX counted_matches_by_value ON counted_matches (rule_id, value, time_ms)
    WHERE alert_sequence IS NULL AND is_superseded = 0;
    """
}
