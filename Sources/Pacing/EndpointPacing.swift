import RuleLanguage

/// When an endpoint that tells people is told.
package struct EndpointPacing: Sendable, Equatable {
  package var digest: DigestSchedule?
  package var quietHours: QuietHours?
  package var limit: RateLimit?

  package init(digest: DigestSchedule? = nil, quietHours: QuietHours? = nil, limit: RateLimit? = nil) {
    self.digest = digest
    self.quietHours = quietHours
    self.limit = limit
  }

  package var isEmpty: Bool { self == EndpointPacing() }

  /// Until when an alert that is to be told now is held back, and what it is gathered for; `nil` where it is told at once.
  ///
  /// - A digest gathers alerts of every severity, `critical` ones too: who wants those at once sends them to an endpoint
  ///   without a digest, where what is said of them is seen to be so.
  /// - With a digest of the rule and one of the endpoint, it waits for the endpoint's first that is not before the rule's.
  /// - What is due in quiet hours waits to their end, unless its severity breaks through.
  /// - The limit is no part of this: it depends on what has been told.
  ///
  /// - Parameter now: milliseconds since 1970.
  package func hold(severity: Severity, ruleDigest: DigestSchedule?, now: Int64) -> Hold? {
    var due = now
    if let ruleDigest { due = ruleDigest.next(after: due) }
    if let digest { due = ruleDigest == nil ? digest.next(after: due) : digest.next(atOrAfter: due) }
    let hasDigest = ruleDigest != nil || digest != nil
    if let end = quietHours?.end(at: due, severity: severity) {
      return Hold(until: end, gathering: hasDigest ? .digest : .quietHours)
    }
    return hasDigest ? Hold(until: due, gathering: .digest) : nil
  }

  /// How an endpoint is told of something that is raised at `now`.
  package func recipient(
    _ endpoint: String, severity: Severity, ruleDigest: DigestSchedule? = nil, now: Int64
  ) -> Recipient {
    let breaksThrough = quietHours?.breaksThrough.map { severity >= $0 } ?? false
    return Recipient(
      endpoint, hold: hold(severity: severity, ruleDigest: ruleDigest, now: now), limit: limit,
      quietHours: breaksThrough ? nil : quietHours)
  }
}

/// An alert is held back.
package struct Hold: Sendable, Equatable {
  /// Milliseconds since 1970.
  package var until: Int64
  package var gathering: Gathering

  package init(until: Int64, gathering: Gathering) {
    self.until = until
    self.gathering = gathering
  }
}
