import Articles
import Percolation
import RuleLanguage
import Testing

/// Conditions on what is known about an article, by the engine and by the definition.
@Suite struct MetadataTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let query: String
    let isMet: Bool
    var testDescription: String { query }

    init(_ query: String, _ isMet: Bool) {
      self.query = query
      self.isMet = isMet
    }
  }

  static let day: Int64 = 86_400
  /// 2025-01-01T12:00:00Z; the article came three days and an hour later.
  static let published: Int64 = 20_089 * day + day / 2
  static let arrival = published + 3 * day + 3_600

  static let known = ArticleMetadata(
    source: "Évening Gazette", url: "https://gazette.example/world/1", author: "Ann Lee", section: "World",
    tags: ["birds", "Rare Pets"],
    published: PublicationDate(secondsSince1970: published, isWholeDay: false, text: "2025-01-01T12:00:00Z"),
    language: "uz-cyrl")

  static let ofKnown = [
    Row("source:\"evening gazette\"", true),
    Row("source:evening", false),
    Row("source:EVENING*", true),
    Row("source:(times OR *gazette)", true),
    Row("author:\"ann lee\"", true),
    Row("author:bob", false),
    Row("section:world", true),
    Row("section:wor?d", true),
    Row("url:*gazette.example*", true),
    Row("tag:birds", true),
    Row("tag:\"rare pets\"", true),
    Row("tag:pets", false),
    Row("lang:uz", true),
    Row("lang:uz-cyrl", true),
    Row("lang:u", false),
    Row("lang:ru", false),
    Row("published:2025-01-01", true),
    Row("published:2025-01-02", false),
    Row("published:>=2025-01-01", true),
    Row("published:>2025-01-01", false),
    Row("published:<=2025-01-01", true),
    Row("published:<2025-01-01", false),
    Row("published:<2025-01-02", true),
    Row("published:<4d", true),
    Row("published:<3d", false),
    Row("published:>3d", true),
    Row("words:3", true),
    Row("words:>=4", false),
    Row("words:<4", true),
  ]

  static let ofUnknown = [
    Row("source:*gazette*", false),
    Row("lang:en", false),
    Row("tag:birds", false),
    Row("published:<4d", false),
    Row("published:>=1970-01-01", false),
  ]

  private func expect(_ query: String, _ metadata: ArticleMetadata, _ isMet: Bool) throws {
    // A rule of a condition and a word: queries without words are warned about.
    let ruleSet = try Make.ruleSet(["red AND \(query)", "red AND NOT \(query)"])
    let article = try Make.article("T:red\ngreen blue\nC:more words", metadata: metadata)
    let expected = [isMet ? "r0" : "r1"]
    let (index, _) = RuleIndex.build(ruleSet)
    #expect(Percolator(index).percolate(article, arrival: Self.arrival).map(\.rule.id) == expected, "engine")
    #expect(
      NaiveEvaluator(ruleSet).percolate(article, arrival: Self.arrival).map(\.rule.id) == expected, "definition")
  }

  @Test(arguments: ofKnown)
  func conditionOnWhatIsKnown(_ row: Row) throws { try expect(row.query, Self.known, row.isMet) }

  @Test(arguments: ofUnknown)
  func unknownValueSatisfiesNone(_ row: Row) throws { try expect(row.query, ArticleMetadata(), row.isMet) }

  @Test func publicationInTheFutureIsNoAge() throws {
    let future = PublicationDate(secondsSince1970: Self.arrival + 10 * Self.day, isWholeDay: false, text: "")
    try expect("published:<1d", ArticleMetadata(published: future), true)
  }

  @Test(arguments: [Int64.min, .max])
  func absurdPublicationDatesAreOrdinary(_ seconds: Int64) throws {
    let absurd = PublicationDate(secondsSince1970: seconds, isWholeDay: false, text: "")
    try expect("published:<1d", ArticleMetadata(published: absurd), seconds > 0)
    try expect("published:>=2025-01-01", ArticleMetadata(published: absurd), seconds > 0)
  }

  @Test func metConditionIsAPartWithoutSpans() throws {
    let ruleSet = try Make.ruleSet(["red AND (lang:uz OR lang:ru) AND NOT tag:fish"])
    let article = try Make.article("red", metadata: Self.known)
    let expected = [
      Match.Part(expression: "red", spans: [TokenSpan([0])]), Match.Part(expression: "lang:uz", spans: []),
    ]
    let (index, _) = RuleIndex.build(ruleSet)
    #expect(Percolator(index).percolate(article, arrival: 0).first?.parts == expected)
    #expect(NaiveEvaluator(ruleSet).percolate(article, arrival: 0).first?.parts == expected)
  }
}
