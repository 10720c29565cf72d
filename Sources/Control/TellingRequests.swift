/// Alerts of which nobody is to be told for a time. Patterns with `*`; all that are there have to hold.
package struct SilenceRequest: Codable, Sendable, Equatable {
  package var rule: String?
  package var tag: String?
  package var source: String?
  /// Milliseconds since 1970.
  package var until: Int64
  package var author: String?
  package var comment: String?

  package init(
    rule: String? = nil, tag: String? = nil, source: String? = nil, until: Int64, author: String? = nil,
    comment: String? = nil
  ) {
    self.rule = rule
    self.tag = tag
    self.source = source
    self.until = until
    self.author = author
    self.comment = comment
  }
}

package struct SilenceReport: Codable, Sendable, Equatable {
  package var id: Int64
  /// Milliseconds since 1970.
  package var until: Int64

  package init(id: Int64, until: Int64) {
    self.id = id
    self.until = until
  }
}

/// A silence by its id.
package struct ExpireRequest: Codable, Sendable, Equatable {
  package var id: Int64

  package init(id: Int64) { self.id = id }
}

package struct ExpireReport: Codable, Sendable, Equatable {
  package var id: Int64
  /// Whether it was in force.
  package var wasInForce: Bool

  package init(id: Int64, wasInForce: Bool) {
    self.id = id
    self.wasInForce = wasInForce
  }
}

/// Somebody has seen what was told.
package struct AcknowledgeRequest: Codable, Sendable, Equatable {
  /// The id of an alert, or of a story.
  package var id: String
  /// `useful` or `false`; `nil`: nothing is said of its worth.
  package var verdict: String?
  package var author: String?
  package var comment: String?

  package init(id: String, verdict: String? = nil, author: String? = nil, comment: String? = nil) {
    self.id = id
    self.verdict = verdict
    self.author = author
    self.comment = comment
  }
}

package struct AcknowledgeReport: Codable, Sendable, Equatable {
  package var id: String
  /// Whether that is a story's id.
  package var isStory: Bool
  /// How many rules' alerts on the story it holds for.
  package var rules: Int

  package init(id: String, isStory: Bool, rules: Int) {
    self.id = id
    self.isStory = isStory
    self.rules = rules
  }
}
