// For SOCK_…: curl includes the header that declares them, and in a release build its module has them, not Glibc.
import CCurl
import Glibc

/// The way to a syslog server, opened when it is needed and kept as long as it is good.
struct SyslogConnection: ~Copyable {
  private let server: SyslogServer
  /// How long a batch may wait: to look up the name, to connect, to send.
  private let patience: Duration
  private var socket: SyslogSocket?
  private var opened = ContinuousClock.now
  /// One that takes longer than the patience is gone on waiting for, so that there is never more than one.
  private var lookup: HostLookup?

  /// A datagram goes to an address that was asked for at most so long ago: nobody says where it has moved.
  private static let datagramAge: Duration = .seconds(60)
  /// So long a receiver on this network takes to say that it is not there.
  private static let denialTime: Duration = .milliseconds(5)

  init(server: SyslogServer, patience: Duration) {
    self.server = server
    self.patience = patience
  }

  mutating func close() { socket = nil }

  /// Sends in order. Returns how many were sent, and why not the others.
  mutating func send(_ messages: [[UInt8]], unless signal: StopSignal) -> (sent: Int, failure: SyslogFailure?) {
    var sent = 0
    do throws(SyslogFailure) {
      try open(signal)
      switch server {
      case .unix, .udp: try sendDatagrams(messages, &sent)
      case .tcp: try sendFrames(messages, &sent)
      }
      return (sent, nil)
    } catch {
      // What was begun cannot be gone on with.
      close()
      return (sent, error)
    }
  }

  // MARK: Opening

  private mutating func open(_ signal: StopSignal) throws(SyslogFailure) {
    switch server {
    case .unix(let path): socket = try SyslogSocket(path: path, signal: signal)
    case .udp(let host, let port):
      if ContinuousClock.now - opened > Self.datagramAge { close() }
      try open(host, port, SOCK_DGRAM, signal)
    case .tcp(let host, let port):
      if socket?.isOpen() == false { close() }
      try open(host, port, SOCK_STREAM, signal)
    }
  }

  private mutating func open(
    _ host: String, _ port: UInt16, _ type: __socket_type, _ signal: StopSignal
  ) throws(SyslogFailure) {
    guard socket == nil else { return }
    let addresses = try addresses(of: host, port, type, signal)
    socket = try SyslogSocket(
      to: addresses, type: type, server: server.description, within: patience, signal: signal)
    opened = .now
  }

  private mutating func addresses(
    of host: String, _ port: UInt16, _ type: __socket_type, _ signal: StopSignal
  ) throws(SyslogFailure) -> [HostLookup.Address] {
    let current = lookup ?? HostLookup(host: host, port: port, type: type)
    lookup = current
    try SyslogSocket.wait(
      for: POLLIN, current.descriptor, until: .now + patience, signal, "learn the address of \(host)")
    lookup = nil
    switch current.answer {
    case .addresses(let addresses): return addresses
    case .unknown(let words): throw SyslogFailure("cannot learn the address of \(host): \(words)")
    case nil: throw SyslogFailure("learn the address of \(host)", ETIMEDOUT)
    }
  }

  // MARK: Sending

  private func sendDatagrams(_ messages: [[UInt8]], _ sent: inout Int) throws(SyslogFailure) {
    let deadline = ContinuousClock.now + patience
    var isFirst = true
    for message in messages {
      _ = try socket?.send(message[...], until: deadline)
      // One look a batch has to do: where nobody is there for the first, nobody is for the others.
      if isFirst { try checkForDenial(within: Self.denialTime) }
      isFirst = false
      sent += 1
    }
    do throws(SyslogFailure) { try checkForDenial(within: .zero) } catch {
      sent = 0
      throw error
    }
  }

  /// Of a datagram that nobody takes its sender may hear, some time later.
  private func checkForDenial(within limit: Duration) throws(SyslogFailure) {
    guard case .udp = server, let code = socket?.error(within: limit), code != 0 else { return }
    throw SyslogFailure("send to \(server)", code)
  }

  /// Octet counting of RFC 6587, 3.4.1. There is no acknowledgement in it; that of TCP is waited for, by which at least the
  /// server's machine has the messages.
  private func sendFrames(_ messages: [[UInt8]], _ sent: inout Int) throws(SyslogFailure) {
    let deadline = ContinuousClock.now + patience
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for message in messages {
      bytes += Array("\(message.count) ".utf8) + message
      ends.append(bytes.count)
    }
    var done = 0
    while done < bytes.count { done += try socket?.send(bytes[done...], until: deadline) ?? 0 }
    var wait: Duration = .milliseconds(1)
    while let left = try socket?.unacknowledged() {
      let acknowledged = bytes.count - left
      sent = ends.prefix { $0 <= acknowledged }.count
      if left == 0 { break }
      guard ContinuousClock.now < deadline else {
        throw SyslogFailure("send to \(server), because it acknowledges nothing", ETIMEDOUT)
      }
      try socket?.pause(wait)
      wait = min(wait * 2, .milliseconds(50))
    }
  }
}
