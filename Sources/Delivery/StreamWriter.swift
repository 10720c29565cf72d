import FailPoints
import Glibc
import OperatingSystem

/// Writes whole messages to a descriptor without ever blocking for longer than its patience.
struct StreamWriter {
  private let descriptor: Int32
  private let patience: Duration
  private let calls: SystemCalls
  /// What is left of a message that was begun: it is finished before the next, so that no message is torn by another.
  private var unfinished: [UInt8] = []
  var hasUnfinished: Bool { !unfinished.isEmpty }

  init(descriptor: Int32, patience: Duration, calls: SystemCalls) {
    self.descriptor = descriptor
    self.patience = patience
    self.calls = calls
  }

  /// Writes them in one call where the descriptor allows it; what blocks gets whole messages up to PIPE_BUF bytes at once,
  /// which a pipe takes wholly or not at all, so that a reader never finds half of one when we die. Returns how many messages were written wholly, and why not
  /// the others; no reason where the signal ended it.
  mutating func write(_ messages: [[UInt8]], unless signal: StopSignal) -> (written: Int, error: SystemError?) {
    let kind = Kind(of: descriptor)
    let bytes = unfinished + messages.joined()
    var done = 0
    var failure: SystemError?
    let deadline = ContinuousClock.now + patience
    let ends = Self.ends(of: messages, after: unfinished.count)
    do throws(SystemError) {
      while done < bytes.count {
        if kind.mayBlock {
          guard try waitUntilWritable(deadline: deadline, signal: signal) else { break }
        } else if signal.isOn {
          break
        }
        done += try writeSome(
          of: bytes, from: done, atMost: kind.mayTakeAll ? .max : Self.chunk(from: done, ends: ends))
      }
      if done == bytes.count, kind == .file { try synchronize() }
    } catch {
      failure = error
      if done == bytes.count { done = unfinished.count }
    }
    return (settle(messages, bytes: bytes, done: done), failure)
  }

  private static func ends(of messages: [[UInt8]], after start: Int) -> [Int] {
    var ends = [start]
    for message in messages { ends.append(ends[ends.count - 1] + message.count) }
    return ends
  }

  /// As many whole messages as fit into PIPE_BUF bytes; of one that is larger as much as fits.
  private static func chunk(from start: Int, ends: [Int]) -> Int {
    let limit = start + Int(PIPE_BUF)
    let whole = ends.last { $0 > start && $0 <= limit }
    return (whole ?? limit) - start
  }

  /// Counts the messages written wholly and keeps the rest of the one that is not.
  private mutating func settle(_ messages: [[UInt8]], bytes: [UInt8], done: Int) -> Int {
    guard done >= unfinished.count else {
      unfinished.removeFirst(done)
      return 0
    }
    var end = unfinished.count
    unfinished = []
    for (index, message) in messages.enumerated() {
      if done == end { return index }
      if done < end + message.count {
        unfinished = Array(bytes[done..<(end + message.count)])
        return index
      }
      end += message.count
    }
    return messages.count
  }

  /// Bytes written; 0 where it must be tried again.
  private func writeSome(of bytes: [UInt8], from start: Int, atMost limit: Int) throws(SystemError) -> Int {
    let end = min(bytes.count, start + min(limit, bytes.count))
    let count =
      FailPoint.outputWriting.failure.map { -Int($0) } ?? calls.write(descriptor, bytes.span.extracting(start..<end))
    if count >= 0 {
      FailPoint.outputWritten.pass()
      return count
    }
    if [EINTR, EAGAIN].contains(Int32(-count)) { return 0 }
    throw SystemError(Int32(-count), "write to the output")
  }

  /// A file may be the output; what went into it counts once it is on disk.
  private func synchronize() throws(SystemError) {
    let result = calls.synchronize(descriptor)
    guard result < 0, -result != EINVAL, -result != EROFS else { return }
    throw SystemError(-result, "bring the output to disk")
  }

  /// False where the signal was raised.
  private func waitUntilWritable(deadline: ContinuousClock.Instant, signal: StopSignal) throws(SystemError) -> Bool {
    while true {
      if signal.isOn { return false }
      let remaining = (deadline - ContinuousClock.now).wholeMilliseconds
      var polled = [
        pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polled, 2, Int32(clamping: remaining))
      if ready < 0, errno != EINTR { throw SystemError(errno, "wait for the reader of the output") }
      if ready > 0, polled[0].revents != 0, polled[1].revents == 0 { return true }
      if ready == 0 { throw SystemError(ETIMEDOUT, "write to the output, because its reader takes nothing") }
    }
  }

  /// How a descriptor takes data.
  private enum Kind {
    /// Never waits for a reader.
    case file
    /// A pipe, terminal or socket in non-blocking mode.
    case nonBlocking
    /// One that blocks: what poll(2) calls writable takes PIPE_BUF bytes at least, and more could wait for ever.
    case blocking

    init(of descriptor: Int32) {
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        self = .file
      } else {
        let flags = fcntl(descriptor, F_GETFL)
        self = flags >= 0 && flags & O_NONBLOCK != 0 ? .nonBlocking : .blocking
      }
    }

    var mayBlock: Bool { self != .file }
    var mayTakeAll: Bool { self != .blocking }
  }
}
