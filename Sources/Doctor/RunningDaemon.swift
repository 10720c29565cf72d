import AlertStore
import Glibc

/// The daemon that holds a state's lock, found by reading alone: the kernel's list of locks has the inode.
struct RunningDaemon {
  let processID: Int32
  /// The file of its program; `nil` where that may not be seen.
  let program: String?

  /// `nil` where none runs, or nobody knows.
  init?(_ environment: DoctorEnvironment) {
    guard let file = StateLockFile(stateFolder: environment.state), let locks = environment.system.text("/proc/locks"),
      let holder = file.holder(inLocks: locks)
    else { return nil }
    processID = holder
    program = Self.link("/proc/\(holder)/exe")
  }

  static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}
