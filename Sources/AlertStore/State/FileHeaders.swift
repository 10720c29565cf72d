import Glibc
import OperatingSystem

/// What the first page of a database file says, without what its log would change. The numbers are of SQLite's file
/// format: https://sqlite.org/fileformat2.html
struct DatabaseHeader: Sendable, Equatable {
  static let byteCount = 100

  /// Whether it was in use with a write-ahead log; a backup, which needs no other file, is not.
  let usesLog: Bool
  /// Of the run in which a daemon had it last, as `RunMark` has it; 0 where none says.
  let run: UInt32

  /// `nil` where it is no header of SQLite's.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.byteCount, bytes.starts(with: "SQLite format 3\0".utf8) else { return nil }
    usesLog = bytes[18] == 2 && bytes[19] == 2
    run = word(bytes, at: 60)
  }

  /// Whether the daemon that left this mark had this very database; also where the mark does not say which it had.
  func isOf(_ mark: RunMark) -> Bool { usesLog && (mark.run == nil || mark.run == run) }
}

/// The beginning of a write-ahead log.
struct LogHeader {
  static let byteCount = 32

  /// Whether SQLite would read what is behind it; otherwise it takes the log for an empty one.
  static func isSound(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= byteCount, word(bytes, at: 0) | 1 == 0x377F_0683, word(bytes, at: 4) == 3_007_000 else {
      return false
    }
    let isBigEndian = word(bytes, at: 0) & 1 == 1
    var (first, second) = (UInt32(0), UInt32(0))
    for offset in stride(from: 0, to: 24, by: 8) {
      let (one, other) = (word(bytes, at: offset), word(bytes, at: offset + 4))
      first &+= (isBigEndian ? one : one.byteSwapped) &+ second
      second &+= (isBigEndian ? other : other.byteSwapped) &+ first
    }
    return first == word(bytes, at: 24) && second == word(bytes, at: 28)
  }
}

/// Four bytes, the highest first.
private func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
  bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
}

extension DatabaseFiles {
  /// `nil` where there is none, or it is none of SQLite's.
  ///
  /// Before SQLite has the file open: closing a descriptor drops the locks that this process has on it.
  /// - Throws: `AlertStoreError` where it cannot be read.
  func header() throws(AlertStoreError) -> DatabaseHeader? {
    try beginning("", count: DatabaseHeader.byteCount).flatMap { DatabaseHeader($0) }
  }

  /// Whether SQLite would read the log, where there is one.
  ///
  /// - Throws: `AlertStoreError` where it cannot be read.
  func hasSoundLog() throws(AlertStoreError) -> Bool {
    try beginning("-wal", count: LogHeader.byteCount).map { LogHeader.isSound($0) } ?? true
  }

  /// The first bytes of a file, fewer where it has fewer; `nil` where there is none.
  private func beginning(_ ending: String, count: Int) throws(AlertStoreError) -> [UInt8]? {
    let descriptor = Glibc.open(path + ending, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return nil }
    defer { if descriptor >= 0 { close(descriptor) } }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = descriptor < 0 ? -1 : pread(descriptor, &bytes, count, 0)
    guard got >= 0 else {
      let error = SystemCallError("read")
      throw AlertStoreError(
        .stateFolder, "\(path)\(ending) cannot be read: \(error). Check the disk and the file's owner.", cause: error)
    }
    return Array(bytes.prefix(got))
  }
}
