import Foundation
import Glibc
import TestServer
import TestSupport

/// Kills the daemon (a debug build) again and again, at fail points of delivery and at random moments, while it tells
/// three receivers: one that is well, one that is down nearly to the end, one that flaps. Then it may finish, and what
/// the receivers took is compared with what the database says was raised.
package struct DeliverySeries {
  package struct Options: Sendable {
    package var program: String
    package var seed: UInt64
    package var kills = 50
    /// About so many are raised.
    package var alerts = 1_000
    /// Where it is not killed at a point: within so long after it began to watch.
    package var longestLife: Duration = .milliseconds(3_000)
    /// The longest that the receiver that is well may wait for all but one in a hundred of its alerts; `nil` for any.
    package var longestWait: Duration? = .seconds(1)
    /// Half of the kills are at these, by turns, and each has to come about: not in a release build, which has no points.
    package var points = ["attemptReporting", "attemptReported", "outboxRecorded", "attemptRecorded"]
    /// At which passing of its point the daemon dies at the latest; the first time that it is to die there, at the first.
    package var highestCount = 30

    package init(program: String, seed: UInt64) {
      self.program = program
      self.seed = seed
    }
  }

  /// A life of the daemon, in milliseconds since 1970.
  struct Life {
    var start: Int64
    /// From when it watched; `nil` where it died before.
    var watching: Int64?
    var end: Int64
  }

  private let options: Options
  private let mill: StoryMill
  private let receivers: Receivers

  package init(_ options: Options) throws {
    self.options = options
    mill = StoryMill(seed: options.seed)
    receivers = try Receivers(seed: options.seed)
  }

  package func run() throws -> DeliveryReport {
    let folder = try WorkFolder()
    var report = DeliveryReport()
    defer {
      receivers.close()
      // What went wrong is left for a look.
      if report.problems.isEmpty { folder.remove() }
    }
    try folder.writeRules(mill.rules)
    try folder.writeSettings(settings)
    let lives = try killWhileItTells(folder, &report)
    report.expectDeaths(at: options.points)
    let finished = milliseconds()
    report.lastRuns = try finish(folder)
    let survey = try DeliverySurvey(folder)
    report.add(survey, receivers, lives, finished: finished, longestWait: options.longestWait)
    if !report.problems.isEmpty { report.problems.append("the folder is left: \(folder.path)") }
    return report
  }

  private var settings: String {
    receivers.all.reduce(
      into: "settle: 100ms\nsweep: 1s\nsearch: no\nretry:\n  first: 100ms\n  longest: 200ms\nendpoints:\n"
    ) { text, receiver in
      text += "  \(receiver.name):\n    type: webhook\n    url: \(receiver.server.url)\n    timeout: 5s\n"
    }
  }

  private func killWhileItTells(_ folder: WorkFolder, _ report: inout DeliveryReport) throws -> [Life] {
    var random = SplitMix64(seed: options.seed ^ 0xDEAD)
    var lives: [Life] = []
    let files = Int(Double(options.alerts) / StoryMill.alertsPerFile)
    let portion = (files + options.kills - 1) / max(1, options.kills)
    for kill in 0..<options.kills {
      if kill == options.kills * 4 / 5 { try receivers.open() }
      let portion = min(files, kill * portion)..<min(files, (kill + 1) * portion)
      let point = kill % 2 == 0 && !options.points.isEmpty ? options.points[kill / 2 % options.points.count] : nil
      let isFirst = kill / 2 < options.points.count
      let plan = point.map { "\($0):\(isFirst ? 1 : 1 + random.below(options.highestCount))" }
      let start = milliseconds()
      let daemon = try DaemonProcess(
        program: options.program, arguments: ["run", "--format", "json"], folder: folder,
        environment: plan.map { ["WATCHWORD_FAIL_AT": $0] } ?? [:])
      let drops = try Drops(mill, portion, into: folder, over: options.longestLife / 2)
      // Some die while they start.
      let watching = point == nil && random.chance(20) ? nil : daemon.whenWatching()
      // Every life passes each point once, however slow the machine is; often, only where there are files enough.
      let patience: Duration =
        if point == nil {
          .milliseconds(random.below(Int(options.longestLife / .milliseconds(1))))
        } else {
          isFirst ? .seconds(30) : .seconds(3)
        }
      let (status, isByItself) = try daemon.end(orKillAfter: patience)
      lives.append(Life(start: start, watching: watching, end: milliseconds()))
      guard status == 128 + SIGKILL else {
        throw HarnessError("ended with \(status): \(daemon.allMessages().joined(separator: "\n"))")
      }
      report.kills += 1
      if let point, isByItself { report.killsAtPoint[point, default: 0] += 1 }
      try drops.wait()
    }
    return lives
  }

  /// Lets the daemon work off what is there, as often as something is in back-off still. Returns how often.
  private func finish(_ folder: WorkFolder) throws -> Int {
    for run in 1...500 {
      _ = try folder.finish(options.program)
      if try StateSurvey(folder, hasLog: false).pendingDeliveries == 0 { return run }
    }
    throw HarnessError("500 runs did not get every alert told")
  }
}

/// Files that a thread drops over a while.
private final class Drops: Sendable {
  private let finished = DispatchSemaphore(value: 0)
  private let failure = FailureBox()

  init(_ mill: StoryMill, _ numbers: Range<Int>, into folder: WorkFolder, over duration: Duration) throws {
    let pause = UInt32(duration / .microseconds(1)) / UInt32(max(1, numbers.count))
    Thread { [self] in
      do {
        for number in numbers {
          let file = mill.file(number)
          try folder.move(file.text, to: file.name)
          usleep(pause)
        }
      } catch {
        failure.set("\(error)")
      }
      finished.signal()
    }.start()
  }

  func wait() throws {
    finished.wait()
    if let message = failure.value { throw HarnessError(message) }
  }
}

/// Now, since 1970.
private func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

extension DaemonProcess {
  /// When it began to watch, in milliseconds since 1970; `nil` where it ended before.
  fileprivate func whenWatching() -> Int64? {
    do {
      try message(containing: "watching")
      return milliseconds()
    } catch {
      // How it ended is seen by whoever waits for that.
      return nil
    }
  }
}
