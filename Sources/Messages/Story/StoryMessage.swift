import Alerts
import RuleLanguage

/// What people are told of the alerts of one article, before it is laid out for a service.
///
/// All texts are of one line, of bounded length, and safe to show; none is markup of anything.
package struct StoryMessage: Sendable, Equatable {
  /// What sets an alert apart from one on something new; the most important first.
  package enum Mark: String, Sendable, CaseIterable {
    case withdrawn = "WITHDRAWN"
    case correction = "CORRECTION"
    /// Nothing has changed: the rule wants to hear of it from this source, or in this language.
    case again = "AGAIN"
    case test = "TEST"
    case old = "OLD"
  }

  /// A rule that found the article.
  package struct Hit: Sendable, Equatable {
    package let ruleID: String
    package let title: String
    package let severity: Severity
    package let mark: Mark?
    package let alertID: String
    /// Of the alert that told what was there before a correction.
    package let earlierAlertID: String?
  }

  /// A passage with what the rules found in it.
  package struct Excerpt: Sendable, Equatable {
    package let zone: String
    /// Bold where something was found.
    package let runs: [StyledRun]
  }

  /// A sentence that is another one now.
  package struct Change: Sendable, Equatable {
    package let zone: String
    package let old: String?
    package let new: String?
  }

  /// Those of any of the alerts.
  package let marks: [Mark]
  /// The article's title; of an article without one, that of the best rule.
  package let headline: String
  /// The worst.
  package let severity: Severity
  /// Best first; at least one, unless something is `collected`.
  package let hits: [Hit]
  package let source: String?
  package let published: String?
  package let link: ArticleLink?
  /// `+14 sources`, `16 copies`; where there is more than the article.
  package let counts: [String]
  /// Those of the best rules first.
  package let excerpts: [Excerpt]
  package let changes: [Change]
  package let articleHash: String
  /// When the best alert was raised, ISO 8601.
  package let time: String
  /// Of a message that tells of no single article.
  package var collected: Collected?

  package var alertIDs: [String] { hits.map(\.alertID) }

  /// Whether the alerts are of several kinds, so that each has to say its own.
  package var isMixed: Bool { hits.contains { $0.mark != hits.first?.mark } }
}
