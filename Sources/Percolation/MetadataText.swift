import RuleLanguage
import TextAnalysis

/// How values and conditions of metadata are compared: as a whole, letter case and accents aside.
package enum MetadataText {
  /// The form in which values and the texts of conditions are compared. A run of white space is one space.
  package static func fold(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).map { WordForm(surface: String($0)).folded }
    let before = text.first?.isWhitespace == true ? " " : ""
    let after = text.last?.isWhitespace == true && !words.isEmpty ? " " : ""
    return before + words.joined(separator: " ") + after
  }

  /// The values a language condition may be equal to: `uz-cyrl-uz` is also `uz-cyrl` and `uz`.
  package static func languageRanges(_ value: String) -> [String] {
    value.indices.filter { value[$0] == "-" }.map { String(value[..<$0]) } + [value]
  }
}

/// The text of a part of a rule as its author wrote it, on one line.
package enum PartText {
  package static func of(_ expression: Expression, in queryText: String) -> String {
    let utf8 = queryText.utf8
    let range = expression.utf8Range.clamped(to: 0..<utf8.count)
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(start, offsetBy: range.count)
    return String(queryText[start..<end]).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
