import Diagnostics
import GoldenFiles
import QueryImport
import RuleLanguage
import TestSupport
import Testing

@Suite struct QueryImportTests {
  static let files = GoldenFiles("QueryImport")

  /// An input is `vendor`, and below it one query a line; the output is each query with what becomes of it.
  @Test(arguments: files.names)
  func queriesAreWrittenInOurLanguage(name: String) throws {
    let lines = try Self.files.input(name).split(separator: "\n").map(String.init)
    let vendor = try #require(lines.first.flatMap(QueryVendor.init))
    #expect(lines.count > 15)
    var output = ""
    for query in lines.dropFirst() {
      let result = QueryImporter.convert(query, from: vendor, file: "query")
      output += "=== \(query)\n"
      if let text = result.text {
        output += text + (result.hasOmissions ? "\n--- not everything is carried over\n\n" : "\n\n")
        #expect(QueryParser.parse(text).expression != nil)
        #expect(QueryFormatter.format(text) == text)
      } else {
        output += DiagnosticRenderer(sources: [result.source.file: result.source]).render(result.diagnostics) + "\n"
        #expect(result.diagnostics.hasErrors)
      }
    }
    #expect(try Self.files.mismatch(output, name) == nil)
  }

  /// Whatever comes in, it ends soon, and gives a right query or an error in the text.
  @Test(arguments: QueryVendor.allCases)
  func hostileQueriesAreBounded(_ vendor: QueryVendor) {
    let count = 3_000
    let texts = [
      String(repeating: "(", count: count), String(repeating: ")", count: count),
      String(repeating: "a and ", count: count) + "a", String(repeating: "a or ", count: count) + "a",
      String(repeating: "a w/5 ", count: count) + "a", String(repeating: "a near/5 ", count: count) + "a",
      String(repeating: "not ", count: count) + "a", String(repeating: "title:", count: count) + "a",
      String(repeating: "headline(", count: count), String(repeating: "hd=", count: count) + "a",
      String(repeating: "\"", count: count), String(repeating: "\\", count: count),
      String(repeating: "/", count: count),
      String(repeating: "[", count: count), String(repeating: "a~", count: count), String(repeating: "^", count: count),
      String(repeating: "date ", count: count), String(repeating: "word ", count: count),
      String(repeating: "x", count: QueryImporter.maximumBytes + 1), "", " ", "\u{0}", "\r\n",
    ]
    for text in texts { check(text, vendor) }
  }

  /// Title or lead is each word twice.
  @Test func whatBecomesTooLongIsRefused() {
    let words = Array(repeating: String(repeating: "x", count: 900), count: 700).joined(separator: " or ")
    let result = QueryImporter.convert("hlp=(\(words))", from: .factiva, file: "query")
    #expect(result.text == nil)
    #expect(result.diagnostics.map(\.code) == ["too-large"])
    #expect(result.diagnostics.first?.message.hasPrefix("written in this language") == true)
  }

  /// Each of these fields writes its operand more than once, but not what the ones further in wrote.
  @Test(arguments: [
    (QueryVendor.factiva, "hlp=("), (.nexis, "hlead("), (.nexis, "caps("), (.nexis, "hlead(x or "),
    (.nexis, "allcaps(x and "),
  ])
  func fieldsInsideOneAnotherDoNotGrow(vendor: QueryVendor, field: String) throws {
    for sign in [vendor == .factiva ? "near5" : "w/5", "and", "or"] {
      let query = String(repeating: field, count: 12) + "abc \(sign) def" + String(repeating: ")", count: 12)
      let text = try #require(QueryImporter.convert(query, from: vendor, file: "query").text)
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      #expect(lines.joined().count < 600, "\(field) \(sign): \(text)")
    }
  }

  /// Operators before, between and behind words, each many times, alone and in parentheses that are as deep as they may be.
  @Test(arguments: QueryVendor.allCases)
  func operatorsManyTimesAreBounded(_ vendor: QueryVendor) {
    let signs = [
      "and", "or", "not", "AND", "OR", "NOT", "and not", "AND NOT", "&&", "||", "!", "+", "-", "w/5", "not w/5", "/5",
      "/s",
      "w/s", "w/p", "pre/2", "+2", "near5", "near", "adj", "adj2", "NEAR", "NEAR/3", "ONEAR/3", "same", "/F5/", "/N5/",
      "title:", "a:", "hd=", "hlp=", "hlead", "rst=", "atleast3", "~2", "^3", "/x/", "[a TO b]", "{", "}", "\"a\"",
      "\"a b\"~3", "(", "()", "$", "*:*", "date after", "date:>", "length >", "wc>", "la=en", "language",
    ]
    for sign in signs {
      check("a" + String(repeating: " \(sign)", count: 2_000), vendor)
      check(String(repeating: "\(sign) ", count: 500) + "a", vendor)
      check(String(repeating: "a \(sign) ", count: 60) + "a", vendor)
      check(String(repeating: "\(sign)(", count: 45) + "a" + String(repeating: ")", count: 45), vendor)
      // As long a row as is allowed, in each of as many parentheses as are.
      let row = String(repeating: " \(sign)", count: 40) + String(repeating: " \(sign) a", count: 40)
      check(String(repeating: "(", count: 45) + "a" + String(repeating: "\(row))", count: 45), vendor)
    }
  }

  @Test(arguments: QueryVendor.allCases)
  func randomPiecesBreakNothing(_ vendor: QueryVendor) {
    var random = SplitMix64(seed: 41)
    let pieces = [
      "a", "bank", "(", ")", "and", "or", "not", "AND", "OR", "NOT", "w/5", "near5", "NEAR/3", "adj2", "same", "w/s",
      "pre/2", "\"a b\"", "\"", "title:", "hd=", "headline(", "atleast3(", "atleast3", "date", "after", "2025-01-01",
      "[a TO b]", "~2", "^3", "+", "-", "*", "polic*", "wom?n", "child!", "/F50/", "/N5/", "/x/", "\\", "la=en",
      "wc>200",
      "length", ">", "200", "не", "“a b”", "ingress:", "source:", "*:*", "rst=x", "subject(", "not w/3", "%", "$3",
      "hlp=", "hlead(", "caps(", "a.b:c", "TO",
    ]
    for _ in 0..<1_000 {
      let words = (0..<Int.random(in: 1...9, using: &random)).map { _ in random.pick(pieces) }
      check(words.joined(separator: random.pick([" ", " ", ""])), vendor)
    }
  }

  private func check(_ text: String, _ vendor: QueryVendor) {
    let result = QueryImporter.convert(text, from: vendor, file: "query")
    if let query = result.text {
      #expect(QueryParser.parse(query).expression != nil, "\(text.prefix(100))")
    } else {
      #expect(result.diagnostics.hasErrors, "\(text.prefix(100))")
      #expect(result.diagnostics.allSatisfy { $0.utf8Range.upperBound <= result.source.bytes.count })
    }
  }
}
