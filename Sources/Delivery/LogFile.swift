import FailPoints
import Glibc

/// The file of a `LogEndpoint`: all or nothing of a batch.
struct LogFile: ~Copyable {
  private let path: String
  private let tailBytes: Int
  private let calls: SystemCalls
  private var open: Opened?
  /// Whether the ids in the file's tail are known. Only the tail of the first file is read.
  private var hasReadTail = false
  private var recent: RecentIDs

  private struct Opened: ~Copyable {
    let descriptor: OwnedDescriptor
    let device: UInt
    let inode: UInt
    /// A crash in the middle of a write left its last line without an end.
    var isTorn: Bool
  }

  init(path: String, tailBytes: Int, calls: SystemCalls) {
    self.path = path
    self.tailBytes = max(0, tailBytes)
    self.calls = calls
    // A line of an alert has 64 bytes at least, so every id of the tail fits.
    recent = RecentIDs(capacity: max(1024, self.tailBytes / 64))
  }

  mutating func close() { open = nil }

  /// Appends those that are not in the log yet. After a failure none of them is.
  mutating func append(_ batch: [PendingDelivery]) throws(SystemError) {
    closeIfMoved()
    if open == nil { try openFile() }
    var added: Set<String> = []
    let new = batch.filter { !recent.contains($0.alertID) && added.insert($0.alertID).inserted }
    guard !new.isEmpty else { return }
    do throws(SystemError) {
      try write(Array(new.map(\.jsonLine).joined()))
    } catch {
      // Its state is not certain any more; opening it anew looks at its end.
      close()
      throw error
    }
    for delivery in new { recent.insert(delivery.alertID) }
  }

  private mutating func write(_ lines: [UInt8]) throws(SystemError) {
    guard let descriptor = open?.descriptor.number, let isTorn = open?.isTorn else { return }
    let bytes = isTorn ? [UInt8(ascii: "\n")] + lines : lines
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError(errno, "look at the log \(path)") }
    var done = 0
    do throws(SystemError) {
      while done < bytes.count {
        let count =
          FailPoint.logWriting.failure.map { -Int($0) } ?? calls.write(descriptor, bytes.span.extracting(done...))
        if count == 0 { throw SystemError(EIO, "write to the log \(path)") }
        if count < 0, -count != Int(EINTR) { throw SystemError(Int32(-count), "write to the log \(path)") }
        done += max(0, count)
      }
      FailPoint.logWritten.pass()
      let synchronized = FailPoint.logSyncing.failure.map { -$0 } ?? calls.synchronize(descriptor)
      if synchronized < 0 { throw SystemError(-synchronized, "bring the log \(path) to disk") }
      FailPoint.logSynced.pass()
    } catch {
      takeBack(descriptor, to: status.st_size, written: done)
      throw error
    }
    open?.isTorn = false
  }

  /// Cuts off what was written, unless somebody else wrote to the file meanwhile. Where that fails, the next opening
  /// finds the torn line and ends it.
  private func takeBack(_ descriptor: Int32, to size: off_t, written: Int) {
    var status = stat()
    guard written > 0, fstat(descriptor, &status) == 0, status.st_size == size + off_t(written) else { return }
    ftruncate(descriptor, size)
  }

  /// logrotate moves the log away and may not say so.
  private mutating func closeIfMoved() {
    guard let device = open?.device, let inode = open?.inode else { return }
    var status = stat()
    if stat(path, &status) != 0 || UInt(status.st_dev) != device || UInt(status.st_ino) != inode { close() }
  }

  private mutating func openFile() throws(SystemError) {
    // Neither a FIFO without a reader nor a terminal may block or become ours: what is no regular file is refused
    // below.
    let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let number = FailPoint.logOpening.allows ? Glibc.open(path, flags, mode_t(0o600)) : -1
    guard number >= 0 else { throw SystemError(errno, "open the log \(path)") }
    let descriptor = OwnedDescriptor(number)
    let status = try descriptor.status()
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemError(EINVAL, "use \(path) as a log, because it is no regular file")
    }
    let tail = LogTail(of: descriptor, size: Int(status.st_size), atMost: hasReadTail ? 1 : tailBytes)
    guard let tail else { throw SystemError(EIO, "read the end of the log \(path)") }
    // What a killed process wrote may not be on disk yet, and is about to count as delivered; the file's name too.
    let synchronized = calls.synchronize(number)
    if synchronized < 0 { throw SystemError(-synchronized, "bring the log \(path) to disk") }
    try synchronizeFolder()
    for id in tail.ids { recent.insert(id) }
    hasReadTail = true
    open = Opened(
      descriptor: descriptor, device: UInt(status.st_dev), inode: UInt(status.st_ino), isTorn: tail.isTorn)
  }

  private func synchronizeFolder() throws(SystemError) {
    let folder =
      path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let number = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder that may be written but not read cannot be synchronised; its log is still better than none.
    guard number >= 0 else { return }
    let descriptor = OwnedDescriptor(number)
    guard fsync(descriptor.number) == 0 || errno == EINVAL || errno == EROFS else {
      throw SystemError(errno, "bring the folder of the log \(path) to disk")
    }
  }
}
