import CLinux
import Glibc
import OperatingSystem

/// How a run of a program ended.
enum ProgramEnd: Equatable {
  case exited(status: Int32)
  case killed(signal: Int32)
  /// It was ended because its time was over.
  case late
  /// It was ended because the daemon stops.
  case stopped
  case notStarted(SystemError)
}

/// A program that is running: given its input, listened to, and ended where it takes too long, with all of its group.
///
/// Waits for the program itself only: what it leaves running may go on, and may keep the other ends of the pipes open.
/// Invariants: `process` is a child that was not waited for, so that its number, and that of its group, are no other's;
/// it is waited for exactly once, by `end()`, or afterwards by who gets it from `unended`.
struct ProgramRun: ~Copyable {
  /// How long it has between being asked to end and being killed, and again until nobody waits for it any more.
  private static let grace: Duration = .seconds(2)
  /// More than a pipe holds.
  private static let maximumLastPieces = 80

  private let process: Int32
  /// Readable once the program has ended.
  private let ended: OwnedDescriptor
  private var input: OwnedDescriptor?
  private var unwritten: ArraySlice<UInt8>
  private var error: OwnedDescriptor?
  private(set) var errorTail: ErrorTail
  private var ending = Ending.notYet
  /// The process, where even killing it did not end it (it hangs in the kernel): somebody has to wait for it later.
  private(set) var unended: Int32?
  private var piece = [UInt8](repeating: 0, count: 16_384)

  private enum Ending {
    case notYet
    case asked(why: ProgramEnd, killAt: ContinuousClock.Instant)
    case killed(why: ProgramEnd, giveUpAt: ContinuousClock.Instant)
  }

  /// - Parameters:
  ///   - environment: as `NAME=value`.
  ///   - input: all that its standard input has.
  init(
    arguments: [String], environment: [String], input bytes: [UInt8], errorTail: ErrorTail
  ) throws(SystemError) {
    let input = try ProgramPipe()
    let error = try ProgramPipe()
    let output = try OwnedDescriptor(open("/dev/null", O_WRONLY | O_CLOEXEC)).aboveStandard("open /dev/null")
    let action = "run \(arguments.first ?? "")"
    let process = Self.spawn(
      arguments, environment, input: input.reader.number, output: output.number, error: error.writer.number)
    guard process >= 0 else { throw SystemError(errno, action) }
    let ended = watchword_open_process(process)
    guard ended >= 0 else {
      let code = errno
      kill(-process, SIGKILL)
      waitpid(process, nil, 0)
      throw SystemError(code, action)
    }
    self.process = process
    self.ended = OwnedDescriptor(ended)
    self.errorTail = errorTail
    unwritten = bytes[...]
    self.input = input.takeWriter()
    self.error = error.takeReader()
  }

  /// Waits for its end, at most for the limit and twice the grace.
  mutating func end(within limit: Duration, unless signal: StopSignal) -> ProgramEnd {
    let deadline = ContinuousClock.now + limit
    while true {
      var next = deadline
      switch ending {
      case .notYet:
        if signal.isOn {
          ask(to: .stopped)
          continue
        }
        if ContinuousClock.now >= deadline {
          ask(to: .late)
          continue
        }
      case .asked(let why, let killAt):
        if ContinuousClock.now >= killAt {
          kill(-process, SIGKILL)
          ending = .killed(why: why, giveUpAt: ContinuousClock.now + Self.grace)
          continue
        }
        next = killAt
      case .killed(let why, let giveUpAt):
        if ContinuousClock.now >= giveUpAt {
          unended = process
          return why
        }
        next = giveUpAt
      }
      if waitForSomething(until: next, signal: signal) { return reap() }
    }
  }

  // MARK: Ending it

  private mutating func ask(to why: ProgramEnd) {
    kill(-process, SIGTERM)
    // One that was halted hears of it only then.
    kill(-process, SIGCONT)
    ending = .asked(why: why, killAt: ContinuousClock.now + Self.grace)
  }

