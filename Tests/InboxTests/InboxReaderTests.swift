import Glibc
import Hashing
import Testing

@testable import Inbox

struct InboxReaderTests {
  let folder: TemporaryFolder
  let base: BaseFolder

  init() throws {
    folder = try TemporaryFolder()
    base = try BaseFolder(path: folder.path)
  }

  private func read(_ path: String, maximumBytes: Int = 1000) throws -> ReadResult {
    InboxReader(folder: base, maximumBytes: maximumBytes).read(try #require(InboxPath(path)))
  }

  private func code(_ result: ReadResult) -> String? {
    if case .rejected(let code, let message, _) = result, !message.isEmpty { code } else { nil }
  }

  @Test(arguments: ["", "x", String(repeating: "words ", count: 166)])
  func fileIsReadWhole(text: String) throws {
    folder.makeFolder("a/b")
    try folder.write("a/b/x.txt", text)
    guard case .file(let content) = try read("a/b/x.txt") else {
      Issue.record("not read")
      return
    }
    #expect(content.bytes == Array(text.utf8))
    #expect(content.digest == SHA256Digest(of: text))
    #expect(content.fingerprint == (try folder.fingerprint("a/b/x.txt")))
  }

  @Test func exactlyTheMaximumIsReadAndOneMoreIsNot() throws {
    try folder.write("x", "12345")
    guard case .file = try read("x", maximumBytes: 5) else {
      Issue.record("not read")
      return
    }
    guard case .rejected("too-large", let message, let fingerprint) = try read("x", maximumBytes: 4) else {
      Issue.record("not rejected")
      return
    }
    #expect(message.contains("5 bytes") && message.contains("4"))
    #expect(fingerprint.size == 5)
  }

  @Test func linksAreNotFollowed() throws {
    let outside = try TemporaryFolder()
    try outside.write("secret.txt", "secret")
    #expect(symlink(outside.path + "/secret.txt", folder.path + "/file") == 0)
    #expect(symlink(outside.path, folder.path + "/folder") == 0)
    #expect(symlink("nowhere", folder.path + "/dangling") == 0)
    #expect(code(try read("file")) == "symbolic-link")
    #expect(code(try read("folder")) == "symbolic-link")
    #expect(code(try read("dangling")) == "symbolic-link")
    #expect(try read("folder/secret.txt") == .gone)
    // A location from elsewhere does not lead out either.
    let up = Array("../\(outside.path.split(separator: "/").last ?? "")/secret.txt".utf8)
    #expect(InboxReader(folder: base).read(at: up) == .gone)
  }

  @Test func specialFilesAreNotOpened() throws {
    #expect(mkfifo(folder.path + "/fifo", 0o644) == 0)
    #expect(code(try read("fifo")) == "fifo")
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let socket = Descriptor(number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((folder.path + "/socket").utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let bound = withUnsafeBytes(of: &address) { bytes in
      // The bytes are those of a sockaddr_un, which bind reads as the sockaddr it begins with.
      bytes.withMemoryRebound(to: sockaddr.self) { bind(socket.number, $0.baseAddress, socklen_t(bytes.count)) }
    }
    try #require(bound == 0)
    #expect(code(try read("socket")) == "socket")
  }

  @Test func whatIsNotThereIsGone() throws {
    folder.makeFolder("sub")
    try folder.write("file")
    #expect(try read("none.txt") == .gone)
    #expect(try read("sub") == .gone)
    #expect(try read("file/x.txt") == .gone)
  }

  @Test func fileWithoutReadPermissionIsRejected() throws {
    try folder.write("x.txt")
    chmod(folder.path + "/x.txt", 0)
    let path = try #require(InboxPath("x.txt"))
    let result = try withoutRootRights { InboxReader(folder: base).read(path) }
    #expect(code(result) == "unreadable")
  }

  @Test func swappedFileIsNoticedWhenOpened() throws {
    try folder.write("x.txt", "first")
    try folder.write("y.txt", "other")
    let expected = try #require(folder.status("x.txt"))
    let other = Descriptor(open(folder.path + "/y.txt", O_RDONLY | O_CLOEXEC))
    #expect(InboxReader(folder: base).readOpen(other, Array("x.txt".utf8), expected) == nil)
    let same = Descriptor(open(folder.path + "/x.txt", O_RDONLY | O_CLOEXEC))
    #expect(InboxReader(folder: base).readOpen(same, Array("x.txt".utf8), expected) != nil)
  }

  @Test func fileThatGrewSinceItWasLookedAtIsReadAgain() throws {
    try folder.write("x.txt", "first")
    let before = try #require(folder.status("x.txt"))
    try folder.write("x.txt", ", then more")
    let file = Descriptor(open(folder.path + "/x.txt", O_RDONLY | O_CLOEXEC))
    #expect(InboxReader(folder: base).readOpen(file, Array("x.txt".utf8), before) == nil)
    guard case .file(let content) = try read("x.txt") else {
      Issue.record("not read")
      return
    }
    #expect(content.bytes == Array("first, then more".utf8))
  }
}
