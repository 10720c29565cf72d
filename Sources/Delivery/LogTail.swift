import FoundationEssentials
import Glibc

/// The last part of a log.
struct LogTail {
  /// The alerts in it, in their order.
  let ids: [String]
  /// Whether its last line has no end.
  let isTorn: Bool

  /// At least the last byte is read. `nil` where it cannot be read.
  init?(of descriptor: borrowing OwnedDescriptor, size: Int, atMost limit: Int) {
    let wanted = min(size, max(1, limit))
    guard let bytes = Self.read(descriptor, from: size - wanted, count: wanted) else { return nil }
    self.init(bytes, beginsLine: wanted == size)
  }

  init(_ bytes: [UInt8], beginsLine: Bool) {
    isTorn = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    ids = lines.dropFirst(beginsLine ? 0 : 1).compactMap(Self.id)
  }

  private struct Line: Decodable { let id: String }

  /// Lines that are no alerts have none: a torn one, or one that somebody else wrote.
  private static func id(of line: ArraySlice<UInt8>) -> String? {
    line.isEmpty ? nil : try? JSONDecoder().decode(Line.self, from: Data(line)).id
  }

  /// A file that became shorter meanwhile gives fewer bytes.
  private static func read(_ descriptor: borrowing OwnedDescriptor, from offset: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let result = bytes.withUnsafeMutableBytes { bytes in
        // Within the array: `done` is less than `count`, and at most the rest is read.
        pread(descriptor.number, bytes.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
      }
      if result < 0 && errno != EINTR { return nil }
      if result == 0 { break }
      done += max(0, result)
    }
    bytes.removeLast(count - done)
    return bytes
  }
}
