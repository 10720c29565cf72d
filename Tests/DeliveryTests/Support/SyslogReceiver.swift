import Dispatch
import Glibc
import Synchronization

@testable import Delivery

/// A syslog server without a thread: what has arrived is looked at when a test asks. The kernel takes messages and
/// connections meanwhile.
final class SyslogReceiver: Sendable {
  enum Kind: Sendable { case unix(path: String), udp, tcp }

  private struct State {
    /// -1 where it is down.
    var socket: Int32 = -1
    var port: UInt16 = 0
    var connections: [(descriptor: Int32, unread: [UInt8])] = []
    var connectionCount = 0
    var source: (any DispatchSourceRead)?
    var messages: [[UInt8]] = []
  }

  private let kind: Kind
  private let reads: Bool
  private let queueBytes: Int32?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - reads: at once what comes: the kernel keeps few datagrams for a socket of this machine.
  ///   - queueBytes: how much the kernel keeps of a connection that is not read.
  init(_ kind: Kind, reads: Bool = false, queueBytes: Int32? = nil) {
    self.kind = kind
    self.queueBytes = queueBytes
    self.reads = reads
    start()
  }

  deinit { stop() }

  var server: SyslogServer {
    let port = state.withLock { $0.port }
    return switch kind {
    case .unix(let path): .unix(path)
    case .udp: .udp(host: "127.0.0.1", port: port)
    case .tcp: .tcp(host: "127.0.0.1", port: port)
    }
  }

  /// Whole ones, in order.
  var messages: [[UInt8]] {
    state.withLock { state in
      read(&state)
      return state.messages
    }
  }

  var texts: [String] { messages.map { String(decoding: $0, as: UTF8.self) } }

  /// How many connections there have been.
  var connectionCount: Int { state.withLock { $0.connectionCount } }

  /// Blocks until somebody has connected.
  func waitForConnection() {
    var polled = pollfd(fd: state.withLock { $0.socket }, events: Int16(POLLIN), revents: 0)
    while poll(&polled, 1, -1) < 0 {}
  }

  /// At the same place as before.
  func start() {
    state.withLock { state in
      let type = if case .tcp = kind { SOCK_STREAM } else { SOCK_DGRAM }
      let family = if case .unix = kind { AF_UNIX } else { AF_INET }
      let descriptor = socket(family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
      if case .unix(let path) = kind {
        unlink(path)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        bindTo(descriptor, &address)
      } else {
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        if var bytes = queueBytes {
          setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = state.port.bigEndian
        bindTo(descriptor, &address)
        if type == SOCK_STREAM { precondition(listen(descriptor, 16) == 0) }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
          _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        state.port = UInt16(bigEndian: address.sin_port)
      }
      state.socket = descriptor
      guard reads else { return }
      let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "test.syslog"))
      source.setEventHandler { [weak self] in self?.state.withLock { self?.read(&$0) } }
      source.activate()
      state.source = source
    }
  }

  /// Nobody listens any more; what has arrived is kept.
  func stop() {
    let source = state.withLock { state in
      defer { state.source = nil }
      return state.source
    }
    if let source {
      let cancelled = DispatchSemaphore(value: 0)
      source.setCancelHandler { cancelled.signal() }
      source.cancel()
      cancelled.wait()
    }
    state.withLock { state in
      guard state.socket >= 0 else { return }
      read(&state)
      for connection in state.connections {
        // For all copies that a process has which another test is starting.
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
        close(connection.descriptor)
      }
      state.connections = []
      shutdown(state.socket, Int32(SHUT_RDWR))
      close(state.socket)
      state.socket = -1
      if case .udp = kind { waitUntilFree(state.port) }
      if case .unix(let path) = kind { unlink(path) }
    }
  }

  /// Ends the connections with what is still unread in them, as a server that dies does: the other end is told by a reset.
  func resetConnections() {
    state.withLock { state in
      accept(&state)
      for connection in state.connections {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection.descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close(connection.descriptor)
      }
      state.connections = []
    }
  }

  /// A process that another test is starting has a copy of the socket for a moment, and listens with it.
  private func waitUntilFree(_ port: UInt16) {
    let other = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(other) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        while bind(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0, errno == EADDRINUSE { sched_yield() }
      }
    }
  }

  private func bindTo<Address>(_ descriptor: Int32, _ address: inout Address) {
    withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        precondition(bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0)
      }
    }
  }

  private func accept(_ state: inout State) {
    while true {
      let connection = Glibc.accept(state.socket, nil, nil)
      guard connection >= 0 else { return }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      _ = fcntl(connection, F_SETFL, O_NONBLOCK)
      state.connections.append((connection, []))
      state.connectionCount += 1
    }
  }

  private func read(_ state: inout State) {
    guard state.socket >= 0 else { return }
    var piece = [UInt8](repeating: 0, count: 65_536)
    guard case .tcp = kind else {
      while true {
        let count = recv(state.socket, &piece, piece.count, 0)
        guard count >= 0 else { return }
        state.messages.append(Array(piece[..<count]))
      }
    }
    accept(&state)
    for index in state.connections.indices {
      while true {
        let count = recv(state.connections[index].descriptor, &piece, piece.count, 0)
        guard count > 0 else { break }
        state.connections[index].unread += piece[..<count]
      }
      state.messages += frames(&state.connections[index].unread)
    }
  }

  /// Octet counting; a frame that is none stays where it is.
  private func frames(_ bytes: inout [UInt8]) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    while let space = bytes.firstIndex(of: UInt8(ascii: " ")),
      let count = Int(String(decoding: bytes[..<space], as: UTF8.self)), bytes.count >= space + 1 + count
    {
      frames.append(Array(bytes[(space + 1)..<(space + 1 + count)]))
      bytes.removeFirst(space + 1 + count)
    }
    return frames
  }
}
