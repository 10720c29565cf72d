import TestSupport
import Testing
import TextAnalysis

@testable import Percolation

/// The vocabulary against the definition of words.
@Suite struct VocabularyTests {
  /// What a rule's author typed, with `*` and `?`; a `=` at the beginning makes it exact.
  static func patterns(_ typed: String) -> [Pattern] {
    words(typed).map { .spelling($0, isExact: typed.first == "=") }
  }

  private static func words(_ typed: String) -> [QueryWord] {
    queryWords(
      typed.unicodeScalars.filter { $0 != "=" }.map { scalar in
        switch scalar {
        case "*": .anyRun
        case "?": .anyCharacter
        default: .text(String(scalar))
        }
      })
  }

  static func found(_ vocabulary: Vocabulary, _ surface: String, isInCapitalsLine: Bool = false) -> [Int32] {
    var found: [Int32] = [-7]
    vocabulary.patterns(utf8: surface.utf8.span, isInCapitalsLine: isInCapitalsLine, &found)
    #expect(found.first == -7, "what was there stays")
    return found.dropFirst().sorted()
  }

  /// The definition: each pattern on its own.
  private static func isSatisfied(_ word: QueryWord, isExact: Bool, by form: WordForm, isInCapitalsLine: Bool) -> Bool {
    if !isExact { return NaiveReading.isEqual(form.folded, word.folded) }
    if !isInCapitalsLine { return NaiveReading.isEqual(form.exact, word.exact) }
    let lowered: [QueryElement] = word.exact.map { element in
      if case .text(let text) = element { .text(text.lowercased()) } else { element }
    }
    return NaiveReading.isEqual(form.exact.lowercased(), lowered)
  }

  /// Letters of one and of several scalars, letters that differ only in a mark, letters that are composed in lower
  /// case only, and letters that join those beside them.
  private static let letters = [
    "a", "b", "A", "B", "1", "é", "e\u{301}", "а", "А", "ў", "й", "Ў", "у", "и", "е", "ё", "ß", "İ", "'", ".",
    "ẖ", "h", "\u{331}", "H", "ΐ", "Ϊ", "\u{301}", "\u{308}", "क", "\u{94D}", "ष", "\u{93F}", "ب", "\u{651}",
    "\u{1100}", "\u{1161}", "가", "\u{11A8}", "각", "ก", "\u{E33}", "中", "\u{1F1E6}", "ᾳ", "\u{345}", "o'", "ʻ",
  ]

  private static func word(_ letters: [String], _ random: inout SplitMix64) -> String {
    (0...random.below(6)).map { _ in random.pick(letters) }.joined()
  }

