import Percolation
import SafeText

/// What a comparison of index and definition has shown, over some articles, in words for people.
package struct VerificationReport: Sendable {
  private let ruleCount: Int
  private var articles = 0
  private var differences = 0

  /// - Parameter ruleCount: rules that each article is evaluated by.
  package init(ruleCount: Int) { self.ruleCount = ruleCount }

  /// Whether something is wrong, so that a command ends with an error.
  package var isAtFault: Bool { differences > 0 }

  /// Takes note of what one article has shown.
  ///
  /// - Parameter file: the article's, as the person would name it.
  /// - Returns: what to tell, a line each without its end, safe to show whoever named the file and wrote the rule.
  package mutating func add(_ found: [Verifier.Difference], file: String) -> [String] {
    articles += 1
    differences += found.count
    return found.map { difference in
      let rule = difference.rule
      return
        "\(file): WRONG RESULT for rule ‘\(rule.id)’ (\(rule.location.file):\(rule.location.line)): \(difference.message)"
        .safeToShow
    }
  }

  /// One line for the end.
  package var summary: String {
    let compared =
      "verified: \(articles.counted("article")) by \(ruleCount.counted("rule")), "
      + (isAtFault ? differences.counted("difference") : "no difference")
    guard isAtFault else { return compared }
    return compared + ". This is a fault of Watchword's: please report it with the article and the rule."
  }
}