  private mutating func reap() -> ProgramEnd {
    // What it said last is still in the pipe; what it left running may go on for ever.
    for _ in 0..<Self.maximumLastPieces where !readError() { break }
    var why: ProgramEnd?
    switch ending {
    case .notYet: break
    case .asked(let reason, _), .killed(let reason, _):
      // What it started has heard that it should end, too. As long as nobody waited for the program, the group is its own.
      kill(-process, SIGKILL)
      why = reason
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { return .notStarted(SystemError(errno, "learn how the program ended")) }
    }
    let signal = status & 0x7F
    let end: ProgramEnd = signal == 0 ? .exited(status: (status >> 8) & 0xFF) : .killed(signal: signal)
    // One that was done in the last moment has done it.
    return end == .exited(status: 0) ? end : why ?? end
  }

  // MARK: Its input and its errors

  /// True where the program has ended.
  private mutating func waitForSomething(until next: ContinuousClock.Instant, signal: StopSignal) -> Bool {
    let isAsked = if case .notYet = ending { false } else { true }
    var polled = [
      pollfd(fd: ended.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: input?.number ?? -1, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: error?.number ?? -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isAsked ? -1 : signal.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let wait = max(1, (next - ContinuousClock.now).wholeMilliseconds)
    guard poll(&polled, nfds_t(polled.count), Int32(clamping: wait)) > 0 else { return false }
    if polled[1].revents != 0 { writeInput() }
    if polled[2].revents != 0 { readError() }
    return polled[0].revents != 0
  }

  /// A program need not read its input to the end, or at all: what it thinks of the alert is told by its status.
  private mutating func writeInput() {
    guard let descriptor = input?.number else { return }
    let count = SystemCalls.kernel.write(descriptor, unwritten.span)
    if count > 0 { unwritten = unwritten.dropFirst(count) }
    let isClosed = count < 0 && ![EAGAIN, EINTR].contains(Int32(-count))
    if isClosed || unwritten.isEmpty { input = nil }
  }

  /// One piece of what is there; false where there is nothing now.
  @discardableResult
  private mutating func readError() -> Bool {
    guard let descriptor = error?.number else { return false }
    let count = piece.withUnsafeMutableBytes { piece in
      // Within the array; the kernel writes at most so much.
      read(descriptor, piece.baseAddress, piece.count)
    }
    if count > 0 { errorTail.append(piece[..<count]) }
    let isClosed = count == 0 || count < 0 && ![EAGAIN, EINTR].contains(errno)
    if isClosed { error = nil }
    return count > 0
  }

  // MARK: Starting it

  /// The id of the process, or -1 with errno set.
  private static func spawn(
    _ arguments: [String], _ environment: [String], input: Int32, output: Int32, error: Int32
  ) -> Int32 {
    // Copies of the strings, which end with a NUL and are freed here; the lists end with a null pointer.
    let arguments = arguments.map { strdup($0) } + [nil]
    let environment = environment.map { strdup($0) } + [nil]
    defer { for string in arguments + environment { free(string) } }
    guard !arguments.dropLast().contains(nil), !environment.dropLast().contains(nil) else {
      errno = ENOMEM
      return -1
    }
    return watchword_spawn(arguments, environment, input, output, error)
  }
}

/// A pipe between the daemon and a program; the end that is taken does not block.
private struct ProgramPipe: ~Copyable {
  let reader: OwnedDescriptor
  let writer: OwnedDescriptor

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard watchword_pipe(&ends) == 0 else { throw SystemError(errno, "make a pipe") }
    let (first, second) = (ends[0], ends[1])
    let lowReader = OwnedDescriptor(first)
    let lowWriter = OwnedDescriptor(second)
    let reader = try lowReader.aboveStandard("make a pipe")
    let writer = try lowWriter.aboveStandard("make a pipe")
    self.reader = reader
    self.writer = writer
  }

  consuming func takeReader() -> OwnedDescriptor {
    _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
    return reader
  }

  consuming func takeWriter() -> OwnedDescriptor {
    _ = fcntl(writer.number, F_SETFL, O_NONBLOCK)
    return writer
  }
}

extension OwnedDescriptor {
  /// The same as another number than 0, 1 and 2, which are the program's.
  fileprivate consuming func aboveStandard(_ action: String) throws(SystemError) -> OwnedDescriptor {
    guard number >= 0 else { throw SystemError(errno, action) }
    if number > STDERR_FILENO { return self }
    let other = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard other >= 0 else { throw SystemError(errno, action) }
    return OwnedDescriptor(other)
  }
}
