import Glibc

/// A TCP port of 127.0.0.1 that is this one's as long as it lives, also after it has stopped listening: whoever connects is
/// refused then, and never finds the server of another test.
final class TestListener: Sendable {
  let port: UInt16
  /// Bound, and never listening.
  private let holder: Int32
  private let descriptor: Int32

  /// - Parameter isDown: whether it refuses everybody until `start`.
  init(isDown: Bool = false) throws {
    holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard let port = Self.bindTo(0, holder) else { throw TestServerError() }
    self.port = port
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard Self.bindTo(port, descriptor) == port else { throw TestServerError() }
    if !isDown { try start() }
  }

  /// Listens from now on.
  func start() throws {
    guard listen(descriptor, 64) == 0 else { throw TestServerError() }
  }

  deinit {
    close(descriptor)
    close(holder)
  }

  /// Blocks until somebody connects; `nil` once it has stopped.
  func accept() -> Int32? {
    let connection = Glibc.accept(descriptor, nil, nil)
    guard connection >= 0 else { return nil }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    return connection
  }

  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The port that it is bound to, or `nil`. Two sockets may be bound to one port where both say so.
  private static func bindTo(_ port: UInt16, _ descriptor: Int32) -> UInt16? {
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      // A sockaddr_in is one of the shapes of a sockaddr; `length` is its size.
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    return isBound ? UInt16(bigEndian: address.sin_port) : nil
  }
}

/// No port of 127.0.0.1 could be had.
struct TestServerError: Error {}
