import Foundation
import Glibc

/// A temporary folder in which a daemon runs: `inbox`, `rules`, `state`.
package struct WorkFolder: Sendable {
  package let path: String

  /// - Parameter isOpenToAll: for a daemon that runs as another user.
  package init(isOpenToAll: Bool = false) throws {
    path = NSTemporaryDirectory() + "watchword-test." + UUID().uuidString
    for name in ["", "/inbox", "/rules"] {
      try FileManager.default.createDirectory(atPath: path + name, withIntermediateDirectories: true)
      if isOpenToAll { chmod(path + name, 0o777) }
    }
  }

  package func remove() {
    do {
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
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw HarnessError("cannot create \(name): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw HarnessError("cannot write \(name)") }
  }

  /// Writes a file outside the inbox and renames it in.
  package func move(_ text: String, to name: String) throws {
    let outside = "\(path)/.outside-\(UUID().uuidString)"
    try text.write(toFile: outside, atomically: false, encoding: .utf8)
    try makeFolder(of: "\(inbox)/\(name)")
    guard rename(outside, "\(inbox)/\(name)") == 0 else { throw HarnessError("cannot move \(name) in") }
  }

  private func makeFolder(of target: String) throws {
    let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Every file below a folder of this one, relative to it, hidden ones too; no folders, and not the archive's index.
  package func files(below folder: String) -> [String] {
    guard let all = FileManager.default.enumerator(atPath: "\(path)/\(folder)") else { return [] }
    return all.compactMap { $0 as? String }.filter { name in
      if name.hasPrefix(".arrivals/") || name.contains("/.arrivals/") { return false }
      var status = stat()
      return lstat("\(path)/\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }.sorted()
  }

  package func lines(of file: String) throws -> [String] {
    try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8).split(separator: "\n").map(String.init)
  }
}

package struct HarnessError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
