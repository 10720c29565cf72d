import CLinux
import Glibc
import OperatingSystem

/// The files of a database as they lie in the state folder, and setting them aside. Nothing is ever deleted or replaced.
struct DatabaseFiles {
  /// Of the database file; the others have its name with an ending.
  let path: String

  /// The database, its log of what is not in it yet, its shared memory, and the journal of its first moments.
  static let endings = ["", "-wal", "-shm", "-journal"]
  /// Of the log and of what SQLite remembers of it.
  static let logEndings = ["-wal", "-shm"]

  /// `nil` where there is no such file.
  ///
  /// - Throws: `AlertStoreError` where nobody can say: a file that cannot be looked at is not gone.
  func status(_ ending: String = "") throws(AlertStoreError) -> stat? {
    var status = stat()
    if stat(path + ending, &status) == 0 { return status }
    let error = SystemCallError("stat")
    if error.number == ENOENT { return nil }
    throw AlertStoreError(
      .stateFolder, "\(path)\(ending) cannot be looked at: \(error). Check the disk and the folder's permissions.",
      cause: error)
  }

  /// `nil` also where it cannot be looked at.
  var inode: UInt64? { FileIdentity(path)?.inode }

  /// Whether there is a file with something in it.
  func hasContent(_ ending: String = "") throws(AlertStoreError) -> Bool { (try status(ending)?.st_size ?? 0) > 0 }

  /// Gives the files names of their own: the database's with `.WHY-20261122-164500` behind it, the others' beginning
  /// with that, so that SQLite still knows them as one. Empty files with nothing beside them are set aside too.
  ///
  /// - Parameters:
  ///   - why: `damaged` or `before-rebuild`; of a log alone `foreign` or `unreadable`.
  ///   - seconds: since 1970; the time in the name, in UTC.
  ///   - endings: of the files that are meant.
  /// - Returns: the new path of the database, whether there was a database file or only what belongs to it.
  /// - Throws: `SystemCallError`.
  func setAside(_ why: String, at seconds: Int, _ endings: [String] = endings) throws -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    let stamp = [
      (parts.tm_year + 1900, 4), (parts.tm_mon + 1, 2), (parts.tm_mday, 2), (parts.tm_hour, 2), (parts.tm_min, 2),
      (parts.tm_sec, 2),
    ].map { number, width in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let base = "\(path).\(why)-\(stamp[0...2].joined())-\(stamp[3...5].joined())"
    // Within one second nobody sets aside a hundred databases.
    for number in 1...100 {
      let target = number == 1 ? base : "\(base)-\(number)"
      var status = stat()
      guard Self.endings.allSatisfy({ lstat(target + $0, &status) != 0 && errno == ENOENT }) else { continue }
      // The database first: SQLite ignores a log without its database, but would open a database without its log.
      for ending in endings where lstat(path + ending, &status) == 0 {
        guard watchword_rename_noreplace(AT_FDCWD, path + ending, AT_FDCWD, target + ending) == 0 else {
          throw SystemCallError("rename \(path + ending)")
        }
      }
      return target
    }
    throw SystemCallError("rename \(path)", number: EEXIST)
  }
}
