import Glibc

/// What is known of a folder without changing it.
enum Folder {
  static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// Whether this process may; the daemon may run as another user.
  static func allows(_ path: String, _ mode: Int32) -> Bool { faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0 }

  /// With links followed; `nil` where it is not there.
  static func resolved(_ path: String) -> String? {
    // realpath gives a string that is ours to free, or nil.
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// What a folder path may be said to be on: itself, or the nearest above it that is there.
  static func nearest(_ path: String) -> String {
    var current = path
    while !current.isEmpty, current != "/", status(current) == nil {
      guard let slash = current.lastIndex(of: "/") else { return "." }
      current = String(current[..<slash])
    }
    return current.isEmpty ? "/" : current
  }
}

/// Whether the folders are there, can be used, and lie beside one another.
struct FoldersCheck: DoctorCheck {
  let name = "folders"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    let folders = [
      ("inbox", environment.inbox), ("state", environment.state), ("archive", environment.archive),
      ("rejected", environment.rejected),
    ]
    for (kind, path) in folders { findings += look(kind, path) }
    findings += overlaps(environment)
    return findings.isEmpty ? [.ok(self, "inbox, state, archive and rejected are there and can be used")] : findings
  }

  private func look(_ kind: String, _ path: String) -> [Finding] {
    guard Folder.status(path) != nil else {
      return [
        .warning(
          self, "the \(kind) folder \(path) is not there: \(String(cString: strerror(errno)))",
          advice: "the daemon makes it when it starts; if it should be there, see whether its disk is mounted")
      ]
    }
    guard Folder.isFolder(path) else {
      return [.error(self, "\(path), which should be the \(kind) folder, is no folder", advice: "move it away")]
    }
    guard Folder.allows(path, R_OK | W_OK | X_OK) else {
      return [
        .error(
          self, "the \(kind) folder \(path) may not be read and written by this user",
          advice: "run `watchword doctor` as the daemon's user; if it says the same, give that user the folder")
      ]
    }
    return []
  }

  private func overlaps(_ environment: DoctorEnvironment) -> [Finding] {
    guard let inbox = Folder.resolved(environment.inbox) else { return [] }
    var others = [
      ("the rules", environment.rules), ("the state", environment.state), ("the archive", environment.archive),
    ]
    if let log = environment.log { others.append(("the alert log", log)) }
    return others.compactMap { kind, path in
      guard let place = Folder.resolved(path), place == inbox || place.hasPrefix(inbox == "/" ? "/" : inbox + "/")
      else {
        return nil
      }
      return .error(
        self, "\(kind) (\(path)) lies in the inbox, where every file is taken for an article and moved away",
        advice: "choose folders beside one another in the settings")
    }
  }
}

/// Who may read what is private, and who may drop articles.
struct PermissionsCheck: DoctorCheck {
  let name = "permissions"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    let files = ["watchword.db", "watchword.db-wal", "watchword.lock"].map { "\(environment.state)/\($0)" }
    for path in [environment.state] + files {
      guard let mode = Folder.status(path)?.st_mode, mode & 0o077 != 0 else { continue }
      findings.append(
        .warning(
          self, "\(path) is open to other users of the machine (mode \(String(mode & 0o7777, radix: 8)))",
          advice: "chmod go= \(path)"))
    }
    if let owner = Folder.status(environment.state)?.st_uid,
      let other = Folder.status("\(environment.state)/watchword.db")?.st_uid, owner != other
    {
      findings.append(
        .error(
          self, "the state folder belongs to user \(owner) and the database in it to user \(other)",
          advice: "chown what is in \(environment.state) to the daemon's user; run its commands as that user"))
    }
    if let mode = Folder.status(environment.inbox)?.st_mode, mode & 0o002 != 0 {
      findings.append(
        .warning(
          self, "everybody on this machine may drop articles into \(environment.inbox)",
          advice: "chmod o= \(environment.inbox), and let those who may join its group"))
    }
    return findings.isEmpty ? [.ok(self, "the state is private; the inbox is for its owner and group")] : findings
  }
}
