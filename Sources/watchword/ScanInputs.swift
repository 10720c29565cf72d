import Articles
import Foundation
import Glibc

/// Why a file cannot be scanned.
struct ScanInputError: Error {
  let message: String
}

/// One file to scan.
struct ScanInput {
  let name: String
  /// As in the inbox: the first subfolder of the folder that was named.
  let source: String?

  /// As the decoder wants it: standard input is plain text.
  var fileName: String { name == "-" ? "-.txt" : String(name.split(separator: "/").last ?? "") }

  /// All of it, bounded; waits only for standard input.
  func read() throws -> [UInt8] {
    let limit = ArticleLimits().maximumFileBytes
    let descriptor = name == "-" ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw ScanInputError(message: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    if name != "-", fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw ScanInputError(message: "is not a regular file")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ScanInputError(message: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw ScanInputError(message: "is larger than \(limit >> 20) MiB") }
    }
  }
}

/// The files that were named, folders opened up in the order of names. Ignores what the inbox ignores.
struct ScanInputs: Sequence {
  private let arguments: [String]

  init(_ arguments: [String]) { self.arguments = arguments }

  func makeIterator() -> AnyIterator<ScanInput> {
    var pending = Array(arguments.reversed())
    var inFolder: [ScanInput] = []
    return AnyIterator {
      while true {
        if let next = inFolder.popLast() { return next }
        guard let argument = pending.popLast() else { return nil }
        guard isFolder(argument) else { return ScanInput(name: argument, source: nil) }
        inFolder = files(below: argument).reversed()
      }
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private func files(below folder: String) -> [ScanInput] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return all.sorted().compactMap { relative in
      let components = relative.split(separator: "/")
      let name = components.last ?? ""
      let isUnfinished = name.hasSuffix("~") || [".tmp", ".part", ".swp"].contains { name.hasSuffix($0) }
      let path = (folder.hasSuffix("/") ? folder : folder + "/") + relative
      guard !isUnfinished, !components.contains(where: { $0.hasPrefix(".") }), !isFolder(path) else { return nil }
      return ScanInput(name: path, source: components.count > 1 ? String(components[0]) : nil)
    }
  }
}
