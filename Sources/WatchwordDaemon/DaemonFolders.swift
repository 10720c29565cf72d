import Articles
import Foundation
import Glibc
import Inbox

/// The folders of a daemon, open.
struct DaemonFolders {
  let inbox: BaseFolder
  let archive: BaseFolder
  let rejected: BaseFolder
  let filing: Filing

  init(_ configuration: DaemonConfiguration) throws {
    inbox = try BaseFolder(path: configuration.inbox)
    archive = try BaseFolder(path: configuration.archive)
    rejected = try BaseFolder(path: configuration.rejected)
    filing = Filing(inbox: inbox, archive: archive, rejected: rejected)
  }

  func readers(_ limits: ArticleLimits) -> [FileLocation.Base: InboxReader] {
    [
      .inbox: InboxReader(folder: inbox, maximumBytes: limits.maximumFileBytes),
      .archive: InboxReader(folder: archive, maximumBytes: limits.maximumFileBytes),
      .rejected: InboxReader(folder: rejected, maximumBytes: limits.maximumFileBytes),
    ]
  }

  /// Makes what is missing: the inbox for the group to write into, the state for the daemon alone.
  /// - Returns: the folders made that a person should know of.
  static func make(_ configuration: DaemonConfiguration) throws -> [String] {
    var made: [String] = []
    let folders: [(path: String, mode: mode_t)] = [
      (configuration.inbox, 0o770), (configuration.rules, 0o770), (configuration.state, 0o700),
      (configuration.archive, 0o700), (configuration.rejected, 0o700),
    ]
    for (path, mode) in folders where !FileManager.default.fileExists(atPath: path) {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: Int(mode)])
      if !path.hasPrefix(configuration.state + "/") { made.append(path) }
    }
    return made
  }
}
