extension Schema {
  /// What telling new sentences of a story takes. Columns that are added cost a database of any size nothing.
  static let corrections = """
    ALTER TABLE articles ADD COLUMN sentences BLOB; -- hashes of all its sentences, 8 bytes each, if it raised an alert
    ALTER TABLE matches ADD COLUMN held TEXT;       -- why a correction was not told; NULL: as in suppressed
    """
}
