import Diagnostics
import RuleLanguage

/// Any text is read as a query or told wrong, at places that are in it; what was read is printed so that it is read
/// again as the same.
enum QueryCheck {
  static func check(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    try check(QueryParser.parse(text), of: text) { QueryParser.parse($0) }
    try check(QueryParser.parseListItem(text), of: text) { QueryParser.parseListItem($0) }
  }

  private static func check(_ parsed: ParsedQuery, of text: String, again: (String) -> ParsedQuery) throws {
    try require(
      (parsed.expression == nil) == parsed.diagnostics.hasErrors, "there is a tree and an error, or none of both")
    for diagnostic in parsed.diagnostics {
      try require(QueryCode(rawValue: diagnostic.code) != nil, "\(diagnostic.code) is no code of a query")
    }
    try checkPlaces(of: parsed.diagnostics, in: [SourceText(text, file: "query")])
    guard let expression = parsed.expression else { return }
    let printed = QueryPrinter.print(expression)
    guard let second = again(printed).expression else {
      throw FuzzTarget.Violation("printed as \(printed) it is wrong: \(again(printed).diagnostics.map(\.message))")
    }
    try require(expression.hasSameMeaning(as: second), "printed as \(printed) it is another query")
    try require(QueryPrinter.print(second) == printed, "printing it twice gives another text than \(printed)")
  }

  /// All places are in their source and begin and end at characters, and everything can be shown.
  static func checkPlaces(of diagnostics: [Diagnostic], in sources: [SourceText]) throws {
    let byName = Dictionary(sources.map { ($0.file, $0) }) { first, _ in first }
    let renderer = DiagnosticRenderer(sources: byName)
    for diagnostic in diagnostics {
      try require(!diagnostic.message.isEmpty, "\(diagnostic.code) says nothing")
      guard let source = byName[diagnostic.file] else { continue }
      for place in [diagnostic.utf8Range] + (diagnostic.secondary.map { [$0.utf8Range] } ?? []) {
        try require(
          place.lowerBound >= 0 && place.upperBound <= source.bytes.count, "\(diagnostic.code) is told outside")
      }
      _ = try renderer.json(diagnostic)
      _ = renderer.github(diagnostic, path: diagnostic.file)
    }
    try require(renderer.render(diagnostics).isEmpty == diagnostics.isEmpty, "diagnostics are not shown")
  }
}
