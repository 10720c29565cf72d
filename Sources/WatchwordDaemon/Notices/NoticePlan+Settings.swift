import Routing
import Settings

extension NoticePlan {
  /// - Parameter endpoints: those that are told of alerts; names of others stay out.
  init(_ settings: WatchwordSettings, told endpoints: [DaemonConfiguration.Endpoint]) {
    let names = endpoints.map(\.name)
    let plan = settings.notices
    self.init(
      recipients: endpoints.filter(\.isStanding).map(\.name) + plan.endpoints.filter(names.contains),
      owners: Owners(settings.owners).only(names),
      endpointPatienceMilliseconds: plan.endpointFailing.milliseconds, allQuiet: plan.allQuiet,
      quietSources: Dictionary(
        settings.sources.map { ($0.name, Int(clamping: $0.quiet.components.seconds)) },
        uniquingKeysWith: { first, _ in first }),
      canary: settings.canary.map {
        Canary(
          everySeconds: Int(clamping: $0.every.components.seconds),
          withinSeconds: Int(clamping: $0.within.components.seconds), rule: $0.rule)
      })
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 { components.seconds.multipliedReportingOverflow(by: 1000).partialValue }
}

extension Owners {
  /// Without endpoints that nobody is told by.
  fileprivate func only(_ names: [String]) -> Owners {
    Owners(
      owners.map { owner in
        var owner = owner
        owner.endpoints = owner.endpoints.filter(names.contains)
        return owner
      })
  }
}
