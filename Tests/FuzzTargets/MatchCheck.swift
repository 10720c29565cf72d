import Articles
import Percolation
import RuleLanguage
import TextAnalysis

/// Rules, one a line, a line that begins with `$` being an item of `$l`; after an empty line an article's file. Engine and
/// definition agree on what is found.
enum MatchCheck {
  private static let maximumRules = 4
  private static let maximumItems = 4
  /// Low, so that small articles meet them, and the naive evaluator has little to do.
  private static let limits = EvaluationLimits(spans: 60, steps: 400, combinations: 40, regexBytes: 2_000)

  static func check(_ bytes: [UInt8]) throws {
    let end = bytes.firstRange(of: [10, 10]) ?? bytes.count..<bytes.count
    let ruleSet = self.ruleSet(of: String(decoding: bytes[..<end.lowerBound], as: UTF8.self))
    guard !ruleSet.rules.isEmpty else { return }
    let (index, _) = RuleIndex.build(ruleSet)
    let percolator = Percolator(index, limits: limits)
    let verifier = Verifier(index, limits: limits)
    for article in try articles(Array(bytes[end.upperBound...])) {
      let analyzed = try TextAnalyzer().analyze(article, maximumTokens: FuzzTarget.maximumBytes)
      let findings = percolator.findings(in: analyzed, arrival: 1_700_000_000)
      for difference in verifier.differences(findings, in: analyzed, arrival: 1_700_000_000) {
        throw FuzzTarget.Violation("\(difference.rule.queryText): \(difference.message)")
      }
      for span in findings.matches.flatMap(\.parts).flatMap(\.spans) {
        try require(
          span.positions.allSatisfy { $0 >= 0 && Int($0) < analyzed.tokens.count }, "a place is outside of the article")
      }
    }
  }

  private static func ruleSet(of text: String) -> RuleSet {
    var rules: [Rule] = []
    var items: [RuleList.Item] = []
    for line in text.split(separator: "\n") {
      if line.first == "$", line.dropFirst().first == " " {
        let item = String(line.dropFirst(2))
        guard items.count < maximumItems, let expression = QueryParser.parseListItem(item).expression,
          expression.listNames.isEmpty
        else { continue }
        items.append(RuleList.Item(text: item, expression: expression))
      } else if rules.count < maximumRules, let query = QueryParser.parse(String(line)).expression {
        rules.append(Rule(id: "r\(rules.count)", title: "", query: query, queryText: String(line)))
      }
    }
    let lists = items.isEmpty ? [:] : ["l": RuleList(name: "l", items: items)]
    rules.removeAll { !$0.query.listNames.allSatisfy { lists[$0.name] != nil } }
    return RuleSet(rules: rules, lists: lists)
  }

  /// None where the file is none that can be read.
  private static func articles(_ bytes: [UInt8]) throws -> [Article] {
    do {
      return try ArticleDecoder().decode(bytes, fileName: "fuzz.md", source: "fuzz").articles
    } catch {
      try require(!error.message.isEmpty, "it is rejected without a reason")
      return []
    }
  }
}
