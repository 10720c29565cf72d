import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import Synchronization
import Testing

/// Everything at once that somebody who may write into the inbox can do there, against the real program.
@Suite(.blocking, .serialized, .timeLimit(.minutes(10))) struct AdversaryProcessTests {
  private struct Trap {
    var path: String
    /// The state that the ledger has, and the reason where it is rejected.
    var state: String
    var code: String?
  }

  @Test(arguments: ["archive", "delete", "keep"])
  func nothingLeavesTheFoldersNothingHangsAndAllIsAnsweredFor(after: String) throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("after: \(after)\nsettle: 50ms\nsweep: 1s\n")
    try FileManager.default.createDirectory(atPath: "\(folder.path)/outside", withIntermediateDirectories: true)
    try folder.write("A secret with an apple in it", to: "../outside/x.txt")
    try occupyLeaving(folder)
    let traps = try fill(folder)
    // Changes places with a link to the outside all the time.
    try folder.write("Swapped\n\nAn apple, swapped.\n", to: "swap/x.txt")
    #expect(symlink("\(folder.path)/outside", "\(folder.inbox)/to-outside") == 0)
    let meddler = try Meddler("\(folder.inbox)/swap", "\(folder.inbox)/to-outside")

    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    try folder.move("Still alive\n\nAn apple, afterwards.\n", to: "afterwards.txt")
    while try !daemon.outputLines(1)[0].contains("afterwards.txt") {}
    meddler.stop()
    let peak = try peakKiB(daemon.processID)
    #expect(try daemon.stop() == 0)
    let rest = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    #expect(try rest.end() == 0, "\(rest.allMessages().suffix(20))")
    print("peak memory \(peak / 1024) MiB, \(meddler.rounds) swaps")
    #expect(peak < 700 * 1024)

    let rows = try StateSurvey(folder).ledger
    for trap in traps {
      let found = rows.filter { $0.path == trap.path }
      #expect(found.count == 1, "\(trap.path.debugDescription): \(found)")
      #expect(found.first?.state == trap.state, "\(trap.path.debugDescription)")
      #expect(found.first?.reasonCode == trap.code, "\(trap.path.debugDescription)")
      #expect(found.first?.move == (after == "keep" ? "kept" : "done"), "\(trap.path.debugDescription)")
    }
    #expect(!rows.contains { $0.move == "pending" })
    // Two names of one file are two arrivals, whichever is first.
    let hard = rows.filter { ["hard.txt", "hard-too.txt"].contains($0.path) }
    #expect(hard.map(\.state).sorted() == ["duplicate", "matched"])
    #expect(folder.files(below: "outside") == ["x.txt"])
    let secret = try String(contentsOfFile: "\(folder.path)/outside/x.txt", encoding: .utf8)
    #expect(secret == "A secret with an apple in it")
    let archived = folder.files(below: "state/archive")
    for name in archived {
      let text = try String(contentsOfFile: "\(folder.state)/archive/\(name)", encoding: .utf8)
      #expect(!text.contains("secret"), "\(name) was read from outside")
    }
    if after != "archive" { #expect(archived == []) }
    if after != "keep" {
      let left = folder.files(below: "inbox").filter { !$0.hasPrefix(".leaving") }
      #expect(left == [])
    }
  }

  private func occupyLeaving(_ folder: WorkFolder) throws {
    for number in 1...5 { try folder.write("in the way", to: ".leaving/\(number)") }
    try folder.write("in the way", to: ".leaving/6/folder")
    #expect(symlink("/etc/passwd", "\(folder.inbox)/.leaving/7") == 0)
    #expect(mkfifo("\(folder.inbox)/.leaving/8", 0o666) == 0)
  }

  private func fill(_ folder: WorkFolder) throws -> [Trap] {
    var traps: [Trap] = []
    func article(_ name: String) throws {
      try folder.write("Title \(name.utf8.count) \(traps.count)\n\nAn apple, number \(traps.count).\n", to: name)
      traps.append(Trap(path: name, state: "matched"))
    }
    try article(String(repeating: "n", count: 251) + ".txt")
    try article("control \u{1B}[2J\n\u{202E}\u{7}.txt")
    try article("'; DROP TABLE ledger; --.txt")
    try article((0..<100).map { "f\($0)" }.joined(separator: "/") + "/deep.txt")
    try folder.write("Hard\n\nAn apple with two names.\n", to: "hard.txt")
    #expect(link("\(folder.inbox)/hard.txt", "\(folder.inbox)/hard-too.txt") == 0)
    try bytesName(folder)
    traps.append(Trap(path: "caf%E9%FF.txt", state: "matched"))
    #expect(symlink("/etc/passwd", "\(folder.inbox)/link.txt") == 0)
    #expect(symlink("nowhere", "\(folder.inbox)/broken.txt") == 0)
    for name in ["link.txt", "broken.txt"] { traps.append(Trap(path: name, state: "rejected", code: "symbolic-link")) }
    #expect(mkfifo("\(folder.inbox)/fifo.txt", 0o666) == 0)
    traps.append(Trap(path: "fifo.txt", state: "rejected", code: "fifo"))
    try folder.write("", to: "sparse.txt")
    #expect(truncate("\(folder.inbox)/sparse.txt", 1 << 40) == 0)
    traps.append(Trap(path: "sparse.txt", state: "rejected", code: "too-large"))
    if mknod("\(folder.inbox)/device.txt", S_IFCHR | 0o666, 0x105) == 0 {
      traps.append(Trap(path: "device.txt", state: "rejected", code: "device"))
    }
    if mknod("\(folder.inbox)/socket.txt", S_IFSOCK | 0o666, 0) == 0 {
      traps.append(Trap(path: "socket.txt", state: "rejected", code: "socket"))
    }
    return traps
  }

  private func bytesName(_ folder: WorkFolder) throws {
    var name = "\(folder.inbox)/caf".utf8.map(CChar.init(bitPattern:))
    name += [0xE9, 0xFF].map { CChar(bitPattern: $0) } + ".txt".utf8.map(CChar.init(bitPattern:)) + [0]
    let descriptor = open(name, O_WRONLY | O_CREAT, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let text = "No UTF-8\n\nAn apple in a name.\n"
    #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
  }

  private func peakKiB(_ process: pid_t) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return Int(line.filter(\.isNumber)) ?? 0
  }

  /// What cannot be moved stays, and is told; the others go on.
  @Test(.enabled(if: geteuid() == 0, "making a file immutable takes root"))
  func immutableFileStopsNobodyElse() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("settle: 50ms\nsweep: 1s\n")
    try folder.write("Fixed\n\nAn apple that cannot be moved.\n", to: "fixed.txt")
    guard try immutable("+i", "\(folder.inbox)/fixed.txt") else { return }
    defer { _ = try? immutable("-i", "\(folder.inbox)/fixed.txt") }
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "trying again")
    try folder.move("Free\n\nAn apple that can.\n", to: "free.txt")
    _ = try daemon.outputLines(2)
    #expect(try daemon.stop() == 0)
    #expect(try immutable("-i", "\(folder.inbox)/fixed.txt"))
    let rest = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    #expect(try rest.end() == 0)
    let rows = try StateSurvey(folder).ledger
    #expect(rows.count == 2)
    #expect(Set(rows.map(\.move)) == ["done"])
  }

  /// Whether it could be done: not every file system knows the attribute.
  private func immutable(_ change: String, _ path: String) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/chattr")
    process.arguments = [change, path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

/// Swaps two names without end, on a thread of its own.
private final class Meddler: Sendable {
  private let state = Mutex((isOver: false, rounds: 0))
  private let ended = DispatchSemaphore(value: 0)

  var rounds: Int { state.withLock { $0.rounds } }

  init(_ a: String, _ b: String) throws {
    let symbol = try #require(dlsym(UnsafeMutableRawPointer(bitPattern: 0), "renameat2"))
    // renameat2(2) has had this signature always; the Glibc module leaves it out, for it is a GNU extension.
    let exchange = unsafeBitCast(
      symbol, to: (@convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32).self)
    // A thread, for the queues' threads may all be waiting in other tests.
    Thread.detachNewThread { [self] in
      while !state.withLock({ $0.isOver }) {
        // RENAME_EXCHANGE
        _ = exchange(AT_FDCWD, a, AT_FDCWD, b, 2)
        state.withLock { $0.rounds += 1 }
        usleep(20)
      }
      ended.signal()
    }
  }

  func stop() {
    state.withLock { $0.isOver = true }
    ended.wait()
  }
}
