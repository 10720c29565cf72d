import Alerts
import Control
import Inbox

// What the parts of the daemon say of themselves, as the report has it.

extension StatusReport {
  mutating func add(_ status: InboxStatus) {
    files.pending += status.readyCount + status.unsettledCount
    files.isPartial = !status.isComplete
    inbox.ready = status.readyCount
    inbox.unsettled = status.unsettledCount
    inbox.inFlight = status.inFlightCount
    inbox.longestWaitMs = status.longestWait.map(\.milliseconds)
    inbox.longestUnsettledMs = status.longestUnsettled.map(\.milliseconds)
    inbox.isBeingSwept = status.isSweeping
    inbox.mode = status.mode.code
    if case .polling(let reason) = status.mode { inbox.pollingReason = reason }
    inbox.watches = status.watchCount
    if !status.polledFolders.isEmpty {
      inbox.polledFolders = status.polledFolders.map { Inbox.PolledFolder(path: $0.path, reason: $0.reason) }
    }
    inbox.polledFolderCount = status.polledFolderCount
    inbox.leases = status.leases.rawValue
    if let duration = status.lastSweepDuration, let end = status.lastSweepEndMilliseconds {
      inbox.lastSweep = Inbox.Sweep(ended: Alert.time(end), durationMs: duration.milliseconds)
    }
    inbox.eventLosses = status.overflowCount
  }
}

extension StatusReport.TextIndex {
  init(_ status: TextIndexStatus) {
    self.init(
      isEnabled: status.isEnabled, indexedUpTo: status.indexedUpTo, lastArticle: status.lastArticle, lag: status.lag,
      problem: status.problem)
  }
}

extension StatusReport.Keeping {
  init(_ policy: KeepingPolicy, lastRound: Round?) {
    self.init()
    func seconds(_ duration: Duration?) -> Int64? { duration.map(\.components.seconds) }
    textsSeconds = seconds(policy.texts)
    alertsSeconds = seconds(policy.alerts)
    ledgerSeconds = seconds(policy.ledger)
    archiveSeconds = seconds(policy.archive)
    rejectedSeconds = seconds(policy.rejected)
    archiveBytes = policy.archiveBytes
    databaseBytes = policy.databaseBytes
    self.lastRound = lastRound
  }
}

extension Condition {
  /// A part of the report that did not come in time.
  static func late<Value>(_ name: String, _ answer: Inquiry<Value>.Answer?, _ what: String) -> Condition {
    var since = WallClock.milliseconds()
    if case .none(let asked)? = answer { since = asked }
    return Condition(
      key: "late \(name)", severity: .error, since: Alert.time(since),
      what: "\(what) did not answer in time and is left out here: its file system hangs or is very slow",
      action: "Look at its disk or mount, for instance with ls; nothing is lost.")
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
