import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import RuleLanguage

struct QueryPropertyTests {
  private static let seeds = [
    #"$uzbekistan AND ($secret_services NEAR/p "exchange of information") # why"#,
    "title:(a OR “b c”) UNLESS =SNB AND NOT published:<7d", "NEAR/5 (a, b*, w?rd) OR a NOT NEAR/s b AND words:>=200",
    #"source:(reuters OR "Gazeta (uz)") AND url:https://x.uz/*"#,
    "a and b, 2 OF (x, y) name(z) /re+x/ a~ ATLEAST/3 (q)",
    "разведк* UNLESS (геолог* OR «место рождения»)", #"\AND \( a\"#, "TRINIDAD AND TOBAGO",
    "x AND near/5 (a, b) OR not y", "SCORE/3 (a^2, (b OR c)^-4, source:d^5) AND 2 OF (x, FIRST/5 (y), ATLEAST/2 (z))",
  ]

  private static let pieces = [
    "(", ")", "\"", "“", "”", "«", ",", " ", "\n", "#", " # ", "\\", "*", "?", "~", "^", "=", "$", "-", "+", "!", "/",
    ":", "|",
    "&&", " AND ", " OR ", " NOT ", " UNLESS ", " NEAR/5 ", " NEAR ", "NEAR/5 (", "BEFORE/x", "title:", "lead:",
    "source:",
    "published:", "words:>", "url:(", "name(", "2 OF (", "SCORE/1 ", "a", "b c", "é", "🙂", "\u{0}", "\u{200B}", "\r\n",
    "5", "$x",
    "^5", "^-3", "^", "ATLEAST/2 (", "FIRST/5 (", "SCORE/-1 (", "ATLEAST ", " OF (", "atl5 (", " of (", "source:x^5",
    " and ", " w/5 ", " near/5 (", " adj3 ", " not ", " Unless ", " ОR ", "e\u{301}", "\u{FEFF}",
  ]

