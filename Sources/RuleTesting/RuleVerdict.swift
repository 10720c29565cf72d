import Articles
import Diagnostics
import Percolation
import RuleLanguage
import TextAnalysis

/// Asks one rule about articles as its tests would be: switched off or not, and with ages measured from the day of publication.
package struct RuleVerdict {
  private let percolator: Percolator

  /// - Parameter ruleSet: with the lists that it uses.
  /// - Returns: `nil` where the rule cannot be compiled.
  package init?(_ rule: Rule, in ruleSet: RuleSet) {
    var rule = rule
    rule.isEnabled = true
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: [rule], lists: ruleSet.lists))
    guard !diagnostics.hasErrors, index.rules.contains(where: { $0.id == rule.id }) else { return nil }
    percolator = Percolator(index)
  }

  package func isTrue(of article: Article) throws(ArticleError) -> Bool {
    let analyzed = try TextAnalyzer().analyze(article, maximumTokens: ArticleLimits().maximumTokens)
    let arrival = article.metadata.published?.secondsSince1970 ?? 0
    return !percolator.percolate(analyzed, arrival: arrival).isEmpty
  }
}

extension RuleTest.Input {
  /// The article of a test that is written in a rule file; `nil` of one in a file of its own.
  package var writtenArticle: Article? {
    guard case .text(let title, let text) = self else { return nil }
    return Article(title: title, body: RuleTester.paragraphs(of: text))
  }
}
