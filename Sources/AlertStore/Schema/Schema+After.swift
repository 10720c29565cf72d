extension Schema {
  /// What is to become of a file is decided when it is recorded: settings that change before the move is finished must not
  /// delete what was to be archived.
  static let deletion = """
    ALTER TABLE ledger ADD COLUMN after TEXT CHECK (after = 'delete');  -- NULL: archived, rejected or kept
    """
}
