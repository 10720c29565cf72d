import TestSupport
import Testing

@testable import Percolation

/// What wildcards cost, in transitions and compared bytes: patterns and tokens made to hurt.
@Suite struct WildcardTests {
  private func vocabulary(_ typed: [String]) -> Vocabulary { Vocabulary(typed.flatMap(VocabularyTests.patterns)) }

  /// - Returns: how many patterns were found, and the steps.
  private func look(_ vocabulary: Vocabulary, _ surface: String) -> (found: Int, steps: Int) {
    var found: [Int32] = []
    var steps = 0
    vocabulary.patterns(utf8: surface.utf8.span, isInCapitalsLine: false, &found, steps: &steps)
    #expect(Set(found).count == found.count, "each once")
    return (found.count, steps)
  }

  private func words(_ count: Int, length: Int, _ random: inout SplitMix64) -> [String] {
    var words: Set<String> = []
    var ordered: [String] = []
    while ordered.count < count {
      let word = String((0..<length).map { _ in random.pick(Array("abcdefghijkl")) })
      if words.insert(word).inserted { ordered.append(word) }
    }
    return ordered
  }

  /// New tokens against patterns that begin and end with a wildcard, and against one that stands nowhere.
  @Test func tokenCostsItsLengthAndWhatStandsInIt() {
    var random = SplitMix64(seed: 1)
    let pieces = words(10_000, length: 4, &random)
    let tokens = words(10_000, length: 8, &random)
    let many = vocabulary(pieces.map { "*\($0)*" } + pieces.map { "*\($0)?z*" })
    let one = vocabulary(["*xyz*"])
    var found = 0
    var steps = 0
    var stepsOfOne = 0
    for token in tokens {
      let result = look(many, token)
      found += result.found
      steps += result.steps
      stepsOfOne += look(one, token).steps
    }
    #expect(found > 10_000)
    // A transition forward for each byte and one for the end of the text, no more backward.
    #expect(stepsOfOne <= tokens.count * 2 * 9)
    // What stands in a token is in two patterns, and comparing one takes less than the product of lengths.
    #expect(steps <= tokens.count * 2 * 9 + found * 2 * 40)
  }

  @Test func prefixesAndSuffixesCostNothingElsewhere() {
    var random = SplitMix64(seed: 2)
    let pieces = words(10_000, length: 4, &random)
    let vocabulary = vocabulary(pieces.map { "\($0)*x" } + pieces.map { "x*\($0)" })
    for token in words(1_000, length: 8, &random) {
      // In the middle stand pieces that patterns only begin or end with.
      let result = look(vocabulary, "zz\(token)zz")
      #expect(result.found == 0)
      #expect(result.steps <= 2 * 13)
    }
  }

  /// Patterns that nearly match again and again, on tokens of one repeated letter.
  @Test(arguments: [
    "*aaaa*aaaa*b", "a*a*a*a*a*a*a*a*b", "*aaaa?aaaa?*b*", "aaaa*?*?*?*?*ab", "*ab*ab*ab*abc", "*aaaaaaaaaaaaaaab*",
  ])
  func comparingIsBoundedByTheProductOfLengths(_ typed: String) {
    let vocabulary = vocabulary([typed])
    for letters in ["a", "ab", "aaab"] {
      let text = String(repeating: letters, count: 1_000 / letters.count)
      for count in [250, 500, 1_000] {
        #expect(look(vocabulary, String(text.prefix(count))).steps <= 2 * count * (typed.count + 2) + 8)
      }
    }
  }

  /// The same where characters are more than one scalar.
  @Test func comparingCharactersIsBoundedByTheProductOfLengths() {
    let typed = "*कि*कि*क"
    let text = String(repeating: "कि", count: 160)
    let (found, steps) = look(vocabulary([typed]), text)
    #expect(found == 0)
    #expect(steps > text.utf8.count, "it was compared")
    #expect(steps <= 2 * text.utf8.count * (typed.utf8.count + 2))
  }

  /// A hundred pieces that all end at every byte.
  @Test func pieceIsLookedAtOnceHoweverOftenItStands() {
    let vocabulary = vocabulary((2...101).map { "*" + String(repeating: "a", count: $0) + "*" })
    let result = look(vocabulary, String(repeating: "a", count: 1_000))
    #expect(result.found == 100)
    #expect(result.steps <= 2 * 1_001 + 100)
    // And where most stand in it by themselves.
    let mixed = (0..<40).map { String(repeating: "a", count: 2 + $0 * 37 % 41) }.joined(separator: "b")
    #expect(look(vocabulary, mixed).found == 41)
    #expect(look(vocabulary, mixed).steps <= 2 * (mixed.count + 1) + 41)
  }

  @Test func patternsWithOneLiteralCostNothingWithoutIt() {
    var random = SplitMix64(seed: 3)
    let vocabulary = vocabulary(words(10_000, length: 4, &random).map { "*\($0)?istan*" })
    for token in words(1_000, length: 8, &random) { #expect(look(vocabulary, token).steps <= 2 * 9) }
    let result = look(vocabulary, "kyrgyzistani")
    #expect(result.found == 0)
    #expect(result.steps <= 2 * 13 + 10_000 * 40)
  }

  /// Exact patterns that are one in lines all in capitals.
  @Test func patternsWithOneLiteralAreAllFound() {
    let typed = (0..<4_096).map { bits in
      "=" + (0..<12).map { bits >> $0 & 1 == 0 ? "a" : "A" }.joined()
    }
    let vocabulary = vocabulary(typed + typed.map { $0 + "*" })
    for surface in ["aaaaaaaaaaaa", "AAAAAAAAAAAA"] {
      #expect(VocabularyTests.found(vocabulary, surface).count == 2)
      #expect(VocabularyTests.found(vocabulary, surface, isInCapitalsLine: true) == Array(0..<8_192))
    }
  }
}
