import CLinux
import Glibc
import OperatingSystem

/// The state folder, held open so that its socket has a short name whatever the folder's is: an address has room for 107
/// bytes, and `/proc/self/fd/N/control.sock` always fits.
final class SocketFolder: Sendable {
  package static let name = "control.sock"
  private static let temporaryName = ".control.sock.new"
  private let descriptor: CInt

  init(_ path: String) throws(SystemCallError) {
    let opened = watchword_open_folder(path)
    guard opened >= 0 else { throw SystemCallError("open \(path)") }
    descriptor = opened
  }

  deinit { close(descriptor) }

  private func address(_ name: String) -> (address: sockaddr_un, length: socklen_t) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("/proc/self/fd/\(descriptor)/\(name)".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      precondition(path.count < room.count)
      room.copyBytes(from: path)
    }
    return (address, socklen_t(MemoryLayout<sockaddr_un>.size))
  }

  /// A socket that listens there, in the place of what a daemon that died has left. Only for who holds the state.
  ///
  /// It gets its mode before its name, so that at no time it lets in whom it should not.
  ///
  /// - Throws: `SystemCallError`; EEXIST where something lies there that is no socket.
  func listen() throws(SystemCallError) -> CInt {
    var status = stat()
    if fstatat(descriptor, Self.name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT != S_IFSOCK {
      throw SystemCallError("make \(Self.name)", number: EEXIST)
    }
    let socket = Glibc.socket(AF_UNIX, Self.type, 0)
    guard socket >= 0 else { throw SystemCallError("socket") }
    do throws(SystemCallError) {
      unlinkat(descriptor, Self.temporaryName, 0)
      let (address, length) = address(Self.temporaryName)
      guard call(socket, address, length, bind) == 0 else { throw SystemCallError("bind") }
      guard fchmodat(descriptor, Self.temporaryName, 0o660, 0) == 0 else { throw SystemCallError("chmod") }
      guard Glibc.listen(socket, 64) == 0 else { throw SystemCallError("listen") }
      guard renameat(descriptor, Self.temporaryName, descriptor, Self.name) == 0 else {
        throw SystemCallError("rename")
      }
    } catch {
      close(socket)
      unlinkat(descriptor, Self.temporaryName, 0)
      throw error
    }
    return socket
  }

  /// A socket that is connected there, and does not block.
  func connect() throws(SystemCallError) -> CInt {
    let socket = Glibc.socket(AF_UNIX, Self.type, 0)
    guard socket >= 0 else { throw SystemCallError("socket") }
    let (address, length) = address(Self.name)
    // A Unix socket is connected at once, or its queue is full (EAGAIN).
    guard call(socket, address, length, Glibc.connect) == 0 else {
      let error = SystemCallError("connect")
      close(socket)
      throw error
    }
    return socket
  }

  func remove() { unlinkat(descriptor, Self.name, 0) }

  /// The group whose members may connect.
  func group() throws(SystemCallError) -> gid_t {
    var status = stat()
    guard fstatat(descriptor, Self.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw SystemCallError("stat") }
    return status.st_gid
  }

  private static let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)

  private func call(
    _ socket: CInt, _ address: sockaddr_un, _ length: socklen_t,
    _ function: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = address
    // The kernel reads `length` bytes, which is the size of what lies there, before the call returns.
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { function(socket, $0, length) }
    }
  }
}

/// Who is at the other end of a connection.
struct ControlPeer: Sendable {
  var user: uid_t
  /// The first one and the others; only the first one of whoever has more than 64.
  var groups: [gid_t]

  init(user: uid_t, groups: [gid_t]) {
    self.user = user
    self.groups = groups
  }

  /// - Throws: `SystemCallError` where the system does not say.
  init(of socket: CInt) throws(SystemCallError) {
    var user: UInt32 = 0
    var groups = [UInt32](repeating: 0, count: 64)
    let count = watchword_peer(socket, &user, &groups, Int32(groups.count))
    guard count >= 0 else { throw SystemCallError("SO_PEERCRED") }
    self.init(user: user, groups: Array(groups.prefix(Int(count))))
  }

  /// Root, who the daemon is, and members of the socket's group: what its mode says, also where somebody has widened that.
  func mayAsk(daemon: uid_t, socketGroup: gid_t) -> Bool {
    user == 0 || user == daemon || groups.contains(socketGroup)
  }
}
