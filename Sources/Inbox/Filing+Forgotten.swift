import CLinux
import Glibc

extension Filing {
  /// Files on their way out that no row of the ledger leads to any more, because the database was lost in between: each was
  /// whole when it was read. Given back to the inbox's top as `left-NAME`, for what it was called is not known; the watcher
  /// announces them. Call `sync()` afterwards. Links and what else lies there stay.
  ///
  /// - Parameter isKnown: whether the ledger leads to a file: by the id that its name begins with, and its place as the
  ///   ledger has it.
  /// - Returns: how many.
  package func giveBackForgotten(
    isKnown: (_ ledgerID: Int64, _ place: String, _ fingerprint: FileFingerprint) throws -> Bool
  ) throws -> Int {
    guard let folder = try inbox.openFolder(Self.leaving) else { return 0 }
    var count = 0
    for name in try names(in: folder) {
      let location = FileLocation(base: .inbox, path: Self.leaving + [slash] + name)
      guard let status = try folder.status(of: name), status.kind == .regular,
        let id = Int64(String(decoding: name.prefix { $0 != UInt8(ascii: "~") }, as: UTF8.self)),
        try !isKnown(id, "\(location.base.rawValue)/\(location.display)", status.fingerprint)
      else { continue }
      for candidate in ArchiveName.candidates(prefix: "left", name: name, ledgerID: id) {
        guard let home = try openPlace(FileLocation(base: .inbox, path: candidate)) else { break }
        guard renameNoReplace(folder, name, home.folder, home.name) else {
          if errno == EEXIST { continue }
          throw SystemError("move \(location.display) back into the inbox")
        }
        touch(FileLocation(base: .inbox, path: Self.leaving), home.parent)
        count += 1
        break
      }
    }
    return count
  }

  private func names(in folder: Descriptor) throws(SystemError) -> [[UInt8]] {
    // The stream needs a descriptor of its own, for it closes it.
    let copy = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let stream = fdopendir(copy) else {
      let error = SystemError("list \(InboxPath.display(Self.leaving))")
      if copy >= 0 { close(copy) }
      throw error
    }
    defer { closedir(stream) }
    rewinddir(stream)
    var names: [[UInt8]] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    var type: UInt8 = 0
    while true {
      let length = Int(watchword_read_entry(stream, &buffer, &type))
      if length < 0 { throw SystemError("list \(InboxPath.display(Self.leaving))") }
      if length == 0 { return names }
      names.append(Array(buffer[..<length]))
    }
  }
}
