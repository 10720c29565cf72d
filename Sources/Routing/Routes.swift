import Pacing
import RuleLanguage

/// Some endpoints by name, who are told of what no rule has raised.
package struct Audience: Sendable, Equatable {
  package var names: [String]
  /// Those that there are.
  package var routes: Routes

  package init(_ names: [String] = [], among routes: Routes) {
    self.names = names
    self.routes = routes
  }

  /// When each is told of what is so severe at `now`, in milliseconds since 1970.
  package func recipients(severity: Severity, now: Int64) -> [Recipient] {
    routes.recipients(named: names, severity: severity, now: now)
  }
}

/// Which endpoints there are, and which alerts each is told of. Pure; decided when an alert is committed, so that a change
/// of the settings is for alerts to come.
///
/// - What an endpoint's `except` names it is never told.
/// - A rule's `notify` chooses among those that have names of their own, and those are told whatever their `only` says. One that
///   names only endpoints that there are not leaves the choice: better to the wrong one than to none.
/// - stdout and the log are told whatever a rule names.
/// - While the rule's owner is away, and is told himself, his deputy is told as well, whatever a rule names or an `only` says.
package struct Routes: Sendable, Equatable {
  package struct Endpoint: Sendable, Equatable {
    package var name: String
    /// stdout and the log.
    package var isStanding: Bool
    /// All that it says has to hold.
    package var only: AlertFilter
    /// None of what it says may hold. Without a severity.
    package var except: AlertFilter
    /// Whether it tells people, who may want several alerts at once; programs are told of each when it is raised.
    package var tellsPeople: Bool
    /// When it is told.
    package var pacing: EndpointPacing

    package init(
      name: String, isStanding: Bool = false, only: AlertFilter = AlertFilter(), except: AlertFilter = AlertFilter(),
      tellsPeople: Bool = false, pacing: EndpointPacing = EndpointPacing()
    ) {
      self.name = name
      self.isStanding = isStanding
      self.only = only
      self.except = except
      self.tellsPeople = tellsPeople
      self.pacing = pacing
    }
  }

  /// Whether an endpoint is told, and why.
  package enum Verdict: Sendable, Equatable {
    case told(because: String)
    case notTold(because: String)
    /// On an article that there is not.
    case depends(on: String)
  }

  package struct Decision: Sendable, Equatable {
    package let endpoint: String
    package let verdict: Verdict

    package init(endpoint: String, verdict: Verdict) {
      self.endpoint = endpoint
      self.verdict = verdict
    }
  }

  package var endpoints: [Endpoint]
  package var owners: Owners

  package init(_ endpoints: [Endpoint] = [], owners: Owners = Owners()) {
    self.endpoints = endpoints
    self.owners = owners
  }

  /// The names of those who are told, in the order of the settings.
  package func names(for facts: AlertFacts) -> [String] {
    decisions(for: facts).compactMap { if case .told = $0.verdict { $0.endpoint } else { nil } }
  }

  /// Who is told, and when, of an alert that is raised at `now`, in milliseconds since 1970.
  ///
  /// - Parameter digest: the rule's; for those who tell people.
  package func recipients(for facts: AlertFacts, digest: DigestSchedule?, now: Int64) -> [Recipient] {
    let told = names(for: facts)
    return endpoints.filter { told.contains($0.name) }.map { endpoint in
      endpoint.pacing.recipient(
        endpoint.name, severity: facts.severity, ruleDigest: endpoint.tellsPeople ? digest : nil, now: now)
    }
  }

  /// Those with some names, and when they are told of what no rule has raised; without those that there are not. In the order of
  /// the names, each once.
  package func recipients(named names: [String], severity: Severity, now: Int64) -> [Recipient] {
    var recipients: [Recipient] = []
    for name in names where !recipients.contains(where: { $0.endpoint == name }) {
      guard let endpoint = endpoints.first(where: { $0.name == name }) else { continue }
      recipients.append(endpoint.pacing.recipient(name, severity: severity, now: now))
    }
    return recipients
  }

  /// One of each endpoint, in the order of the settings.
  package func decisions(for facts: AlertFacts) -> [Decision] {
    let decisions = decisionsOfRule(facts)
    guard let deputy = owners.deputy(ofOwner: facts.owner, at: facts.timeMilliseconds) else { return decisions }
    return withDeputy(deputy, decisions, facts)
  }

  /// The deputy is told where the owner is, but of what his endpoint's `except` names.
  private func withDeputy(_ deputy: Owners.Deputy, _ decisions: [Decision], _ facts: AlertFacts) -> [Decision] {
    let ofOwner = decisions.filter { deputy.ownerEndpoints.contains($0.endpoint) }.map(\.verdict)
    let isOwnerTold = ofOwner.contains { if case .told = $0 { true } else { false } }
    let condition = ofOwner.lazy.compactMap { if case .depends(let on) = $0 { on } else { nil } }.first
    guard isOwnerTold || condition != nil else { return decisions }
    return zip(endpoints, decisions).map { endpoint, decision in
      if case .told = decision.verdict { return decision }
      guard deputy.endpoints.contains(endpoint.name) else { return decision }
      var verdict = endpoint.verdict(facts, named: deputy.reason)
      if !isOwnerTold, let condition, case .told = verdict { verdict = .depends(on: condition) }
      return Decision(endpoint: endpoint.name, verdict: verdict)
    }
  }

  private func decisionsOfRule(_ facts: AlertFacts) -> [Decision] {
    let named = endpoints.filter { facts.notify.contains($0.name) }
    let (namesOne, namesStanding) = (named.contains { !$0.isStanding }, named.contains(where: \.isStanding))
    let namesOnlyStanding =
      namesStanding && !namesOne && facts.notify.allSatisfy { name in named.contains { $0.name == name } }
    return endpoints.map { endpoint in
      let isNamed = !endpoint.isStanding && facts.notify.contains(endpoint.name)
      let isPassedOver = !endpoint.isStanding && !isNamed && (namesOne || namesOnlyStanding)
      return Decision(
        endpoint: endpoint.name,
        verdict: isPassedOver
          ? .notTold(because: "the rule names others: \(facts.notify.joined(separator: ", "))")
          : endpoint.verdict(facts, named: isNamed ? "the rule names it" : nil))
    }
  }
}

extension Routes.Endpoint {
  /// - Parameter reason: why it is told whatever its `only` says; `nil` where that decides.
  fileprivate func verdict(_ facts: AlertFacts, named reason: String?) -> Routes.Verdict {
    var open: [String] = []
    for key in except.keys {
      switch except.holds(key, of: facts) {
      case true?: return .notTold(because: "except: \(except.text(key))")
      case false?: break
      case nil: open.append("except: \(except.text(key))")
      }
    }
    if let reason {
      return open.isEmpty ? .told(because: reason) : .depends(on: open.joined(separator: "; "))
    }
    for key in only.keys {
      switch only.holds(key, of: facts) {
      case true?: break
      case false?: return .notTold(because: "only: \(only.text(key))")
      case nil: open.append("only: \(only.text(key))")
      }
    }
    guard open.isEmpty else { return .depends(on: open.joined(separator: "; ")) }
    return .told(because: only.keys.isEmpty ? "it takes all" : only.keys.map(only.text).joined(separator: "; "))
  }
}
