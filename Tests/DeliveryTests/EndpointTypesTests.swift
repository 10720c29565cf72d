import Settings
import Testing

/// No type of endpoint is left out of what all have to keep.
@Suite struct EndpointTypesTests {
  @Test func everyTypeOfTheSettingsIsAmongThoseThatEveryTestOfEndpointsTries() {
    let tried = Set(EndpointKind.allCases.map(\.type))
    let types = [StdoutEndpoint.name, LogEndpoint.name] + NamedEndpoint.types
    let untried = Set(types).subtracting(tried).sorted()
    #expect(untried == [], "EndpointKind (Support/Destination.swift) has no destination of these types")
    #expect(tried.subtracting(types).sorted() == [], "settings have no such types")
  }
}

extension EndpointKind {
  /// As settings name it.
  fileprivate var type: String {
    switch self {
    case .syslogSocket, .syslogUDP, .syslogTCP: "syslog"
    default: "\(self)"
    }
  }
}
