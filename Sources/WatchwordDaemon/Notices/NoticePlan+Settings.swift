import Routing
import Settings

extension NoticePlan {
  /// - Parameter routes: of those that are told of alerts; what names others tells nobody.
  init(_ settings: WatchwordSettings, _ routes: Routes) {
    let plan = settings.notices
    self.init(
      recipients: routes.endpoints.filter(\.isStanding).map(\.name) + plan.endpoints, routes: routes,
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
