import CLinux
import Glibc

/// What the file endpoints ask of the kernel, so that tests can play a disk that is full.
struct SystemCalls: Sendable {
  /// write(2): how many bytes were written, or minus the error number.
  var write: @Sendable (_ descriptor: Int32, _ bytes: borrowing Span<UInt8>) -> Int
  /// fdatasync(2): 0, or minus the error number.
  var synchronize: @Sendable (_ descriptor: Int32) -> Int32
  /// fsync(2) of a folder: 0, or minus the error number.
  var synchronizeFolder: @Sendable (_ descriptor: Int32) -> Int32 = { fsync($0) == 0 ? 0 : -errno }
  /// renameat2(2) within a folder, which replaces nothing: 0, or -1 with errno set.
  var rename: @Sendable (_ folder: Int32, _ from: String, _ to: String) -> Int32 = {
    watchword_rename_noreplace($0, $1, $0, $2)
  }

  static let kernel = SystemCalls(
    write: { descriptor, bytes in
      bytes.withUnsafeBytes { bytes in
        // The pointer is valid for `count` bytes for the length of the call, and the kernel only reads.
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        return count < 0 ? -Int(errno) : count
      }
    },
    synchronize: { fdatasync($0) == 0 ? 0 : -errno })
}

/// An error number, and what was attempted.
struct SystemError: Error, Equatable {
  let number: Int32
  let action: String

  init(_ number: Int32, _ action: String) {
    self.number = number
    self.action = action
  }

  var message: String {
    let words = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return "cannot \(action): \(words)"
  }
}

/// A file descriptor that is closed with its owner.
struct OwnedDescriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit {
    if number >= 0 { close(number) }
  }

  func status() throws(SystemError) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemError(errno, "look at an open file") }
    return status
  }
}

extension PendingDelivery {
  /// The alert as one line. Line ends in JSON can only stand between its parts, where a space says the same.
  var jsonLine: [UInt8] {
    var line = json.utf8.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    line.append(UInt8(ascii: "\n"))
    return line
  }
}
