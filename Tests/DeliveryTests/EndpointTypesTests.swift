import Delivery
import Messages
import Settings
import Testing

/// No type of endpoint is left out of what all have to keep, and no way in which one of a type tells.
@Suite struct EndpointTypesTests {
  private static let place = "EndpointKind (Support/Destination.swift) has no destination of these"

  @Test func everyTypeOfTheSettingsIsAmongThoseThatEveryTestOfEndpointsTries() {
    let tried = Set(EndpointKind.allCases.map(\.type))
    let types = [StdoutEndpoint.name, LogEndpoint.name] + NamedEndpoint.types
    #expect(Set(types).subtracting(tried).sorted() == [], "\(Self.place)")
    #expect(tried.subtracting(types).sorted() == [], "settings have no such types")
  }

  @Test func everyFormatOfWebhooksIsTried() throws {
    let tried = Set(try EndpointKind.allCases.compactMap { try $0.format?.name })
    #expect(Set(WebhookFormat.Name.allCases).subtracting(tried) == [], "\(Self.place)")
  }

  @Test func everyTransportOfSyslogIsTried() {
    let tried = Set(EndpointKind.allCases.compactMap { $0.transport?.name })
    #expect(Set(SyslogSettings.Transport.allCases).subtracting(tried) == [], "\(Self.place)")
  }
}

extension EndpointKind {
  /// As settings name it.
  fileprivate var type: String {
    switch self {
    case .syslogSocket, .syslogUDP, .syslogTCP: "syslog"
    case .cloudEvents, .cloudEventsBinary, .template: "webhook"
    default: "\(self)"
    }
  }
}

// Settings and what is made of them have types of their own: without a default, so that a new one is not forgotten.

extension PayloadFormat {
  fileprivate var name: WebhookFormat.Name {
    switch self {
    case .alert: .alert
    case .cloudEvents: .cloudevents
    case .cloudEventsBinary: .cloudEventsBinary
    case .template: .template
    case .slack: .slack
    case .discord: .discord
    case .teams: .teams
    case .mattermost: .mattermost
    case .telegram: .telegram
    case .ntfy: .ntfy
    }
  }
}

extension SyslogDestination.Kind {
  fileprivate var name: SyslogSettings.Transport {
    switch self {
    case .unix: .unix
    case .udp: .udp
    case .tcp: .tcp
    }
  }
}