  @Test(arguments: 0..<40) func equalsTryingEachPattern(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    // Those that have to do with each other stand together.
    let first = random.below(Self.letters.count - 4)
    var letters = Array(Self.letters[first..<first + 4])
    if random.chance(50) { letters = (0..<4).map { _ in random.pick(Self.letters) } }
    if random.chance(50) { letters.append("a") }
    let surfaces = (0..<60).map { _ in Self.word(letters, &random) }
    var words: [(word: QueryWord, isExact: Bool)] = []
    for number in 0..<50 {
      let pieces = letters + ["*", number % 2 == 0 ? "*" : "?"]
      let text = number % 5 == 0 ? random.pick(surfaces) : Self.word(pieces, &random)
      words += Self.words(text).map { ($0, random.chance(40)) }
    }
    let vocabulary = Vocabulary(words.map { .spelling($0.word, isExact: $0.isExact) })
    for surface in surfaces {
      let form = WordForm(surface: surface)
      for isInCapitalsLine in [false, true] {
        let expected = words.indices.filter {
          Self.isSatisfied(words[$0].word, isExact: words[$0].isExact, by: form, isInCapitalsLine: isInCapitalsLine)
        }
        let found = Self.found(vocabulary, surface, isInCapitalsLine: isInCapitalsLine)
        if found != expected.map(Int32.init) {
          let differing = Set(found.map(Int.init)).symmetricDifference(expected).sorted()
          Issue.record(
            "\(surface.debugDescription) \(isInCapitalsLine): \(differing.map { words[$0] }), found \(found)")
        }
      }
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let patterns: [String]
    let surface: String
    let capitals: Bool
    let expected: [Int32]
    var testDescription: String { "\(surface) \(patterns)" }

    init(_ patterns: [String], _ surface: String, capitals: Bool = false, _ expected: [Int32]) {
      (self.patterns, self.surface, self.capitals, self.expected) = (patterns, surface, capitals, expected)
    }
  }

  static let rows = [
    Row(["word", "w*d", "w?rd", "*ord", "wor*", "*or*", "w*"], "Word", [0, 1, 2, 3, 4, 5, 6]),
    Row(["word", "w*d", "w?rd", "*word", "word*", "*word*"], "words", [4, 5]),
    Row(["a?b", "a*b", "a?*b", "a**b", "*?b", "a??"], "ab", [1, 3, 4]),
    Row(["*a", "a*", "*a*", "a", "a?", "?a", "*aa*", "a*a"], "a", [0, 1, 2, 3]),
    // Overlapping ends are not the whole.
    Row(["aba*aba", "aba*ba"], "ababa", [1]),
    Row(["*ка", "*ка*", "каз?к", "к*"], "казак", [1, 2, 3]),
    Row(["*ка", "*ка*"], "Казака", [0, 1]),
    Row(["=US", "=us", "us", "=U*", "=?S", "=u*"], "US", [0, 2, 3, 4]),
    Row(["=US", "=us", "us", "=U*", "=?S", "=u*"], "US", capitals: true, [0, 1, 2, 3, 4, 5]),
    // A mark belongs to the letter before it, which does not stand there alone.
    Row(["*क", "*क*", "क*", "क?", "*कि*"], "क\u{93F}", [4]),
    Row(["*कि", "कि*", "*क?", "?ष", "ष?", "ष??"], "षकि", [0, 4]),
    Row(["бा*", "*बा"], "बा", [1]),
    Row(["가*", "*\u{11A8}", "각", "각*"], "가\u{11A8}", [2, 3]),
    // Composed in lower case only.
    Row(["=ẖa*", "=H\u{331}a", "=*H\u{331}*", "=?a"], "H\u{331}A", capitals: true, [0, 1, 2, 3]),
    Row(["=H\u{331}*", "=*ẖ"], "ẖ", capitals: true, [0, 1]),
  ]

  @Test(arguments: rows) func findsWhatATokenSatisfies(_ row: Row) {
    let vocabulary = Vocabulary(row.patterns.flatMap(Self.patterns))
    #expect(Self.found(vocabulary, row.surface, isInCapitalsLine: row.capitals) == row.expected)
  }

  /// On both sides of the length that is looked up without allocating.
  @Test(arguments: [1, 7, 8, 9, 63, 64, 65, 999]) func lengthChangesNothing(_ count: Int) {
    let word = String(repeating: "ab", count: count).prefix(count)
    let typed = ["\(word)", "=\(word)", "\(word)*", "*\(word)", "\(word.dropLast())?", "\(word)c", "\(word)?"]
    let vocabulary = Vocabulary(typed.flatMap(Self.patterns))
    // A `?` alone is no word.
    let expected: [Int32] = count == 1 ? [0, 1, 2, 3] : [0, 1, 2, 3, 4]
    #expect(Self.found(vocabulary, String(word)) == expected)
    #expect(Self.found(vocabulary, word.uppercased()) == expected.filter { $0 != 1 })
    #expect(Self.found(vocabulary, word.uppercased(), isInCapitalsLine: true) == expected)
  }

  @Test func tokenSatisfiesNothingWithoutPatterns() {
    for surface in ["word", "слово", "", "'"] { #expect(Self.found(Vocabulary([]), surface).isEmpty) }
    let vocabulary = Vocabulary(["*ab*", "ab", "=ab", "=*ab"].flatMap(Self.patterns))
    for surface in ["", "'", "."] { #expect(Self.found(vocabulary, surface).isEmpty) }
  }

  @Test func equalWordsAreOnePattern() {
    let pairs = [("Word", "word"), ("w**d", "w*d"), ("é*", "e*"), ("=a*", "=a**")]
    for (a, b) in pairs { #expect(Self.patterns(a) == Self.patterns(b)) }
    for (a, b) in [("=Word", "word"), ("=Word", "=word"), ("w*d", "w?d")] {
      #expect(Self.patterns(a) != Self.patterns(b))
    }
  }

  @Test func longerPatternsAreRarer() {
    let weights = ["=intelligence", "intelligence", "intel", "intel*", "in*", "i*n*"].flatMap(Self.patterns)
      .map(\.weight)
    #expect(weights == weights.sorted())
    #expect(Set(weights).count == 5, "the last two are as common as can be")
  }
}
