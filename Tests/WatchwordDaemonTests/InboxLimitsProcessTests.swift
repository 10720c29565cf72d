import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import Testing

/// The real program where the system gives few watches, or none: in a user namespace of its own, whose limits
/// (/proc/sys/user) are nobody else's. Those in /proc/sys/fs/inotify are of the whole machine and are left alone.
@Suite(.blocking, .serialized, .enabled(if: hasUserNamespaces, "user namespaces are not to be had here"))
struct InboxLimitsProcessTests {
  private func start(_ folder: WorkFolder, limit: String, to value: Int) throws -> DaemonProcess {
    let script = #"echo \#(value) >/proc/sys/user/\#(limit) && exec "$0" "$@""#
    return try DaemonProcess(
      program: "/usr/bin/unshare",
      arguments: [
        "--user", "--map-root-user", "/bin/sh", "-c", script, DaemonProcess.builtProgram(), "run", "--format", "json",
      ], folder: folder)
  }

  private func work() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("poll: 1s\nsettle: 50ms\nsweep: 1h\n")
    return folder
  }

  @Test func withoutEnoughWatchesTheRestIsPolled() throws {
    let folder = try work()
    defer { folder.remove() }
    for number in 0..<8 { try folder.write("Before \(number)\n\nAn apple.\n", to: "d\(number)/before.txt") }
    let daemon = try start(folder, limit: "max_inotify_watches", to: 4)
    try daemon.message(containing: "raise fs.inotify.max_user_watches")
    _ = try daemon.outputLines(8)
    for number in 0..<8 { try folder.move("After \(number)\n\nAn apple.\n", to: "d\(number)/after.txt") }
    _ = try daemon.outputLines(8)
    #expect(try daemon.stop() == 0)
    let told = daemon.allMessages().filter { $0.contains("no more folders can be watched") }
    #expect(told.count == 1, "\(told)")
    #expect(try StateSurvey(folder).ledger.count == 16)
  }

  @Test func withoutInotifyTheInboxIsPolled() throws {
    let folder = try work()
    defer { folder.remove() }
    let daemon = try start(folder, limit: "max_inotify_instances", to: 0)
    try daemon.message(containing: "raise fs.inotify.max_user_instances")
    try folder.move("Polled\n\nAn apple.\n", to: "d/polled.txt")
    _ = try daemon.outputLines(1)
    #expect(try daemon.stop() == 0)
  }
}

private let hasUserNamespaces: Bool = {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
  process.arguments = ["--user", "--map-root-user", "/bin/sh", "-c", "echo 1000 >/proc/sys/user/max_inotify_watches"]
  process.standardError = FileHandle.nullDevice
  do { try process.run() } catch { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()
