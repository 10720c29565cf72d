import TestSupport
import Testing
import TextAnalysis

@testable import Percolation

/// The index of `word~1` and `word~2` against the definition.
@Suite struct EditTests {
  @Test(arguments: [
    ("", "", 0), ("", "ab", 2), ("abc", "abc", 0), ("abc", "ac", 1), ("abc", "acb", 1), ("abc", "xbc", 1),
    ("abc", "abcd", 1), ("abcd", "badc", 2), ("abc", "cab", 2), ("kitten", "sitting", 3), ("e\u{301}", "é", 0),
    ("йод", "иод", 1),
    // A swap and an insertion between what was swapped would be two edits were a character edited twice.
    ("ca", "abc", 3),
  ])
  func definitionCountsEdits(_ a: String, _ b: String, _ edits: Int) {
    let (a, b) = (WordForm(surface: a).folded, WordForm(surface: b).folded)
    #expect(NaiveWord.edits(from: a, to: b) == edits)
    #expect(NaiveWord.edits(from: b, to: a) == edits)
  }

  private static func word(_ letters: [String], _ count: Int, _ random: inout SplitMix64) -> String {
    (0..<count).map { _ in random.pick(letters) }.joined()
  }

  @Test(arguments: 0..<40) func indexFindsWhatTheDefinitionFinds(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let letters = random.pick([["a", "b"], ["a", "b", "c"], ["а", "б", "в", "г"], ["a", "中", "😀"]])
    // Around the length of the keys, and on both sides of it.
    let words = (0..<60).map { _ in (Self.word(letters, 7 + random.below(5), &random), 1 + random.below(2)) }
    let index = EditIndex(words.enumerated().map { ($1.0, $1.1, Int32($0)) })
    var hits = 0
    for _ in 0..<200 {
      let token = Self.word(letters, 4 + random.below(11), &random)
      let expected = words.indices.filter { NaiveWord.edits(from: words[$0].0, to: token) <= words[$0].1 }
      var found: [Int32] = [-7]
      var steps = 0
      index.find(
        TokenReading(surface: "", form: WordForm(folded: token, exact: token), isInCapitalsLine: false), &found,
        steps: &steps)
      #expect(found.first == -7, "what was there stays")
      #expect(found.dropFirst().sorted() == expected.map(Int32.init), "\(token)")
      hits += expected.count
    }
    #expect(hits > 0)
  }

  @Test func longWordsAreFoundToo() {
    let word = String(repeating: "ab", count: 400)
    let index = EditIndex([(word, 2, 5), ("abababab", 1, 6)])
    for (token, expected) in [
      (word, [5]), (word + "xy", [5]), (word + "xyz", []), ("x" + word.dropLast(), [5]), ("abababa", [6]),
    ] as [(String, [Int32])] {
      var found: [Int32] = []
      var steps = 0
      index.find(
        TokenReading(surface: "", form: WordForm(surface: token), isInCapitalsLine: false), &found, steps: &steps)
      #expect(found == expected)
    }
  }

  /// A thousand patterns on ten thousand tokens: not more than a few are compared with each.
  @Test func newTokensAreComparedWithFewPatterns() {
    var random = SplitMix64(seed: 3)
    let syllables = [
      "ka", "ri", "mov", "tash", "ken", "bek", "sha", "mir", "zi", "yo", "yev", "in", "ter", "na", "tion", "al",
    ]
    func name() -> String { (0..<3 + random.below(2)).map { _ in random.pick(syllables) }.joined() }
    let words = (0..<1_000).map { _ in name() + "ab" }
    let index = EditIndex(words.enumerated().map { ($1, 2, Int32($0)) })
    var steps = 0
    var found: [Int32] = []
    for _ in 0..<10_000 {
      let form = WordForm(surface: name())
      index.find(TokenReading(surface: "", form: form, isInCapitalsLine: false), &found, steps: &steps)
    }
    print("\(steps / 10_000) steps a token")
    #expect(steps / 10_000 < 1_000)
  }
}
