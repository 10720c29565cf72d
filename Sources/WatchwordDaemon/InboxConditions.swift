import Control
import Glibc
import Inbox

extension ConditionBoard {
  /// A problem of the inbox, and its end, as far as the watcher tells of it.
  func report(_ problem: InboxProblem, inbox: String) {
    switch problem {
    case .inboxLost: report("inbox", problem.message, action: "Mount it, or make \(inbox) again.")
    case .inboxBack: clear("inbox")
    case .watchLimit: report("inbox-watch-limit", problem.message, severity: .warning)
    case .noWatches: report("inbox-watch", problem.message, severity: .warning)
    // As it should be there; the settings say how often it is looked through.
    case .networkFolder: break
    case .watchFailed: report("inbox-watch", problem.message, severity: .warning)
    case .folderUnreadable(let folder, _):
      let path = folder.hasPrefix("/") ? folder : inbox + "/" + folder
      report("inbox-folder \(folder)", problem.message) {
        // Readable again, or gone.
        faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) == 0 || errno == ENOENT
      }
    case .tooDeep(let folder):
      let path = inbox + "/" + folder
      report("inbox-deep \(folder)", problem.message, severity: .warning) { access(path, F_OK) != 0 }
    // It is over with the sweep that follows.
    case .queueOverflow: break
    }
  }
}
