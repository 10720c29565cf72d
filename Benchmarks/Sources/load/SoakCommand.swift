import ArgumentParser
import Foundation
import Glibc
import Material

struct SoakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak", abstract: "Keep the daemon at full load and watch memory, descriptors and the write-ahead log."
  )

  @OptionGroup var options: LoadOptions
  @Option(help: "How long.")
  var minutes = 10.0
  @Option(help: "Files in the inbox at any time.")
  var backlog = 4_000
  @Option(help: "Seconds between samples.")
  var interval = 15.0

  private struct Sample {
    var bytes: Int
    var descriptors: Int
    var log: Int
  }

  func run() throws {
    var folder = try LoadFolder(options)
    defer { folder.remove() }
    let daemon = try DaemonRun(options.program, [], in: folder.path)
    var dropped = 0
    var samples: [Sample] = []
    let begin = DaemonRun.now()
    var next = begin + interval
    while DaemonRun.now() - begin < minutes * 60 {
      // Only as many as were taken: more would measure the disk.
      let waiting = try Self.filesWaiting(folder.path + "/inbox")
      for _ in 0..<max(0, backlog - waiting) {
        try folder.drop(dropped)
        dropped += 1
      }
      guard DaemonRun.now() >= next else {
        usleep(20_000)
        continue
      }
      next += interval
      let (bytes, descriptors) = daemon.figures()
      let sample = Sample(bytes: bytes, descriptors: descriptors, log: folder.size("state/watchword.db-wal"))
      samples.append(sample)
      say(
        "\(Int(DaemonRun.now() - begin)) s: \(dropped) files, \(sample.bytes >> 20) MiB, \(sample.descriptors) descriptors, "
          + "log \(sample.log >> 20) MiB, database \(folder.size("state/watchword.db") >> 20) MiB")
    }
    daemon.stop()
    let end = daemon.end()
    say(
      "\(dropped) files in \(Int(end.seconds)) s: \(Int(Double(dropped) / end.seconds)) files/s; "
        + "\(end.peakBytes >> 20) MiB at most; ended with \(end.status)")
    try judge(samples, end.status)
  }

  /// Flat: in the second half no more than in the first, but for a tenth.
  private func judge(_ samples: [Sample], _ status: Int32) throws {
    let half = samples.count / 2
    guard status == 0, half > 0 else { throw LoadFailure("the daemon did not run to the end: status \(status)") }
    func grown(_ value: (Sample) -> Int) -> Bool {
      let (first, second) = (samples[..<half].map(value).max() ?? 0, samples[half...].map(value).max() ?? 0)
      return second > first + first / 10
    }
    let wrong = [
      grown(\.bytes) ? "memory" : nil, grown(\.descriptors) ? "descriptors" : nil,
      samples.contains { $0.log > 64 << 20 } ? "the write-ahead log" : nil,
    ].compactMap(\.self)
    guard wrong.isEmpty else {
      say("MISSED: \(wrong.joined(separator: ", ")) did not stay bounded")
      throw ExitCode(1)
    }
    say("memory and descriptors flat, the write-ahead log at most \((samples.map(\.log).max() ?? 0) >> 20) MiB")
  }

  private static func filesWaiting(_ inbox: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: inbox).reduce(0) {
      $0 + (try FileManager.default.contentsOfDirectory(atPath: "\(inbox)/\($1)").count)
    }
  }
}
