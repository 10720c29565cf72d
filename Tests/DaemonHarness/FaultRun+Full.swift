import Foundation
import Glibc

/// A small file system of memory. Mounting takes root.
package struct MemoryFileSystem {
  package static let canMount =
    geteuid() == 0
    && {
      let folder = NSTemporaryDirectory() + "watchword-mount." + UUID().uuidString
      guard mkdir(folder, 0o700) == 0 else { return false }
      defer { rmdir(folder) }
      return mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 && umount2(folder, Int32(MNT_DETACH)) == 0
    }()

  package let path: String

  /// - Parameter options: such as `size=1m`.
  package init(at path: String, _ options: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, options) == 0 else { throw HarnessError("cannot mount at \(path)") }
  }

  package func unmount() { umount2(path, Int32(MNT_DETACH)) }

  /// Writes hidden files until there is no room for a byte, or for one more file.
  package static func fill(_ path: String) throws {
    let block = [UInt8](repeating: 0x20, count: 4096)
    var number = 0
    while true {
      let file = open("\(path)/.filler-\(number)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard file >= 0 else { break }
      defer { close(file) }
      number += 1
      if number > 1 { continue }
      while write(file, block, block.count) > 0 {}
      guard errno == ENOSPC else { throw HarnessError("cannot fill \(path)") }
    }
    guard errno == ENOSPC else { throw HarnessError("cannot fill \(path): \(String(cString: strerror(errno)))") }
  }
}

extension FaultRun {
  /// Whose file system is full for a time.
  package enum Full: String, CaseIterable, Sendable { case state, archive, inbox }

  /// A real file system is full, down to its last inode, while files come in; then it grows.
  package func fullFileSystem(of full: Full) throws -> Outcome {
    let options = "size=6m,nr_inodes=400"
    switch full {
    case .state:
      return try run(archiveIn: nil, environment: [:], mounting: ({ $0.state }, options)) { folder, daemon in
        // So many that they do not fit into what the write-ahead log has room for already.
        let count = files * 10
        return try fill(folder.state, folder, daemon, until: "articles wait in the inbox", count: count) {
          for number in files..<count { try folder.move(mill.file(number).text, to: mill.file(number).name) }
        }
      }
    case .archive:
      let elsewhere = NSTemporaryDirectory() + "watchword-archive." + UUID().uuidString
      defer { rmdir(elsewhere) }
      return try run(
        archiveIn: elsewhere, environment: [:], mounting: ({ $0.archive }, options)
      ) { folder, daemon in
        try fill(folder.archive, folder, daemon, until: "what they matched is told all the same") {
          for number in files..<(files * 2) { try folder.move(mill.file(number).text, to: mill.file(number).name) }
        }
      }
    case .inbox:
      return try run(archiveIn: nil, environment: [:], mounting: ({ $0.inbox }, options)) { folder, daemon in
        let left = folder.waitUntilInboxIsEmpty(seconds: 90)
        guard left.isEmpty else { throw HarnessError("files stay in the inbox: \(left.prefix(3))") }
        // What comes lies there already, under hidden names: coming in takes no room.
        for number in files..<(files * 2) {
          try folder.write(mill.file(number).text, to: ".coming/\(number)")
          try folder.makeFolder(of: folder.inbox + "/" + mill.file(number).name)
        }
        rmdir(folder.inbox + "/.leaving")
        return try fill(folder.inbox, folder, daemon, until: "what they matched is told all the same") {
          for number in files..<(files * 2) {
            guard rename("\(folder.inbox)/.coming/\(number)", "\(folder.inbox)/\(mill.file(number).name)") == 0 else {
              throw HarnessError("cannot rename a file in")
            }
          }
        }
      }
    }
  }

  private func fill(
    _ path: String, _ folder: WorkFolder, _ daemon: DaemonProcess, until message: String, count: Int? = nil,
    _ drop: () throws -> Void
  ) throws -> Int {
    try MemoryFileSystem.fill(path)
    try drop()
    try daemon.message(containing: message)
    guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=256m,nr_inodes=10000") == 0 else {
      throw HarnessError("cannot grow \(path)")
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasPrefix(".filler-") {
      unlink("\(path)/\(name)")
    }
    return count ?? files * 2
  }
}
