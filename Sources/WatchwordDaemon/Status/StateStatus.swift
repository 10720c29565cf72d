import AlertStore
import Alerts
import Control
import SafeText

extension StatusReport {
  /// What the database says; nothing is known to be pending.
  init(_ figures: StateFigures, version: String) {
    let totals = figures.totals
    self.init(
      version: version, time: Alert.time(WallClock.milliseconds()),
      files: Files(
        matched: totals.matched, unmatched: totals.unmatched, duplicates: totals.duplicates,
        rejected: totals.rejected, pending: 0, alerts: totals.alerts),
      inbox: Inbox(unmoved: figures.unmoved),
      storage: Storage(databaseBytes: figures.databaseBytes, walBytes: figures.walBytes))
    let now = WallClock.milliseconds()
    endpoints = figures.endpoints.map { figures in
      var endpoint = Endpoint(name: figures.endpoint, pending: figures.pending)
      endpoint.oldestPending = figures.oldestPendingMilliseconds.map(Alert.time)
      endpoint.nextAttempt = figures.nextAttemptMilliseconds.flatMap { $0 > now ? Alert.time($0) : nil }
      endpoint.attempts = figures.attempts > 0 ? figures.attempts : nil
      endpoint.lastError = figures.lastError
      endpoint.delay = Delay(sorted: figures.delays)
      return endpoint
    }
  }

  /// Where no daemon answers: what the database says.
  ///
  /// - Throws: `AlertStoreError`.
  package init(withoutDaemonOn state: String, archive: String, version: String) throws {
    let reader = try AlertReader(stateFolder: state)
    self.init(try reader.figures(), version: version)
    // What lies in the inbox nobody has looked at.
    files.isPartial = true
    storage.stateFreeBytes = ProcessFigures.freeBytes(at: state)
    storage.archiveFreeBytes = ProcessFigures.freeBytes(at: archive)
    let board = ConditionBoard()
    if let holder = try AlertStore.holder(ofStateFolder: state) {
      board.report(
        "daemon", "process \(holder) holds the state and does not answer",
        action: "It starts, ends or hangs; watchword run's messages say more.")
    } else {
      board.report("daemon", "no daemon runs on \(state): articles wait in the inbox", action: "Start watchword run.")
    }
    StateConditions.report(self, to: board)
    problems = board.current().conditions
  }
}

/// What is wrong by the figures alone, whoever asks.
enum StateConditions {
  /// The write-ahead log is emptied at 64 MiB; a larger one means that somebody holds it.
  static let heldLogBytes: Int64 = 96 << 20
  /// Less than this on the disk, and commits will soon fail.
  static let littleSpaceBytes: Int64 = 100 << 20
  /// So many attempts are more than a receiver that restarts.
  static let manyAttempts = 3

  static func report(_ report: StatusReport, to board: ConditionBoard) {
    func set(_ key: String, _ isWrong: Bool, _ severity: Condition.Severity, _ what: String, _ action: String) {
      if isWrong { board.report(key, what, severity: severity, action: action) } else { board.clear(key) }
    }
    let log = report.storage.walBytes
    set(
      "wal", log > heldLogBytes, .warning,
      "the write-ahead log has \(log.byteCountText): a program has been reading the database for long without letting go",
      "Nothing is lost or late; end that program (fuser watchword.db names it), and the log shrinks.")
    // As a rule they are on one disk, which is told once.
    let (state, archive) = (report.storage.stateFreeBytes, report.storage.archiveFreeBytes)
    let isOneDisk = state == archive
    let places = [
      ("state", isOneDisk ? "state and the archive" : "state", state),
      ("archive", "archive", isOneDisk ? nil : archive),
    ]
    for (key, name, free) in places {
      set(
        "space \(key)", free.map { $0 < littleSpaceBytes } ?? false, .error,
        "the disk of the \(name) has \((free ?? 0).byteCountText) left",
        "Make room: without it articles wait in the inbox."
      )
    }
    for endpoint in report.endpoints {
      let isStuck = endpoint.attempts.map { $0 >= manyAttempts } ?? false
      set(
        "waiting \(endpoint.name)", isStuck && endpoint.failingSince == nil, .error,
        "\(endpoint.name) has not taken an alert of \(endpoint.oldestPending ?? "long ago") in \(endpoint.attempts ?? 0) "
          + "attempts: \(endpoint.lastError ?? "no reason given")",
        "It waits in the outbox and is tried again.")
    }
    board.clear(kind: "waiting", keeping: Set(report.endpoints.map(\.name)))
  }
}
