import BlockingTests
import Dispatch
import Foundation
import Glibc
import OperatingSystem
import Synchronization
import TestSupport
import Testing

@testable import Control

/// What a hostile client may do, and what the others have of the server then.
@Suite(.blocking, .timeLimit(.minutes(5))) struct ControlServerTests {
  private struct Told: Codable, Equatable {
    var someText: String
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A socket as a client has it, to do wrong things with.
  private final class Raw {
    let socket: CInt

    init(_ folder: String) throws { socket = try SocketFolder(folder).connect() }
    deinit { close(socket) }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL)) }
    func send(_ text: String) { send(Array(text.utf8)) }

    /// Everything until the other end closes, or the first so many bytes.
    func receive(atMost limit: Int = .max) -> [UInt8] {
      var all: [UInt8] = []
      var part = [UInt8](repeating: 0, count: 65_536)
      while all.count < limit {
        var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 60_000) > 0 else { return Array("nothing for a minute".utf8) }
        let count = recv(socket, &part, part.count, 0)
        guard count > 0 else { return all }
        all += part[..<count]
      }
      return all
    }

    var answer: String { String(decoding: receive(), as: UTF8.self) }
  }

  private func serve(
    _ limits: ControlLimits = ControlLimits(), _ handlers: [String: ControlServer.Handler] = [:]
  ) throws -> ControlServer {
    let all: [String: ControlServer.Handler] = [
      "hello": { $1(.result(Told(someText: "hello"))) },
      "echo": { request, answer in
        do throws(ControlError) {
          answer(.result(try request.arguments(Told.self)))
        } catch {
          answer(.failure(error))
        }
      },
    ]
    return try ControlServer(
      stateFolder: folder.path, limits: limits, handlers: all.merging(handlers) { $1 })
  }

  private func hello() throws -> Told {
    try ControlClient.ask("hello", stateFolder: folder.path, patience: .seconds(60), as: Told.self)
  }

  private func error(of name: String, patience: Duration = .seconds(60)) -> ControlError? {
    do throws(ControlError) {
      _ = try ControlClient.ask(name, stateFolder: folder.path, patience: patience, as: Told.self)
      return nil
    } catch {
      return error
    }
  }

  @Test func requestsAreAnswered() throws {
    let server = try serve()
    defer { server.stop() }
    #expect(try hello() == Told(someText: "hello"))
    let told = Told(someText: "a\nb \u{1b} ü \u{0}")
    #expect(
      try ControlClient.ask("echo", told, stateFolder: folder.path, patience: .seconds(60), as: Told.self) == told)
    #expect(error(of: "echo")?.has(.badRequest) == true)
    #expect(error(of: "nonsense")?.has(.unknownRequest) == true)
  }

  @Test func anAnswerMayComeLaterAndFromElsewhere() throws {
    let server = try serve(
      ControlLimits(),
      [
        "later": { _, answer in
          DispatchQueue.global().async {
            answer(.result(Told(someText: "later")))
            // Only the first one counts.
            answer(.result(Told(someText: "again")))
          }
        }
      ])
    defer { server.stop() }
    let told = try ControlClient.ask("later", stateFolder: folder.path, patience: .seconds(60), as: Told.self)
    #expect(told == Told(someText: "later"))
  }

  @Test func theProtocolIsOneLineEachWay() throws {
    let server = try serve()
    defer { server.stop() }
    let raw = try Raw(folder.path)
    raw.send(#"{"request":"hello","version":1}"# + "\n")
    shutdown(raw.socket, CInt(SHUT_WR))
    #expect(raw.answer == #"{"result":{"some_text":"hello"},"version":1}"# + "\n")
  }

  @Test(arguments: [
    ("garbage\n", "bad-request"), ("\n", "bad-request"), ("\u{0}\u{1}\n", "bad-request"), ("[]\n", "bad-request"),
    (#"{"version":"1","request":"hello"}"# + "\n", "bad-request"),
    (#"{"version":2,"request":"hello"}"# + "\n", "other-version"),
    (#"{"version":1,"request":"\#(String(repeating: "x", count: 60_000))"}"# + "\n", "unknown-request"),
    (String(repeating: "[", count: 60_000) + "\n", "bad-request"),
    (String(repeating: "x", count: 70_000), "too-long"),
  ])
  func whatIsNoRequestIsToldSo(_ sent: String, _ code: String) throws {
    let server = try serve()
    defer { server.stop() }
    let raw = try Raw(folder.path)
    raw.send(sent)
    #expect(raw.answer.contains(#""code":"\#(code)""#))
    #expect(try hello().someText == "hello")
  }

  @Test func whoIsSilentOrHasHalfALineIsLetGo() throws {
    var limits = ControlLimits()
    limits.asking = .milliseconds(50)
    let server = try serve(limits)
    defer { server.stop() }
    let (silent, half) = (try Raw(folder.path), try Raw(folder.path))
    half.send(#"{"version":1,"#)
    #expect(silent.answer.contains("too-slow"))
    #expect(half.answer.contains("too-slow"))
    #expect(try hello().someText == "hello")
  }

  @Test func whoDoesNotReadItsAnswerIsLetGo() throws {
    var limits = ControlLimits()
    limits.answering = .milliseconds(50)
    let large = String(repeating: "x", count: 4 << 20)
    let server = try serve(limits, ["large": { $1(.result(Told(someText: large))) }])
    defer { server.stop() }
    let raw = try Raw(folder.path)
    raw.send(#"{"request":"large","version":1}"# + "\n")
    // The first bytes show that the answer has begun; what the kernel holds comes still, and then the end.
    let first = raw.receive(atMost: 1)
    try waitUntil { server.connectionCount == 0 }
    #expect(first.count + raw.receive().count < large.utf8.count)
    #expect(try hello().someText == "hello")
  }

  @Test func aLargeAnswerArrivesWholeAndATooLargeOneIsTold() throws {
    let large = String(repeating: "x", count: 7 << 20)
    let server = try serve(
      ControlLimits(),
      [
        "large": { $1(.result(Told(someText: large))) },
        "larger": { $1(.result(Told(someText: large + large))) },
      ])
    defer { server.stop() }
    let told = try ControlClient.ask("large", stateFolder: folder.path, patience: .seconds(60), as: Told.self)
    #expect(told.someText == large)
    #expect(error(of: "larger")?.has(.tooLong) == true)
  }

  @Test func whatTakesTooLongIsAnswered() throws {
    var limits = ControlLimits()
    limits.working = .milliseconds(50)
    let server = try serve(limits, ["never": { _, _ in }])
    defer { server.stop() }
    #expect(error(of: "never")?.has(.tooSlow) == true)
    #expect(try hello().someText == "hello")
  }

  @Test func whoGoesAwayInTheMiddleIsForgotten() throws {
    let answers = Mutex<[@Sendable (ControlAnswer) -> Void]>([])
    let asked = DispatchSemaphore(value: 0)
    let server = try serve(
      ControlLimits(),
      [
        "wait": { _, answer in
          answers.withLock { $0.append(answer) }
          asked.signal()
        }
      ])
    defer { server.stop() }
    for _ in 0..<5 {
      let raw = try Raw(folder.path)
      raw.send(#"{"request":"wait","version":1}"# + "\n")
      asked.wait()
    }
    #expect(server.connectionCount == 5)
    for answer in answers.withLock({ $0 }) { answer(.result(Told(someText: "nobody hears it"))) }
    try waitUntil { server.connectionCount == 0 }
    #expect(try hello().someText == "hello")
  }

  @Test func aThousandConnectionsAreBoundedAndThenOthersAreServed() throws {
    var limits = ControlLimits()
    limits.asking = .seconds(60)
    let server = try serve(limits)
    defer { server.stop() }
    var open: [Raw] = []
    var most = 0
    while open.count < 1_000 {
      try waitUntil {
        do {
          open.append(try Raw(folder.path))
          return true
        } catch let error as SystemCallError where error.number == EAGAIN {
          // The kernel's queue is full until the server has looked.
          return false
        }
      }
      most = max(most, server.connectionCount)
    }
    #expect(most == limits.connections)
    #expect(open.last?.answer.contains(#""busy""#) == true)
    open = []
    try waitUntil { server.connectionCount == 0 }
    #expect(try hello().someText == "hello")
  }

  @Test func whatADeadDaemonLeftIsReplacedAndNothingElse() throws {
    var status = stat()
    // A socket that nobody listens on any more.
    close(try SocketFolder(folder.path).listen())
    #expect(error(of: "hello")?.has(.noDaemon) == true)
    let server = try serve()
    #expect(try hello().someText == "hello")
    #expect(stat(folder("control.sock"), &status) == 0 && status.st_mode & 0o7777 == 0o660)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["control.sock"])
    server.stop()
    #expect(error(of: "hello")?.has(.noDaemon) == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    try "mine".write(toFile: folder("control.sock"), atomically: false, encoding: .utf8)
    #expect(throws: ControlError.self) { try serve() }
    #expect(try String(contentsOfFile: folder("control.sock"), encoding: .utf8) == "mine")
  }

  @Test func aStopEndsConversations() throws {
    let server = try serve(ControlLimits(), ["never": { _, _ in }])
    let raw = try Raw(folder.path)
    raw.send(#"{"request":"never","version":1}"# + "\n")
    try waitUntil { server.connectionCount > 0 }
    server.stop()
    server.stop()
    #expect(raw.answer == "")
  }

  @Test func aFolderWithAVeryLongNameWorks() throws {
    let long = folder.path + "/" + String(repeating: "x", count: 200)
    try FileManager.default.createDirectory(atPath: long, withIntermediateDirectories: true)
    let server = try ControlServer(stateFolder: long, handlers: ["hello": { $1(.result(Told(someText: "far"))) }])
    defer { server.stop() }
    #expect(try ControlClient.ask("hello", stateFolder: long, patience: .seconds(60), as: Told.self).someText == "far")
  }

  @Test func whoMayAsk() {
    func may(_ user: uid_t, _ groups: [gid_t]) -> Bool {
      ControlPeer(user: user, groups: groups).mayAsk(daemon: 900, socketGroup: 901)
    }
    #expect(may(0, [0]) && may(900, [900]) && may(1000, [1000, 901]))
    #expect(!may(1000, [1000]) && !may(1000, []) && !may(901, [900]))
  }

  @Test func thePeerIsKnown() throws {
    let listening = try SocketFolder(folder.path).listen()
    defer { close(listening) }
    let raw = try Raw(folder.path)
    let peer = try withExtendedLifetime(raw) { try ControlPeer(of: raw.socket) }
    #expect(peer.user == geteuid() && peer.groups.first == getegid())
  }
}
