import FileSystems
import Foundation
import Glibc

/// What Linux says of this process.
enum ProcessFigures {
  /// A line of `/proc/self/status`.
  static func kibibytes(_ name: String) -> Int64? {
    guard let text = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name + ":") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int64($0) }
    }
    return nil
  }

  static var descriptors: Int? {
    do {
      // One of them reads the folder.
      return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count - 1
    } catch {
      // Without /proc nobody can say.
      return nil
    }
  }

  static var descriptorLimit: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Int(clamping: limit.rlim_cur)
  }

  /// Free for this user, in bytes; `nil` where nobody counts them.
  static func freeBytes(at path: String) -> Int64? {
    FreeSpace(at: path).map { Int64(clamping: $0.freeBytes) }
  }
}
