import Glibc

extension StateLockFile {
  /// The process that holds the lock, by the kernel's table of locks as its text has it; `nil` where none does, or nobody
  /// can say. Takes no lock: for a moment that would keep a daemon from starting.
  package func holder(inLocks table: String) -> Int32? {
    // `1: FLOCK  ADVISORY  WRITE 4711 08:01:1234 0 EOF`: process, and device and inode of the file. Who waits has an arrow
    // behind the number, and a process that this one may not see is 0.
    let holders = table.split(separator: "\n").compactMap { line -> (process: Int32, device: Substring)? in
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", words[3] == "WRITE", let process = Int32(words[4]), process > 0,
        let colon = words[5].lastIndex(of: ":"), UInt64(words[5][words[5].index(after: colon)...]) == inode
      else { return nil }
      return (process, words[5][..<colon])
    }
    // Inodes of other file systems have the same numbers: it is the one that the file names. In a container that has another
    // number; then it is the one on the same device, which not every file system calls the same here and there.
    return (holders.first { $0.process == processID } ?? holders.first { $0.device == device })?.process
  }

  /// As the table of locks writes it.
  static func text(ofDevice device: UInt64) -> String {
    func hexadecimal(_ number: UInt64) -> String { (number < 16 ? "0" : "") + String(number, radix: 16) }
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
    return "\(hexadecimal(major)):\(hexadecimal(minor))"
  }
}

extension AlertStore {
  /// The process id of the daemon that holds a state folder; `nil` where none does, or nobody can say.
  ///
  /// - Throws: `AlertStoreError` for a folder without a name.
  package static func holder(ofStateFolder path: String) throws -> Int32? {
    StateLockFile(stateFolder: try StateFolder(path).path)?.holder(inLocks: systemLocks())
  }

  /// The system's table of locks, as far as this process may see it.
  static func systemLocks() -> String {
    let descriptor = Glibc.open("/proc/locks", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { Glibc.close(descriptor) }
    var text: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    // A machine with more locks than that has more than a state folder to worry about.
    while text.count < 16 << 20 {
      let count = Glibc.read(descriptor, &part, part.count)
      guard count > 0 else { break }
      text += part[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
