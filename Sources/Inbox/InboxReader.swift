import CLinux
import FailPoints
import Glibc
import Hashing

/// A file that was read while it stood still.
package struct FileContent: Sendable, Equatable {
  package var bytes: [UInt8]
  package var digest: SHA256Digest
  package var fingerprint: FileFingerprint
}

package enum ReadResult: Sendable, Equatable {
  case file(FileContent)
  /// This will never be an article: a link, a special file, unreadable, too large. The code is stable and kebab-case;
  /// the fingerprint is that of the thing itself, for moving it away.
  case rejected(code: String, message: String, fingerprint: FileFingerprint)
  /// Nothing lies there any more, or a folder does.
  case gone
  /// It changed again and again while being read: whoever writes it will close it.
  case unsettled
  /// The system failed. `isTemporary`: a later try can help without anybody changing the file.
  case failed(message: String, isTemporary: Bool)
}

/// Reads files beneath a folder (the inbox; or the archive, where a new arrival was moved by mistake), following no
/// link, opening nothing but regular files, and waiting for nobody. Any thread.
package struct InboxReader: Sendable {
  private let folder: BaseFolder
  private let maximumBytes: Int
  private let maximumTries = 3

  package init(folder: BaseFolder, maximumBytes: Int = 16 * 1024 * 1024) {
    self.folder = folder
    self.maximumBytes = max(0, min(maximumBytes, Int(Int32.max)))
  }

  package func read(_ path: InboxPath) -> ReadResult { read(at: path.bytes) }

  /// - Parameter path: relative to the folder.
  package func read(at path: [UInt8]) -> ReadResult {
    for _ in 0..<maximumTries {
      if let result = readOnce(path) { return result }
    }
    return .unsettled
  }

  /// `nil` when it changed in between.
  private func readOnce(_ path: [UInt8]) -> ReadResult? {
    let status: FileStatus
    do {
      guard let found = try folder.status(at: path) else { return .gone }
      status = found
    } catch {
      return .failed(message: error.message, isTemporary: error.isTemporary || error.code == EACCES)
    }
    if let refusal = refusal(of: status) { return refusal }
    let number =
      FailPoint.fileOpening.allows
      ? path.withCString { watchword_open_beneath(folder.descriptor, $0, UInt64(O_RDONLY)) } : -1
    guard number >= 0 else { return cannotOpen(path, status) }
    FailPoint.fileOpened.pass()
    return readOpen(Descriptor(number), path, status)
  }

  /// Why the thing is no article, as far as can be told without opening it.
  func refusal(of status: FileStatus) -> ReadResult? {
    let (code, message): (String, String)
    switch status.kind {
    case .folder: return .gone
    case .regular:
      guard status.fingerprint.size > maximumBytes else { return nil }
      return tooLarge(status.fingerprint)
    case .symbolicLink: (code, message) = ("symbolic-link", "a symbolic link is not followed; put the file itself here")
    case .fifo: (code, message) = ("fifo", "a FIFO is not read; put a file here")
    case .socket: (code, message) = ("socket", "a socket is not read; put a file here")
    case .device: (code, message) = ("device", "a device is not read; put a file here")
    }
    return .rejected(code: code, message: message, fingerprint: status.fingerprint)
  }

  private func tooLarge(_ fingerprint: FileFingerprint) -> ReadResult {
    let message = "the file has \(fingerprint.size) bytes, and at most \(maximumBytes) are read"
    return .rejected(code: "too-large", message: message, fingerprint: fingerprint)
  }

  private func cannotOpen(_ path: [UInt8], _ status: FileStatus) -> ReadResult? {
    let error = SystemError("open \(InboxPath.display(path))")
    switch error.code {
    case EACCES, EPERM:
      let message = "the file may not be read (\(SystemError.text(error.code))); give the daemon's group the right to"
      return .rejected(code: "unreadable", message: message, fingerprint: status.fingerprint)
    case ENXIO, EAGAIN: return nil
    case let code where meansGone(code): return nil
    default: return .failed(message: error.message, isTemporary: error.isTemporary)
    }
  }

  func readOpen(_ file: Descriptor, _ path: [UInt8], _ expected: FileStatus) -> ReadResult? {
    do {
      let before = try BaseFolder.status(file.number, InboxPath.display(path))
      // Something else was put under that name after it was looked at.
      guard before.kind == .regular, before.fingerprint == expected.fingerprint else { return nil }
      let bytes = try contents(of: file, size: before.fingerprint.size, path)
      let after = try BaseFolder.status(file.number, InboxPath.display(path))
      guard after.fingerprint == before.fingerprint, bytes.count == after.fingerprint.size else { return nil }
      let digest = SHA256Digest(of: bytes.span)
      FailPoint.fileHashed.pass()
      return .file(FileContent(bytes: bytes, digest: digest, fingerprint: after.fingerprint))
    } catch {
      return .failed(message: error.message, isTemporary: error.isTemporary)
    }
  }

  /// Reads one byte more than `size`, which is at most `maximumBytes`: that byte tells that the file has grown.
  private func contents(of file: Descriptor, size: Int64, _ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let capacity = Int(size) + 1
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity {
        // Bytes below `count` are initialized, and read(2) writes at most `capacity` - `count` behind them.
        let got =
          FailPoint.fileRead.allows
          ? Glibc.read(file.number, buffer.baseAddress.map { $0 + count }, min(capacity - count, 1024 * 1024)) : -1
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = SystemError("read \(InboxPath.display(path))") }
        if got <= 0 { return }
        count += got
        // All of it, and the byte behind it is not there.
        if count == capacity - 1 { return }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
