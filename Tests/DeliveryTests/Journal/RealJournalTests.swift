import CPrivateRun
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Delivery

/// With systemd-journald itself, in a /run of the test's own, so that the machine's journal hears nothing of it.
@Suite(
  .timeLimit(.minutes(5)),
  .enabled(if: geteuid() == 0, "only root may mount a /run of its own"),
  .enabled(if: access(RealJournal.program, X_OK) == 0 && access("/usr/bin/journalctl", X_OK) == 0, "no systemd here"),
  .serialized)
struct RealJournalTests {
  @Test func alertsAreInTheJournalWithAllTheirFields() async throws {
    let long = storedAlert("long", title: String(repeating: "ў", count: 20_000))
    let alerts = [
      delivery("a1", json: storedAlert("a1", title: "«Ўзбекистон»\nPRIORITY=0\u{1B}[2J", source: nil)),
      delivery("long", json: long), delivery("later", json: #"{"id":"later"}"#),
    ]
    let (outcomes, entries) = try await withJournal { journal in
      (JournalEndpoint(name: "e").deliver(alerts), try journal.entries())
    }
    #expect(outcomes == [.delivered, .delivered, .delivered])
    try #require(entries.count == 3)
    for (entry, alert) in zip(entries, alerts) {
      for (name, value) in journalFields(JournalEntry.fields(of: alert)) { #expect(entry[name] == value, "\(name)") }
      #expect(entry["_TRANSPORT"] == "journal")
      #expect(entry["_PID"] == String(getpid()))
    }
    #expect(entries[0]["MESSAGE"] == #"HIGH: Cooperation: «Ўзбекистон» PRIORITY=0\u{1b}[2J"#)
    #expect(entries[1]["WATCHWORD_JSON"] == long)
  }

  @Test func journalThatIsGoneFailsAndComesBack() async throws {
    let (gone, back, missing) = try await withJournal { journal in
      let endpoint = JournalEndpoint(name: "e")
      journal.end()
      let gone = endpoint.deliver(deliveries(["a", "b"]))
      let next = try RealJournal(in: journal.folder)
      let back = endpoint.deliver([delivery("a")])
      next.end()
      unlink("/run/systemd/journal/socket")
      return (gone, back, endpoint.deliver([delivery("b")]))
    }
    let advice = "; start systemd-journald, or take another type of endpoint where there is no systemd"
    #expect(gone == [.failed(reason: "cannot reach the journal: Connection refused" + advice)])
    #expect(back == [.delivered])
    #expect(missing == [.failed(reason: "cannot reach the journal: No such file or directory" + advice)])
  }

  @Test func journalThatHangsIsNotWaitedForForEver() async throws {
    let (outcomes, entries) = try await withJournal { journal in
      let endpoint = JournalEndpoint(name: "e", calls: .systemd, patience: .milliseconds(200))
      journal.signal(SIGSTOP)
      // More than the kernel queues for one socket.
      let outcomes = endpoint.deliver(deliveries(alertIDs(10_000)))
      journal.signal(SIGCONT)
      return (outcomes, try journal.entries())
    }
    #expect(outcomes.last?.reason?.contains("it takes nothing") == true)
    #expect(outcomes.count > 1 && outcomes.count < 10_000)
    // What counts as delivered lay in its queue.
    #expect(Set(entries.compactMap { $0["WATCHWORD_ALERT"] }) == Set(alertIDs(outcomes.count - 1)))
  }

  /// On a thread that ends with it: its mounts are its own.
  private func withJournal<Value: Sendable>(
    _ body: @escaping @Sendable (RealJournal) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            guard private_run_make() == 0 else { throw RealJournal.Failure(description: "no /run: \(errno)") }
            let journal = try RealJournal(in: try TemporaryFolder())
            defer { journal.end() }
            return try body(journal)
          })
      }.start()
    }
  }
}

/// Started by, and for, one thread.
final class RealJournal {
  static let program = "/lib/systemd/systemd-journald"

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let folder: TemporaryFolder
  private let process = Process()

  /// Returns when it is ready.
  init(in folder: TemporaryFolder) throws {
    self.folder = folder
    // The machine's audit and kernel messages are none of ours.
    let settings = "[Journal]\nStorage=volatile\nAudit=no\nReadKMsg=no\nRateLimitBurst=0\nForwardToWall=no\n"
    try FileManager.default.createDirectory(atPath: "/run/systemd/journald.conf.d", withIntermediateDirectories: true)
    try settings.write(toFile: "/run/systemd/journald.conf.d/test.conf", atomically: false, encoding: .utf8)
    let ready = try NotifySocket(path: folder("notify"))
    process.executableURL = URL(filePath: Self.program)
    process.environment = ["NOTIFY_SOCKET": folder("notify"), "PATH": "/usr/bin:/bin"]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    while try !ready.next().contains("READY=1") {}
  }

  func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

  func end() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  /// Of ours, in their order; what was sent before is among them.
  func entries() throws -> [[String: String]] {
    _ = try run(["--sync"])
    return try run(["-o", "json", "--all", "--no-pager", "SYSLOG_IDENTIFIER=watchword"]).split(separator: "\n").map {
      let object = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      return (object ?? [:]).compactMapValues { $0 as? String }
    }
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/journalctl")
    process.arguments = arguments
    let output = Foundation.Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}

/// Where a service says that it is ready.
private final class NotifySocket {
  private let descriptor: Int32

  init(path: String) throws {
    unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let result = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw RealJournal.Failure(description: "no socket: \(errno)") }
  }

  deinit { close(descriptor) }

  func next() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw RealJournal.Failure(description: "nothing was said: \(errno)") }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
