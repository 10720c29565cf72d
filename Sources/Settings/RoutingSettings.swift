/// Which alerts an endpoint is told of.
package struct RoutingSettings: Sendable, Equatable {
  package enum Severity: String, Sendable, CaseIterable { case info, low, medium, high, critical }

  package struct Filter: Sendable, Equatable {
    /// At least; of `only` alone.
    package var severity: Severity?
    package var tags: [String] = []
    package var rules: [String] = []
    package var sources: [String] = []
    package var languages: [String] = []

    package init() {}
  }

  package var only = Filter()
  package var except = Filter()

  package init() {}
}
