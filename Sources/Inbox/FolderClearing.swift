import CLinux
import Glibc

/// Goes through the files of one folder that files were put away in, a few names at a time, and deletes those that may
/// go. Only regular files with names that are given to files put away are shown; what else lies there stays. Folders in
/// it are not entered, links not followed. The reason of a rejected file goes with it, and is shown alone only where there is
/// no file of that name.
///
/// Owner: one caller, one call at a time.
package final class FolderClearing {
  package struct File: Sendable, Equatable {
    /// Of the archive the first 12 digits of the hash stand before the name, of rejected files the ledger id.
    package let ledgerID: Int64?
    /// As many as it takes of the disk, about.
    package let bytes: Int64
    /// When it was put there, or what is about it last changed; milliseconds since 1970. Whoever wrote the file cannot
    /// choose it, unlike the time of its last change.
    package let changedMilliseconds: Int64
    /// Of the file, or of the one whose reason this is, as the ledger has it.
    package let name: String
    fileprivate let reasonName: [UInt8]

    /// Whether a reason that says that it is about this path was put beside this very file. Of a path that is no UTF-8
    /// only the shown form is known, which leaves the name open.
    package func isOf(path: String) -> Bool {
      guard let ledgerID, let path = InboxPath(path) else { return false }
      let names = Filing.rejectedNames(ledgerID: ledgerID, name: Array(path.nameBytes))
      return path.bytes.contains(UInt8(ascii: "%")) || names.contains { InboxPath.display($0) == name }
    }
  }

  package struct Outcome: Sendable, Equatable {
    package var deleted = 0
    package var deletedBytes: Int64 = 0
    package var keptBytes: Int64 = 0
    package var isDone = false
    /// What could not be listed or deleted, first.
    package var problem: SystemError?
  }

  private static let blockBytes: Int64 = 4_096
  /// Longer than any that is written.
  private static let maximumReasonBytes = 65_536

  private let base: BaseFolder
  private let path: [UInt8]
  private let walk: FolderWalk
  private var folder: Int32?

  /// The files of a day in the archive.
  package init(archive: BaseFolder, day: ArchiveDay) {
    base = archive
    path = day.path
    walk = FolderWalk(archive, from: day.path)
  }

  package init(rejected: BaseFolder) {
    base = rejected
    path = []
    walk = FolderWalk(rejected, from: [])
  }

  /// - Parameter names: so many names are read at most.
  package func step(names: Int, mayDelete: (File) -> Bool) -> Outcome {
    var outcome = Outcome()
    var budget = names
    while let step = walk.next(budget: &budget) {
      switch step {
      case .entered(let entered, let descriptor): if entered == path { folder = descriptor }
      case .found(let found, let status):
        guard found.folderBytes == path, let folder, let file = file(Array(found.nameBytes), status) else { continue }
        guard mayDelete(file) else {
          outcome.keptBytes += file.bytes
          continue
        }
        // Only this folder is searched, and a link is not followed. The descriptor is the walk's, which stands in it.
        if Array(found.nameBytes).withCString({ unlinkat(folder, $0, 0) }) == 0 {
          outcome.deleted += 1
          outcome.deletedBytes += file.bytes
          if path.isEmpty, let reason = self.status(file.reasonName), reason.kind == .regular,
            file.reasonName.withCString({ unlinkat(folder, $0, 0) }) == 0
          {
            outcome.deleted += 1
            outcome.deletedBytes += Self.bytes(reason)
          }
        } else if errno != ENOENT {
          outcome.keptBytes += file.bytes
          outcome.problem = outcome.problem ?? SystemError("delete \(found.display) in \(base.path)")
        }
      case .failed(_, let error): outcome.problem = outcome.problem ?? error
      case .tooDeep: continue
      case .ended:
        outcome.isDone = true
        return outcome
      }
    }
    return outcome
  }

  private func file(_ name: [UInt8], _ status: FileStatus) -> File? {
    guard status.kind == .regular, let hyphen = name.firstIndex(of: UInt8(ascii: "-")), hyphen > 0 else { return nil }
    let prefix = name[..<hyphen]
    let ledgerID = Int64(String(decoding: prefix, as: UTF8.self))
    if path.isEmpty {
      guard let ledgerID, ledgerID > 0 else { return nil }
    } else {
      guard prefix.count == 12, prefix.allSatisfy({ Self.hexadecimal.contains($0) }) else { return nil }
    }
    let ending = Filing.reasonEnding
    let isReason = path.isEmpty && name.count > ending.count && name.suffix(ending.count).elementsEqual(ending)
    let about = isReason ? Array(name.dropLast(ending.count)) : name
    // It goes with the file, so that the file is not left without what says whose it is.
    if isReason, self.status(about)?.kind == .regular { return nil }
    return File(
      ledgerID: path.isEmpty ? ledgerID : nil, bytes: Self.bytes(status),
      changedMilliseconds: status.fingerprint.ctime / 1_000_000, name: InboxPath.display(about),
      reasonName: about + ending)
  }

  private static func bytes(_ status: FileStatus) -> Int64 {
    (max(0, status.fingerprint.size) / blockBytes + 1) * blockBytes
  }

  /// What lies under a name in the folder; `nil` also where it cannot be looked at.
  private func status(_ name: [UInt8]) -> FileStatus? {
    var status = stat()
    guard let folder, name.withCString({ fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else { return nil }
    return FileStatus(status)
  }

  /// What lies as the reason beside a rejected file that is being shown; `nil` where there is none that can be read.
  package func reason(of file: File) -> [UInt8]? {
    guard let folder else { return nil }
    let number = file.reasonName.withCString {
      openat(folder, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    guard number >= 0 else { return nil }
    let opened = Descriptor(number)
    var status = stat()
    guard fstat(opened.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= Self.maximumReasonBytes
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    return read(opened.number, &bytes, bytes.count) == bytes.count ? bytes : nil
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  // MARK: Days

  /// The days that have a folder in the archive, oldest first.
  package static func days(in archive: BaseFolder) throws(SystemError) -> [ArchiveDay] {
    var days: [ArchiveDay] = []
    for year in try numbers(in: archive, [], digits: 4, 1...9_999) {
      for month in try numbers(in: archive, year.path, digits: 2, 1...12) {
        for day in try numbers(in: archive, month.path, digits: 2, 1...31) {
          let found = ArchiveDay(year: year.number, month: month.number, day: day.number)
          // A day that the calendar does not have is none of ours.
          if ArchiveDay(dayNumber: found.dayNumber).path == day.path { days.append(found) }
        }
      }
    }
    return days
  }

  private static func numbers(
    in base: BaseFolder, _ path: [UInt8], digits: Int, _ range: ClosedRange<Int>
  ) throws(SystemError) -> [(number: Int, path: [UInt8])] {
    guard let folder = try base.openFolder(path) else { return [] }
    // The stream needs a descriptor of its own, for it closes it.
    let copy = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let error = SystemError("list the folder \(InboxPath.display(path)) in \(base.path)")
      if copy >= 0 { close(copy) }
      throw error
    }
    defer { closedir(stream) }
    var name = [UInt8](repeating: 0, count: 256)
    var type: UInt8 = 0
    var found: [(number: Int, path: [UInt8])] = []
    while true {
      let length = Int(watchword_read_entry(stream, &name, &type))
      if length < 0 { throw SystemError("list the folder \(InboxPath.display(path)) in \(base.path)") }
      if length == 0 { return found.sorted { $0.number < $1.number } }
      guard length == digits, let number = Int(String(decoding: name[..<length], as: UTF8.self)),
        range.contains(number), name[0] != UInt8(ascii: "+"), name[0] != UInt8(ascii: "-")
      else { continue }
      found.append((number, path + (path.isEmpty ? [] : [slash]) + name[..<length]))
    }
  }

  /// Removes what the archive noted of how the files of a day came in, which nobody needs when they are gone.
  ///
  /// - Throws: `SystemError` where it cannot be removed; it stays then, and does no harm.
  package static func removeIndex(of day: ArchiveDay, in archive: BaseFolder) throws(SystemError) {
    let location = FileLocation(base: .archive, path: ArchiveIndex.path(of: day))
    guard let folder = try archive.openFolder(location.folderPath) else { return }
    let name = Array(location.path[location.nameStart...])
    if name.withCString({ unlinkat(folder.number, $0, 0) }) != 0, errno != ENOENT {
      throw SystemError("delete \(location.display) in \(archive.path)")
    }
  }

  /// Removes the folder of a day, and those of its month and year, where nothing lies in them any more.
  ///
  /// - Throws: `SystemError` where one that is empty cannot be removed; it stays then, and does no harm.
  package static func removeEmptyFolders(of day: ArchiveDay, in archive: BaseFolder) throws(SystemError) {
    var path = day.path
    while !path.isEmpty {
      let location = FileLocation(base: .archive, path: path)
      guard let parent = try archive.openFolder(location.folderPath) else { return }
      if Array(path[location.nameStart...]).withCString({ unlinkat(parent.number, $0, AT_REMOVEDIR) }) != 0 {
        // Something lies in it, or came in between, or somebody was faster.
        if [ENOTEMPTY, EEXIST, ENOENT].contains(errno) { return }
        throw SystemError("delete the folder \(location.display) in \(archive.path)")
      }
      path = location.folderPath
    }
  }
}
