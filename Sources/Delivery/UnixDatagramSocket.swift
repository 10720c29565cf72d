// For SOCK_…: curl includes the header that declares them, and in a release build its module has them, not Glibc.
import CCurl
import Glibc

enum UnixDatagramSocket {
  /// A socket that is connected to the one at a path and does not block, or minus the error number.
  static func connect(to path: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let isCopied = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard bytes.count < room.count else { return false }
      // What is not written is zero, so that the path ends with a NUL.
      room.copyBytes(from: bytes)
      return true
    }
    guard isCopied else { return -ENAMETOOLONG }
    let flags = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, flags, 0)
    guard descriptor >= 0 else { return -errno }
    let result = withUnsafePointer(to: address) { address in
      // connect(2) takes any address by its first member, the family, and its size.
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result != 0 else { return descriptor }
    let code = errno
    close(descriptor)
    return -code
  }
}
