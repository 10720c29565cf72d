import RuleLanguage

/// What decides who is told of an alert.
package struct AlertFacts: Sendable, Equatable {
  package var rule: String
  package var severity: Severity
  package var tags: [String]
  /// The endpoints that the rule names; empty where it leaves the choice.
  package var notify: [String]
  /// Of the article; `nil` where there is none.
  package var article: Article?

  package struct Article: Sendable, Equatable {
    /// `nil` where it is not known.
    package var source: String?
    /// BCP 47; `nil` where it is not known.
    package var language: String?

    package init(source: String?, language: String?) {
      self.source = source
      self.language = language
    }
  }

  package init(rule: String, severity: Severity, tags: [String], notify: [String], article: Article?) {
    self.rule = rule
    self.severity = severity
    self.tags = tags
    self.notify = notify
    self.article = article
  }

  package init(_ rule: RuleHead, article: Article?) {
    self.init(rule: rule.id, severity: rule.severity, tags: rule.tags, notify: rule.notify, article: article)
  }
}
