import Articles
import Hashing
import Material
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// Articles and rules are drawn once for all tests.
private struct Drawn {
  static let one = Drawn()
  let articles: [ArticleText]
  let rules: [GeneratedRule]

  init() {
    var articleGenerator = ArticleGenerator(seed: 1)
    articles = articleGenerator.articles(1500)
    do {
      var ruleGenerator = RuleGenerator(Corpus(articles), seed: 1)
      rules = try ruleGenerator.rules(600)
    } catch {
      Issue.record(error)
      rules = []
    }
  }
}

@Suite struct MaterialTests {
  private let articles = Drawn.one.articles
  private let rules = Drawn.one.rules

  /// Figures of different days and machines can only be compared if they are of the same material.
  @Test func sameMaterialEverywhere() {
    let texts = articles.map { ([$0.title] + $0.paragraphs).joined(separator: "\n") }
    #expect(SHA256Digest(ofParts: texts).prefix(16) == "57ede8d8c21ce37a")
    #expect(SHA256Digest(ofParts: rules.map(\.text)).prefix(16) == "baccaf294ed25386")
  }

  @Test func articlesAreOfTheSizeTheyShouldBe() {
    #expect((830...910).contains(articles.reduce(0) { $0 + $1.utf8Count } / articles.count))
    let words = articles.reduce(0) { sum, article in
      sum + ([article.title] + article.paragraphs).joined(separator: " ").split(separator: " ").count
    }
    #expect((140...160).contains(words / articles.count))
  }

  @Test func everyScriptIsThere() {
    let text = articles.map { $0.paragraphs.joined() }.joined()
    for sample in ["ст", "é", "oʻl", "g'", "’", "U.S.", "'s", "-", ", ", "; ", "? "] { #expect(text.contains(sample)) }
  }

  @Test func setsOfRulesAreNested() throws {
    var generator = RuleGenerator(Corpus(articles), seed: 1)
    #expect(try generator.rules(70) == Array(rules[..<70]))
    #expect(Set(rules.map(\.text)).count == rules.count)
    #expect(rules[41].id == "r000042")
  }

  @Test func tenRulesHaveTheMixThatIsTold() {
    #expect(rules.count == 600)
    for start in stride(from: 0, to: rules.count, by: 10) {
      let ten = rules[start..<start + 10].map(\.text)
      #expect(ten.count { $0.hasPrefix("\"") } == 2)
      #expect(ten.count { $0.contains(" NEAR/") } == 2)
      #expect(ten.count { $0.contains("* AND ") } == 1)
      #expect(ten.count { $0.contains(") AND NOT ") } == 1)
      #expect(ten.count { $0.contains(") AND (") } == 4)
    }
  }

  /// Also the engine's word on what the generator takes for words.
  @Test func rulesAreTrueOfTheirArticles() throws {
    let file = rules.map { "  - id: \($0.id)\n    match: |\n      \($0.text)\n" }
    let load = RuleFolder.load(text: "rules:\n" + file.joined(), file: "rules.yaml")
    #expect(load.diagnostics.isEmpty)
    let (index, diagnostics) = RuleIndex.build(load.ruleSet)
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    var checked = 0
    for (number, text) in articles.enumerated() {
      let expected = rules.filter { $0.trueOf == number }.map(\.id)
      guard !expected.isEmpty else { continue }
      let article = try TextAnalyzer().analyze(Article(title: text.title, body: text.paragraphs))
      let found = Set(percolator.percolate(article, arrival: 0).map(\.rule.id))
      #expect(found.isSuperset(of: expected))
      checked += expected.count
    }
    #expect(checked == 540)
  }

  @Test func tooFewArticlesAreSaidToBe() {
    var generator = RuleGenerator(Corpus(Array(articles[..<20])), seed: 1)
    #expect(throws: Failure.self) { try generator.rules(1000) }
  }
}
