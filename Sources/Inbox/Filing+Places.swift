import CLinux
import FailPoints
import Glibc

extension Filing {
  /// A name in a folder that is open.
  struct Place {
    let folder: Descriptor
    let location: FileLocation

    var name: [UInt8] { Array(location.path[location.nameStart...]) }
    var parent: FileLocation { FileLocation(base: location.base, path: location.folderPath) }
  }

  /// Where a move leads: a folder that is open, and the names to try in it.
  struct Target {
    let base: BaseFolder
    let folder: Descriptor
    let parent: FileLocation
    let candidates: ArchiveName.Candidates

    func location(_ name: [UInt8]) -> FileLocation {
      FileLocation(base: parent.base, path: parent.path.isEmpty ? name : parent.path + [slash] + name)
    }

    /// Where a copy is made.
    func temporary(_ move: PendingMove) -> [UInt8] { Array(".\(move.ledgerID).copy".utf8) }

    func temporaryReason(_ move: PendingMove) -> [UInt8] { Array(".\(move.ledgerID).reason".utf8) }
  }

  static let reasonEnding = Array(".reason.json".utf8)

  /// Opens the folder that a move leads to, making it where needed, and writes the reason of a rejection under a
  /// temporary name, so that a full disk is found out before anything is moved. `nil` for a deletion.
  func prepareTarget(of move: PendingMove) throws(SystemError) -> Target? {
    switch move.action {
    case .delete: return nil
    case .archive(let prefix, let day):
      let parent = FileLocation(base: .archive, path: day.path)
      return Target(
        base: archive, folder: try archiveFolder(parent), parent: parent,
        candidates: Self.archiveNames(of: move, prefix))
    case .reject(let reason):
      let (folder, _) = try rejected.makeFolder([], mode: 0o770)
      let target = Target(
        base: rejected, folder: folder, parent: FileLocation(base: .rejected, path: []),
        candidates: Self.rejectedNames(of: move))
      try write(reason, to: target.temporaryReason(move), in: folder)
      return target
    }
  }

  /// Opens a day's folder, making it where needed; that of the move before stays open until the next `sync()`.
  private func archiveFolder(_ parent: FileLocation) throws(SystemError) -> Descriptor {
    if let folder = state.withLock({ $0.archiveFolder }), folder.parent == parent { return folder.descriptor }
    let (folder, made) = try archive.makeFolder(parent.path, mode: 0o770)
    for path in made { touch(FileLocation(base: .archive, path: path).parent) }
    state.withLock { $0.archiveFolder = (parent, folder) }
    return folder
  }

  /// As `openPlace`, for the place where a file was read; the folder of the move before stays open until the next
  /// `sync()`. Should another folder get its name meanwhile, the file is looked for in the one that it was read in.
  func openOrigin(_ location: FileLocation) throws(SystemError) -> Place? {
    let parent = FileLocation(base: location.base, path: location.folderPath)
    if let folder = state.withLock({ $0.originFolder }), folder.parent == parent {
      return Place(folder: folder.descriptor, location: location)
    }
    guard let place = try openPlace(location) else { return nil }
    state.withLock { $0.originFolder = (parent, place.folder) }
    return place
  }

  private static func archiveNames(of move: PendingMove, _ prefix: String) -> ArchiveName.Candidates {
    ArchiveName.candidates(prefix: prefix, name: Array(move.path.nameBytes), ledgerID: move.ledgerID)
  }

  private static func rejectedNames(of move: PendingMove) -> ArchiveName.Candidates {
    rejectedNames(ledgerID: move.ledgerID, name: Array(move.path.nameBytes))
  }

  static func rejectedNames(ledgerID: Int64, name: [UInt8]) -> ArchiveName.Candidates {
    ArchiveName.candidates(
      prefix: String(ledgerID), name: name, ledgerID: ledgerID, reserving: reasonEnding.count)
  }

  /// The folder that a move leads to and the names that are tried in it; makes and opens nothing. `nil` for a deletion.
  func destinations(of move: PendingMove) -> (parent: FileLocation, names: ArchiveName.Candidates)? {
    switch move.action {
    case .delete: nil
    case .archive(let prefix, let day):
      (FileLocation(base: .archive, path: day.path), Self.archiveNames(of: move, prefix))
    case .reject: (FileLocation(base: .rejected, path: []), Self.rejectedNames(of: move))
    }
  }

