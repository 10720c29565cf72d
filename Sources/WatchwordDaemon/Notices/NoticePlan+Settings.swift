import Settings

extension NoticePlan {
  /// - Parameter endpoints: those that are told of alerts; names of others stay out.
  init(_ settings: WatchwordSettings, told endpoints: [DaemonConfiguration.Endpoint]) {
    let names = endpoints.map(\.name)
    let plan = settings.notices
    self.init(
      recipients: endpoints.filter(\.isStanding).map(\.name) + plan.endpoints.filter(names.contains),
      owners: Dictionary(
        settings.owners.map { ($0.name, $0.endpoints.filter(names.contains)) }, uniquingKeysWith: { first, _ in first }),
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
