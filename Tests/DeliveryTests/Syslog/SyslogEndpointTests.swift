import Dispatch
import Glibc
import TestServer
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct SyslogEndpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func endpoint(_ server: SyslogServer, patience: Duration = .seconds(60)) -> SyslogEndpoint {
    SyslogEndpoint(name: "e", configuration: SyslogConfiguration(server: server, facility: 16), patience: patience)
  }

  private func deliver(_ batch: [PendingDelivery], to endpoint: SyslogEndpoint) async -> [DeliveryOutcome] {
    await offThread { endpoint.deliver(batch) }
  }

  private func ids(_ receiver: SyslogReceiver) -> [String] {
    receiver.texts.map { text in text.firstMatch(of: /alert="([^"]*)"/).map { String($0.1) } ?? "?" }
  }

  /// More than a receiver's short queue holds.
  private func longBatch() -> [PendingDelivery] {
    (0..<20).map { delivery("a\($0)", json: storedAlert("a\($0)", title: String(repeating: "x", count: 10_000))) }
  }

  // MARK: TCP

  @Test func framesAreCountedInBytes() async throws {
    let receiver = SyslogReceiver(.tcp)
    let alert = delivery("a1", json: storedAlert("a1", title: "«Ўзбекистон»"))
    #expect(await deliver([alert, delivery("b")], to: endpoint(receiver.server)) == [.delivered, .delivered])
    #expect(ids(receiver) == ["a1", "b"])
    #expect(receiver.texts[0].hasSuffix("\u{FEFF}HIGH: Cooperation: «Ўзбекистон»"))
  }

  @Test func longerLinesGoByTCP() async throws {
    let receiver = SyslogReceiver(.tcp)
    let alert = delivery("a1", json: storedAlert("a1", title: String(repeating: "x", count: 20_000)))
    #expect(await deliver([alert], to: endpoint(receiver.server)) == [.delivered])
    #expect(receiver.messages[0].count == 8192)
  }

  @Test func connectionIsKept() async throws {
    let receiver = SyslogReceiver(.tcp)
    let endpoint = endpoint(receiver.server)
    #expect(await deliver([delivery("a")], to: endpoint) == [.delivered])
    _ = receiver.texts
    // Nobody could connect any more.
    #expect(await deliver([delivery("b")], to: endpoint) == [.delivered])
    #expect(ids(receiver) == ["a", "b"])
    #expect(receiver.connectionCount == 1)
  }

  @Test func nothingIsWrittenIntoAConnectionThatWasClosed() async throws {
    let receiver = SyslogReceiver(.tcp)
    let endpoint = endpoint(receiver.server)
    #expect(await deliver([delivery("a")], to: endpoint) == [.delivered])
    receiver.stop()
    #expect(await deliver([delivery("b")], to: endpoint).first?.reason?.contains("Connection refused") == true)
    receiver.start()
    #expect(await deliver([delivery("b")], to: endpoint) == [.delivered])
    #expect(ids(receiver) == ["a", "b"])
  }

  @Test func serverThatWasStartedAnewIsConnectedToAnew() async throws {
    let receiver = SyslogReceiver(.tcp)
    let endpoint = endpoint(receiver.server)
    #expect(await deliver([delivery("a")], to: endpoint) == [.delivered])
    receiver.stop()
    receiver.start()
    #expect(await deliver([delivery("b")], to: endpoint) == [.delivered])
    receiver.resetConnections()
    #expect(await deliver([delivery("c")], to: endpoint) == [.delivered])
    #expect(ids(receiver) == ["a", "c"] || ids(receiver) == ["a", "b", "c"])
  }

  @Test func serverThatTakesNothingIsNotWaitedForForEver() async throws {
    let receiver = SyslogReceiver(.tcp, queueBytes: 4096)
    let batch = longBatch()
    let outcomes = await deliver(batch, to: endpoint(receiver.server, patience: .milliseconds(200)))
    #expect(outcomes.count == 1)
    #expect(
      outcomes.last?.reason?.contains("because it acknowledges nothing: Connection timed out; see whether") == true)
  }

  @Test func serverThatDiesWithUnreadMessagesHasNotHadThem() async throws {
    let receiver = SyslogReceiver(.tcp, queueBytes: 4096)
    let batch = longBatch()
    let endpoint = endpoint(receiver.server, patience: .seconds(600))
    async let outcomes = deliver(batch, to: endpoint)
    await offThread { receiver.waitForConnection() }
    receiver.resetConnections()
    let ended = await outcomes
    #expect(ended.count == 1)
    #expect(ended.last?.reason?.contains("127.0.0.1, TCP port") == true)
  }

  @Test func stopEndsAWaitForAServerThatTakesNothing() async throws {
    let receiver = SyslogReceiver(.tcp, queueBytes: 4096)
    let batch = longBatch()
    let endpoint = endpoint(receiver.server, patience: .seconds(600))
    async let outcomes = deliver(batch, to: endpoint)
    await offThread { receiver.waitForConnection() }
    endpoint.stop()
    #expect(await outcomes.isEmpty)
  }

  // MARK: Datagrams

  @Test func longLineIsCutForADatagram() async throws {
    for receiver in [SyslogReceiver(.udp), SyslogReceiver(.unix(path: folder("log")))] {
      let alert = delivery("a1", json: storedAlert("a1", title: String(repeating: "x", count: 20_000)))
      #expect(await deliver([alert], to: endpoint(receiver.server)) == [.delivered])
      #expect(receiver.messages.map(\.count) == [2048])
    }
  }

  @Test func localSocketThatTakesNothingIsNotWaitedForForEver() async throws {
    let receiver = SyslogReceiver(.unix(path: folder("log")))
    let outcomes = await deliver(
      deliveries(alertIDs(1000)), to: endpoint(receiver.server, patience: .milliseconds(100)))
    #expect(outcomes.last?.reason?.contains("because it takes nothing: Connection timed out; see whether") == true)
    // What it had taken counts.
    #expect(outcomes.count > 1)
    #expect(ids(receiver) == alertIDs(outcomes.count - 1))
  }

  @Test func missingSocketSaysWhatToDo() async throws {
    #expect(
      await deliver([delivery("a")], to: endpoint(.unix(folder("log")))) == [
        .failed(
          reason: "cannot reach the syslog socket \(folder("log")): No such file or directory; see whether a syslog "
            + "daemon is running, and listens there for datagrams")
      ])
  }

  @Test func streamSocketIsNoSyslogSocket() async throws {
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(folder("log").utf8)) }
    let bound = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0 && listen(listener, 1) == 0)
    let outcomes = await deliver([delivery("a")], to: endpoint(.unix(folder("log"))))
    #expect(outcomes.first?.reason?.contains("listens there for datagrams") == true)
  }

  @Test func pathThatIsTooLongIsAFailure() async throws {
    let outcomes = await deliver([delivery("a")], to: endpoint(.unix("/" + String(repeating: "a", count: 200))))
    #expect(outcomes.first?.reason?.contains("File name too long") == true)
  }

  // MARK: Names

  @Test func hostThatIsNotKnownIsAFailure() async throws {
    for server: SyslogServer in [.tcp(host: "nowhere.invalid", port: 601), .udp(host: "nowhere.invalid", port: 514)] {
      let reason = await deliver([delivery("a")], to: endpoint(server)).first?.reason
      #expect(reason?.hasPrefix("cannot learn the address of nowhere.invalid") == true, "\(reason ?? "")")
    }
  }

  @Test func reopeningConnectsAnew() async throws {
    let receiver = SyslogReceiver(.tcp)
    let endpoint = endpoint(receiver.server)
    #expect(await deliver([delivery("a")], to: endpoint) == [.delivered])
    _ = receiver.texts
    endpoint.reopen()
    #expect(await deliver([delivery("b")], to: endpoint) == [.delivered])
    #expect(ids(receiver) == ["a", "b"])
    #expect(receiver.connectionCount == 2)
  }
}
