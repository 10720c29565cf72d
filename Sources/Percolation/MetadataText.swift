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
