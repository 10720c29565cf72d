import Articles
import Testing

@testable import TextAnalysis

/// One `AnalyzedArticle` for one article after another.
@Suite struct ReuseTests {
  private static let articles = [
    Article(title: "TALKS IN TASHKENT", body: ["He left. They met in the U.S. He stayed.", "ок"], furniture: ["Read"]),
    Article(body: ["情報 and 1,000.5"]), Article(), Article(title: "x"),
  ]

  @Test func nothingOfTheArticleBeforeIsLeft() throws {
    let analyzer = TextAnalyzer()
    var reused = AnalyzedArticle()
    for article in Self.articles + Self.articles.reversed() {
      try analyzer.analyze(article, into: &reused)
      let fresh = try analyzer.analyze(article)
      #expect(reused.article == article)
      #expect(reused.tokens == fresh.tokens)
    }
  }

  @Test func memoryIsUsedAgain() throws {
    let analyzer = TextAnalyzer()
    var reused = AnalyzedArticle()
    try analyzer.analyze(Article(body: [String(repeating: "word ", count: 500)]), into: &reused)
    let place = Self.place(of: reused)
    for article in Self.articles {
      try analyzer.analyze(article, into: &reused)
      #expect(Self.place(of: reused) == place)
    }
  }

  /// A copy keeps what it has.
  @Test func copiesAreNotOverwritten() throws {
    let analyzer = TextAnalyzer()
    var reused = try analyzer.analyze(Self.articles[0])
    let copy = reused
    let tokens = Array(copy.tokens.map { $0 })
    try analyzer.analyze(Self.articles[1], into: &reused)
    #expect(copy.tokens == tokens && copy.article == Self.articles[0])
    #expect(reused.tokens.count == 3)
  }

  @Test func roomForVeryManyTokensIsGivenBack() throws {
    let analyzer = TextAnalyzer()
    var reused = AnalyzedArticle()
    try analyzer.analyze(Article(body: [String(repeating: "a ", count: 100_000)]), into: &reused)
    #expect(reused.tokens.count == 100_000)
    try analyzer.analyze(Article(body: ["a"]), into: &reused)
    #expect(reused.tokens.count == 1 && reused.tokens.capacity <= AnalyzedArticle.maximumKeptTokens)
  }

  @Test func anErrorLeavesAnArticleWithoutText() throws {
    var reused = try TextAnalyzer().analyze(Self.articles[0])
    #expect(throws: ArticleError.self) {
      try TextAnalyzer().analyze(Self.articles[0], maximumTokens: 3, into: &reused)
    }
    #expect(reused.tokens.isEmpty && reused.article == Article())
  }

  private static func place(of analyzed: AnalyzedArticle) -> Int {
    // Only the address leaves the closure; nothing is read through it.
    analyzed.tokens.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
  }
}
