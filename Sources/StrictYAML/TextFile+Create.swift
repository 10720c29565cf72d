import Glibc

extension TextFile {
  /// A new file with these bytes: there wholly or not at all, and never in the place of another.
  ///
  /// - Throws: `FileError`, `exists` where there is something of that name.
  package static func create(_ path: String, with bytes: [UInt8]) throws(FileError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let temporary = "\(folder.isEmpty ? "/" : folder)/.watchword-new-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw writing(errno) }
    defer { unlink(temporary) }
    do {
      defer { close(descriptor) }
      try write(bytes, to: descriptor)
      guard fsync(descriptor) == 0 else { throw writing(errno) }
    }
    // Unlike a rename it replaces nothing.
    guard link(temporary, path) == 0 else {
      throw errno == EEXIST ? FileError(code: "exists", message: "there is something of that name") : writing(errno)
    }
  }
}
