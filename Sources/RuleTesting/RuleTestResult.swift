import Alerts
import RuleLanguage
import SafeText

/// What became of one test of a rule.
package struct RuleTestResult: Sendable, Equatable {
  package enum Verdict: Sendable, Equatable {
    case passed, failed
    /// The article could not be read: why, as one clause.
    case unreadable(String)
    /// The rule could not be compiled; that is told as a diagnostic.
    case unusableRule
  }

  package var ruleID: String
  package var test: RuleTest
  package var verdict: Verdict
  /// At how many places the rule matched, all its parts together, or `nil` where it did not. A rule of conditions alone
  /// matches at none.
  package var places: Int?
  /// Of a test that failed although the rule matched: the sentences with the words that did.
  package var snippets: [Alert.Snippet] = []

  package var hasPassed: Bool { verdict == .passed }

  /// The test in a few words.
  package var name: String {
    switch test.input {
    case .article(let path): path
    case .text(let title, let text): title.isEmpty ? RuleTestText.shortened(text) : title
    }
  }

  /// What the test asks for, in words.
  package var expected: String {
    switch test.expectation {
    case .match: "a match"
    case .noMatch: "no match"
    case .words(let text): "a match that marks \"\(RuleTestText.shortened(text))\""
    case .places(let count): "a match at \(count.counted("place"))"
    }
  }

  /// What there was instead, or as well, in words.
  package var found: String {
    switch verdict {
    case .unreadable(let reason): "the article cannot be used: \(reason)"
    case .unusableRule: "the rule cannot be used"
    case .passed, .failed:
      switch places {
      case nil: "no match"
      case 0?: "a match, by what is known about the article alone"
      case let places?: "a match at \(places.counted("place"))"
      }
    }
  }
}

enum RuleTestText {
  static func shortened(_ text: String) -> String { text.count > 60 ? String(text.prefix(60)) + "…" : text }
}
