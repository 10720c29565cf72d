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
    // Said at the start and not for each file: what forbids it here forbids it for all.
    if case .failed(let message, _) = InboxReader(folder: inbox).read(at: [UInt8(ascii: ".")]) {
      throw ConfigurationError(
        description:
          "nothing can be opened in the inbox \(configuration.inbox) (\(message)); openat2(2) is needed, which "
          + "Linux has since 5.6 and which systemd's RestrictSUIDSGID= forbids")
    }
  }

  func readers(_ limits: ArticleLimits) -> [FileLocation.Base: InboxReader] {
    [
      .inbox: InboxReader(folder: inbox, maximumBytes: limits.maximumFileBytes),
      .archive: InboxReader(folder: archive, maximumBytes: limits.maximumFileBytes),
      .rejected: InboxReader(folder: rejected, maximumBytes: limits.maximumFileBytes),
    ]
  }

  /// Makes what is missing, the rules folder apart: the inbox for the group to write into, the state for the daemon alone.
  /// - Returns: the folders made that a person should know of.
  /// - Throws: `ConfigurationError` when something that the daemon needs would lie in the inbox, where it would be read
  ///   as an article and moved away.
  static func make(_ configuration: DaemonConfiguration) throws -> [String] {
    var made: [String] = []
    let folders: [(path: String, mode: mode_t)] = [
      (configuration.inbox, 0o770), (configuration.state, 0o700), (configuration.archive, 0o700),
      (configuration.rejected, 0o700),
    ]
    try refuseOverlap(configuration)
    for (path, mode) in folders where try make(path, mode: mode) {
      if !path.hasPrefix(configuration.state + "/") { made.append(path) }
    }
    // Once more, now that links on the way can be followed.
    try refuseOverlap(configuration)
    return made
  }

  /// Makes the rules folder where there is none and never was one. A folder that has gone away is left missing, so that
  /// the rules that worked last run on and it is said.
  static func makeRules(_ configuration: DaemonConfiguration, isFirstStart: Bool) throws -> [String] {
    guard isFirstStart, try make(configuration.rules, mode: 0o770) else { return [] }
    return [configuration.rules]
  }

  private static func make(_ path: String, mode: mode_t) throws -> Bool {
    guard !FileManager.default.fileExists(atPath: path) else { return false }
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: Int(mode)])
    return true
  }

  private static func refuseOverlap(_ configuration: DaemonConfiguration) throws {
    let inbox = resolved(configuration.inbox)
    var others = [
      ("the rules", configuration.rules), ("the state", configuration.state), ("the archive", configuration.archive),
    ]
    for case .log(let path) in configuration.endpoints { others.append(("the alert log", path)) }
    for (name, path) in others {
      let place = resolved(path)
      guard place == inbox || place.hasPrefix(inbox == "/" ? "/" : inbox + "/") else { continue }
      throw ConfigurationError(
        description:
          "\(name) (\(path)) would lie in the inbox (\(configuration.inbox)), where every file is taken for an "
          + "article and moved away; choose folders beside one another")
    }
  }

  /// With links followed as far as the path exists.
  private static func resolved(_ path: String) -> String {
    var existing = path
    var rest: [Substring] = []
    while existing != "/", !FileManager.default.fileExists(atPath: existing) {
      guard let slash = existing.lastIndex(of: "/") else { break }
      rest.insert(existing[existing.index(after: slash)...], at: 0)
      existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
    }
    // realpath gives a string that is ours to free, or nil where the path went away meanwhile.
    guard let real = realpath(existing, nil) else { return path }
    defer { free(real) }
    let base = String(cString: real)
    return rest.reduce(base) { $0 == "/" ? "/" + $1 : $0 + "/" + $1 }
  }
}
