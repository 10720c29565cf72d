import Glibc

/// Which file it is and in which state: what stat(2) says of it.
package struct FileFingerprint: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  /// In bytes.
  package var size: Int64
  /// Nanoseconds since 1970; clamped where a forged time lies outside.
  package var mtime: Int64
  /// Nanoseconds since 1970. Changes also when the file is renamed or linked.
  package var ctime: Int64

  package init(device: UInt64, inode: UInt64, size: Int64, mtime: Int64, ctime: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.mtime = mtime
    self.ctime = ctime
  }

  /// Whether it is that file with that content, wherever it lies now. A rename changes ctime, and the number of a
  /// device may change when the machine starts, so both are left out.
  package func isSameContent(as other: FileFingerprint) -> Bool {
    inode == other.inode && size == other.size && mtime == other.mtime
  }
}

/// What kind of thing lies under a name.
package enum FileKind: Sendable, Equatable {
  case regular, folder, symbolicLink, fifo, socket, device
}

/// What stat(2) says, in the words of this target.
struct FileStatus: Sendable, Equatable {
  var fingerprint: FileFingerprint
  var kind: FileKind
  var linkCount: UInt64
  /// The user's number.
  var owner: UInt32
  /// Whether others than the owner may change it, or what lies in it.
  var isOpenToOthers: Bool

  init(_ status: stat) {
    fingerprint = FileFingerprint(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
      mtime: Self.nanoseconds(status.st_mtim), ctime: Self.nanoseconds(status.st_ctim))
    linkCount = UInt64(status.st_nlink)
    owner = status.st_uid
    isOpenToOthers = status.st_mode & 0o022 != 0
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      default: .device
      }
  }

  /// Times come from whoever wrote the file: clamped, so that a forged year cannot overflow.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return time.tv_sec < 0 ? .min : .max }
    let (sum, sumOverflow) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
    return sumOverflow ? .max : sum
  }
}
