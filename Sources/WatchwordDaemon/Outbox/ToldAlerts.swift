import FoundationEssentials
import Glibc

/// The alerts that an alert log has, by the first half of their ids: eight bytes each.
struct ToldAlerts {
  private var ids: Set<UInt64> = []

  private struct Line: Decodable { let id: String }

  /// A log that is not there has none; lines that are no alerts are passed over.
  ///
  /// - Throws: `ConfigurationError` where there is one that cannot be read.
  mutating func add(log path: String) throws {
    let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard number >= 0 else {
      if errno == ENOENT { return }
      throw Self.unreadable(path)
    }
    defer { close(number) }
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = read(number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.unreadable(path) }
      guard count > 0 else { return }
      rest += buffer[..<count]
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
      for line in rest[...end].split(separator: UInt8(ascii: "\n")) {
        do { insert(try JSONDecoder().decode(Line.self, from: Data(line)).id) } catch { continue }
      }
      rest.removeSubrange(...end)
    }
  }

  func contains(_ id: String) -> Bool { Self.key(id).map(ids.contains) ?? false }

  private mutating func insert(_ id: String) {
    if let key = Self.key(id) { ids.insert(key) }
  }

  private static func key(_ id: String) -> UInt64? { UInt64(id.prefix(16), radix: 16) }

  private static func unreadable(_ path: String) -> ConfigurationError {
    ConfigurationError(
      description:
        "the alert log \(path) cannot be read (\(String(cString: strerror(errno)))), so nobody knows what was told")
  }
}
