import Dispatch
import Foundation
import Glibc
import TestSupport

/// Kills the real daemon again and again at random moments while articles flow in, lets it finish, and compares what it
/// holds with the promises and with a run that nobody disturbed.
package struct CrashRun {
  package struct Options: Sendable {
    package var program: String
    package var articles: Int
    package var kills: Int
    package var seed: UInt64
    /// The daemon is killed within so long after its start.
    package var longestLifeMilliseconds = 250

    package init(program: String, articles: Int, kills: Int, seed: UInt64) {
      self.program = program
      self.articles = articles
      self.kills = kills
      self.seed = seed
    }
  }

  package struct Report: Sendable {
    package var articles: Int
    package var kills: Int
    /// How many articles were in the ledger when the last kill had been made.
    package var recordedUnderFire: Int
    package var alerts: Int
    package var logLines: Int
    package var duplicates: Int
    package var problems: [String]
  }

  private let options: Options
  private let mill: ArticleMill

  package init(_ options: Options) {
    self.options = options
    mill = ArticleMill(seed: options.seed)
  }

  package func run(progress: (String) -> Void = { _ in }) throws -> Report {
    let disturbed = try WorkFolder()
    let calm = try WorkFolder()
    defer {
      disturbed.remove()
      calm.remove()
    }
    for folder in [disturbed, calm] { try folder.writeRules(mill.rules) }

    try killWhileFilesCome(disturbed, progress)
    let underFire = try StateSurvey(disturbed, hasLog: false).ledger.count
    try finish(disturbed)
    progress("the last run has worked off the rest")
    for number in 0..<options.articles { try write(number, in: calm, way: 0) }
    try finish(calm)

    let survey = try StateSurvey(disturbed)
    let names = (0..<options.articles).map { mill.file($0).name }
    var problems = try survey.problems(disturbed, names: names)
    problems += differences(survey, try StateSurvey(calm))
    return Report(
      articles: options.articles, kills: options.kills, recordedUnderFire: underFire, alerts: survey.alerts.count,
      logLines: survey.loggedIDs.count, duplicates: survey.ledger.count { $0.state == "duplicate" },
      problems: problems)
  }

  /// Which of two copies raises the alert depends on which came first, and so may its id; that it is raised, and by
  /// which rules the articles are matched, does not.
  private func differences(_ survey: StateSurvey, _ calm: StateSurvey) -> [String] {
    var problems: [String] = []
    if Set(survey.alerted) != Set(calm.alerted) {
      problems.append("the alerts of \(Set(survey.alerted).symmetricDifference(calm.alerted).count) stories differ")
    }
    if survey.matches != calm.matches {
      problems.append(
        "\(survey.matches.symmetricDifference(calm.matches).count) matches differ from an undisturbed run")
    }
    return problems
  }

  /// In each of the daemon's lives so many files come in, so that they flow from the first to the last.
  private func killWhileFilesCome(_ folder: WorkFolder, _ progress: (String) -> Void) throws {
    var random = SplitMix64(seed: options.seed ^ 0xDEAD)
    let portions = DispatchSemaphore(value: 0)
    let finished = DispatchSemaphore(value: 0)
    let failure = FailureBox()
    let portion = max(1, options.articles / max(1, options.kills))
    let (options, mill) = (options, mill)
    Thread {
      do {
        for number in 0..<options.articles {
          if number % portion == 0 && number / portion < options.kills { portions.wait() }
          try Self.write(mill.file(number), in: folder, way: number)
        }
      } catch {
        failure.set("\(error)")
      }
      finished.signal()
    }.start()
    for kill in 0..<options.kills {
      portions.signal()
      let daemon = try DaemonProcess(program: options.program, arguments: ["run", "--format", "json"], folder: folder)
      usleep(UInt32(random.next() % UInt64(options.longestLifeMilliseconds * 1000)))
      daemon.send(SIGKILL)
      let status = try daemon.end()
      guard status == 128 + SIGKILL else {
        throw HarnessError("the daemon ended by itself with \(status): \(daemon.allMessages().joined(separator: "\n"))")
      }
      if (kill + 1) % 50 == 0 { progress("\(kill + 1) kills") }
    }
    finished.wait()
    if let message = failure.value { throw HarnessError(message) }
  }

  private func finish(_ folder: WorkFolder) throws {
    let daemon = try DaemonProcess(
      program: options.program, arguments: ["run", "--once", "--format", "json"], folder: folder)
    let status = try daemon.end(within: .seconds(600))
    guard status == 0 else {
      throw HarnessError("run --once ended with \(status): \(daemon.allMessages().joined(separator: "\n"))")
    }
  }

  private func write(_ number: Int, in folder: WorkFolder, way: Int) throws {
    try Self.write(mill.file(number), in: folder, way: way)
  }

  /// In place, or moved in.
  private static func write(_ file: ArticleMill.File, in folder: WorkFolder, way: Int) throws {
    if way % 2 == 0 { try folder.write(file.text, to: file.name) } else { try folder.move(file.text, to: file.name) }
  }
}
