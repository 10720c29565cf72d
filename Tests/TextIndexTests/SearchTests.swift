import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import RandomRules
@testable import TextIndex

@Suite struct SearchTests {
  // MARK: - Nothing is missed

  /// Whatever is asked, what the index leaves of the articles has every one of which the rule is true.
  @Test(arguments: 0..<2) func randomRulesMissNothing(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 900)
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for _ in 0..<260 { if random.chance(10) { archive.leaveOut() } else { archive.add(RandomArticles.make(&random)) } }
    var rules = RandomRules(SplitMix64(seed: random.next()))
    var (matched, ruledOut, evaluated) = (0, 0, 0)
    // Nothing is indexed, then more and more, put together on the way.
    for stage in 0..<4 {
      for _ in 0..<stage * 6 where (writer.indexedUpTo ?? 0) + 7 <= archive.last { try archive.index(7, writer) }
      while try writer.merge() {}
      let ruleSet = rules.makeRuleSet(rules: 20)
      for rule in ruleSet.rules {
        let expected = archive.matches(rule, lists: ruleSet.lists)
        let (found, problem) = try archive.candidates(rule, lists: ruleSet.lists)
        #expect(problem == nil)
        #expect(found == found.sorted(by: >), "\(rule.head.queryText)")
        #expect(Set(found).count == found.count)
        let missed = Set(expected).subtracting(found)
        #expect(missed.isEmpty, "\(rule.head.queryText) misses \(missed)")
        matched += expected.count
        evaluated += found.count
        ruledOut += archive.articles.count - found.count
      }
    }
    // It would prove nothing if nothing matched, or nothing was ruled out.
    #expect(writer.segments.contains { $0.level == 1 } && writer.segments.contains { $0.level == 0 })
    #expect(matched > 1_000 && ruledOut > 1_000, "\(matched) matched, \(ruledOut) ruled out, \(evaluated) evaluated")
  }

  /// Words that text analysis changes, and regular expressions beside them.
  @Test(arguments: [
    ("tashkent", ["Tashkent", "TASHKENT’s", "Tаshkent"]), ("=SNB", ["S.N.B.", "SNB", "THE SNB SPEAKS"]),
    ("=US", ["U.S.", "US"]), ("cafe", ["CAFÉ", "cafe\u{301}"]), ("o'zbek*", ["Oʻzbekiston", "O`zbeklar"]),
    ("ut-tahrir", ["ut-Tahrir", "ut Tahrir"]), ("узбекистан~", ["Узбекистаном", "узбекистане"]),
    ("naive~1", ["naïf naivé"]), ("name(Shavkat Mirziyoyev)", ["Sh. Mirziyoyev", "Шавкату Мирзиёеву"]),
    ("uz(kitob)", ["китобларимизда", "kitobni"]), ("*bekistan", ["Uzbekistan", "узбек Uzbekistan’s"]),
    ("coop?ration", ["cooperation"]), ("/lorsqu/", ["lorsqu'il", "Xlorsqu'il"]), ("/(?i)QUEST/", ["quest'anno"]),
    ("/l'eau/", ["l'eau"]), ("/coll\\W+dell/", ["coll' dell'arte"]), ("/foo bar/", ["a foo bar", "xfoo barx"]),
    ("/[Tt]ashkent's/", ["Tashkent's"]), ("/(?i)straSSe/", ["STRASSE", "Straſſe"]),
    ("/мирза|talks/", ["мирза", "talks"]),
    ("/a\u{AD}bcdef/", ["xa\u{AD}bcdefy"]), ("/東京/", ["東京都に"]), ("/abc東京/", ["abc東京"]),
    ("NOT zebra AND words:>0", ["some words"]), ("words:>=2", ["two words"]),
  ]) func formsOfWords(_ query: String, _ texts: [String]) throws {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for text in texts { try archive.add(text) }
    try archive.add("Nothing of the kind.")
    try archive.index(archive.last, writer)
    let rule = try rule(query)
    let expected = archive.matches(rule)
    // An expression has its places in words, and what is dropped before an apostrophe is none.
    #expect(!expected.isEmpty || query.contains("'") || query.contains("QUEST"), "\(query) matches nothing")
    #expect(Set(expected).isSubset(of: try archive.candidates(rule).ids), "\(query)")
  }

  @Test func wordsThatAreTooLongAreLookedInto() throws {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    try archive.add(String(repeating: "x", count: 1_500) + "needle")
    try archive.add("haystack")
    try archive.index(2, writer)
    let rule = try rule("/needle/")
    #expect(archive.matches(rule) == [1])
    #expect(try archive.candidates(rule).ids == [1])
    #expect(try archive.candidates(try self.rule("*needle")).ids == [])
  }

  private func rule(_ query: String) throws -> Rule { try TextIndexTests.rule(query) }

  // MARK: - Much is ruled out

  @Test(arguments: [
    ("plum", [3]), ("pear OR plum", [3, 2]), ("apple AND pear", []), ("\"apple lies\"", [1]), ("pl*", [3]),
    ("plum NEAR/3 lies", [3]), ("plum UNLESS pear", [3]), ("2 OF (plum, pear, lies)", [4, 3, 2, 1]),
    ("2 OF (plum, lies)", [3]), ("SCORE/2 (plum^2, pear^1, lies^-1)", [3, 2]), ("NOT plum AND pear", [2]),
    ("title:plum", [3]), ("ATLEAST/2 (plum)", [3]), ("/pear/", [2]), ("=Apple", [1]),
    ("plum AND NOT words:<3", [3]), ("NOT plum AND words:>0", [4, 3, 2, 1]),
  ]) func articlesWithoutTheWordsAreLeftOut(_ query: String, _ expected: [Int64]) throws {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for text in ["An Apple lies here.", "A pear lies here.", "A plum lies here.", "It lies here."] {
      try archive.add(text)
    }
    try archive.index(4, writer)
    #expect(try archive.candidates(rule(query)).ids == expected)
  }

  @Test func whatIsNotIndexedIsLookedAt() throws {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for text in ["plum", "pear", "apple", "cherry"] { try archive.add(text) }
    try archive.index(2, writer)
    #expect(try archive.candidates(rule("plum")).ids == [4, 3, 1])
  }

  @Test func segmentsOfOtherTimesAreLeftOut() throws {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for _ in 0..<30 { try archive.add("plum") }
    for _ in 0..<3 { try archive.index(10, writer) }
    let candidates = try SearchCandidates(
      NeededWords(of: rule("words:>0"), lists: [:]), index: try TextIndexReader(stateFolder: archive.state),
      ids: archive.ids, arrived: 11_000..<20_000, contentHashes: archive.hashes)
    #expect(candidates.next() == .range(11...20))
    #expect(candidates.next() == nil)
  }

  @Test func whatLiesCloseTogetherIsReadInOneGo() {
    let dense = Array((1_001...1_500).reversed()) as [Int64]
    let sparse: [Int64] = [900, 500, 7]
    let pieces = SearchCandidates.pieces(dense + sparse)
    var ids: [Int64] = []
    for piece in pieces.reversed() {
      switch piece {
      case .range(let range): ids += range.reversed()
      case .articles(let some): ids += some
      }
    }
    #expect(ids == ids.sorted(by: >) && Set(ids).isSuperset(of: dense + sparse) && ids.count < 700)
    #expect(SearchCandidates.pieces(dense) == [.range(1_001...1_500)])
    #expect(SearchCandidates.pieces([]) == [])
  }

  @Test func longListsAreLookedForAsWell() throws {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for text in ["phrase number900 here", "phrase number12", "nothing", "word700"] { try archive.add(text) }
    try archive.index(4, writer)
    let items = (0..<1_000).flatMap { ["phrase number\($0)", "word\($0)"] }.map { text in
      RuleList.Item(
        text: text, expression: QueryParser.parseListItem(text).expression ?? Expression(.and([]), at: 0..<0))
    }
    let lists = ["many": RuleList(name: "many", items: items)]
    let query = try rule("$many")
    #expect(archive.matches(query, lists: lists) == [4, 2, 1])
    #expect(try archive.candidates(query, lists: lists).ids == [4, 2, 1])
  }
}
