// For SOCK_…: curl includes the header that declares them, and in a release build its module has them, not Glibc.
import CCurl
import CLinux
import Glibc
import OperatingSystem

/// Why messages could not be sent.
struct SyslogFailure: Error, Equatable {
  /// `nil` where it was stopped.
  let reason: String?

  static let stopped = SyslogFailure(reason: nil)

  private init(reason: String?) { self.reason = reason }
  init(_ reason: String) { self.reason = reason }
  init(_ action: String, _ number: Int32) { reason = SystemError(number, action).message }
}

/// A socket that is connected to a syslog server and does not block.
struct SyslogSocket: ~Copyable {
  let descriptor: OwnedDescriptor
  let server: String
  let signal: StopSignal

  /// Of the first address that takes a connection.
  init(
    to addresses: [HostLookup.Address], type: __socket_type, server: String, within limit: Duration, signal: StopSignal
  ) throws(SyslogFailure) {
    var failure = SyslogFailure("\(server) has no address")
    for address in addresses {
      do throws(SyslogFailure) {
        let descriptor = try Self.connect(address, type, server, within: limit, signal)
        self.descriptor = descriptor
        self.server = server
        self.signal = signal
        return
      } catch {
        if error == .stopped { throw error }
        failure = error
      }
    }
    throw failure
  }

  /// Of a socket on this machine.
  init(path: String, signal: StopSignal) throws(SyslogFailure) {
    let number = UnixDatagramSocket.connect(to: path)
    guard number >= 0 else { throw SyslogFailure("reach the syslog socket \(path)", -number) }
    descriptor = OwnedDescriptor(number)
    server = path
    self.signal = signal
  }

  private static func connect(
    _ address: HostLookup.Address, _ type: __socket_type, _ server: String, within limit: Duration,
    _ signal: StopSignal
  ) throws(SyslogFailure) -> OwnedDescriptor {
    let kind = Int32(type.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = OwnedDescriptor(socket(address.family, kind, 0))
    guard descriptor.number >= 0 else { throw SyslogFailure("make a socket for \(server)", errno) }
    if type == SOCK_STREAM {
      var yes: Int32 = 1
      setsockopt(descriptor.number, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
    let result = address.bytes.withUnsafeBytes { bytes in
      // A sockaddr as getaddrinfo gave it, with its length.
      bytes.withMemoryRebound(to: sockaddr.self) {
        Glibc.connect(descriptor.number, $0.baseAddress, socklen_t(address.bytes.count))
      }
    }
    if result != 0 {
      guard errno == EINPROGRESS else { throw SyslogFailure("connect to \(server)", errno) }
      try wait(for: POLLOUT, descriptor.number, until: .now + limit, signal, "connect to \(server)")
      let code = error(of: descriptor.number)
      guard code == 0 else { throw SyslogFailure("connect to \(server)", code) }
    }
    return descriptor
  }

  // MARK: Sending

  /// How many bytes went into the socket's queue; of a datagram all.
  func send(_ bytes: ArraySlice<UInt8>, until deadline: ContinuousClock.Instant) throws(SyslogFailure) -> Int {
    while true {
      let count = bytes.withUnsafeBytes { bytes in
        // Valid for `count` bytes for the length of the call, and the kernel only reads.
        Glibc.send(descriptor.number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 { return count }
      let code = errno
      if code == EINTR { continue }
      guard code == EAGAIN else { throw SyslogFailure("send to \(server)", code) }
      try Self.wait(
        for: POLLOUT, descriptor.number, until: deadline, signal, "send to \(server), because it takes nothing")
    }
  }

  /// What the network has said of it since it was asked last, 0 for nothing; waits for that at most so long.
  func error(within limit: Duration = .zero) -> Int32 {
    var polled = pollfd(fd: descriptor.number, events: 0, revents: 0)
    poll(&polled, 1, Int32(clamping: limit.wholeMilliseconds))
    return Self.error(of: descriptor.number)
  }

  private static func error(of descriptor: Int32) -> Int32 {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
  }

  // MARK: Streams

  /// Whether the other end is still there, as far as it is known here. What it says is thrown away.
  func isOpen() -> Bool {
    var piece = [UInt8](repeating: 0, count: 4096)
    // A server of syslog says nothing; one that talks all the same is not listened to for ever.
    for _ in 0..<16 {
      let count = recv(descriptor.number, &piece, piece.count, 0)
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if count == 0 { return false }
    }
    return true
  }

  /// How many bytes of those that were sent its machine has not acknowledged.
  func unacknowledged() throws(SyslogFailure) -> Int {
    let count = watchword_unacknowledged_bytes(descriptor.number)
    guard count >= 0 else { throw SyslogFailure("send to \(server)", errno) }
    // Asked for afterwards: a connection that is reset loses its queue, and has the error before.
    let code = Self.error(of: descriptor.number)
    guard code == 0 else { throw SyslogFailure("send to \(server)", code) }
    return Int(count)
  }

  /// Waits, unless it is stopped.
  func pause(_ duration: Duration) throws(SyslogFailure) {
    var polled = pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0)
    poll(&polled, 1, Int32(clamping: duration.wholeMilliseconds))
    if signal.isOn { throw .stopped }
  }

  /// - Parameter action: what cannot be done where it takes too long.
  static func wait(
    for events: Int32, _ descriptor: Int32, until deadline: ContinuousClock.Instant, _ signal: StopSignal,
    _ action: @autoclosure () -> String
  ) throws(SyslogFailure) {
    while true {
      if signal.isOn { throw .stopped }
      var polled = [
        pollfd(fd: descriptor, events: Int16(events), revents: 0),
        pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polled, 2, Int32(clamping: (deadline - ContinuousClock.now).wholeMilliseconds))
      if ready < 0, errno != EINTR { throw SyslogFailure(action(), errno) }
      if ready > 0, polled[0].revents != 0, polled[1].revents == 0 { return }
      if ready == 0 { throw SyslogFailure(action(), ETIMEDOUT) }
    }
  }
}
