import Glibc

extension TextFile {
  /// Puts other bytes into a file, all of them or none: they are written to a new file beside it, made durable, and take its
  /// place. Mode and, where that is allowed, owner stay. A symbolic link stays one; the file that it leads to is replaced. One with
  /// several names (hard links) is not: they would become two files.
  ///
  /// - Parameter expected: what was read from it before; where it has changed since, nothing is written.
  /// - Throws: `FileError`; the file is as it was.
  package static func replace(_ path: String, _ expected: [UInt8], with bytes: [UInt8]) throws(FileError) {
    guard let resolved = realpath(path, nil) else { throw FileError(errno: errno) }
    // A null-terminated path that we own.
    let target = String(cString: resolved)
    free(resolved)
    let folder = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
    let temporary = "\(folder)/.watchword-fmt-\(getpid())"
    var status = stat()
    guard stat(target, &status) == 0 else { throw FileError(errno: errno) }
    guard status.st_nlink <= 1 else {
      throw FileError(
        code: "hard-link",
        message: "it has \(status.st_nlink) names (hard links), and the others would keep the old text; "
          + "make it a file of its own, or the others symbolic links to it")
    }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw writing(errno) }
    do throws(FileError) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor)
      // Another owner than ours can be kept by root alone; the mode comes after it, which it would reset.
      _ = fchown(descriptor, status.st_uid, status.st_gid)
      guard fchmod(descriptor, status.st_mode & 0o7777) == 0, fsync(descriptor) == 0 else { throw writing(errno) }
      guard try read(target, maximumBytes: max(expected.count, 1)) == expected else {
        throw FileError(code: "changed", message: "it has changed in the meantime")
      }
      guard rename(temporary, target) == 0 else { throw writing(errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    let directory = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw writing(errno) }
      rest = rest.dropFirst(count)
    }
  }

  static func writing(_ code: Int32) -> FileError {
    FileError(code: "unwritable", message: "it cannot be written: \(String(cString: strerror(code)))")
  }
}
