extension Schema {
  /// A story of which nobody was told, because that was too much or nobody wanted to hear of it, can be told later, with another
  /// article of it.
  static let held = """
    DROP INDEX alerts_once_per_rule_and_story;
    CREATE UNIQUE INDEX alerts_once_per_rule_and_story ON alerts (rule_id, story_id) WHERE kind = 'new' AND held IS NULL;
    CREATE UNIQUE INDEX alerts_held_once_per_rule_and_story ON alerts (rule_id, story_id)
    WHERE kind = 'new' AND held IS NOT NULL;
    """
}
