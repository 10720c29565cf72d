extension Schema {
  /// Which days of the archive files were cleared away from: what lies there no more was not lost. A row a day.
  static let clearing = """
    CREATE TABLE cleared_days (
      day INTEGER PRIMARY KEY,                  -- in UTC, counted from 1970
      cleared_ms INTEGER NOT NULL,              -- last
      rest INTEGER NOT NULL CHECK (rest IN (0, 1)) -- 1: files of that day may still be there
    ) STRICT;
    """
}
