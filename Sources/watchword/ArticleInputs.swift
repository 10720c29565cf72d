import Articles
import Glibc
import Inbox
import StrictYAML

/// Why a file or folder cannot be read.
struct ArticleInputError: Error {
  let message: String

  init(_ message: String) { self.message = message }

  init(errno code: Int32) { message = String(cString: strerror(code)) }

  /// What is wrong with a file whose articles cannot be read.
  static func message(of error: any Error) -> String {
    switch error {
    case let error as ArticleError: error.message
    case let error as ArticleInputError: error.message
    default: "\(error)"
    }
  }
}

/// One file of articles; or what stands in the way of it.
struct ArticleInput {
  /// As the person would name it.
  let name: String
  /// As the decoder wants it: the last part of the path; standard input is plain text.
  let fileName: String
  /// As in the inbox: the first subfolder of the folder that was named.
  let source: String?
  /// How to open it; `nil` for standard input.
  private let path: Result<[UInt8]?, ArticleInputError>

  static let standardInput = ArticleInput(name: "-", fileName: "-.txt", source: nil, path: .success(nil))

  /// A file that was named itself.
  init(_ argument: String) {
    self.init(
      name: argument, fileName: String(argument.split(separator: "/").last ?? ""), source: nil,
      path: .success(Array(argument.utf8)))
  }

  /// A file beneath a folder that was named.
  init(_ file: InboxPath, in folder: String) {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    self.init(
      name: prefix + file.display, fileName: file.name, source: file.source,
      path: .success(Array(prefix.utf8) + file.bytes))
  }

  /// Something that keeps files from being found.
  init(name: String, _ error: ArticleInputError) {
    self.init(name: name, fileName: "", source: nil, path: .failure(error))
  }

  private init(name: String, fileName: String, source: String?, path: Result<[UInt8]?, ArticleInputError>) {
    self.name = name
    self.fileName = fileName
    self.source = source
    self.path = path
  }

  /// All of it, bounded; waits only for standard input.
  func read() throws(ArticleInputError) -> [UInt8] {
    let path = try path.get()
    let descriptor = path.map { open($0.terminated, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) } ?? dup(STDIN_FILENO)
    guard descriptor >= 0 else { throw ArticleInputError(errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ArticleInputError(errno: errno) }
    guard path == nil || status.st_mode & S_IFMT == S_IFREG else { throw ArticleInputError("is not a regular file") }
    do {
      return try TextFile.read(descriptor, maximumBytes: ArticleLimits().maximumFileBytes)
    } catch {
      throw ArticleInputError(error.message)
    }
  }
}

/// The files that were named, folders opened up in the order of names. Ignores what the inbox ignores, and does not follow
/// links to folders.
struct ArticleInputs: Sequence, IteratorProtocol {
  private enum Pending {
    case argument(String)
    /// Beneath the folder that was named; an empty path is that folder itself.
    case folder([UInt8], in: String)
    case input(ArticleInput)
  }

  /// The next one last.
  private var pending: [Pending]

  init(_ arguments: [String]) { pending = arguments.reversed().map { .argument($0) } }

  mutating func next() -> ArticleInput? {
    while let next = pending.popLast() {
      switch next {
      case .input(let input): return input
      case .argument("-"): return .standardInput
      case .argument(let path) where Self.isFolder(Array(path.utf8), followingLinks: true):
        pending.append(.folder([], in: path))
      case .argument(let path): return ArticleInput(path)
      case .folder(let path, let root):
        do {
          pending += try Self.entries(of: path, in: root).reversed()
        } catch {
          return ArticleInput(name: Self.display(path, in: root), error)
        }
      }
    }
    return nil
  }

  private static func display(_ path: [UInt8], in root: String) -> String {
    InboxPath(bytes: path).map { ArticleInput($0, in: root).name } ?? root
  }

  private static func entries(of folder: [UInt8], in root: String) throws(ArticleInputError) -> [Pending] {
    let prefix = Array(root.utf8) + [UInt8(ascii: "/")]
    return try names(in: prefix + folder).compactMap { name in
      guard let path = InboxPath(bytes: folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name) else {
        let tooDeep = ArticleInputError("holds folders that are nested too deeply to be read")
        return .input(ArticleInput(name: display(folder, in: root), tooDeep))
      }
      // A folder is a folder whatever its name, unless it is hidden.
      if name.first == UInt8(ascii: ".") { return nil }
      if isFolder(prefix + path.bytes, followingLinks: false) { return .folder(path.bytes, in: root) }
      return path.isIgnored || isFolder(prefix + path.bytes, followingLinks: true)
        ? nil : .input(ArticleInput(path, in: root))
    }
  }

  /// Ascending, without `.` and `..`.
  private static func names(in folder: [UInt8]) throws(ArticleInputError) -> [[UInt8]] {
    guard let stream = opendir(folder.terminated) else { throw ArticleInputError(errno: errno) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw ArticleInputError(errno: errno) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
      }
      // The entry is valid until the next readdir on this stream; its name ends with a NUL inside of it.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [UInt8(ascii: ".")] && name != [UInt8](repeating: UInt8(ascii: "."), count: 2) { names.append(name) }
    }
  }

  private static func isFolder(_ path: [UInt8], followingLinks: Bool) -> Bool {
    var status = stat()
    let result = followingLinks ? stat(path.terminated, &status) : lstat(path.terminated, &status)
    return result == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension [UInt8] {
  /// As C wants a path: with a NUL behind it.
  fileprivate var terminated: [CChar] { map(CChar.init(bitPattern:)) + [0] }
}
