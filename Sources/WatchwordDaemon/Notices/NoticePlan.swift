import Pacing
import Percolation
import Routing
import RuleLanguage

/// What the daemon tells of itself, when, and to whom.
package struct NoticePlan: Sendable, Equatable {
  /// Who is told of what concerns no rule; names of endpoints.
  package var recipients: [String]
  /// The endpoints there are, and when each is told; owners, who are told beside the others of what concerns their rules.
  package var routes: Routes
  /// How long an endpoint fails before somebody is told.
  package var endpointPatienceMilliseconds: Int64
  /// When it is told what came in, though nothing happened; `nil` for never.
  package var allQuiet: DigestSchedule?
  /// After how many seconds without a file of a source somebody is told.
  package var quietSources: [String: Int]
  package var canary: Canary?

  package struct Canary: Sendable, Equatable {
    package var everySeconds: Int
    package var withinSeconds: Int
    /// That has to find it; `nil` for any.
    package var rule: String?

    package init(everySeconds: Int, withinSeconds: Int, rule: String? = nil) {
      self.everySeconds = everySeconds
      self.withinSeconds = withinSeconds
      self.rule = rule
    }
  }

  package init(
    recipients: [String] = [], routes: Routes = Routes(),
    endpointPatienceMilliseconds: Int64 = EndpointHealthStateMachine.defaultDelayMilliseconds,
    allQuiet: DigestSchedule? = nil, quietSources: [String: Int] = [:], canary: Canary? = nil
  ) {
    self.recipients = recipients
    self.routes = routes
    self.endpointPatienceMilliseconds = endpointPatienceMilliseconds
    self.allQuiet = allQuiet
    self.quietSources = quietSources
    self.canary = canary
  }

  /// Who is told of something.
  ///
  /// - Parameters:
  ///   - owners: whose rules it concerns.
  ///   - others: names of endpoints that are told too.
  ///   - endpoint: that is not told.
  func recipients(
    severity: Severity, owners: [String] = [], others: [String] = [], at now: Int64, except endpoint: String? = nil
  ) -> [Recipient] {
    let names = recipients + owners.flatMap { routes.owners.endpoints(ofOwner: $0, at: now) } + others
    return Audience(names.filter { $0 != endpoint }, among: routes).recipients(severity: severity, now: now)
  }
}

/// A rule that wants to be heard of when it has found nothing for so long.
struct QuietRule: Sendable, Equatable {
  var id: String
  var owner: String?
  var seconds: Int
}

extension QuietRule {
  /// `nil` for a rule that does not want to.
  init?(_ rule: RuleHead) {
    guard let seconds = rule.timing.quietSeconds else { return nil }
    self.init(id: rule.id, owner: rule.owner, seconds: seconds)
  }
}

extension RuleIndex {
  /// The owners of some rules.
  func owners(of ids: [String]) -> [String] {
    guard !ids.isEmpty else { return [] }
    let wanted = Set(ids)
    return (0..<ruleNumbers).compactMap { number in
      ruleUnlessGone(number).flatMap { wanted.contains($0.id) ? $0.owner : nil }
    }
  }
}
