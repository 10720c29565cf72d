import Glibc

/// How the last daemon on a state folder ended, as far as its lock file says: the line behind the process id. It outlives
/// a crash, so the next start knows how closely it has to look at the database.
package enum RunMark: Sendable, Equatable {
  /// No daemon has opened the database yet, or an older one that left no mark.
  case none
  /// The database was opened and not closed. `boot` is the id of the boot that it was opened in (empty: unknown); where
  /// the machine has started anew since, the power may have failed.
  case running(boot: String, run: UInt32?)
  /// Closed, and all of it in the database file, unless another program was reading it.
  case closed(run: UInt32?)
  /// SQLite found the database with this inode damaged.
  case damaged(inode: UInt64, run: UInt32?)

  init(line: some StringProtocol) {
    let words = line.split(separator: " ")
    // All of its digits: a power cut may have left some of them, and a wrong number would make a stranger of the database.
    func run(_ place: Int) -> UInt32? {
      words.count > place && words[place].utf8.count == Self.runDigits ? UInt32(words[place], radix: 16) : nil
    }
    switch words.first {
    case "running":
      self = .running(boot: words.count > 1 && words[1] != Self.noBoot ? String(words[1]) : "", run: run(2))
    case "closed": self = .closed(run: run(1))
    case "damaged": self = words.count > 1 ? UInt64(words[1]).map { .damaged(inode: $0, run: run(2)) } ?? .none : .none
    default: self = .none
    }
  }

  var line: String {
    let words: [String] =
      switch self {
      case .none: []
      case .running(let boot, _): ["running", boot.isEmpty ? Self.noBoot : boot]
      case .closed: ["closed"]
      case .damaged(let inode, _): ["damaged", "\(inode)"]
      }
    return (words + (run.map { [Self.text(ofRun: $0)] } ?? [])).joined(separator: " ")
  }

  /// The number that the daemon gave to its run, and that is in the header of the database it had: another database has
  /// another, and a log that lies beside it is none of its own. `nil` where it got none.
  var run: UInt32? {
    switch self {
    case .none: nil
    case .running(_, let run), .closed(let run), .damaged(_, let run): run
    }
  }

  private static let noBoot = "-"
  private static let runDigits = 8

  private static func text(ofRun run: UInt32) -> String {
    let digits = String(run, radix: 16)
    return String(repeating: "0", count: runDigits - digits.utf8.count) + digits
  }

  /// What the kernel calls this run of the machine; empty where it does not say.
  static func currentBoot() -> String {
    let descriptor = Glibc.open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)).prefix { $0 > 0x20 }, as: UTF8.self)
  }
}

/// The lock file of a state folder, looked at without taking the lock.
package struct StateLockFile: Sendable, Equatable {
  /// Of who holds the lock, or held it last.
  package let processID: Int32?
  /// How that left the database; `running` while it runs.
  package let mark: RunMark
  package let inode: UInt64
  /// As the system's table of locks writes it.
  let device: String

  /// `nil` where there is none, or it cannot be read.
  package init?(stateFolder: String) {
    let descriptor = Glibc.open(stateFolder + "/watchword.lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    inode = UInt64(status.st_ino)
    device = Self.text(ofDevice: UInt64(status.st_dev))
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    processID = lines.first.flatMap { Int32($0) }
    mark = lines.count > 1 ? RunMark(line: lines[1]) : .none
  }
}
