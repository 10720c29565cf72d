import FailPoints
import Foundation
import Glibc
import TestSupport

/// Kills the daemon (a debug build) again and again, at each fail point in turn and at random moments, while several
/// producers drop files; lets it finish, and compares what it holds with the promises and with an undisturbed run.
package struct KillSeries {
  package struct Options: Sendable {
    package var program: String
    package var seed: UInt64
    /// How often it is killed.
    package var kills = 120
    package var filesPerKill = 6
    /// Whether every second kill is at a random moment; otherwise all are at points.
    package var hasRandomMoments = true
    /// Whether each life is to end by itself where its point is not reached: then no time limit decides anything.
    package var worksOff = false
    /// Killed within so long after its start where no point is reached.
    package var longestLife: Duration = .milliseconds(700)
    /// On another file system; `nil` for one in the state.
    package var archiveIn: String?
    package var after = Afterwards.archive
    package var points = Self.allPoints
    /// At which passing of its point the daemon dies at the latest.
    package var highestCount = 3

    package init(program: String, seed: UInt64) {
      self.program = program
      self.seed = seed
    }

    /// None in a release build, which has none.
    package static var allPoints: [String] {
      #if DEBUG
        // The day's folder is made once only.
        let first = [FailPoint.folderMaking, .folderMade]
        return (first + FailPoint.allCases.filter { !first.contains($0) }).map(\.rawValue)
      #else
        return []
      #endif
    }

    /// Those on the way that files go.
    package static func points(after: Afterwards, archiveIn: String?) -> [String] {
      var others = ["copy", "fileSystem"]
      if after != .delete && archiveIn == nil { others += ["leaving", "original"] }
      if after != .archive { others += ["archive", "folderMaking", "folderMade"] }
      if after == .keep { others += ["reason", "folderSync", "doneReporting", "moveRecorded"] }
      if after == .archive, archiveIn != nil { others = [] }
      return allPoints.filter { point in !others.contains { point.hasPrefix($0) } }
    }

    /// Points that only a daemon reaches that works off everything and ends.
    static let toTheEnd = afterMuch.union(afterMany).union(["closing", "closed"])
    /// Of these, those that only a daemon reaches that has much to record.
    static let afterMuch: Set<String> = ["checkpointing", "checkpointed"]
    /// That has many files at once to move to another file system.
    static let afterMany: Set<String> = ["fileSystemSyncing", "fileSystemSynced"]
  }

  package struct Report: Sendable {
    package var kills = 0
    /// Of these, the kills at a point, by its name.
    package var killsAtPoint: [String: Int] = [:]
    package var files = 0
    package var recordedUnderFire = 0
    package var alerts = 0
    package var matches = 0
    package var archived = 0
    package var rejected = 0
    package var duplicates = 0
    package var repeatedLogLines = 0
    package var problems: [String] = []

    package init() {}
  }

  private let options: Options
  private let mill: ArticleMill

  package init(_ options: Options) {
    self.options = options
    mill = ArticleMill(seed: options.seed)
  }

  package func run() throws -> Report {
    let disturbed = try WorkFolder(archiveIn: options.archiveIn, after: options.after)
    let calm = try WorkFolder(archiveIn: options.archiveIn, after: options.after)
    var report = Report()
    defer {
      // What went wrong is left for a look.
      if report.problems.isEmpty { disturbed.remove() }
      calm.remove()
    }
    for folder in [disturbed, calm] { try folder.prepare(mill.rules) }
    var told: Set<String> = []
    let drops = try killWhileFilesCome(disturbed, calm, &report, &told)
    report.recordedUnderFire = try StateSurvey(disturbed, hasLog: false).ledger.count
    told.formUnion(try disturbed.finish(options.program))

    let undisturbed = Producers(mill, files: options.kills * options.filesPerKill, portions: 1, into: calm)
    undisturbed.release()
    _ = try undisturbed.wait()
    _ = try calm.finish(options.program)
    report.add(try StateSurvey(disturbed), disturbed)
    report.files = drops.values.reduce(0, +)
    report.problems += try Self.problems(of: disturbed, drops: drops, calm: calm, told: told)
    if !report.problems.isEmpty { report.problems.append("the folder is left: \(disturbed.path)") }
    return report
  }

  static func problems(
    of folder: WorkFolder, drops: [String: Int], calm: WorkFolder, told: Set<String>?, mayTearLog: Bool = false
  ) throws -> [String] {
    let (survey, quiet) = (try StateSurvey(folder), try StateSurvey(calm))
    var problems = try survey.problems(folder, drops: drops, mayTearLog: mayTearLog)
    // Which of two copies raises the alert depends on which came first, and so may its id; that it is raised, and by
    // which rules the articles are matched, does not.
    let (alerted, expected) = (Set(survey.alerted), Set(quiet.alerted))
    if alerted != expected {
      problems.append("the alerts of \(alerted.symmetricDifference(expected).count) stories differ")
    }
    if survey.matches != quiet.matches {
      let difference = survey.matches.symmetricDifference(quiet.matches)
      problems.append("\(difference.count) matches differ from an undisturbed run")
    }
    if let told {
      let ids = Set(survey.alerts.map { $0[2] })
      if told != ids { problems.append("\(told.symmetricDifference(ids).count) alerts were not written to stdout") }
    }
    return problems
  }

  private func killWhileFilesCome(
    _ folder: WorkFolder, _ calm: WorkFolder, _ report: inout Report, _ told: inout Set<String>
  ) throws -> [String: Int] {
    var random = SplitMix64(seed: options.seed ^ 0xDEAD)
    let producers = Producers(mill, files: options.kills * options.filesPerKill, portions: options.kills, into: folder)
    var largeFiles: [ArticleMill.File] = []
    for kill in 0..<options.kills {
      producers.release()
      let isAtPoint = !options.points.isEmpty && (kill % 2 == 0 || !options.hasRandomMoments)
      let place = options.hasRandomMoments ? kill / 2 : kill
      let point = isAtPoint ? options.points[place % options.points.count] : nil
      let count = place < options.points.count ? 1 : 1 + random.below(options.highestCount)
      if let point, Options.afterMuch.union(Options.afterMany).contains(point) {
        let isMuch = Options.afterMuch.contains(point)
        let files = (0..<(isMuch ? 8 : 60)).map { index in
          isMuch ? mill.largeFile(kill * 8 + index) : mill.file(1_000_003 + kill * 60 + index)
        }
        for file in files { try folder.move(file.text, to: file.name) }
        largeFiles += files
      }
      let life = point == nil ? random.below(Int(options.longestLife / .milliseconds(1))) : nil
      let end = try live(folder, point, count, killedAfter: life)
      told.formUnion(end.told)
      if end.status == 128 + SIGKILL { report.kills += 1 }
      if let point, end.isByItself, end.status == 128 + SIGKILL { report.killsAtPoint[point, default: 0] += 1 }
    }
    for file in largeFiles { try calm.move(file.text, to: file.name) }
    return try producers.wait().merging(largeFiles.map { ($0.name, 1) }, uniquingKeysWith: +)
  }

  /// While one copy is being made, the others gather.
  private static func plan(_ point: String, _ count: Int) -> String {
    Options.afterMany.contains(point) ? "copyWriting:1:pause=1000,\(point):1" : "\(point):\(count)"
  }

  private struct End {
    var status: Int32
    /// Without the harness having killed it.
    var isByItself: Bool
    var told: [String]
  }

  /// One life of the daemon.
  private func live(_ folder: WorkFolder, _ point: String?, _ count: Int, killedAfter life: Int?) throws -> End {
    let isToEnd = options.worksOff || point.map(Options.toTheEnd.contains) == true
    let daemon = try DaemonProcess(
      program: options.program, arguments: ["run", "--format", "json"] + (isToEnd ? ["--once"] : []), folder: folder,
      environment: point.map { ["WATCHWORD_FAIL_AT": Self.plan($0, count)] } ?? [:])
    let patience =
      isToEnd ? .seconds(600) : life.map { .milliseconds($0) } ?? (point == nil ? options.longestLife : .seconds(3))
    let (status, isByItself) = try daemon.end(orKillAfter: patience)
    guard status == 128 + SIGKILL || (isToEnd && status == 0) else {
      throw HarnessError(
        "ended with \(status) at \(point ?? "no point"): \(daemon.allMessages().joined(separator: "\n"))")
    }
    return End(status: status, isByItself: isByItself, told: daemon.remainingOutput().compactMap(StateSurvey.id))
  }
}

