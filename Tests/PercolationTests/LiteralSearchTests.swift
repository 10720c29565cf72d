import TestSupport
import Testing
import TextAnalysis

@testable import Percolation

/// The search for the literals of all regexes at once finds what looking for each one finds.
@Suite struct LiteralSearchTests {
  private static func found(_ literals: [String], in texts: [String]) -> [[String]] {
    let search = LiteralSearch(literals.map(CaseFolding.shared.folded))
    var scratch = LiteralSearch.Scratch()
    return texts.map { text in
      search.run(text, &scratch)
      return scratch.found.map { literals[Int($0)] }.sorted()
    }
  }

  @Test func literalsInOneAnotherAreAllFound() {
    let texts = ["ushers", "SHE", "her", "hi", "", "xhisx she", "ssshershis"]
    #expect(
      Self.found(["he", "she", "his", "hers"], in: texts) == [
        ["he", "hers", "she"], ["he", "she"], ["he"], [], [], ["he", "his", "she"], ["he", "hers", "his", "she"],
      ])
  }

  @Test func lettersOfAllSizesAreFolded() {
    // Kelvin, long s, dotted capital I (which folds to itself), Cherokee, Deseret.
    #expect(
      Self.found(
        ["kabuls", "ташкент", "ꭰx", "\u{10428}x"], in: ["\u{212A}abul\u{17F}", "ТАШКЕНТ", "Ꭰx", "\u{10400}X"])
        == [["kabuls"], ["ташкент"], ["ꭰx"], ["\u{10428}x"]])
  }

  @Test func randomLiteralsAreFoundAsOneByOne() {
    var random = SplitMix64(seed: 11)
    func text(_ length: Int) -> String {
      String((0..<length).map { _ in random.pick(["a", "b", "A", "é", "É", "я"]) })
    }
    for _ in 0..<300 {
      let literals = Array(Set((0..<1 + random.below(30)).map { _ in text(1 + random.below(6)).lowercased() }))
      let texts = (0..<5).map { _ in text(random.below(40)) }
      let expected = texts.map { text in literals.filter { text.lowercased().contains($0) }.sorted() }
      #expect(Self.found(literals, in: texts) == expected)
    }
  }
}
