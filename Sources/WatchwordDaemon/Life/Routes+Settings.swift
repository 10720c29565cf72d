import Pacing
import Routing
import RuleLanguage
import Settings

extension Routes {
  /// - Parameter names: the endpoints that are told; all that the settings name, where `nil`.
  package init(_ settings: WatchwordSettings, told names: [String]? = nil) {
    let all =
      [
        Endpoint(name: StdoutEndpoint.name, isStanding: true, settings.stdout.routing),
        Endpoint(name: LogEndpoint.name, isStanding: true, settings.log.routing),
      ]
      + settings.namedEndpoints.map {
        Endpoint(name: $0.name, isStanding: false, $0.routing, tellsPeople: $0.kind.tellsPeople, pacing: $0.pacing)
      }
    self.init(all.filter { names?.contains($0.name) ?? true }, owners: Owners(settings.owners))
  }
}

extension Owners {
  package init(_ settings: [OwnerSettings]) {
    self.init(
      settings.map { owner in
        Owner(
          name: owner.name, endpoints: owner.endpoints, deputy: owner.deputy,
          away: owner.away.map { Away(from: $0.from, until: $0.until, lastDay: $0.lastDay) })
      })
  }
}

extension Routes.Endpoint {
  fileprivate init(
    name: String, isStanding: Bool, _ routing: RoutingSettings, tellsPeople: Bool = false,
    pacing: EndpointPacing = EndpointPacing()
  ) {
    self.init(
      name: name, isStanding: isStanding, only: AlertFilter(routing.only), except: AlertFilter(routing.except),
      tellsPeople: tellsPeople, pacing: pacing)
  }
}

extension AlertFilter {
  fileprivate init(_ filter: RoutingSettings.Filter) {
    self.init(
      severity: filter.severity.flatMap { Severity(rawValue: $0.rawValue) }, tags: filter.tags, rules: filter.rules,
      sources: filter.sources, languages: filter.languages)
  }
}
