import RuleLanguage

/// `notices:` who is told of the watch itself, and what of.
package struct NoticeSettings: Sendable, Equatable {
  /// Names of endpoints; stdout and the log are told in any case.
  package var endpoints: [String] = []
  /// How long an endpoint fails before that is told.
  package var endpointFailing = Duration.seconds(15 * 60)
  /// When it is told that all is well; `nil` for never.
  package var allQuiet: DigestSchedule?

  package init() {}
}

/// One of `owners:`, who answers for rules.
package struct OwnerSettings: Sendable, Equatable {
  /// Days on which an owner is away.
  package struct Away: Sendable, Equatable {
    /// Milliseconds since 1970: where the first day begins.
    package var from: Int64
    /// Where the day after the last one begins.
    package var until: Int64
    /// As in `2027-01-05`.
    package var lastDay: String

    package init(from: Int64, until: Int64, lastDay: String) {
      self.from = from
      self.until = until
      self.lastDay = lastDay
    }
  }

  /// As in a rule's `owner`.
  package var name: String
  package var endpoints: [String]
  /// Another one of the owners.
  package var deputy: String?
  package var away: [Away]

  package init(name: String, endpoints: [String], deputy: String? = nil, away: [Away] = []) {
    self.name = name
    self.endpoints = endpoints
    self.deputy = deputy
    self.away = away
  }
}

/// One of `sources:`, where articles are from.
package struct SourceSettings: Sendable, Equatable {
  package var name: String
  /// For how long nothing may come from it before that is told.
  package var quiet: Duration

  package init(name: String, quiet: Duration) {
    self.name = name
    self.quiet = quiet
  }
}

/// `canary:` how often an article of our own goes in, and how soon it must come out.
package struct CanarySettings: Sendable, Equatable {
  package var every: Duration
  /// No longer than `every`.
  package var within: Duration
  /// The rule that has to find it; `nil` for any.
  package var rule: String?

  package init(every: Duration, within: Duration, rule: String? = nil) {
    self.every = every
    self.within = within
    self.rule = rule
  }
}
