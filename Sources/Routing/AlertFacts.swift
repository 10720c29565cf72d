import RuleLanguage

/// What decides who is told of an alert.
package struct AlertFacts: Sendable, Equatable {
  package var rule: String
  package var severity: Severity
  package var tags: [String]
  /// The endpoints that the rule names; empty where it leaves the choice.
  package var notify: [String]
  /// Who answers for the rule; `nil` where nobody is named.
  package var owner: String?
  /// When it is raised, in milliseconds since 1970.
  package var timeMilliseconds: Int64
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

  package init(
    rule: String, severity: Severity, tags: [String], notify: [String], owner: String? = nil,
    timeMilliseconds: Int64 = 0, article: Article?
  ) {
    self.rule = rule
    self.severity = severity
    self.tags = tags
    self.notify = notify
    self.owner = owner
    self.timeMilliseconds = timeMilliseconds
    self.article = article
  }

  package init(_ rule: RuleHead, timeMilliseconds: Int64, article: Article?) {
    self.init(
      rule: rule.id, severity: rule.severity, tags: rule.tags, notify: rule.notify, owner: rule.owner,
      timeMilliseconds: timeMilliseconds, article: article)
  }
}
