import Glibc

/// How much room a file system has, as statvfs(3) tells it.
package struct FreeSpace: Sendable, Equatable {
  /// For this user.
  package let freeBytes: UInt64
  package let allBytes: UInt64
  package let freeInodes: UInt64
  package let allInodes: UInt64

  /// `nil` where it cannot be had, and where a file system does not count its blocks.
  package init?(at path: String) {
    var status = statvfs()
    guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return nil }
    self.init(
      unit: UInt64(status.f_frsize), freeBlocks: UInt64(status.f_bavail), blocks: UInt64(status.f_blocks),
      freeInodes: UInt64(status.f_favail), inodes: UInt64(status.f_files))
  }

  /// A file system behind a program may tell any numbers.
  init(unit: UInt64, freeBlocks: UInt64, blocks: UInt64, freeInodes: UInt64, inodes: UInt64) {
    func bytes(_ blocks: UInt64) -> UInt64 {
      let (product, overflow) = blocks.multipliedReportingOverflow(by: unit)
      return overflow ? .max : product
    }
    (freeBytes, allBytes) = (bytes(freeBlocks), bytes(blocks))
    (self.freeInodes, allInodes) = (freeInodes, inodes)
  }
}
