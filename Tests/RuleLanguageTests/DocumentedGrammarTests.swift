import Foundation
import Languages
import TestSupport
import Testing

@testable import RuleLanguage

/// The grammar in Documentation/RuleLanguage.md is that of the parser.
@Suite struct DocumentedGrammarTests {
  private static func grammar() throws -> DocumentedGrammar {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let document = package.appendingPathComponent("Documentation/RuleLanguage.md")
    let text = try String(contentsOf: document, encoding: .utf8)
    let start = try #require(text.firstRange(of: "\n```ebnf\n"))
    let end = try #require(text[start.upperBound...].firstRange(of: "\n```"))
    return try DocumentedGrammar(String(text[start.upperBound..<end.lowerBound]))
  }

  /// What stands for the descriptions in the grammar.
  private static let examples = [
    "letters, digits and signs": ["red", "Oʻzbek", "ташкент", "ut-Tahrir", "AT&T", "9:11", "1,000", "\\AND", "9"],
    "the same with wildcards and two letters or digits at least": ["re*", "*stan", "w?rd", "uz*st?n"],
    "a word as a dictionary has it": ["cooperation", "Geheimdienst", "ut-Tahrir"],
    "a word of 4 letters or more": ["Karimov", "ташкент"],
    "a word of 7 letters or more": ["Mirziyoyev", "ташкент"],
    "the code of a language": ["en", "de", "fr"],
    "the name of a list": ["places", "secret_services", "места-2"],
    "given name and surname": ["Shavkat Mirziyoyev", "Ислам Каримов"],
    "a surname": ["Mirziyoyev", "Каримов"],
    "Uzbek words": ["xizmat", "хавфсизлик хизмати", "ota-ona"],
    "RE2's syntax on one line, with \\/ for /": ["[0-9]+ tons", "a\\/b", "(?i)red, (green)"],
    "from 0 to 1000": ["0", "5", "1000"],
    "from 1 to 1000": ["1", "3"],
    "from 1 to the number of parts": ["1", "2"],
    "from -1000000 to 1000000": ["1", "2", "-3"],
    "from 1 to 10000": ["1", "50"],
    "from -1000 to 1000, but not 0": ["1", "5", "7", "-2"],
    "from 0 to 999999999": ["0", "200"],
    "from 1 to 999999": ["7", "12"],
    "characters without white space, with wildcards": ["reuters", "*example.org*", "r?"],
    "characters": ["Gazeta (uz)", "x, y"],
    "a day of the calendar": ["2025-01-31"],
  ]

  /// What cannot be said in the grammar; the text below it does.
  private static let further: Set<QueryCode> = [
    .matchesEverything, .metadataOnly, .regexWithoutLiterals, .repeatedPart, .neverReached, .alwaysReached,
    .neverMatches, .disjointZones, .mixedNear, .moreErrors,
  ]

  @Test func whatFollowsTheGrammarIsRead() throws {
    let grammar = try Self.grammar()
    #expect(grammar.references.rules == Set(grammar.rules.keys))
    #expect(grammar.references.described == Set(Self.examples.keys))
    var writer = GrammarWriter(grammar, examples: Self.examples, seed: 1)
    var read = 0
    var used: Set<Int> = []
    let count = 2_000
    for number in 0..<count {
      let query = writer.text(depth: 8 + number % 6)
      let parsed = QueryParser.parse(query)
      let codes = Set(parsed.diagnostics.map(\.code))
      try #require(codes.isSubset(of: Self.further.map(\.rawValue)), "\(query)\n\(parsed.diagnostics)")
      guard let expression = parsed.expression else { continue }
      read += 1
      used.formUnion(writer.used)
      let again = QueryParser.parse(QueryPrinter.print(expression)).expression
      try #require(again.map { $0.hasSameMeaning(as: expression) } ?? false, "\(query)")
    }
    #expect(read > count / 4, "\(read)")
    // Every way that the grammar shows is one.
    #expect(used.count == grammar.alternatives)
  }

  @Test func whatTheParserKnowsStandsInTheGrammar() throws {
    let texts = try Self.grammar().texts
    var maker = ExpressionMaker(seed: 5)
    var wanted = Set(QueryPrefix.names.map { $0 + ":" })
    wanted.formUnion(NumberedOperator.allCases.map { $0 == .of ? "OF" : $0.rawValue + "/" })
    wanted.formUnion(MetadataCondition.Comparison.allCases.map(\.rawValue).filter { !$0.isEmpty })
    wanted.formUnion(MetadataAge.units.map(\.name))
    for _ in 0..<500 { collect(maker.query(), into: &wanted) }
    #expect(wanted.subtracting(texts) == [])
    // And nothing stands there that it does not know.
    let signs: Set = ["(", ")", ",", "\"", " ", "="]
    #expect(texts.subtracting(wanted).subtracting(signs) == [])
  }

  /// What an expression is written with. A new kind has to say it here.
  private func collect(_ expression: RuleLanguage.Expression, into wanted: inout Set<String>) {
    switch expression.kind {
    case .word(let word): collect(word, into: &wanted)
    case .phrase(let words): words.forEach { collect($0, into: &wanted) }
    case .list: wanted.insert("$")
    case .name: wanted.formUnion(["name(", "alone"])
    case .regex: wanted.insert("/")
    case .and: wanted.insert("AND")
    case .or: wanted.insert("OR")
    case .not: wanted.insert("NOT")
    case .unless: wanted.insert("UNLESS")
    case .near(let proximity, _):
      wanted.insert(proximity.isOrdered ? "BEFORE/" : "NEAR/")
      collect(proximity.distance, into: &wanted)
    case .notNear(_, let distance, _):
      wanted.formUnion(["NOT", "NEAR/"])
      collect(distance, into: &wanted)
    case .zone(let zone, _): wanted.insert(zone.rawValue + ":")
    case .metadata(.text(let field, _)): wanted.insert(field.rawValue + ":")
    case .metadata(.published): wanted.insert("published:")
    case .metadata(.words): wanted.insert("words:")
    case .atLeast: wanted.insert("ATLEAST/")
    case .of: wanted.insert("OF")
    case .score: wanted.formUnion(["SCORE/", "^"])
    case .first: wanted.insert("FIRST/")
    }
    expression.operands.forEach { collect($0, into: &wanted) }
  }

  private func collect(_ distance: Distance, into wanted: inout Set<String>) {
    switch distance {
    case .words: break
    case .sameSentence: wanted.insert("s")
    case .sameParagraph: wanted.insert("p")
    }
  }

  private func collect(_ word: WordPattern, into wanted: inout Set<String>) {
    switch word.form {
    case .folded: break
    case .exact: wanted.insert("=")
    case .inflected: wanted.insert("~")
    case .edited(let edits): wanted.formUnion(["~", "\(edits)"])
    case .uzbek: wanted.insert("uz(")
    }
  }
}
