/// Something that keeps the inbox from being watched as it should. Nothing is lost by it: the sweep covers the rest.
package enum InboxProblem: Sendable, Equatable {
  /// No more folders can be watched; this one and others are polled.
  case watchLimit(folder: String, interval: Duration)
  /// Nothing can be watched at all; the inbox is polled.
  case noWatches(String, interval: Duration)
  /// A folder on a file system that does not announce what other machines write; it is polled.
  case networkFolder(folder: String, fileSystem: String, interval: Duration)
  /// The kernel's queue was full and events were lost; a sweep follows.
  case queueOverflow
  /// The inbox was moved or unmounted (told at once) or deleted (found out by the next sweep: the kernel announces it
  /// only when nobody holds the folder open).
  case inboxLost(String)
  /// There is an inbox again.
  case inboxBack
  /// A folder that cannot be watched or walked.
  case folderUnreadable(folder: String, message: String)
  /// Something in this folder lies too deep, or its path is too long.
  case tooDeep(folder: String)
  /// The inotify descriptor cannot be read, or a folder not be watched.
  case watchFailed(String)
  /// It was told, and is so no more.
  indirect case over(InboxProblem)

  /// What is told when it is over; `nil` for what is over at once, or as it should be.
  var end: InboxProblem? {
    switch self {
    case .inboxLost: .inboxBack
    case .watchLimit, .noWatches, .folderUnreadable, .tooDeep, .watchFailed: .over(self)
    case .networkFolder, .queueOverflow, .inboxBack, .over: nil
    }
  }

  /// Whether it is good news.
  package var isEnd: Bool {
    switch self {
    case .inboxBack, .over: true
    default: false
    }
  }

  /// Stable.
  package var code: String {
    switch self {
    case .watchLimit: "inbox-watch-limit"
    case .noWatches: "inbox-no-watches"
    case .networkFolder: "inbox-polled"
    case .queueOverflow: "inbox-queue-overflow"
    case .inboxLost: "inbox-lost"
    case .inboxBack: "inbox-back"
    case .folderUnreadable: "inbox-folder-unreadable"
    case .tooDeep: "inbox-too-deep"
    case .watchFailed: "inbox-watch-failed"
    case .over(let problem): problem.code + "-over"
    }
  }

  /// For the person who reads the log.
  package var message: String {
    switch self {
    case .watchLimit(let folder, let interval):
      "no more folders can be watched, from \(folder) on; such folders are looked through every \(Self.text(interval)): "
        + "raise fs.inotify.max_user_watches (sysctl), and give subfolders that are empty for good away"
    case .noWatches(let message, let interval):
      "\(message); the inbox is looked through every \(Self.text(interval)) instead: "
        + "raise fs.inotify.max_user_instances (sysctl)"
    case .networkFolder(let folder, let fileSystem, let interval):
      "\(folder) is on \(fileSystem), where files of other machines are not announced; it is looked through every "
        + Self.text(interval)
    case .queueOverflow: "more files came in at once than the kernel could announce; the inbox is swept"
    case .inboxLost(let message): "the inbox is not there any more (\(message)); looking for it at every sweep"
    case .inboxBack: "the inbox is there again"
    case .folderUnreadable(let folder, let message):
      "files in \(folder) are not seen: \(message); let the daemon's user read and search the folder"
    case .tooDeep(let folder):
      "something in \(folder) lies more than \(InboxPath.maximumDepth) folders deep or has a path longer than "
        + "\(InboxPath.maximumBytes) bytes, and is left there: move it up"
    case .watchFailed(let message): "\(message); files are found by the sweep only"
    case .over(let problem): problem.textOfEnd
    }
  }

  private var textOfEnd: String {
    switch self {
    case .watchLimit: "all folders of the inbox can be watched again"
    case .noWatches: "the inbox can be watched again"
    case .folderUnreadable(let folder, _): "files in \(folder) are seen again, or it is gone"
    case .tooDeep(let folder): "nothing in \(folder) lies too deep any more"
    case .watchFailed(let message): "over: \(message)"
    default: "over: \(message)"
    }
  }

  /// As settings have it: `5s`, `500ms`.
  private static func text(_ interval: Duration) -> String {
    let milliseconds = interval.wholeNanoseconds / 1_000_000
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
