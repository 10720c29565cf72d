import AlertStore
import Glibc
import Hashing
import Inbox

/// A file as a person names it, which need not be there.
struct FileOnDisk {
  /// A larger one is asked for by its name alone: no article has so many bytes.
  static let maximumBytes = 256 << 20

  /// Relative to the inbox, where it lies, or would lie, there.
  let inboxPath: InboxPath?
  private let path: String
  /// `nil` where no regular file is there.
  private let status: stat?

  /// - Parameter inbox: the folder, as the person would name it.
  init(_ path: String, inbox: String) {
    self.path = path
    var status = stat()
    let isFile = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    self.status = isFile ? status : nil
    inboxPath = Self.pathInInbox(path, inbox: inbox)
  }

  var isThere: Bool { status != nil }

  /// `nil` where it is not in the inbox.
  var fingerprint: LedgerFingerprint? {
    guard let status, let inboxPath else { return nil }
    return LedgerFingerprint(
      pathBytes: inboxPath.bytes, device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
      sizeBytes: Int64(status.st_size), mtimeNanoseconds: Self.nanoseconds(status.st_mtim),
      ctimeNanoseconds: Self.nanoseconds(status.st_ctim))
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? 0 : seconds + Int64(time.tv_nsec)
  }

  /// Of its bytes; `nil` where there is no regular file, it may not be read, or it is too large.
  func digest() -> SHA256Digest? {
    guard let status, status.st_size <= Self.maximumBytes else { return nil }
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var opened = stat()
    guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG else { return nil }
    var hasher = SHA256Hasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var total = 0
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      total += max(0, count)
      guard count >= 0, total <= Self.maximumBytes else { return nil }
      if count == 0 { return hasher.finish() }
      hasher.update(buffer.span.extracting(0..<count))
    }
  }

  /// Links on the way to folders are followed, the file's own name is not.
  private static func pathInInbox(_ path: String, inbox: String) -> InboxPath? {
    let base = resolved(inbox) ?? inbox
    let (folder, name): (String, Substring) =
      path.lastIndex(of: "/").map {
        ($0 == path.startIndex ? "/" : String(path[..<$0]), path[path.index(after: $0)...])
      }
      ?? (".", path[...])
    let whole = (resolved(folder) ?? folder) + "/" + name
    for base in [base, inbox] where whole.hasPrefix(base + "/") {
      return InboxPath(String(whole.dropFirst(base.count + 1)))
    }
    return path.hasPrefix(inbox + "/") ? InboxPath(String(path.dropFirst(inbox.count + 1))) : nil
  }

  private static func resolved(_ path: String) -> String? {
    // realpath gives a string that is ours to free, or nil where there is no such path.
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
