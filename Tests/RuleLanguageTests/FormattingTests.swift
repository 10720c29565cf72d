import Diagnostics
import Foundation
import GoldenFiles
import StrictYAML
import TestSupport
import Testing

@testable import RuleLanguage

@Suite struct FormattingTests {
  static let files = GoldenFiles("Formatting")
  static let mistakes = GoldenFiles("RuleFiles")

  @Test(arguments: files.names)
  func ruleFilesGetTheirLayout(name: String) throws {
    let output = try #require(Self.laidOut(Self.files.input(name)))
    let mismatch = try Self.files.mismatch(output, name)
    #expect(mismatch == nil)
    #expect(Self.laidOut(output) == output)
  }

  @Test func filesWithErrorsAreLeftAlone() throws {
    for name in Self.mistakes.names {
      for text in try Self.mistakes.input(name).split(separator: "=== ") {
        guard case .hasErrors(let diagnostics) = RuleFileFormatter.format(SourceText(String(text), file: "a")) else {
          continue
        }
        #expect(diagnostics.hasErrors)
      }
    }
  }

  /// Also the shipped rules, which are laid out as they lie there.
  @Test func shippedRulesHaveTheirLayout() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let found = RuleFilesToFormat.read(package.appendingPathComponent("rules").path)
    #expect(found.files.count >= 3)
    for file in found.files {
      let bytes = try file.content.get()
      #expect(RuleFileFormatter.format(SourceText(bytes: bytes, file: file.path)) == .formatted(bytes))
    }
  }

  /// Whatever the spacing and the width, the tokens and comments stay, the query says the same, and laying out again changes
  /// nothing.
  @Test(arguments: 0..<8)
  func generatedQueriesKeepTheirMeaning(seed: Int) throws {
    var maker = ExpressionMaker(seed: UInt64(seed) &+ 7_000)
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<150 {
      let query = QueryPrinter.print(maker.query())
      let text = try #require(Self.scattered(query, &random))
      let width = [20, 40, 100][Int.random(in: 0..<3, using: &random)]
      guard let pieces = QueryPieces(text) else { continue }
      let result = try #require(QueryFormatter.format(text, width: width), "\(text)")
      #expect(QueryPieces(result)?.isSame(as: pieces) == true)
      #expect(QueryFormatter.format(result, width: width) == result, "\(text)")
      let before = try #require(QueryParser.tree(of: text, language: nil))
      let after = try #require(QueryParser.tree(of: result, language: nil))
      #expect(before.hasSameMeaning(as: after))
    }
  }

  /// Most of the queries above can be laid out.
  @Test func fewQueriesHaveNoLayout() {
    var maker = ExpressionMaker(seed: 4711)
    var random = SplitMix64(seed: 4711)
    let texts = (0..<200).compactMap { _ in Self.scattered(QueryPrinter.print(maker.query()), &random) }
    #expect(texts.count { QueryFormatter.format($0) != nil } > 190)
  }

  @Test func longQueriesAreBrokenWithinTheWidth() throws {
    var maker = ExpressionMaker(seed: 5)
    for _ in 0..<100 {
      let query = QueryPrinter.print(maker.query())
      let result = try #require(QueryFormatter.format(query, width: 60))
      for line in result.split(separator: "\n") where line.count > 60 {
        // Nothing in it could be moved to the next line but what follows an operator.
        let pieces = try #require(QueryPieces(query)).pieces.map(\.text.count).max() ?? 0
        #expect(line.count <= 60 + pieces + 12, "\(line)")
      }
    }
  }

  @Test(arguments: ["a AND (b OR c", "a b", "", "a NEAR b", "# only a comment"])
  func whatIsNoQueryHasNoLayout(_ text: String) {
    #expect(QueryParser.parse(text).expression == nil)
    if QueryPieces(text) == nil { #expect(QueryFormatter.format(text) == nil) }
  }

  @Test func deepAndLongQueriesAreBounded() {
    let deep = String(repeating: "(", count: 99) + "a OR b" + String(repeating: ")", count: 99)
    #expect(QueryFormatter.format(deep, width: 20)?.isEmpty == false)
    let long = Array(repeating: "word", count: 100_000).joined(separator: " OR ")
    let lines = QueryFormatter.format(long)?.split(separator: "\n") ?? []
    #expect(lines.count > 5_000)
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  /// What stands in the line of an allow, or in that below one that stands alone, stands there afterwards, and laying out
  /// again changes nothing.
  @Test(arguments: 0..<8)
  func allowsStayWithWhatTheyAreFor(seed: Int) throws {
    var maker = ExpressionMaker(seed: UInt64(seed) &+ 9_000)
    var random = SplitMix64(seed: UInt64(seed))
    var laidOut = 0
    for _ in 0..<150 {
      let text = try #require(Self.scattered(QueryPrinter.print(maker.query()), &random, hasAllows: true))
      let width = [20, 40, 100][Int.random(in: 0..<3, using: &random)]
      guard let pieces = QueryPieces(text), let result = QueryFormatter.format(text, width: width) else { continue }
      laidOut += 1
      #expect(QueryPieces(result)?.isSame(as: pieces) == true)
      #expect(QueryFormatter.format(result, width: width) == result, "\(text)")
      let (before, after) = (Self.wordsByAllow(in: text), Self.wordsByAllow(in: result))
      for (allow, words) in before { #expect(after[allow]?.isSuperset(of: words) == true, "\(text)\n→\n\(result)") }
    }
    #expect(laidOut > 20)
  }

  /// By the numbers of their allows, the words in the lines that they are for.
  private static func wordsByAllow(in text: String) -> [Substring: Set<Substring>] {
    var words: [Substring: Set<Substring>] = [:]
    var waiting: [Substring] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let isAlone = parts[0].allSatisfy(\.isWhitespace)
      if !isAlone {
        let inLine = Set(
          parts[0].split { !$0.isLetter }.filter {
            !["AND", "OR", "NOT", "UNLESS", "NEAR", "BEFORE", "s", "p"].contains($0)
          })
        for allow in waiting { words[allow] = inLine }
        waiting = []
        if parts.count > 1, parts[1].hasPrefix(" allow:") { words[parts[1]] = inLine }
      } else if parts.count > 1, parts[1].hasPrefix(" allow:") {
        waiting.append(parts[1])
      }
    }
    return words
  }

  static func laidOut(_ text: String) -> String? {
    guard case .formatted(let bytes) = RuleFileFormatter.format(SourceText(text, file: "a.yaml")) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The query with other white space, and with comments, where both may stand.
  private static func scattered(
    _ query: String, _ random: inout SplitMix64, hasAllows: Bool = false
  ) -> String? {
    guard let pieces = QueryPieces(query)?.pieces else { return nil }
    var text = ""
    for (number, piece) in pieces.enumerated() {
      if piece.hasSpaceBefore, hasAllows {
        text += random.pick([
          " ", " ", " ", " ", " ", "  ", "\n", " # allow: c\(number)\n", "\n# allow: c\(number)\n",
        ])
      } else if piece.hasSpaceBefore {
        text += random.pick([" ", " ", "  ", "\n", " \n\n  ", "\t", " # why, (or)\n", "\n# AND so\n  # on \n"])
      }
      text += piece.text
    }
    return QueryParser.tree(of: text, language: nil) == nil ? query : text
  }
}
