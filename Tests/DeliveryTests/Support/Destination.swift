import TestServer
import Glibc
import Synchronization
import TestSupport

@testable import Delivery

enum EndpointKind: CaseIterable, Sendable {
  case stdout, log, webhook, mail, files, exec, journald, syslogSocket, syslogUDP, syslogTCP
  case slack, discord, teams, mattermost, telegram, ntfy

  func make() throws -> any Destination {
    switch self {
    case .stdout: StreamDestination()
    case .log: try LogDestination()
    case .webhook: try WebhookDestination()
    case .mail: try MailDestination()
    case .files: try FilesDestination()
    case .exec: try ExecDestination()
    case .journald: JournalDestination()
    case .syslogSocket: try SyslogDestination(.unix)
    case .syslogUDP: try SyslogDestination(.udp)
    case .syslogTCP: try SyslogDestination(.tcp)
    case .slack: try ChatDestination(.slack)
    case .discord: try ChatDestination(.discord)
    case .teams: try ChatDestination(.teams)
    case .mattermost: try ChatDestination(.mattermost)
    case .telegram: try ChatDestination(.telegram(chat: "1"))
    case .ntfy: try ChatDestination(.ntfy(topic: "desk"))
    }
  }
}

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
    endpoint = StreamEndpoint(name: "e", descriptor: pipe.writer, format: .json, patience: .seconds(30))
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
