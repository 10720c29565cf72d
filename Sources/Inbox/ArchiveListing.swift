import CLinux
import Glibc

/// The files of an archive, day by day, in the order in which they came in. Follows no links; reads, and holds the names
/// of one day at a time.
package struct ArchiveListing: Sendable {
  private let archive: BaseFolder

  package init(archive: BaseFolder) { self.archive = archive }

  /// The days that have a folder, oldest first; other folders are none of the archive's.
  package func days() throws(SystemError) -> [ArchiveDay] {
    var days: [ArchiveDay] = []
    for year in try folders(in: [], digits: 4) {
      for month in try folders(in: year, digits: 2) {
        for path in try folders(in: month, digits: 2) {
          let numbers = path.split(separator: slash).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
          guard numbers.count == 3, (1...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2])
          else { continue }
          let day = ArchiveDay(year: numbers[0], month: numbers[1], day: numbers[2])
          if day.path == path { days.append(day) }
        }
      }
    }
    return days
  }

  /// How many files a day has.
  package func count(_ day: ArchiveDay) throws(SystemError) -> Int { try names(in: day.path, folders: false).count }

  /// First those that no index knows, which are older than it, by mtime; then the others as the index has them.
  package func files(_ day: ArchiveDay) throws(SystemError) -> [ArchivedArrival] {
    var unknown = Set(try names(in: day.path, folders: false))
    var known: [ArchivedArrival] = []
    for arrival in try index(day) where unknown.remove(arrival.name) != nil { known.append(arrival) }
    var others: [(mtime: Int64, name: [UInt8])] = []
    for name in unknown {
      guard let status = try archive.status(at: day.path + [slash] + name), status.kind == .regular else { continue }
      others.append((status.fingerprint.mtime, name))
    }
    others.sort { $0.mtime != $1.mtime ? $0.mtime < $1.mtime : $0.name.lexicographicallyPrecedes($1.name) }
    return others.map { ArchivedArrival(name: $0.name, path: nil, arrivedMilliseconds: nil) } + known
  }

  /// Relative to the archive.
  package func path(_ name: [UInt8], on day: ArchiveDay) -> [UInt8] { day.path + [slash] + name }

  /// What lies there; `nil` where nothing does.
  package func fingerprint(of name: [UInt8], on day: ArchiveDay) throws(SystemError) -> FileFingerprint? {
    try archive.status(at: path(name, on: day))?.fingerprint
  }

  /// The lines of a day's index, in their order.
  private func index(_ day: ArchiveDay) throws(SystemError) -> [ArchivedArrival] {
    let path = ArchiveIndex.path(of: day)
    let number = path.withCString { watchword_open_beneath(archive.descriptor, $0, UInt64(O_RDONLY)) }
    guard number >= 0 else {
      if meansGone(errno) { return [] }
      throw SystemError("open \(InboxPath.display(path)) in \(archive.path)")
    }
    let file = Descriptor(number)
    var arrivals: [ArchivedArrival] = []
    var rest: [UInt8] = []
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    while total < ArchiveIndex.maximumBytes {
      let count = read(file.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read \(InboxPath.display(path)) in \(archive.path)") }
      guard count > 0 else { break }
      total += count
      rest += buffer[..<count]
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else {
        // No line is that long.
        if rest.count > 64 * 1024 { rest = [] }
        continue
      }
      for line in rest[..<end].split(separator: UInt8(ascii: "\n")) {
        if let arrival = ArchiveIndex.arrival(ofLine: line) { arrivals.append(arrival) }
      }
      rest.removeSubrange(...end)
    }
    return arrivals
  }

  private func folders(in path: [UInt8], digits: Int) throws(SystemError) -> [[UInt8]] {
    try names(in: path, folders: true)
      .filter { $0.count == digits && $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
      .sorted { $0.lexicographicallyPrecedes($1) }.map { path.isEmpty ? $0 : path + [slash] + $0 }
  }

  /// Without hidden ones, which are copies under way and the index.
  private func names(in path: [UInt8], folders: Bool) throws(SystemError) -> [[UInt8]] {
    guard let folder = try archive.openFolder(path) else { return [] }
    let number = dup(folder.number)
    // fdopendir owns the descriptor once it has succeeded.
    guard number >= 0, let stream = fdopendir(number) else { throw SystemError("list \(archive.path)") }
    defer { closedir(stream) }
    rewinddir(stream)
    var names: [[UInt8]] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    var type: UInt8 = 0
    while true {
      // Writes at most 256 bytes, as many as the buffer has.
      let count = buffer.withUnsafeMutableBufferPointer { bytes in
        bytes.baseAddress.map { watchword_read_entry(stream, $0, &type) } ?? 0
      }
      guard count >= 0 else { throw SystemError("list \(InboxPath.display(path)) in \(archive.path)") }
      guard count > 0 else { return names }
      let name = Array(buffer[..<Int(count)])
      guard name.first != dot else { continue }
      var isFolder = Int32(type) == Int32(DT_DIR)
      if Int32(type) == Int32(DT_UNKNOWN) { isFolder = try folder.status(of: name)?.kind == .folder }
      if isFolder == folders { names.append(name) }
    }
  }
}
