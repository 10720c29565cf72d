import Dispatch
import Glibc
import OperatingSystem
import Synchronization

/// One who is connected: a request, an answer, and the end. Owner: the server's queue, on which all of it runs; the lock is
/// never contended.
final class ControlConnection: Sendable {
  typealias Ask = @Sendable (_ line: [UInt8], _ answer: @escaping @Sendable (ControlAnswer) -> Void) -> Void

  private enum Phase {
    case asking, working, answering, ended
  }

  private struct State {
    var phase = Phase.asking
    var incoming: LineBuffer
    var outgoing: ArraySlice<UInt8> = []
    var reading: (any DispatchSourceRead)?
    var writing: (any DispatchSourceWrite)?
    var timer: (any DispatchSourceTimer)?
  }

  private let descriptor: CInt
  private let queue: DispatchQueue
  private let limits: ControlLimits
  private let ask: Ask
  private let onEnd: @Sendable (ControlConnection) -> Void
  private let state: Mutex<State>

  private static let readBytes = 16 << 10

  /// Owns the descriptor from now on.
  init(
    _ descriptor: CInt, queue: DispatchQueue, limits: ControlLimits, ask: @escaping Ask,
    onEnd: @escaping @Sendable (ControlConnection) -> Void
  ) {
    self.descriptor = descriptor
    self.queue = queue
    self.limits = limits
    self.ask = ask
    self.onEnd = onEnd
    state = Mutex(State(incoming: LineBuffer(maximumBytes: limits.request)))
  }

  /// Nobody has the connection any more, so nothing can be under way on its descriptor.
  deinit { Glibc.close(descriptor) }

  func begin() {
    state.withLock { state in
      let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
      // The sources hold the connection until they are cancelled, and the descriptor is open until they have been.
      source.setEventHandler { self.read() }
      source.setCancelHandler { _ = self }
      source.activate()
      state.reading = source
    }
    setTimer(limits.asking, .asking)
  }

  /// Says why not, if the peer takes it at once, and ends.
  func refuse(_ error: ControlError) {
    let line = ControlAnswer.failure(error).line
    _ = line.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
  }

  func close() {
    let wasOpen = state.withLock { state in
      defer { state.phase = .ended }
      state.reading?.cancel()
      state.writing?.cancel()
      state.timer?.cancel()
      (state.reading, state.writing, state.timer) = (nil, nil, nil)
      state.outgoing = []
      return state.phase != .ended
    }
    if wasOpen { onEnd(self) }
  }

  private func setTimer(_ limit: Duration, _ phase: Phase) {
    state.withLock { state in
      state.timer?.cancel()
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now() + limit.dispatchInterval)
      timer.setEventHandler { [weak self] in self?.isTooSlow(phase) }
      timer.activate()
      state.timer = timer
    }
  }

  private func isTooSlow(_ phase: Phase) {
    guard state.withLock({ $0.phase == phase }) else { return }
    switch phase {
    case .asking: answer(.failure(ControlError(.tooSlow, "No whole request came in time.")))
    case .working: answer(.failure(ControlError(.tooSlow, "It takes too long; it goes on, but its answer is lost.")))
    case .answering, .ended: close()
    }
  }

  private func read() {
    dispatchPrecondition(condition: .onQueue(queue))
    var bytes = [UInt8](repeating: 0, count: Self.readBytes)
    let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else {
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      // Gone, with half a line or none, or without waiting for its answer.
      return close()
    }
    guard state.withLock({ $0.phase == .asking }) else { return }
    switch state.withLock({ $0.incoming.add(bytes.prefix(count)) }) {
    case .more: break
    case .tooLong:
      answer(.failure(ControlError(.tooLong, "A request is a line of at most \(limits.request) bytes.")))
    case .line(let line):
      // More after the line is nobody's, and a peer that says no more may still want its answer.
      state.withLock { state in
        state.phase = .working
        state.reading?.cancel()
        state.reading = nil
      }
      setTimer(limits.working, .working)
      ask(line) { [weak self] answer in
        guard let self else { return }
        queue.async { self.answer(answer) }
      }
    }
  }

  private func answer(_ answer: ControlAnswer) {
    dispatchPrecondition(condition: .onQueue(queue))
    let isFirst = state.withLock { state in
      guard state.phase == .asking || state.phase == .working else { return false }
      state.phase = .answering
      let isTooLong = answer.line.count > limits.answer
      let line = isTooLong ? Self.tooLong.line : answer.line
      state.outgoing = line[...]
      return true
    }
    guard isFirst else { return }
    setTimer(limits.answering, .answering)
    write()
  }

  private static let tooLong = ControlAnswer.failure(ControlError(.tooLong, "The answer is too long."))

  private func write() {
    dispatchPrecondition(condition: .onQueue(queue))
    while true {
      let rest = state.withLock { $0.phase == .answering ? $0.outgoing : [] }
      guard !rest.isEmpty else { return close() }
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return waitForRoom() }
      guard count > 0 else { return close() }
      state.withLock { $0.outgoing.removeFirst(count) }
    }
  }

  private func waitForRoom() {
    state.withLock { state in
      guard state.writing == nil else { return }
      let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
      source.setEventHandler { self.write() }
      source.setCancelHandler { _ = self }
      source.activate()
      state.writing = source
    }
  }
}