  /// Gives the reason its name once the file has its own; takes it away when there is no file.
  func finishReason(of move: PendingMove, in target: Target, _ outcome: FilingOutcome) throws(SystemError) {
    guard case .reject = move.action else { return }
    let temporary = target.temporaryReason(move)
    switch outcome {
    case .failed, .copied: return
    case .gone, .replaced: unlink(Place(folder: target.folder, location: target.location(temporary)))
    case .done(let destination):
      // A file that stays in .leaving/ has its reason where it would lie.
      let isInPlace = destination?.base == .rejected
      let name = destination.flatMap { isInPlace ? Array($0.path[$0.nameStart...]) : nil } ?? target.candidates[0]
      // Replaces nothing but a reason of this very ledger row, from before a crash.
      guard FailPoint.reasonNaming.allows else {
        throw SystemError("write the reason beside \(InboxPath.display(name))")
      }
      let renamed = temporary.withCString { from in
        (name + Self.reasonEnding).withCString { renameat(target.folder.number, from, target.folder.number, $0) }
      }
      guard renamed == 0 else { throw SystemError("write the reason beside \(InboxPath.display(name))") }
      FailPoint.reasonNamed.pass()
      touch(target.parent)
    }
  }

  private func write(_ bytes: [UInt8], to name: [UInt8], in folder: Descriptor) throws(SystemError) {
    let number = name.withCString {
      openat(folder.number, $0, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o660)
    }
    guard number >= 0 else { throw SystemError("write \(InboxPath.display(name)) in \(rejected.path)") }
    let file = Descriptor(number)
    guard FailPoint.reasonWriting.allows else {
      throw SystemError("write \(InboxPath.display(name)) in \(rejected.path)")
    }
    try writeAll(bytes[...], to: file, InboxPath.display(name))
    guard fsync(file.number) == 0 else { throw SystemError("sync \(InboxPath.display(name)) in \(rejected.path)") }
    FailPoint.reasonWritten.pass()
  }

  func writeAll(_ bytes: ArraySlice<UInt8>, to file: Descriptor, _ name: String) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      // write(2) reads `count` bytes from the start of the buffer, which holds as many.
      let written = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw SystemError("write \(name)") }
      rest = rest.dropFirst(written)
    }
  }

  /// Opens the folder that a location lies in; `nil` where there is none.
  func openPlace(_ location: FileLocation) throws(SystemError) -> Place? {
    guard let folder = try base(location.base).openFolder(location.folderPath) else { return nil }
    return Place(folder: folder, location: location)
  }

  func base(_ base: FileLocation.Base) -> BaseFolder {
    switch base {
    case .inbox: inbox
    case .archive: archive
    case .rejected: rejected
    }
  }

  /// False with errno set.
  func renameNoReplace(_ folder: Descriptor, _ name: [UInt8], _ toFolder: Descriptor, _ toName: [UInt8]) -> Bool {
    name.withCString { from in
      toName.withCString { watchword_rename_noreplace(folder.number, from, toFolder.number, $0) }
    } == 0
  }

  /// False with errno set.
  @discardableResult
  func unlink(_ place: Place) -> Bool {
    place.name.withCString { unlinkat(place.folder.number, $0, 0) } == 0
  }

  /// Folders whose entries changed.
  func touch(_ folders: FileLocation...) {
    state.withLock { $0.touched.formUnion(folders) }
  }
}

extension FileLocation {
  var nameStart: Int { path.lastIndex(of: slash).map { $0 + 1 } ?? 0 }

  /// The folder it lies in, relative to the base.
  var folderPath: [UInt8] { nameStart == 0 ? [] : Array(path[..<(nameStart - 1)]) }

  var parent: FileLocation { FileLocation(base: base, path: folderPath) }
}

extension Filing {
  /// Whether a file that lies where it was read, with the size and date that it had, has the bytes that were read too. Its
  /// date may have been put back by whoever wrote to it since; then it is read again. A name that was made or taken away
  /// elsewhere changes its ctime as well.
  func isUnchanged(_ move: PendingMove, _ status: FileStatus) -> Bool {
    guard let prefix = move.hashPrefix, status.kind == .regular, move.location.base == .inbox,
      status.fingerprint.ctime != move.fingerprint.ctime,
      case .file(let content) = InboxReader(folder: inbox, maximumBytes: Int(clamping: status.fingerprint.size))
        .read(at: move.location.path)
    else { return true }
    return content.digest.hex.hasPrefix(prefix)
  }
}

extension PendingMove {
  func isAbout(_ status: FileStatus) -> Bool {
    status.kind != .folder && status.fingerprint.isSameContent(as: fingerprint)
  }

  func found(at location: FileLocation, _ status: FileStatus) -> FoundElsewhere {
    FoundElsewhere(location: location, path: path, fingerprint: status.fingerprint)
  }
}