extension KillSeries.Report {
  fileprivate mutating func add(_ survey: StateSurvey, _ folder: WorkFolder) {
    alerts = survey.alerts.count
    matches = survey.matches.count
    archived = WorkFolder.files(below: folder.archive).count
    rejected = survey.ledger.count { $0.state == "rejected" }
    duplicates = survey.ledger.count { $0.state == "duplicate" }
    repeatedLogLines = survey.loggedIDs.count - Set(survey.loggedIDs).count
  }
}

extension WorkFolder {
  /// Rules, and settings that make the daemon take what it finds soon.
  func prepare(_ rules: String) throws {
    try writeRules(rules)
    try writeSettings(
      "settle: 100ms\nsweep: 1s\nafter: \(after.rawValue)\nretry:\n  first: 100ms\n  longest: 200ms\n"
        + (archiveRoot == nil ? "" : "archive: \(archive)\n"))
  }

  /// Lets a daemon work off what is there. Returns the ids of the alerts that it told on stdout.
  ///
  /// What somebody still has open for writing it leaves for its next run, and that may be a process of another test which
  /// was just being started when the file was written.
  func finish(_ program: String) throws -> [String] {
    var told: [String] = []
    var messages: [String] = []
    for _ in 0..<10 {
      let daemon = try DaemonProcess(program: program, arguments: ["run", "--once", "--format", "json"], folder: self)
      let status = try daemon.end(within: .seconds(600))
      messages = daemon.allMessages()
      guard status == 0 else {
        throw HarnessError("run --once ended with \(status): \(messages.joined(separator: "\n"))")
      }
      told += daemon.remainingOutput().compactMap(StateSurvey.id)
      if !messages.contains(where: { $0.contains("is left for the next run") }) { return told }
    }
    throw HarnessError("ten runs have left files behind: \(messages.joined(separator: "\n"))")
  }
}
