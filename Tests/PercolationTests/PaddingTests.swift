import Articles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// Articles padded so that what matters stands behind the limits.
@Suite struct PaddingTests {
  /// A tokenized text of sentences, one paragraph each element; the first is the title. Words are split at spaces, a
  /// sentence ends with a word that has a stop: analysing hundreds of thousands of words is not what is tested.
  private func article(_ paragraphs: [String]) -> AnalyzedArticle {
    let article = Article(title: paragraphs[0], body: Array(paragraphs.dropFirst()))
    let bytes = Array(article.text.utf8)
    var tokens: [Token] = []
    var sentence = 0
    for (number, paragraph) in article.paragraphs.enumerated() {
      var start = paragraph.utf8Range.lowerBound
      for offset in paragraph.utf8Range.lowerBound...paragraph.utf8Range.upperBound {
        let isEnd = offset == paragraph.utf8Range.upperBound
        guard isEnd || bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: ".") else { continue }
        if offset > start {
          tokens.append(
            Token(
              utf8Range: start..<offset, paragraph: number, sentence: sentence, zone: paragraph.zone,
              isInCapitalsLine: false))
        }
        if isEnd || bytes[offset] == UInt8(ascii: ".") { sentence += 1 }
        start = offset + 1
      }
    }
    return AnalyzedArticle(article: article, tokens: tokens)
  }

  private func padding(_ pairs: Int) -> String { String(repeating: "uzbek kazakh. ", count: pairs) }

  static let queries = [
    "(uzbek OR kazakh) NEAR/2 spy", "$peoples NEAR/2 spy", "($peoples OR tajik OR \"the uzbek\") NEAR/2 spy",
    "($peoples OR title:nothing OR \"uzbek kazakh\") NEAR/2 (spy OR \"spy was\")",
    "(uzbek OR kazakh) NEAR/p spy", "$peoples NEAR/p spy", "(uzbek OR kazakh) NEAR/s spy", "$peoples NEAR/s spy",
    "(uzbek OR \"uzbek kazakh\") NEAR/s spy", "(uzbek OR kazakh) BEFORE/2 spy", "$peoples BEFORE/2 (spy OR spies)",
    "(uzbek OR kazakh) BEFORE/s spy", "$peoples BEFORE/p (spy OR \"spy was\")",
    "body:((uzbek OR body:kazakh) NEAR/2 spy)",
  ]

  /// How many pairs of words stand where, and of the queries one in how many is asked.
  static let paddings = [(50_001, "before", 1), (50_001, "after", 3), (200_000, "before and after", 5)]

  /// All queries are asked of one article, so that it is made once.
  @Test(arguments: paddings)
  func paddingHidesNothingPlain(_ pairs: Int, _ place: String, _ stride: Int) throws {
    let queries = Self.queries.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    var paragraphs = ["Title", "the uzbek spy was found."]
    let pieces = place == "before and after" ? 2 : 1
    if place != "after" { paragraphs.insert(padding(pairs / pieces), at: 1) }
    if place != "before" { paragraphs.append(padding(pairs / pieces)) }
    let article = article(paragraphs)
    let peoples = try Make.list("peoples", ["uzbek", "kazakh", "$others"])
    let others = try Make.list("others", ["tajik*", "kyrgyz people"])
    let ruleSet = try Make.ruleSet(queries, lists: [peoples, others])
    let findings = Percolator(RuleIndex.build(ruleSet).index).findings(in: article, arrival: 0)
    #expect(findings.matches.map(\.rule.queryText) == queries)
    #expect(findings.matches.allSatisfy { !$0.isTruncated })
    #expect(findings.uncertain.isEmpty)
  }

  static let smallLimits = EvaluationLimits(spans: 5, steps: 5, combinations: 5)

  /// The same with limits so small that the definition can be asked as well, and padding of other kinds.
  @Test(arguments: [
    "uzbek kazakh. ", "spy other other other other uzbek. ", "uzbek uzbek uzbek. spy. ", "the uzbek. ",
    "uzbek kazakh spies ",
  ])
  func paddingHidesNothingPlainWithSmallLimits(_ piece: String) throws {
    let article = article(["Title", String(repeating: piece, count: 30), "and of the uzbek spy was talk."])
    let peoples = try Make.list("peoples", ["uzbek", "kazakh", "$others"])
    let others = try Make.list("others", ["tajik*", "kyrgyz people"])
    let ruleSet = try Make.ruleSet(Self.queries, lists: [peoples, others])
    let percolator = Percolator(RuleIndex.build(ruleSet).index, limits: Self.smallLimits)
    for findings in [
      percolator.findings(in: article, arrival: 0),
      NaiveEvaluator(ruleSet, limits: Self.smallLimits).findings(in: article, arrival: 0),
    ] {
      #expect(findings.matches.map(\.rule.queryText) == Self.queries)
      #expect(findings.uncertain.isEmpty)
    }
  }

  /// One paragraph in which all spies stand before all peoples, but for one at the end.
  @Test func manyCombinationsHideNothingPlain() throws {
    let words = Array(repeating: "spy", count: 60_000) + Array(repeating: "uzbek", count: 60_000) + ["spy"]
    let article = article(["Title", words.joined(separator: " ")])
    let queries = ["(uzbek OR kazakh) BEFORE/p spy", "(uzbek OR \"uzbek uzbek\") BEFORE/s (spy OR \"spy was\")"]
    let found = Percolator(RuleIndex.build(try Make.ruleSet(queries)).index).percolate(article, arrival: 0)
    #expect(found.map { $0.parts[0].spans.first?.positions } == [[120_000, 120_001], [120_000, 120_001]])
    #expect(found.map(\.isTruncated) == [false, false])
  }

  /// Phrases that overlap again and again cost many looks without a result.
  @Test func overlappingPhrasesHideNothing() throws {
    let text = String(repeating: "uzbek spy uzbek spy other ", count: 40)
    let ruleSet = try Make.ruleSet(["\"uzbek spy uzbek\" NEAR/0 \"spy uzbek spy\""])
    let article = article(["Title", text, "uzbek spy uzbek spy uzbek spy"])
    let expected = (201...206).map(String.init).joined(separator: "+")
    let percolator = Percolator(RuleIndex.build(ruleSet).index, limits: Self.smallLimits)
    #expect(percolator.percolate(article, arrival: 0).spansText == expected)
    #expect(NaiveEvaluator(ruleSet, limits: Self.smallLimits).percolate(article, arrival: 0).spansText == expected)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let query: String
    let isUncertain: Bool
    var testDescription: String { query }

    init(_ query: String, isUncertain: Bool) {
      self.query = query
      self.isUncertain = isUncertain
    }
  }

  /// In an article in which more than two agents stand near a red thing before the one near a spy.
  static let hidden = [
    Row("(red NEAR/1 agent) NEAR/1 spy", isUncertain: true),
    Row("(red NEAR/1 agent) NEAR/s spy", isUncertain: true),
    Row("((red NEAR/1 agent) OR green) NEAR/1 spy", isUncertain: true),
    Row("title AND ((red NEAR/1 agent) NEAR/1 spy)", isUncertain: true),
    Row("(red UNLESS green) NEAR/1 spy", isUncertain: true),
    Row("title UNLESS ((agent NOT NEAR/0 (spy NEAR/0 spy)) NEAR/99 (red NEAR/1 agent))", isUncertain: true),
    Row("NEAR/1 (red, agent, spy)", isUncertain: true),
    // What is false anyhow is not uncertain.
    Row("(red NEAR/1 agent) NEAR/1 green", isUncertain: false),
    Row("green AND ((red NEAR/1 agent) NEAR/1 spy)", isUncertain: false),
    Row("title AND NOT (red NEAR/1 agent)", isUncertain: false),
    Row("(green UNLESS (red NEAR/1 agent)) NEAR/1 spy", isUncertain: false),
    Row("title UNLESS (red NEAR/1 agent)", isUncertain: false),
    Row("red BEFORE/0 title", isUncertain: false),
  ]

  @Test(arguments: hidden)
  func ruleThatALimitMayHaveHiddenIsUncertain(_ row: Row) throws {
    let ruleSet = try Make.ruleSet([row.query])
    let article = article(["Title", String(repeating: "red agent other other. ", count: 9), "red agent spy was here."])
    let limits = EvaluationLimits(spans: 2, steps: 8)
    let expected = row.isUncertain ? ["r0"] : []
    let engine = Percolator(RuleIndex.build(ruleSet).index, limits: limits).findings(in: article, arrival: 0)
    let definition = NaiveEvaluator(ruleSet, limits: limits).findings(in: article, arrival: 0)
    for findings in [engine, definition] {
      #expect(findings.matches.isEmpty)
      #expect(findings.uncertain.map(\.id) == expected)
    }
    let whole = Percolator(RuleIndex.build(ruleSet).index).findings(in: article, arrival: 0)
    #expect(whole.uncertain.isEmpty, "without so small limits everything is certain")
  }

  @Test func cappedNearThatHidesAMatchIsToldWithTheDefaultLimits() throws {
    let ruleSet = try Make.ruleSet(["(uzbek NEAR/0 kazakh) NEAR/2 spy", "spy", "tajik NEAR/2 (uzbek NEAR/0 kazakh)"])
    let article = article(["Title", padding(50_001), "the uzbek kazakh spy was found."])
    let findings = Percolator(RuleIndex.build(ruleSet).index).findings(in: article, arrival: 0)
    #expect(findings.matches.map(\.rule.id) == ["r1"])
    #expect(findings.uncertain.map(\.id) == ["r0"])
  }
}
