import TestServer
import Glibc
import MessageTemplates
import Messages
import Synchronization
import TestSupport

@testable import Delivery

enum EndpointKind: CaseIterable, Sendable {
  case stdout, log, webhook, mail, files, exec, journald, syslogSocket, syslogUDP, syslogTCP
  case cloudEvents, cloudEventsBinary, template, slack, discord, teams, mattermost, telegram, ntfy

  /// How it lays alerts out, where it is a webhook.
  var format: PayloadFormat? {
    get throws {
      switch self {
      case .webhook: .alert
      case .cloudEvents: .cloudEvents
      case .cloudEventsBinary: .cloudEventsBinary
      case .template: .template(try MessageTemplate(#"{"id": "{{id}}", "text": "{{text}}"}"#))
      case .slack: .slack
      case .discord: .discord
      case .teams: .teams
      case .mattermost: .mattermost
      case .telegram: .telegram(chat: "1")
      case .ntfy: .ntfy(topic: "desk")
      case .stdout, .log, .mail, .files, .exec, .journald, .syslogSocket, .syslogUDP, .syslogTCP: nil
      }
    }
  }

  /// How it reaches its server, where that is one of syslog.
  var transport: SyslogDestination.Kind? {
    switch self {
    case .syslogSocket: .unix
    case .syslogUDP: .udp
    case .syslogTCP: .tcp
    default: nil
    }
  }

  func make() throws -> any Destination {
    if let transport { return try SyslogDestination(transport) }
    // The alert as it is stored is looked at byte by byte.
    if let format = try format, format != .alert { return try MessageDestination(format) }
    return switch self {
    case .stdout: StreamDestination()
    case .log: try LogDestination()
    case .webhook: try WebhookDestination()
    case .mail: try MailDestination()
    case .files: try FilesDestination()
    case .exec: try ExecDestination()
    case .journald: JournalDestination()
    default: throw NoDestination(kind: self)
    }
  }
}

private struct NoDestination: Error { let kind: EndpointKind }

/// An endpoint and the place where its alerts arrive, which can break and be repaired.
protocol Destination: Sendable {
  var endpoint: any Endpoint { get }
  /// The JSON of what arrived so far, whole ones, in order.
  func arrived() -> [String]
  func breakDown()
  func repair()
}

final class StreamDestination: Destination {
  let endpoint: any Endpoint
  private let pipe: Mutex<Pipe>
  private let seen = Mutex("")

  init() {
    let pipe = Pipe()
    self.pipe = Mutex(pipe)
    endpoint = StreamEndpoint(
      name: "e", output: StreamOutput(descriptor: pipe.writer, patience: .seconds(30)), format: .json)
  }

  deinit {
    pipe.withLock { pipe in
      pipe.closeReader()
      _ = close(pipe.writer)
    }
  }

  func arrived() -> [String] {
    let new = pipe.withLock { $0.read() }
    return lines(
      seen.withLock { seen in
        seen += new
        return seen
      })
  }

  func breakDown() {
    _ = arrived()
    pipe.withLock { $0.closeReader() }
  }

  func repair() { pipe.withLock { $0 = Pipe(writer: $0.writer) } }
}

final class LogDestination: Destination {
  let endpoint: any Endpoint
  private let folder: TemporaryFolder
  private let moved = Mutex<[String]>([])

  init() throws {
    folder = try TemporaryFolder()
    endpoint = LogEndpoint(name: "e", path: folder("logs/alerts.jsonl"))
    repair()
  }

  func arrived() -> [String] {
    let files = moved.withLock { $0 } + [folder("logs")]
    return files.flatMap { lines(contents($0 + "/alerts.jsonl")) }
  }

  func breakDown() {
    let name = folder("moved-\(moved.withLock { $0.count })")
    precondition(rename(folder("logs"), name) == 0)
    moved.withLock { $0.append(name) }
  }

  func repair() { precondition(mkdir(folder("logs"), 0o700) == 0) }
}

final class WebhookDestination: Destination {
  let endpoint: any Endpoint
  let server: TestServer

  init() throws {
    server = try TestServer([.status(200)])
    endpoint = WebhookEndpoint(name: "e", configuration: try WebhookConfiguration(url: server.url, version: "1.2.3"))
  }

  deinit { server.close() }

  func arrived() -> [String] { server.requests.filter { $0.answer.isSuccess }.map(\.body) }

  func breakDown() { server.setAnswers([.status(500)]) }
  func repair() { server.setAnswers([.status(200)]) }
}
