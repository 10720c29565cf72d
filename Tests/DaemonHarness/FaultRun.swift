import Foundation
import GRDB
import TestSupport

/// The real daemon (a debug build) while something that it needs does not work for a time: it says so, loses nothing, tells
/// nothing twice, and goes on by itself. A fault that does not do so gives problems.
package struct FaultRun {
  private let program: String
  let mill: ArticleMill
  let files = 24

  package init(program: String, seed: UInt64) {
    self.program = program
    mill = ArticleMill(seed: seed, hasCopies: false)
  }

  /// The points at which a call can fail while the daemon runs, those of the way to another file system last.
  package static let points = [
    "fileOpening", "fileRead", "transactionBeginning", "ledgerRecorded", "storyRecorded", "articleRecorded",
    "textRecorded", "alertRecorded", "outboxRecorded", "matchRecorded", "moveRecorded", "attemptRecorded", "committing",
    "folderMaking", "archiveRenaming", "folderSyncing", "reasonWriting", "reasonNaming", "logOpening", "logWriting",
    "logSyncing", "leavingRenaming", "copyMaking", "copyWriting", "copyNaming", "copySyncing", "originalDeleting",
  ]
  private static let elsewhere: Set<String> = [
    "leavingRenaming", "copyMaking", "copyWriting", "copyNaming", "copySyncing", "originalDeleting",
  ]

  package struct Outcome: Sendable {
    package var problems: [String]
    /// What was said, at the start and the end apart.
    package var messages: [String]
  }

  /// What says that something does not work, and what says that it works again.
  private static let ends = [
    "articles wait in the inbox": "the state can be written again",
    "the ledger is told as soon as": "the ledger learns again",
    "what they matched is told all the same": "files can be moved out of the inbox again",
    "the outbox cannot be used": "the outbox can be used again",
  ]

  /// A call fails `times` times in a row.
  /// - Parameter error: `ENOSPC` or `EIO`.
  package func fail(at point: String, error: String, times: Int = 3) throws -> Outcome {
    let archive = Self.elsewhere.contains(point) ? WorkFolder.otherFileSystem : nil
    return try run(
      archiveIn: archive, environment: ["WATCHWORD_FAIL_AT": "\(point):2:\(error)*\(times)"], times: times
    ) { _, _ in files }
  }

  /// Every sync of a folder, of the log and of a copy takes so long.
  package func slowDisk(milliseconds: Int) throws -> Outcome {
    let points = ["folderSyncing", "copySyncing", "logSyncing", "committing"]
    let plan = points.map { "\($0):1:pause=\(milliseconds)*1000" }.joined(separator: ",")
    return try run(archiveIn: WorkFolder.otherFileSystem, environment: ["WATCHWORD_FAIL_AT": plan]) { _, _ in files }
  }

  /// Another connection writes to the database for so long, while files come in.
  package func lockedDatabase(for duration: Duration) throws -> Outcome {
    try run(archiveIn: nil, environment: [:]) { folder, _ in
      var configuration = Configuration()
      configuration.busyMode = .timeout(30)
      let other = try DatabaseQueue(path: folder.database, configuration: configuration)
      try other.writeWithoutTransaction { database in
        try database.execute(sql: "BEGIN IMMEDIATE")
        try drop(files..<(files * 2), into: folder)
        usleep(UInt32(duration / .microseconds(1)))
        try database.execute(sql: "COMMIT")
      }
      return files * 2
    }
  }

  private func drop(_ numbers: Range<Int>, into folder: WorkFolder, inPlace: Bool = false) throws {
    for number in numbers {
      let file = mill.file(number)
      try inPlace ? folder.write(file.text, to: file.name) : folder.move(file.text, to: file.name)
    }
  }

  /// - Parameters:
  ///   - mounted: where a small file system of memory is to be mounted before the start; `options` are mount(8)'s.
  ///   - disturb: returns how many files of the mill have been dropped.
  ///
  /// Files lie there, more come, and all leaves the inbox without anybody's help.
  func run(
    archiveIn elsewhere: String?, environment: [String: String], times: Int = 1,
    mounting: (place: (WorkFolder) -> String, options: String)? = nil,
    _ disturb: (WorkFolder, DaemonProcess) throws -> Int
  ) throws -> Outcome {
    let folder = try WorkFolder(archiveIn: elsewhere)
    defer { folder.remove() }
    let memory = try mounting.map { try MemoryFileSystem(at: $0.place(folder), $0.options) }
    defer { memory?.unmount() }
    let inPlace = memory?.path == folder.inbox
    try folder.prepare(mill.rules)
    try folder.write([0, 1, 2, 3], to: "picture.txt")
    try folder.write([0, 1, 2, 3, 4], to: "another.txt")
    try drop(0..<(files / 2), into: folder, inPlace: inPlace)
    let daemon = try DaemonProcess(
      program: program, arguments: ["run", "--format", "json"], folder: folder, environment: environment)
    try daemon.message(containing: "watching")
    try drop((files / 2)..<files, into: folder, inPlace: inPlace)
    let names = (0..<(try disturb(folder, daemon))).map { mill.file($0).name }
    var problems: [String] = []
    let left = folder.waitUntilInboxIsEmpty(seconds: 90)
    if !left.isEmpty { problems.append("files stay in the inbox: \(left.prefix(3))") }
    problems += Self.waitUntilAllWorks(daemon, seconds: 90)
    // What failed is tried again after a while; a daemon that ends leaves it to the next.
    problems += Self.waitUntilAllIsTold(folder, seconds: 90)
    let status = try daemon.stop()
    if status != 0 { problems.append("it ended with \(status)") }
    let messages = daemon.allMessages()
    // What became of the last files is on record only now.
    _ = try folder.finish(program)
    problems += try StateSurvey(folder).problems(folder, names: names + ["picture.txt", "another.txt"])
    problems += messages.filter { $0.contains("is closed") }.map { "said at a normal stop: \($0)" }
    for (message, count) in Dictionary(messages.map { ($0, 1) }, uniquingKeysWith: +) where count > times {
      problems.append("said \(count) times: \(message)")
    }
    return Outcome(problems: problems, messages: messages)
  }

  /// Each problem is told once when it begins and once when it is over.
  static func waitUntilAllWorks(_ daemon: DaemonProcess, seconds: Int) -> [String] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let messages = daemon.allMessages()
      let open = ends.filter { begin, end in
        messages.count { $0.contains(begin) } != messages.count { $0.contains(end) }
      }
      if open.isEmpty { return [] }
      if ContinuousClock.now >= deadline {
        return open.map { "\"\($0.key)\" and \"\($0.value)\" are not told as often" }
      }
      usleep(20_000)
    }
  }
}

extension FaultRun {
  /// Until no endpoint has anything to be told.
  private static func waitUntilAllIsTold(_ folder: WorkFolder, seconds: Int) -> [String] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      var problem: String
      do {
        let pending = try StateSurvey(folder).pendingDeliveries
        if pending == 0 { return [] }
        problem = "\(pending) deliveries are pending"
      } catch {
        // As while its file system is full.
        problem = "the database cannot be read: \(error)"
      }
      if ContinuousClock.now >= deadline { return [problem] }
      usleep(50_000)
    }
  }
}

extension WorkFolder {
  /// Returns what is left in the inbox, at the latest after so many seconds.
  func waitUntilInboxIsEmpty(seconds: Int) -> [String] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let left = files(below: "inbox")
      if left.isEmpty || ContinuousClock.now >= deadline { return left }
      usleep(20_000)
    }
  }
}
