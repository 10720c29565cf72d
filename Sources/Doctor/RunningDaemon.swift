import AlertStore
import Glibc

/// The daemon that holds a state's lock, found by reading alone: the kernel's list of locks has the inode.
struct RunningDaemon {
  let processID: Int32
  /// The file of its program; `nil` where that may not be seen.
  let program: String?

  /// `nil` where none runs, or nobody knows.
  init?(_ environment: DoctorEnvironment) {
    guard let file = StateLockFile(stateFolder: environment.state), let locks = environment.system.text("/proc/locks")
    else { return nil }
    // `1: FLOCK  ADVISORY  WRITE 4711 08:01:262146 0 EOF`
    let holders = locks.split(separator: "\n").compactMap { line -> Int32? in
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(file.inode)") else { return nil }
      return Int32(words[4])
    }
    // Inodes of other file systems have the same numbers: it is the one that the lock file names.
    guard let holder = holders.first(where: { $0 == file.processID }) else { return nil }
    processID = holder
    program = Self.link("/proc/\(holder)/exe")
  }

  static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}
