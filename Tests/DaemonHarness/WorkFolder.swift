import Foundation
import Glibc

/// What becomes of files once they are recorded: `after` in the settings.
package enum Afterwards: String, Sendable, CaseIterable { case archive, delete, keep }

/// A temporary folder in which a daemon runs: `inbox`, `rules`, `state`.
package struct WorkFolder: Sendable {
  package let path: String
  /// Where archived files lie: in the state, or a folder of its own on another file system.
  package let archive: String
  package let after: Afterwards

  /// - Parameter isOpenToAll: for a daemon that runs as another user.
  /// - Parameter elsewhere: a folder on another file system in which the archive is to lie.
  package init(
    isOpenToAll: Bool = false, archiveIn elsewhere: String? = nil, after: Afterwards = .archive
  ) throws {
    self.after = after
    let name = "watchword-test." + UUID().uuidString
    path = NSTemporaryDirectory() + name
    archive = elsewhere.map { "\($0)/\(name)/archive" } ?? path + "/state/archive"
    for name in ["", "/inbox", "/rules"] {
      try FileManager.default.createDirectory(atPath: path + name, withIntermediateDirectories: true)
      if isOpenToAll { chmod(path + name, 0o777) }
    }
    guard elsewhere != nil else { return }
    try FileManager.default.createDirectory(atPath: archive, withIntermediateDirectories: true)
  }

  /// The folder that is this one's alone on the archive's file system.
  package var archiveRoot: String? {
    archive.hasPrefix(path) ? nil : String(archive.dropLast("/archive".count))
  }

  /// Memory, which is another file system than that of temporary files nearly everywhere; `nil` where it is not.
  package static var otherFileSystem: String? {
    var (here, there) = (stat(), stat())
    guard stat(NSTemporaryDirectory(), &here) == 0, stat("/dev/shm", &there) == 0 else { return nil }
    return here.st_dev != there.st_dev && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : nil
  }

  package func remove() {
    do {
      if let archiveRoot { try FileManager.default.removeItem(atPath: archiveRoot) }
      try FileManager.default.removeItem(atPath: path)
    } catch {
      FileHandle.standardError.write(Data("left behind: \(path): \(error)\n".utf8))
    }
  }

  package var inbox: String { path + "/inbox" }
  package var state: String { path + "/state" }
  package var database: String { state + "/watchword.db" }

  package func writeRules(_ yaml: String, file: String = "rules.yaml") throws {
    try yaml.write(toFile: "\(path)/rules/\(file)", atomically: true, encoding: .utf8)
  }

  package func writeSettings(_ yaml: String) throws {
    try yaml.write(toFile: "\(path)/watchword.yaml", atomically: true, encoding: .utf8)
  }

  /// Writes a file in place and closes it. `name` may hold subfolders, which are made.
  package func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  package func write(_ bytes: [UInt8], to name: String) throws {
    let target = "\(inbox)/\(name)"
    try makeFolder(of: target)
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw HarnessError("cannot create \(name): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw HarnessError("cannot write \(name)") }
  }

  /// A file of the inbox, open for writing at its end; not for the processes that other tests are starting meanwhile, which
  /// would have it open as long as they live.
  package func appender(of name: String) throws -> FileHandle {
    let descriptor = open("\(inbox)/\(name)", O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw HarnessError("cannot open \(name): \(String(cString: strerror(errno)))") }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Writes a file outside the inbox and renames it in.
  package func move(_ text: String, to name: String) throws {
    try bringIn(Array(text.utf8), to: name, asLink: false, isDurable: false)
  }

  func makeFolder(of target: String) throws {
    let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Every file below a folder of this one, relative to it, hidden ones too; no folders, and not the archive's index.
  package func files(below folder: String) -> [String] { Self.files(below: "\(path)/\(folder)") }

  static func files(below folder: String) -> [String] {
    guard let all = FileManager.default.enumerator(atPath: folder) else { return [] }
    return all.compactMap { $0 as? String }.filter { name in
      if name.hasPrefix(".arrivals/") || name.contains("/.arrivals/") { return false }
      var status = stat()
      return lstat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }.sorted()
  }

  /// A power cut may leave anything in a line.
  package func bytesOfLines(of file: String) throws -> [Data] {
    try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)")).split(separator: 0x0A).map { Data($0) }
  }

  package func lines(of file: String) throws -> [String] {
    try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8).split(separator: "\n").map(String.init)
  }
}

package struct HarnessError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
