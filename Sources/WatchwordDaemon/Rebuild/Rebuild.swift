import AlertStore
import Articles
import Corrections
import Delivery
import Routing
import Dispatch
import Foundation
import Inbox
import Logging
import Synchronization

/// Makes the database anew from the archive: every file there is read and matched again, by the rules in force now, in
/// the order in which they came in. Alerts get the ids that they had, for an id follows from rule and article.
///
/// For when no daemon runs; holds its lock. Memory is bounded by the names of one day's files and one batch of articles.
/// One caller.
package final class Rebuild {
  /// What was done.
  package struct Report: Sendable, Equatable, Encodable {
    /// In the archive.
    package var files = 0
    /// Read in by an earlier run that was interrupted.
    package var known = 0
    package var articles = 0
    package var duplicates = 0
    package var rejected = 0
    /// Files that could not be read; they are still in the archive.
    package var unreadable = 0
    /// Files of which nobody knows any more how they came in: without source, their time that of the file.
    package var withoutOrigin = 0
    package var alerts = 0
    /// Alerts that will be told at the daemon's start because nobody had been, or with `--notify`.
    package var toBeTold = 0
    /// Alerts waiting in the old database that could not be taken over.
    package var lostDeliveries = 0
    /// Silences, acknowledgements and the like that could not be taken over; absent where nobody knows how many.
    package var lostTellings: Int? = 0
    /// Where the old database is now.
    package var previous: String?
  }

  /// One a core; each is used by one thread at a time.
  private final class Worker: Sendable {
    let worker: Mutex<PercolationWorker>

    init(_ worker: sending PercolationWorker) { self.worker = Mutex(worker) }
  }

  /// So many files, or bytes of them, are matched before what was found is recorded.
  private static let batchFiles = 256
  private static let batchBytes: Int64 = 32 << 20
  private static let maximumComplaints = 10

  private let configuration: DaemonConfiguration
  private let notifies: Bool
  private let log: Logger
  private let listing: ArchiveListing
  private let replacement: DatabaseReplacement
  private let workers: [Worker]
  private var told = ToldAlerts()
  private var report = Report()

  /// - Parameters:
  ///   - notifies: whether alerts are told that the alert log does not have.
  ///   - isForced: also where files do not go to the archive.
  /// - Throws: what keeps it from beginning, for `DaemonFailure.message`.
  package init(_ configuration: DaemonConfiguration, notifies: Bool, isForced: Bool = false, log: Logger) throws {
    guard configuration.after == .archive || isForced else {
      throw ConfigurationError(
        description:
          "with `after: \(configuration.after == .keep ? "keep" : "delete")` files do not go to the archive, so the new "
          + "database would know nothing of them, and what is dropped again would be told again; the database is as it "
          + "was. What the archive has from before is read in all the same with --force")
    }
    self.configuration = configuration
    self.notifies = notifies
    self.log = log
    let archive = try BaseFolder(path: configuration.archive)
    listing = ArchiveListing(archive: archive)
    replacement = try DatabaseReplacement(
      stateFolder: configuration.state, storyWindow: configuration.storyWindow)
    if notifies {
      for case .log(let path) in configuration.endpoints { try told.add(log: path) }
    }
    // The rules as they worked last, so that one that is wrong now still matches.
    for database in [replacement.inForce].compactMap(\.self) + replacement.setAside {
      if database.carryDefinitions(into: replacement.store) > 0 { break }
    }
    let loaded = RuleLoading(
      folder: configuration.rules, requiresTests: configuration.requiresTests, store: replacement.store, log: log
    ).load()
    guard loaded.ruleCount > 0 else {
      try replacement.store.close()
      throw ConfigurationError(
        description: "there are no rules in \(configuration.rules), so nothing would match; the database is as it was")
    }
    let rules = RulesInForce(
      index: loaded.index, endpoints: notifies ? configuration.routes : Routes())
    let anchors = AnchorKeeper(rules: rules)
    let selfCheck = SelfCheck(log: log)
    let limits = configuration.limits
    let corrections = try CorrectionWords.load(for: configuration)
    workers = (0..<max(1, ProcessInfo.processInfo.activeProcessorCount)).map { _ in
      Worker(
        PercolationWorker(
          readers: [.archive: InboxReader(folder: archive, maximumBytes: limits.maximumFileBytes)], rules: rules,
          anchors: anchors, limits: limits, selfCheck: selfCheck, corrections: corrections,
          oldAfter: configuration.oldAfter))
    }
  }

  /// Reads everything in and puts the new database in the place of the old one, which is set aside.
  ///
  /// - Parameter progress: how far it is, from 0 to 1, and how many files that is.
  /// - Throws: then the old database is in its place, and the next run goes on where this one was.
  package func run(progress: (Double, Int) -> Void) throws -> Report {
    if replacement.isResumed { log.notice("going on with a rebuild that was interrupted") }
    let days = try listing.days()
    report.files = try days.reduce(0) { try $0 + listing.count($1) }
    var done = 0
    for day in days {
      var batch: [Arrival] = []
      var bytes: Int64 = 0
      for file in inOrder(try listing.files(day), day) {
        done += 1
        guard let fingerprint = try listing.fingerprint(of: file.arrival.name, on: day),
          let arrival = try arrival(file, fingerprint, day)
        else { continue }
        batch.append(arrival)
        bytes += fingerprint.size
        guard batch.count >= Self.batchFiles || bytes >= Self.batchBytes else { continue }
        try take(batch)
        (batch, bytes) = ([], 0)
        progress(Double(done) / Double(max(report.files, done)), done)
      }
      try take(batch)
      progress(Double(done) / Double(max(report.files, done)), done)
    }
    if let database = replacement.inForce {
      report.lostTellings = database.carryTelling(into: replacement.store)?.lost
    }
    if let (carried, lost) = replacement.inForce?.carryPendingDeliveries(into: replacement.store) {
      report.lostDeliveries = lost
      if !notifies { report.toBeTold = carried }
    }
    // Files that stay in the inbox, from when they did: whatever becomes of them now, they are no new ones.
    _ = replacement.inForce?.carryKept(into: replacement.store)
    if let failure = replacement.inForce?.failure { throw failure }
    report.previous = try replacement.finish()
    return report
  }

  /// A file of the archive, and what an earlier database knows of it where no index does.
  private struct Remembered {
    var arrival: ArchivedArrival
    /// `database` is higher the younger the database is.
    var former: (database: Int, arrival: FormerArrival)?
  }

  /// What no index knows comes first, and of that what no database knows. The others stand in the order in which they were
  /// recorded: which of two files with the same bytes is the duplicate depends on it, and times do not tell it.
  private func inOrder(_ files: [ArchivedArrival], _ day: ArchiveDay) -> [Remembered] {
    let remembered = files.map { file in
      let prefix = file.path == nil ? Self.hashPrefix(of: file.name) : nil
      return Remembered(arrival: file, former: prefix.flatMap { former($0, destination(of: file.name, day)) })
    }
    let places = remembered.enumerated().map { (index, file) -> (Int, Int64, Int) in
      if file.arrival.path != nil { return (.max, 0, index) }
      return file.former.map { ($0.database, $0.arrival.ledgerID, index) } ?? (-1, 0, index)
    }
    return places.sorted { $0 < $1 }.map { remembered[$0.2] }
  }

  private func destination(of name: [UInt8], _ day: ArchiveDay) -> String {
    let location = FileLocation(base: .archive, path: listing.path(name, on: day))
    return "\(location.base.rawValue)/\(location.display)"
  }

  /// `nil` where an interrupted run has had it.
  private func arrival(_ remembered: Remembered, _ fingerprint: FileFingerprint, _ day: ArchiveDay) throws -> Arrival? {
    let file = remembered.arrival
    let place = listing.path(file.name, on: day)
    let prefix = Self.hashPrefix(of: file.name)
    if replacement.isResumed, let prefix, let path = InboxPath(bytes: file.name),
      try replacement.store.hasArchived(
        hashPrefix: prefix, destination: destination(of: file.name, day),
        file: LedgerFingerprint(fingerprint, path: path))
    {
      report.known += 1
      return nil
    }
    if let path = file.path, let arrived = file.arrivedMilliseconds {
      return Arrival(path, inArchive: place, arrivedMilliseconds: day.clamping(milliseconds: arrived))
    }
    if let former = remembered.former?.arrival, let path = InboxPath(bytes: former.pathBytes) {
      return Arrival(path, inArchive: place, arrivedMilliseconds: former.arrivedMilliseconds)
    }
    report.withoutOrigin += 1
    let own = Array(file.name.dropFirst(prefix.map { $0.utf8.count + 1 } ?? 0))
    guard let path = InboxPath(bytes: own) ?? InboxPath(bytes: file.name) else { return nil }
    return Arrival(
      path, inArchive: place, arrivedMilliseconds: day.clamping(milliseconds: fingerprint.mtime / 1_000_000))
  }

  /// The youngest database that knows the file.
  private func former(_ prefix: String, _ destination: String) -> (database: Int, arrival: FormerArrival)? {
    let databases = [replacement.inForce].compactMap(\.self) + replacement.setAside
    for (age, database) in databases.enumerated() {
      if let found = database.arrival(hashPrefix: prefix, destination: destination) {
        return (databases.count - age, found)
      }
    }
    return nil
  }

  /// The digits that a name in the archive begins with.
  static func hashPrefix(of name: [UInt8]) -> String? {
    guard name.count > 13, name[12] == UInt8(ascii: "-") else { return nil }
    let digits = String(decoding: name[..<12], as: UTF8.self)
    return digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? digits : nil
  }

  /// Matches a batch on all cores, and records it in its order.
  private func take(_ batch: [Arrival]) throws {
    guard !batch.isEmpty else { return }
    let outcomes = Mutex([PercolationWorker.Outcome?](repeating: nil, count: batch.count))
    let workers = workers
    DispatchQueue.concurrentPerform(iterations: workers.count) { number in
      workers[number].worker.withLock { worker in
        for index in stride(from: number, to: batch.count, by: workers.count) {
          let outcome = worker.look(at: batch[index])
          outcomes.withLock { $0[index] = outcome }
        }
      }
    }
    var submissions: [(Handled, Submission)] = []
    for (arrival, outcome) in zip(batch, outcomes.withLock { $0 }) {
      switch outcome {
      case .record(let handled, let submission): submissions.append((handled, filtered(submission)))
      case .tryLater(let message): complain("\(arrival.location.display): \(message)")
      case .nothing, nil: break
      }
    }
    try record(submissions)
  }

  /// What the alert log has was told; where nobody is to be told, all that is read in counts as told.
  private func filtered(_ submission: Submission) -> Submission {
    guard case .article(let file, let article, let matches, let notes) = submission else { return submission }
    return .article(
      file, article, matches: matches.map { !notifies || told.contains($0.alert.id) ? $0.told : $0 }, notes: notes)
  }

  private func record(_ submissions: [(Handled, Submission)]) throws {
    let results = Mutex([Result<Receipt, AlertStoreError>?](repeating: nil, count: submissions.count))
    let group = DispatchGroup()
    for (index, (_, submission)) in submissions.enumerated() {
      group.enter()
      replacement.store.submit(submission) { result in
        results.withLock { $0[index] = result }
        group.leave()
      }
    }
    group.wait()
    var moves: [MoveResult] = []
    for ((handled, submission), result) in zip(submissions, results.withLock { $0 }) {
      switch result {
      case .success(let receipt):
        guard let file = receipt.file else { continue }
        count(file, submission)
        let location = handled.arrival.location
        moves.append(
          MoveResult(
            ledgerID: file.ledgerID, outcome: .done(destination: "\(location.base.rawValue)/\(location.display)"),
            milliseconds: WallClock.milliseconds()))
      case .failure(let error) where error.code == .unacceptable:
        complain("\(handled.arrival.location.display): \(error.message)")
      case .failure(let error): throw error
      case nil: break
      }
    }
    group.enter()
    let failure = Mutex<AlertStoreError?>(nil)
    replacement.store.submit(.moved(moves)) { result in
      if case .failure(let error) = result { failure.withLock { $0 = error } }
      group.leave()
    }
    group.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func count(_ file: FileReceipt, _ submission: Submission) {
    switch file.state {
    case .matched, .unmatched: report.articles += 1
    case .duplicate: report.duplicates += 1
    case .rejected: report.rejected += 1
    }
    report.alerts += file.alerts.count
    guard notifies, case .article(_, _, let matches, _) = submission else { return }
    let silent = Set(matches.filter(\.recipients.isEmpty).map(\.alert.id))
    report.toBeTold += file.alerts.count { !silent.contains($0.id) }
  }

  private func complain(_ message: String) {
    report.unreadable += 1
    if report.unreadable <= Self.maximumComplaints { log.warning("\(message)") }
    if report.unreadable == Self.maximumComplaints { log.warning("what more cannot be read is only counted") }
  }
}
