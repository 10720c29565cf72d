import CLinux
import Dispatch
import Glibc
import OperatingSystem
import Synchronization

/// Listens on `control.sock` in the state folder, and answers commands.
///
/// Owner: the serial queue `control`, which waits for nobody: what a request takes is done by its handler elsewhere, and a
/// peer that is slow, silent or gone is let go by a timer. So nothing here is ever in the way of an article.
package final class ControlServer: Sendable {
  /// Called on the queue `control`, must return soon, and answers once, from any thread and whenever it can: after a
  /// commit, for instance. An answer that nobody waits for any more is dropped.
  package typealias Handler = @Sendable (ControlRequest, _ answer: @escaping @Sendable (ControlAnswer) -> Void) -> Void

  private struct State {
    var source: (any DispatchSourceRead)?
    var connections: [ObjectIdentifier: ControlConnection] = [:]
    var isStopped = false
    /// The source is suspended; it must not be let go so.
    var isPaused = false
  }

  private let queue = DispatchQueue(label: "control", qos: .utility)
  private let folder: SocketFolder
  private let socketGroup: gid_t
  private let handlers: [String: Handler]
  private let limits: ControlLimits
  private let state = Mutex(State())

  /// How long nothing is accepted when the process has no descriptor left.
  private static let pause = Duration.seconds(1)
  /// Accepted at a time, before those who are connected have their turn.
  private static let acceptedAtOnce = 32

  /// Listens when it returns. Only for who holds the lock of the state: what lies there is taken for a dead daemon's.
  ///
  /// - Parameters:
  ///   - handlers: by the name of the request.
  /// - Throws: `failed`, with the reason.
  package init(
    stateFolder: String, limits: ControlLimits = ControlLimits(), handlers: [String: Handler]
  ) throws(ControlError) {
    self.handlers = handlers
    self.limits = limits
    let socket: CInt
    do throws(SystemCallError) {
      folder = try SocketFolder(stateFolder)
      socket = try folder.listen()
      socketGroup = try folder.group()
    } catch {
      throw ControlError(
        .failed,
        "Commands cannot reach this daemon, because \(stateFolder)/\(SocketFolder.name) cannot be made: \(error).")
    }
    state.withLock { state in
      let source = DispatchSource.makeReadSource(fileDescriptor: socket, queue: queue)
      source.setEventHandler { [weak self] in self?.accept(on: socket) }
      source.setCancelHandler { close(socket) }
      source.activate()
      state.source = source
    }
  }

  /// Takes the socket away and lets all connections go. Any thread; what waits for an answer gets none.
  package func stop() {
    let (isFirst, connections) = state.withLock { state in
      if state.isPaused { state.source?.resume() }
      state.source?.cancel()
      defer { (state.source, state.connections, state.isStopped, state.isPaused) = (nil, [:], true, false) }
      return (!state.isStopped, Array(state.connections.values))
    }
    guard isFirst else { return }
    folder.remove()
    queue.async { for connection in connections { connection.close() } }
  }

  /// How many are connected now.
  package var connectionCount: Int { state.withLock { $0.connections.count } }

  // MARK: On the queue

  private func accept(on socket: CInt) {
    dispatchPrecondition(condition: .onQueue(queue))
    for _ in 0..<Self.acceptedAtOnce {
      let descriptor = watchword_accept(socket)
      guard descriptor >= 0 else {
        if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { pause() }
        return
      }
      greet(descriptor)
    }
  }

  /// Without a descriptor to accept with, the socket would go on announcing the same connection for ever.
  private func pause() {
    state.withLock { state in
      guard let source = state.source, !state.isPaused else { return }
      source.suspend()
      state.isPaused = true
    }
    queue.asyncAfter(deadline: .now() + Self.pause.dispatchInterval) { [weak self] in
      self?.state.withLock { state in
        if state.isPaused { state.source?.resume() }
        state.isPaused = false
      }
    }
  }

  private func greet(_ descriptor: CInt) {
    let connection = ControlConnection(descriptor, queue: queue, limits: limits) { [weak self] in
      self?.answer($0, $1)
    } onEnd: { [weak self] connection in
      _ = self?.state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
    }
    if let refusal = refusal(of: descriptor) { return connection.refuse(refusal) }
    let isBusy = state.withLock { state in
      let isBusy = state.isStopped || state.connections.count >= limits.connections
      if !isBusy { state.connections[ObjectIdentifier(connection)] = connection }
      return isBusy
    }
    if isBusy {
      return connection.refuse(ControlError(.busy, "The daemon talks to too many at a time. Try again."))
    }
    connection.begin()
  }

  private func refusal(of descriptor: CInt) -> ControlError? {
    do throws(SystemCallError) {
      let peer = try ControlPeer(of: descriptor)
      if peer.mayAsk(daemon: geteuid(), socketGroup: socketGroup) { return nil }
      return ControlError(
        .notPermitted, "The daemon answers root, its own user and members of the group of \(SocketFolder.name).")
    } catch {
      return ControlError(.notPermitted, "The daemon cannot tell who asks: \(error).")
    }
  }

  private func answer(_ line: [UInt8], _ answer: @escaping @Sendable (ControlAnswer) -> Void) {
    do throws(ControlError) {
      let request = try ControlRequest(line: line)
      guard let handler = handlers[request.name] else {
        throw ControlError(
          .unknownRequest, "The daemon knows \(handlers.keys.sorted().joined(separator: ", ")), and not what was asked."
        )
      }
      handler(request, answer)
    } catch {
      answer(.failure(error))
    }
  }
}
