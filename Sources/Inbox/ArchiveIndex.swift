import CLinux
import Glibc

/// A file of the archive and how it came in.
package struct ArchivedArrival: Sendable, Equatable {
  /// Of the name in its day's folder.
  package let name: [UInt8]
  /// Under which it came in; nil where no index knows it.
  package let path: InboxPath?
  /// Milliseconds since 1970; nil where no index knows it.
  package let arrivedMilliseconds: Int64?
}

/// What the archive knows of its files besides their bytes: under which name each came in, and when. With it a lost
/// database can be made anew with the sources that articles had.
///
/// One text file a day, `archive/.arrivals/2026-11-22`, that travels with the archive whoever copies it: a line
/// a file, in the order of their commits, `milliseconds<tab>name in the archive<tab>path in the inbox`, with control characters,
/// spaces and `%` percent-encoded. A line may be there twice, and the last may be torn. It is written once a group and
/// not synced: the ledger says the same, and what a power cut takes from here is lost only with the database.
package enum ArchiveIndex {
  static let folder = Array(".arrivals".utf8)

  /// A day's file may grow to this before what comes after is ignored: fifty million lines.
  static let maximumBytes = 4 << 30

  static func path(of day: ArchiveDay) -> [UInt8] {
    folder + [slash] + day.path.map { $0 == slash ? UInt8(ascii: "-") : $0 }
  }

  static func line(name: some Sequence<UInt8>, path: InboxPath, arrivedMilliseconds: Int64) -> [UInt8] {
    Array("\(arrivedMilliseconds)\t".utf8) + encoded(name) + [tab] + encoded(path.bytes) + [newline]
  }

  /// `nil` for a line that is none, such as a torn one.
  static func arrival(ofLine line: ArraySlice<UInt8>) -> ArchivedArrival? {
    let fields = line.split(separator: tab, omittingEmptySubsequences: false)
    guard fields.count == 3, let milliseconds = Int64(String(decoding: fields[0], as: UTF8.self)),
      let name = decoded(fields[1]), !name.isEmpty, let bytes = decoded(fields[2]), let path = InboxPath(bytes: bytes)
    else { return nil }
    return ArchivedArrival(name: name, path: path, arrivedMilliseconds: milliseconds)
  }

  private static let tab = UInt8(ascii: "\t")
  private static let newline = UInt8(ascii: "\n")
  private static let percent = UInt8(ascii: "%")
  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func encoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for byte in bytes {
      if byte > 0x20 && byte != 0x7F && byte != percent {
        result.append(byte)
      } else {
        result += [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return result
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var place = bytes.startIndex
    while place < bytes.endIndex {
      guard bytes[place] == percent else {
        result.append(bytes[place])
        place += 1
        continue
      }
      guard bytes.endIndex - place >= 3, let high = digits.firstIndex(of: bytes[place + 1]),
        let low = digits.firstIndex(of: bytes[place + 2])
      else { return nil }
      result.append(UInt8(high << 4 | low))
      place += 3
    }
    return result
  }
}

extension Filing {
  /// Notes how archived files came in: those of a group in one write a day.
  ///
  /// - Parameter moves: with the places they have now; those outside the archive are passed over.
  /// - Throws: `SystemError`; the files are in the archive all the same, and only their sources are not known there.
  package func noteArrivals(_ moves: [(move: PendingMove, location: FileLocation)]) throws(SystemError) {
    var lines: [ArchiveDay: [UInt8]] = [:]
    for (move, location) in moves {
      guard location.base == .archive, case .archive(_, let day) = move.action, let arrived = move.arrivedMilliseconds
      else { continue }
      // Begins with a line end: what is before it may be torn.
      lines[day, default: [UInt8(ascii: "\n")]] += ArchiveIndex.line(
        name: location.path[location.nameStart...], path: move.path, arrivedMilliseconds: arrived)
    }
    guard !lines.isEmpty else { return }
    let (folder, _) = try archive.makeFolder(ArchiveIndex.folder, mode: 0o770)
    for (day, bytes) in lines {
      let path = ArchiveIndex.path(of: day)
      let name = Array(path.dropFirst(ArchiveIndex.folder.count + 1))
      let number = name.withCString {
        openat(folder.number, $0, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o660)
      }
      guard number >= 0 else { throw SystemError("write \(InboxPath.display(path)) in \(archive.path)") }
      let file = Descriptor(number)
      try writeAll(bytes[...], to: file, InboxPath.display(path))
    }
  }
}