  @Test(arguments: 0..<8 as Range<UInt64>)
  func anyTextIsReadOrToldWrong(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 1000)
    for _ in 0..<600 {
      var scalars = Array(random.pick(Self.seeds).unicodeScalars)
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let at = Int.random(in: 0...scalars.count, using: &random)
        if Bool.random(using: &random) {
          scalars.insert(contentsOf: Array(random.pick(Self.pieces).unicodeScalars), at: at)
        } else {
          scalars.removeSubrange(at..<min(scalars.count, at + Int.random(in: 0...8, using: &random)))
        }
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      try check(QueryParser.parse(text), of: text)
      try check(QueryParser.parseListItem(text), of: text)
    }
  }

  private func check(_ parsed: ParsedQuery, of text: String) throws {
    let hasError = parsed.diagnostics.contains { $0.severity == .error }
    try #require((parsed.expression == nil) == hasError, "\(text)")
    for place in parsed.diagnostics.flatMap({ [$0.utf8Range] + ($0.secondary.map { [$0.utf8Range] } ?? []) }) {
      try #require(isWhole(place, in: text), "\(text)\n\(parsed.diagnostics)")
    }
    for diagnostic in parsed.diagnostics { try #require(QueryCode(rawValue: diagnostic.code) != nil) }
    if let expression = parsed.expression {
      try checkPlaces(expression, in: text)
      let printed = QueryPrinter.print(expression)
      let again = try #require(
        QueryParser.parse(printed).expression ?? QueryParser.parseListItem(printed).expression, "\(text)\n\(printed)")
      try #require(expression.hasSameMeaning(as: again), "\(text)\n\(printed)")
    }
  }

  private func checkPlaces(_ expression: RuleLanguage.Expression, in text: String) throws {
    try #require(isWhole(expression.utf8Range, in: text) && !expression.utf8Range.isEmpty)
    for operand in expression.operands {
      try #require(expression.utf8Range.lowerBound <= operand.utf8Range.lowerBound)
      try #require(expression.utf8Range.upperBound >= operand.utf8Range.upperBound)
      try checkPlaces(operand, in: text)
    }
  }

  /// Within the text, and at the bounds of characters.
  private func isWhole(_ range: Range<Int>, in text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return false }
    return [range.lowerBound, range.upperBound].allSatisfy { $0 == bytes.count || bytes[$0] & 0xC0 != 0x80 }
  }

  // MARK: Limits

  /// Texts that nest or run on, by name, and the code that each is told with.
  static let harmful: [String: (text: String, code: String)] = [
    "parentheses": (String(repeating: "(", count: 20_000) + "a", "too-deep"),
    "not": (String(repeating: "NOT ", count: 20_000) + "a", "too-deep"),
    "zones": (String(repeating: "title:", count: 20_000) + "a", "too-deep"),
    "near lists": (String(repeating: "NEAR/1 (a, ", count: 10_000), "too-deep"),
    "not after near": ("a NEAR/1 " + String(repeating: "NOT ", count: 20_000) + "a", "too-deep"),
    "operators": (String(repeating: "AND ", count: 20_000), "missing-operand"),
    "alternatives": (String(repeating: "a OR ", count: 100_001) + "a", "too-many-parts"),
    "words": (String(repeating: "a ", count: 100_001), "too-many-parts"),
    "operands": (String(repeating: "(a) ", count: 100_001), "too-many-parts"),
    "closing": (String(repeating: ")", count: 400_001), "too-many-parts"),
    "one word": (String(repeating: "a", count: 1 << 20) + "a", "too-large"),
    "quotes": (String(repeating: "\"\" ", count: 2000), "more-errors"),
    "mistakes": (String(repeating: "a b) ", count: 2000), "more-errors"),
    "values": ("source:" + String(repeating: "(", count: 20_000), "unclosed-parenthesis"),
    "phrase": ("\"" + String(repeating: "a ", count: 100_001) + "\"", "too-many-parts"),
    "open names": (String(repeating: "name(a ", count: 20_000), "unclosed-parenthesis"),
    "open words": (String(repeating: "uz(", count: 20_000) + ")", "unclosed-parenthesis"),
    "negations": (String(repeating: "a NOT ", count: 5000), "more-errors"),
    "counts": (String(repeating: "ATLEAST/2 (", count: 20_000) + "a", "too-deep"),
    "counts without parentheses": (String(repeating: "ATLEAST/2 ", count: 5_000), "missing-parentheses"),
    "of": (String(repeating: "2 OF (a, ", count: 10_000), "too-deep"),
    "scores": (String(repeating: "SCORE/1 (a^1, ", count: 10_000), "too-deep"),
    "weights": ("SCORE/1 (" + String(repeating: "a^1, ", count: 90_000) + "b^1)", "repeated-part"),
    "stray weights": (String(repeating: "^1 ", count: 20_000), "bad-weight"),
    "mixed": (String(repeating: "a AND b OR ", count: 5000) + "c", "mixed-and-or"),
  ]

  @Test(arguments: harmful.keys.sorted())
  func limitsAreToldWithoutHarm(name: String) async throws {
    let (text, code) = try #require(Self.harmful[name])
    let parsed = await parseOnSmallStack(text)
    #expect(parsed.expression == nil)
    #expect(parsed.diagnostics.contains { $0.code == code }, "\(parsed.diagnostics.prefix(3))")
    #expect(parsed.diagnostics.count <= 101)
    let item = QueryParser.parseListItem(text)
    #expect((item.expression == nil) == item.diagnostics.contains { $0.severity == .error })
  }

  @Test func theDeepestNestingIsRead() async {
    for (open, close) in [
      ("(x OR NOT (a AND ", "))"), ("x AND NOT (", ")"), ("any:(x UNLESS ", ")"), ("NEAR/1 (a, x UNLESS ", ")"),
      ("1 OF (b, ", ")"), ("SCORE/1 (b^1, ", "^1)"), ("FIRST/9 (", ")"),
    ] {
      let levels = open.contains("NOT (a") ? 33 : open.hasPrefix("x") || open.hasPrefix("any") ? 49 : 99
      let text = "z AND " + String(repeating: open, count: levels) + "a" + String(repeating: close, count: levels)
      let parsed = await parseOnSmallStack(text)
      #expect(parsed.diagnostics.map(\.code) == [], "\(open)")
      #expect(parsed.expression != nil)
    }
  }

  /// On a thread with half of what threads have by default; without optimisation frames are large.
  private func parseOnSmallStack(_ text: String) async -> ParsedQuery {
    await withCheckedContinuation { continuation in
      let thread = Thread {
        let parsed = QueryParser.parse(text)
        if let expression = parsed.expression { _ = QueryPrinter.print(expression) }
        continuation.resume(returning: parsed)
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }
}
