import Foundation
import Glibc

/// The real program, started in a folder; its messages go to a file there.
struct DaemonRun {
  private let process: Process
  private let begin: Double

  init(_ program: String, _ arguments: [String], in folder: String) throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["run"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let messages = folder + "/messages.txt"
    guard FileManager.default.createFile(atPath: messages, contents: nil),
      let handle = FileHandle(forWritingAtPath: messages)
    else { throw LoadFailure("cannot write \(messages)") }
    process.standardError = handle
    process.standardOutput = handle
    begin = Self.now()
    try process.run()
  }

  struct End {
    var status: Int32
    var seconds: Double
    /// Of processor time, in the program and in the kernel for it.
    var userSeconds: Double
    var systemSeconds: Double
    /// The most memory it had, in bytes.
    var peakBytes: Int
  }

  func end() -> End {
    process.waitUntilExit()
    let seconds = Self.now() - begin
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return End(
      status: process.terminationStatus, seconds: seconds, userSeconds: Self.seconds(usage.ru_utime),
      systemSeconds: Self.seconds(usage.ru_stime), peakBytes: usage.ru_maxrss * 1024)
  }

  /// Of processor time, of all children that have ended so far, other programs than the daemon included.
  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  func stop() { process.terminate() }

  /// Resident memory in bytes and open descriptors, now.
  func figures() -> (bytes: Int, descriptors: Int) {
    let folder = "/proc/\(process.processIdentifier)"
    do {
      let pages = try String(contentsOfFile: folder + "/statm", encoding: .utf8).split(separator: " ")
      let descriptors = try FileManager.default.contentsOfDirectory(atPath: folder + "/fd").count
      return ((pages.count > 1 ? Int(pages[1]) ?? 0 : 0) * 4096, descriptors)
    } catch {
      // Nothing is there once the process has ended, which `end` reports.
      return (0, 0)
    }
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
