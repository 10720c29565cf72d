import Diagnostics
import Glibc

/// The rule files of a folder.
struct RuleFileListing {
  struct File {
    /// To open it.
    var path: String
    /// Relative to the folder.
    var name: String
  }

  private struct Identity: Hashable {
    var device: UInt
    var inode: UInt
  }

  private static let maximumDepth = 32
  private static let maximumFiles = 10_000

  /// By name.
  private(set) var files: [File] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Names of folders whose files are not known; "" for the whole.
  private(set) var unreadableFolders: [String] = []

  private var seen: Set<Identity> = []
  private var links: [File] = []

  /// A file gives itself, by the last part of its path; a folder all files below it that have the right name.
  static func list(_ path: String) -> RuleFileListing {
    var listing = RuleFileListing()
    listing.start(path)
    listing.files.sort { $0.name < $1.name }
    return listing
  }

  private mutating func start(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, let root = Self.realPath(path) else {
      unreadableFolders.append("")
      let reason = String(cString: strerror(errno))
      report("not-found", .error, path, "the rules cannot be read: \(reason)", hint: "check the path")
      return
    }
    if status.st_mode & S_IFMT != S_IFDIR {
      files.append(File(path: path, name: Self.lastComponent(path)))
      return
    }
    walk(File(path: root, name: ""))
    // Links last: what is also there under its own name is read under that.
    while let link = links.popLast() { follow(link, root: root) }
  }

  private mutating func walk(_ start: File) {
    var pending = [start]
    while let folder = pending.popLast() {
      guard let names = Self.names(in: folder.path) else {
        unreadableFolders.append(folder.name)
        let reason = String(cString: strerror(errno))
        report(
          "unreadable", .error, folder.name.isEmpty ? folder.path : folder.name,
          "this folder cannot be read: \(reason)",
          hint: "let the user that runs watchword read it")
        continue
      }
      for name in names.sorted() where !Self.isIgnored(name) {
        let entry = File(
          path: folder.path + "/" + name, name: folder.name.isEmpty ? name : folder.name + "/" + name)
        if let subfolder = take(entry) { pending.append(subfolder) }
      }
    }
  }

  /// Notes a file or link; returns a folder.
  private mutating func take(_ entry: File) -> File? {
    var status = stat()
    guard lstat(entry.path, &status) == 0 else {
      // A name that is no UTF-8 was read with this sign in it; other files may have been removed since.
      if entry.name.unicodeScalars.contains("\u{FFFD}"), Self.isRuleFile(entry.name) {
        report(
          "unreadable", .error, entry.name, "this file cannot be read: its name is not UTF-8",
          hint: "give it a name in plain letters")
      }
      return nil
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      guard seen.insert(Identity(device: status.st_dev, inode: status.st_ino)).inserted else { return nil }
      guard entry.name.count(where: { $0 == "/" }) < Self.maximumDepth else {
        report(
          "too-deep", .error, entry.name, "folders are nested deeper than \(Self.maximumDepth) here",
          hint: "move what is in it further up")
        unreadableFolders.append(entry.name)
        return nil
      }
      return entry
    case S_IFLNK: links.append(entry)
    case _ where Self.isRuleFile(entry.name): take(entry, Identity(device: status.st_dev, inode: status.st_ino))
    default: break
    }
    return nil
  }

  private mutating func take(_ file: File, _ identity: Identity) {
    guard files.count < Self.maximumFiles else {
      if !unreadableFolders.contains("") {
        report(
          "too-many-files", .error, file.name, "there are more than \(Self.maximumFiles) rule files",
          hint: "put several rules into one file")
        unreadableFolders.append("")
      }
      return
    }
    if seen.insert(identity).inserted { files.append(file) }
  }

  /// A link counts when what it leads to lies in the folder too, and is not read under its own name already.
  private mutating func follow(_ link: File, root: String) {
    var status = stat()
    guard stat(link.path, &status) == 0, let target = Self.realPath(link.path) else {
      if Self.isRuleFile(link.name) {
        report(
          "not-found", .error, link.name, "this link leads nowhere",
          hint: "delete it, or let it lead to a file that is there")
        unreadableFolders.append(link.name)
      }
      return
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard isFolder || Self.isRuleFile(link.name) else { return }
    guard target == root || target.hasPrefix(root + "/") else {
      report(
        "link-outside", .warning, link.name, "this link leaves the rules folder and is not followed",
        hint: "put the file itself into the folder")
      return
    }
    let identity = Identity(device: status.st_dev, inode: status.st_ino)
    if !isFolder {
      take(File(path: target, name: link.name), identity)
    } else if target != root, seen.insert(identity).inserted {
      walk(File(path: target, name: link.name))
    }
  }

  private mutating func report(
    _ code: String, _ severity: Diagnostic.Severity, _ name: String, _ message: String, hint: String? = nil
  ) {
    diagnostics.append(Diagnostic(code, severity, message, file: name, at: 0..<0, hint: hint))
  }

  // MARK: Names

  private static func isIgnored(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasSuffix("~") || name.hasSuffix(".tmp") || name.hasSuffix(".swp")
  }

  static func isRuleFile(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    // realpath gave a null-terminated string that is ours to free.
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// `nil` where the folder cannot be read, with the reason in `errno`.
  private static func names(in path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      // d_name is null-terminated and stays until the next readdir; it is copied before.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }
}
