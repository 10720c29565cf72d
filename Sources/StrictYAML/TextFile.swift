import Glibc

/// Why a file could not be read.
package struct FileError: Error, Sendable, Equatable {
  /// `not-found`, `not-a-file`, `too-large`, `unreadable`.
  package let code: String
  /// What is wrong, without the file's name; one clause without a full stop.
  package let message: String

  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// What to do about a file that was found in a folder.
  package var hint: String {
    switch code {
    case "too-large": "split it into several files"
    case "not-a-file": "take it out of the folder, or give it another name"
    default: "let the user that runs watchword read it, or take it out of the folder"
    }
  }

  init(errno code: Int32) {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: self.init(code: "not-found", message: "there is no such file")
    case EACCES, EPERM: self.init(code: "unreadable", message: "there is no permission to read it")
    default: self.init(code: "unreadable", message: "it cannot be read: \(reason)")
    }
  }
}

/// Reads small files whole.
package enum TextFile {
  /// The bytes of a regular file of at most `maximumBytes`. Never waits on a FIFO or a device.
  package static func read(_ path: String, maximumBytes: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw FileError(errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(code: "not-a-file", message: "it is not a regular file")
    }
    guard status.st_size <= maximumBytes else { throw tooLarge(maximumBytes) }
    return try read(descriptor, maximumBytes: maximumBytes, reserving: Int(status.st_size))
  }

  /// What an open file has from where it is on, to its end, of at most `maximumBytes`; waits as reading it waits.
  package static func read(
    _ descriptor: Int32, maximumBytes: Int, reserving capacity: Int = 0
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(capacity)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError(errno: errno) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= maximumBytes else { throw tooLarge(maximumBytes) }
    }
  }

  private static func tooLarge(_ maximumBytes: Int) -> FileError {
    let isWhole = maximumBytes >= 1 << 20
    let limit = isWhole ? "\(maximumBytes >> 20) MiB" : "\(maximumBytes >> 10) KiB"
    return FileError(code: "too-large", message: "it is larger than \(limit)")
  }
}
