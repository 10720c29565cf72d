import Testing
import TestSupport

@testable import RegularExpressions

@Suite struct RegularExpressionTests {
  private static func matches(_ pattern: String, _ text: String, maximumBytes: Int = .max) throws -> [String] {
    var found: [String] = []
    let isWhole = try RegularExpression(pattern).forEachMatch(
      in: text, parts: [0..<text.utf8.count], maximumBytes: maximumBytes
    ) { found.append(String(decoding: Array(text.utf8)[$0], as: UTF8.self)) }
    return found + (isWhole ? [] : ["…"])
  }

  @Test(arguments: [
    ("a", "banana", ["a", "a", "a"]), ("an|ana", "banana", ["an", "an"]), ("ana|an", "banana", ["ana"]),
    ("a*", "baac", ["aa"]), ("x?", "яя", []), ("^a", "aa", ["a"]), ("(?m)^a", "a\na", ["a", "a"]), ("a$", "aa", ["a"]),
    ("a.b", "a\nb axb", ["axb"]), ("(?s)a.b", "a\nb", ["a\nb"]), ("\\Ba", "aa ba", ["a", "a"]),
    (".", "я\u{1F600}", ["я", "\u{1F600}"]),
    ("[^a]+", "aяa", ["я"]), ("\\x{44F}", "я", ["я"]), ("a", "", []),
  ])
  func matchesAreFound(_ pattern: String, _ text: String, _ expected: [String]) throws {
    #expect(try Self.matches(pattern, text) == expected)
  }

  /// Each is a text of its own: the ends of parts are ends of texts, and no match crosses them.
  @Test func partsAreTextsOfTheirOwn() throws {
    var found: [Range<Int>] = []
    let isWhole = try RegularExpression("^ab$|b a").forEachMatch(in: "xab ab", parts: [1..<3, 4..<6], maximumBytes: 1) {
      found.append($0)
    }
    #expect(found == [1..<3, 4..<6])
    #expect(isWhole)
  }

  @Test func theSearchEndsWhereItMightReadTooMuch() throws {
    // Reading ten, nine, eight characters.
    #expect(try Self.matches("a", "aaaaaaaaaa", maximumBytes: 27) == ["a", "a", "a", "…"])
    #expect(try Self.matches("a", "aaaaaaaaaa", maximumBytes: 55).count == 10)
    // What matches nothing takes time too.
    #expect(try Self.matches("b?", "aaaaaaaaaa", maximumBytes: 27) == ["…"])
    // The first search is always made.
    #expect(try Self.matches("a{10}", "aaaaaaaaaa", maximumBytes: 1) == ["aaaaaaaaaa"])
  }

  @Test(arguments: [
    ("[0-9]+ tons", [" tons"]), ("Tashkent.*Moscow", ["tashkent"]), ("[0-9]+", []), ("US|UK", []),
    ("(?i)KABUL", ["kabul"]),
    ("kabul|herat", ["herat", "kabul"]), ("(kabul)?", []), ("^red$", ["red"]), ("Ташкент[а-я]*", ["ташкент"]),
    ("a|kabul", []),
  ])
  func literalsAreKnown(_ pattern: String, _ literals: [String]) throws {
    #expect(try RegularExpression(pattern).literals.sorted() == literals)
  }

  @Test(arguments: [
    ("a(b", RegularExpressionMistake.Kind.missingParenthesis, 0..<3), ("a)", .unexpectedParenthesis, 0..<2),
    ("x[a", .missingBracket, 1..<3), ("[b-a]", .badRange, 1..<4), ("\\p{Foo}", .badRange, 0..<7),
    ("\\1", .badEscape, 0..<2),
    ("a\\", .trailingBackslash, 0..<2), ("*a", .nothingToRepeat, 0..<1), ("a{2,1}", .badRepeatCount, 1..<6),
    ("a**", .badRepeat, 1..<3), ("(?=a)", .badGroup, 0..<3), ("(?P<n", .badGroupName, 0..<5),
    ("\\pL{1000}", .tooLarge, 0..<9),
    ("^\\b", .matchesNothing, 0..<3), ("", .matchesNothing, 0..<0), ("^$", .matchesNothing, 0..<2),
    ("[^\\x00-\\x{10FFFF}]", .matchesNothing, 0..<18), ("a\0b\0(", .missingParenthesis, 0..<5),
  ])
  func mistakesAreTold(_ pattern: String, _ kind: RegularExpressionMistake.Kind, _ place: Range<Int>) {
    #expect(throws: RegularExpressionMistake(kind: kind, utf8Range: place)) { try RegularExpression(pattern) }
  }

  @Test func aPatternHasAMostLength() throws {
    _ = try RegularExpression(String(repeating: "a", count: RegularExpression.maximumUTF8Bytes))
    #expect(throws: RegularExpressionMistake(kind: .tooLong, utf8Range: 0..<2_001)) {
      try RegularExpression(String(repeating: "a", count: RegularExpression.maximumUTF8Bytes + 1))
    }
  }

  /// Patterns at which others take time that doubles with every letter. Four times the text: sixteen times the time were it
  /// the square.
  @Test(arguments: [
    "(a+)+$", "(a+)+b", "(a|aa)+$", "(a|aa)+b", "(.*a){20}", "(.*a){20}b", "(a*)*b", "(a|a)*c", "([a-z]+)*!",
    "\\w+\\s*;",
    "(?i)(x+x+)+y", "(?s).*(.*(.*)*)*;",
  ])
  func everyPatternTakesTimeInProportion(_ pattern: String) throws {
    let regex = try RegularExpression(pattern)
    for piece in ["a", "a ", "xxx aab. Words, and words! "] {
      func time(_ count: Int) -> Duration {
        let text = String(repeating: piece, count: count / piece.utf8.count)
        return (0..<3).map { _ in
          processorTime {
            _ = regex.forEachMatch(in: text, parts: [0..<text.utf8.count], maximumBytes: 4 * text.utf8.count) { _ in }
          }
        }.min() ?? .zero
      }
      let (small, large) = (time(1 << 18), time(1 << 20))
      #expect(large < small * 12 + .milliseconds(50), "\(small) and \(large) for \(piece)")
    }
  }
}
