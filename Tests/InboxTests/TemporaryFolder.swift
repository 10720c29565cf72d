import Glibc
import Testing

@testable import Inbox

/// A folder of its own for one test, gone with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init(in parent: String = "/tmp") throws {
    var template = Array("\(parent)/watchword-inbox-XXXXXX".utf8CString)
    // mkdtemp writes over the last six characters before the NUL, inside the array.
    let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    guard made != nil else { throw SystemError("make a temporary folder in \(parent)") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // Others may search it, for the tests that give up root's rights.
    chmod(path, 0o755)
  }

  /// One that another test folder holds.
  init(existing path: String) { self.path = path }

  deinit {
    for (name, type) in Self.list(path).reversed() {
      _ = bytes(name).withCString { unlinkat(AT_FDCWD, $0, type == DT_DIR ? AT_REMOVEDIR : 0) }
    }
    rmdir(path)
  }

  /// Everything beneath, each folder before what lies in it. By the C library, so that no test leans on what it tests.
  private static func list(_ path: String, _ folder: [UInt8] = []) -> [(path: [UInt8], type: Int)] {
    guard let stream = (Array(path.utf8) + [slash] + folder).withCString({ opendir($0) }) else { return [] }
    defer { closedir(stream) }
    var found: [(path: [UInt8], type: Int)] = []
    while let entry = readdir(stream) {
      // d_name lies inside the entry, ends with a NUL and lives until the next readdir.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name == [dot] || name == [dot, dot] { continue }
      let relative = folder.isEmpty ? name : folder + [slash] + name
      found.append((relative, Int(entry.pointee.d_type)))
      if Int(entry.pointee.d_type) == DT_DIR { found += list(path, relative) }
    }
    return found
  }

  func bytes(_ relative: [UInt8]) -> [UInt8] { Array(path.utf8) + [slash] + relative }

  func makeFolder(_ relative: String) {
    var made = path
    for component in relative.split(separator: "/") {
      made += "/" + component
      mkdir(made, 0o755)
    }
  }

  /// Creates, writes and closes.
  func write(_ relative: String, _ text: String = "text") throws { try write(Array(relative.utf8), text) }

  func write(_ relative: [UInt8], _ text: String = "text") throws {
    let file = try open(relative)
    file.append(text)
  }

  /// Open for writing until it is let go of.
  func open(_ relative: String) throws -> OpenFile { try open(Array(relative.utf8)) }

  func open(_ relative: [UInt8]) throws -> OpenFile {
    let number = bytes(relative).withCString { Glibc.open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) }
    try #require(number >= 0, "\(SystemError("create").message)")
    return OpenFile(descriptor: Descriptor(number))
  }

  func move(_ from: String, _ to: String) throws {
    try #require(rename(path + "/" + from, path + "/" + to) == 0)
  }

  func status(_ relative: String) -> FileStatus? {
    var status = stat()
    return lstat(path + "/" + relative, &status) == 0 ? FileStatus(status) : nil
  }

  func fingerprint(_ relative: String) throws -> FileFingerprint { try #require(status(relative)).fingerprint }

  func text(_ relative: String) -> String? {
    let number = Glibc.open(path + "/" + relative, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let file = Descriptor(number)
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(file.number, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// The paths of everything beneath but folders, sorted.
  func files(_ relative: String = "") -> [String] {
    Self.list(relative.isEmpty ? path : path + "/" + relative)
      .filter { $0.type != DT_DIR }.map { InboxPath.display($0.path) }.sorted()
  }
}

struct OpenFile {
  let descriptor: Descriptor

  func append(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor.number, bytes, bytes.count)
  }
}

/// Runs with the rights of nobody where the tests run as root, who may read everything. The rights are this thread's.
func withoutRootRights<Result>(_ body: () throws -> Result) throws -> Result {
  guard geteuid() == 0 else { return try body() }
  let symbol = try #require(dlsym(UnsafeMutableRawPointer(bitPattern: 0), "setfsuid"))
  // setfsuid(2) has had this signature always; it has no header in the Glibc module.
  let setUser = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)
  _ = setUser(65534)
  defer { _ = setUser(0) }
  return try body()
}
