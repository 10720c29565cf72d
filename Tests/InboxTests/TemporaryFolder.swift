import Glibc
import Testing

@testable import Inbox

/// A folder of its own for one test, gone with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init(in parent: String = "/tmp") throws {
    var template = Array("\(parent)/watchword-inbox-XXXXXX".utf8CString)
    // mkdtemp writes over the last six characters before the NUL, inside the array.
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress) }
    try #require(made != nil)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // Others may search it, for the tests that give up root's rights.
    chmod(path, 0o755)
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    guard let stream = opendir(path) else { return }
    while let entry = readdir(stream) {
      // d_name is NUL-terminated and lives until the next readdir.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { Array(UnsafeBufferPointer(start: $0, count: 256)) }
      }.prefix { $0 != 0 }
      if name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) { continue }
      let type = Int32(entry.pointee.d_type)
      if type == Int32(DT_DIR), let text = String(validating: name, as: UTF8.self) {
        remove(path + "/" + text)
      } else {
        _ = (Array(path.utf8) + [slash] + name).withCString { unlink($0) }
      }
    }
    closedir(stream)
    rmdir(path)
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
  func files(_ relative: String = "") throws -> [String] {
    let walk = FolderWalkForTests(path: relative.isEmpty ? path : path + "/" + relative)
    return try walk.files().sorted()
  }
}

struct OpenFile {
  let descriptor: Descriptor

  func append(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor.number, bytes, bytes.count)
  }
}

/// Lists with the C library, hidden names too, so that the tests do not lean on what they test.
struct FolderWalkForTests {
  let path: String

  func files() throws -> [String] {
    var found: [String] = []
    let root = Array(path.utf8CString)
    // fts reads the two pointers while it opens; `root` outlives the loop.
    root.withUnsafeBufferPointer { buffer in
      var arguments = [UnsafeMutablePointer(mutating: buffer.baseAddress), nil]
      guard let tree = fts_open(&arguments, FTS_PHYSICAL | FTS_NOCHDIR, nil) else { return }
      while let entry = fts_read(tree) {
        let info = Int32(entry.pointee.fts_info)
        if info == FTS_D || info == FTS_DP { continue }
        found.append(String(cString: entry.pointee.fts_path).dropFirst(path.utf8.count + 1).description)
      }
      fts_close(tree)
    }
    return found
  }
}

/// Runs with the rights of nobody where the tests run as root, who may read everything. The rights are this thread's.
func withoutRootRights<Result>(_ body: () -> Result) -> Result {
  let before = setfsuid(65534)
  defer { setfsuid(uid_t(before)) }
  return body()
}
