import Control
import Inbox

extension ConditionBoard {
  /// A problem of the inbox, or its end, as the watcher tells of them. Touches no file: their file system may hang.
  func report(_ problem: InboxProblem, inbox: String) {
    guard let key = Self.key(of: problem) else { return }
    switch problem {
    case .inboxLost: report(key, problem.message, action: "Mount it, or make \(inbox) again.")
    case .folderUnreadable:
      report(
        key, problem.message, action: "When it may, that is noticed within a minute, or at once by watchword sweep.")
    case .inboxBack, .over: clear(key)
    default: report(key, problem.message, severity: .warning)
    }
  }

  /// The same for a problem and for its end; `nil` for what is no condition.
  private static func key(of problem: InboxProblem) -> String? {
    switch problem {
    case .inboxLost, .inboxBack: "inbox"
    case .watchLimit: "inbox-watch-limit"
    case .noWatches: "inbox-watch"
    case .watchFailed(let message): "inbox-watch \(message)"
    case .folderUnreadable(let folder, _): "inbox-folder \(folder)"
    case .tooDeep(let folder): "inbox-deep \(folder)"
    case .over(let problem): key(of: problem)
    // As it should be there; the settings say how often it is looked through.
    case .networkFolder: nil
    // It is over with the sweep that follows.
    case .queueOverflow: nil
    }
  }
}
