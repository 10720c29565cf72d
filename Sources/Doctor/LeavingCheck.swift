import Glibc
import SafeText

/// The folder in the inbox through which files leave: whether it is the daemon's own, and what lies in it for long.
struct LeavingCheck: DoctorCheck {
  let name = "leaving"
  /// A file on its way is there for moments; what waits for a disk, for longer.
  private static let tenMinutes: Int64 = 600_000
  private static let maximumNames = 10_000

  func findings(_ environment: DoctorEnvironment) -> [Finding] {
    let path = "\(environment.inbox)/.leaving"
    var status = stat()
    guard lstat(path, &status) == 0 else {
      // An inbox that is no folder is told of by another check.
      return [ENOENT, ENOTDIR].contains(errno)
        ? [.ok(self, "no file waits on its way out of the inbox")] : [cannotLook(at: path)]
    }
    let advice =
      "see who put it there, and remove it with the daemon stopped; files leave under hidden names beside themselves "
      + "until then"
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return [.warning(self, "\(path), through which files leave the inbox, is no folder", advice: advice)]
    }
    // The daemon's user is the state's owner, whoever runs this command; the inbox's owner can do with it what he likes.
    let trusted = [environment.state, environment.inbox].compactMap { Folder.status($0)?.st_uid } + [0]
    guard trusted.contains(status.st_uid), status.st_mode & 0o022 == 0 else {
      return [
        .warning(
          self,
          "\(path), through which files leave the inbox, belongs to user \(status.st_uid) and has the mode "
            + "\(String(status.st_mode & 0o7777, radix: 8)): others could take files out of it", advice: advice)
      ]
    }
    guard let (count, first) = waiting(in: path, before: environment.system.now() - Self.tenMinutes) else {
      return [cannotLook(at: path)]
    }
    guard count > 0, let first else { return [.ok(self, "no file waits on its way out of the inbox")] }
    return [
      .warning(
        self, "\(count.counted("file")) in \(path) for more than ten minutes, such as \(first)",
        advice: "`watchword why \(path)/\(first)` says why; what stays because it cannot be copied may be deleted then")
    ]
  }

  /// Call it while errno says why.
  private func cannotLook(at path: String) -> Finding {
    .warning(
      self, "\(path), through which files leave the inbox, cannot be looked at: \(String(cString: strerror(errno)))",
      advice: "run this as the daemon's user")
  }

  /// How many files have lain there since then, and one of them; at most so many names are read. `nil` with errno set.
  private func waiting(in path: String, before milliseconds: Int64) -> (count: Int, first: String?)? {
    guard let stream = opendir(path) else { return nil }
    defer { closedir(stream) }
    var (count, read, first) = (0, 0, String?.none)
    while let entry = readdir(stream), read < Self.maximumNames {
      read += 1
      // The entry is valid until the next readdir on this stream; its name ends with a NUL inside of it.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      var status = stat()
      guard name != ".", name != "..", lstat("\(path)/\(name)", &status) == 0,
        Int64(status.st_ctim.tv_sec) * 1_000 < milliseconds
      else { continue }
      count += 1
      first = min(first ?? name, name)
    }
    return (count, first)
  }
}
