extension Schema {
  /// How each file was read. Columns that are added cost a database of any size nothing: rows that were there before say
  /// NULL, not recorded, as do those of files that could not be read as articles.
  static let decoding = """
    ALTER TABLE ledger ADD COLUMN format TEXT;           -- such as 'text', 'markdown'
    ALTER TABLE ledger ADD COLUMN charset TEXT;          -- such as 'utf-8'
    ALTER TABLE ledger ADD COLUMN front_matter INTEGER;  -- whether it has one
    """
}
