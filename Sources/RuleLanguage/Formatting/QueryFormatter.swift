/// Gives the text of a query its layout.
package enum QueryFormatter {
  /// Lines are no longer than that where words allow it.
  package static let maximumWidth = 100

  /// The same tokens and comments, byte for byte and in their order, with one space between words and operators and lines
  /// that begin with an operator. No line end at the end. `nil` for a text that is no query, and for the few that cannot be
  /// laid out (a comment inside an operator, an allow whose line would have to be parted).
  package static func format(_ text: String, width: Int = maximumWidth) -> String? {
    guard text.utf8.count <= QueryParser.maximumUTF8Bytes, let pieces = QueryPieces(text),
      let lines = QueryLayout.lines(of: pieces, width: width), let result = QueryPieces(lines),
      result.isSame(as: pieces), pieces.keepsAllowances(in: result)
    else { return nil }
    return lines
  }

  /// As above, for an item of a list; one of words alone, which is a phrase, has no layout.
  static func formatItem(_ text: String, width: Int) -> String? {
    guard text.utf8.count <= QueryParser.maximumUTF8Bytes,
      ListItem.phrase(QuerySource(text), file: "", nil) == nil
    else { return nil }
    return format(text, width: width)
  }
}
