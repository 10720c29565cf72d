import Glibc
import SafeText

/// Which file systems the folders are on.
struct FileSystemsCheck: DoctorCheck {
  let name = "file-systems"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    if let network = environment.system.networkFileSystem(Folder.nearest(environment.state)) {
      findings.append(
        .error(
          self, "the state \(environment.state) is on \(network), where SQLite's locks and syncs cannot be relied on",
          advice: "move it to a local disk and name that with `state:` in the settings"))
    }
    if let network = environment.system.networkFileSystem(Folder.nearest(environment.inbox)) {
      findings.append(
        .warning(
          self,
          "the inbox \(environment.inbox) is on \(network): what other machines drop there is not announced, "
            + "and is found by looking through it (`poll:`)",
          advice:
            "a shorter `poll:` in the settings if five seconds are too long, or an inbox on a local disk that is copied into"
        ))
    }
    let devices = [environment.inbox, environment.archive].map { Folder.status($0)?.st_dev }
    let copies = devices[0] != nil && devices[1] != nil && devices[0] != devices[1]
    if findings.isEmpty {
      findings.append(
        .ok(self, "local" + (copies ? "; inbox and archive are on different ones, so that files are copied" : "")))
    }
    return findings
  }
}

/// Whether there is room.
struct SpaceCheck: DoctorCheck {
  let name = "space"
  /// Below this the daemon will stop recording soon.
  static let leastBytes: UInt64 = 256 << 20
  static let fewBytes: UInt64 = 2 << 30

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    for path in [environment.state, environment.archive, environment.inbox] {
      guard let space = environment.system.space(Folder.nearest(path)) else { continue }
      let advice =
        "free some, or move \(path) to a larger disk; nothing is lost when it is full, articles wait in the inbox"
      if space.freeBytes < Self.leastBytes {
        findings.append(
          .error(self, "\(path) has \(Int64(clamping: space.freeBytes).byteCountText) left", advice: advice))
      } else if space.freeBytes < Self.fewBytes && space.freeBytes < space.allBytes / 10 {
        findings.append(
          .warning(self, "\(path) has \(Int64(clamping: space.freeBytes).byteCountText) left", advice: advice))
      }
      if space.allInodes > 0, space.freeInodes < 1_000 || space.freeInodes < space.allInodes / 50 {
        findings.append(
          .warning(
            self, "\(path) has room for \(space.freeInodes) more files, however small (inodes)",
            advice: "remove files, or make the file system anew with more inodes"))
      }
    }
    return findings.isEmpty ? [.ok(self, "there is room in state, archive and inbox")] : findings
  }
}

/// What the kernel allows: watches, open files, leases.
struct LimitsCheck: DoctorCheck {
  let name = "limits"
  private static let maximumFolders = 200_000

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    var findings: [Finding] = []
    let folders = Self.folderCount(environment.inbox)
    if let watches = number("/proc/sys/fs/inotify/max_user_watches", environment) {
      let advice = "sysctl fs.inotify.max_user_watches=\(max(65_536, folders * 4)), and the same in /etc/sysctl.d"
      if folders > watches {
        findings.append(
          .error(
            self,
            "the inbox has \(folders.counted("folder")), and the kernel allows \(watches) watches: what is dropped into the "
              + "others is found by looking through them (`poll:`)", advice: advice))
      } else if folders * 2 > watches {
        findings.append(
          .warning(
            self,
            "the inbox has \(folders.counted("folder")) and the kernel allows \(watches) watches, for all programs of a user",
            advice: advice))
      }
    }
    if let instances = number("/proc/sys/fs/inotify/max_user_instances", environment), instances < 2 {
      findings.append(
        .error(
          self, "the kernel allows \(instances) users of inotify", advice: "sysctl fs.inotify.max_user_instances=128"))
    }
    if number("/proc/sys/fs/leases-enable", environment) == 0 {
      findings.append(
        .warning(
          self,
          "leases are switched off, so that a file that lies there and is still written is known only by its being still",
          advice: "sysctl fs.leases-enable=1"))
    }
    let files = environment.system.openFileLimit()
    if files < 1024 {
      findings.append(
        .warning(
          self, "a process may have \(files) files open", advice: "ulimit -n 4096, or LimitNOFILE= in the daemon's unit"
        ))
    }
    return findings.isEmpty ? [.ok(self, "\(folders.counted("folder")) to watch; the kernel allows that")] : findings
  }

  private func number(_ path: String, _ environment: DoctorEnvironment) -> Int? {
    environment.system.text(path).flatMap { Int($0.split(whereSeparator: \.isWhitespace).first ?? "") }
  }

  /// Folders beneath the inbox, itself included, hidden ones not; counts to a limit.
  static func folderCount(_ path: String) -> Int {
    var count = 1
    var pending = [path]
    while let folder = pending.popLast(), count < maximumFolders {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream), count < maximumFolders {
        // The entry is valid until the next readdir on this stream; its name ends with a NUL inside of it.
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard !name.hasPrefix(".") else { continue }
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
        count += 1
        pending.append("\(folder)/\(name)")
      }
    }
    return count
  }
}

/// Whether a daemon runs on the state, and which program it is.
struct DaemonCheck: DoctorCheck {
  let name = "daemon"

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    guard let process = RunningDaemon(environment) else { return [.ok(self, "no daemon runs on \(environment.state)")] }
    guard let program = process.program else { return [.ok(self, "a daemon runs (process \(process.processID))")] }
    if program.hasSuffix(" (deleted)") {
      return [
        .warning(
          self, "the daemon that runs (process \(process.processID)) is of a program that has been replaced since",
          advice: "restart it, so that it runs the version that is installed")
      ]
    }
    if let own = RunningDaemon.link("/proc/self/exe"), own != program {
      return [
        .warning(
          self, "the daemon that runs (process \(process.processID)) is \(program), and this program is \(own)",
          advice: "use that one's commands, or start the daemon from this one")
      ]
    }
    return [.ok(self, "a daemon runs (process \(process.processID)), of this very program")]
  }
}
