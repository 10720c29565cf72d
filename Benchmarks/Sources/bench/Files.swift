import Foundation
import Glibc
import Material

/// A temporary folder for articles and rule files; removed at the end, and when the run is broken off.
struct WorkFolder {
  let path: String
  private let interruptions: [any DispatchSourceSignal]

  init() throws {
    let path = FileManager.default.temporaryDirectory.path + "/watchword-bench.\(getpid())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    self.path = path
    interruptions = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        // The folder first: when the other process has ended, the run goes on to remove it as well.
        Self.remove(path)
        Measure.stopProcess()
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  var articles: String { path + "/articles" }

  func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path): \(error)") }
  }

  /// Writes rules into ten rule files, and returns the path of their folder.
  func writeRules(_ rules: ArraySlice<GeneratedRule>) throws -> String {
    let folder = "\(path)/rules-\(rules.count)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let share = (rules.count + 9) / 10
    for (number, start) in stride(from: 0, to: rules.count, by: share).enumerated() {
      var text = "rules:\n"
      for rule in rules[start..<min(start + share, rules.count)] {
        text += "  - id: \(rule.id)\n    match: |\n      \(rule.text)\n"
      }
      try text.write(toFile: "\(folder)/rules-\(number).yaml", atomically: false, encoding: .utf8)
    }
    return folder
  }
}

/// Articles for another process, in a form that is read without a library: title, line end, paragraphs with an empty line
/// between them, a NUL byte.
enum ArticleFile {
  static func write(_ articles: [ArticleText], to path: String) throws {
    var bytes: [UInt8] = []
    for article in articles {
      bytes += article.title.utf8
      bytes += "\n".utf8
      bytes += article.paragraphs.joined(separator: "\n\n").utf8
      bytes.append(0)
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// Reads one article after another, so that they take no memory together.
  static func forEach(in path: String, _ body: (ArticleText) throws -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { throw Failure("cannot read \(path)") }
    var rest: [UInt8] = []
    while let chunk = try file.read(upToCount: 1 << 16), !chunk.isEmpty {
      rest += chunk
      var start = 0
      while let end = rest[start...].firstIndex(of: 0) {
        try body(article(rest[start..<end]))
        start = end + 1
      }
      rest.removeFirst(start)
    }
  }

  private static func article(_ bytes: ArraySlice<UInt8>) -> ArticleText {
    let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    let body = String(decoding: bytes[lineEnd...].dropFirst(), as: UTF8.self)
    return ArticleText(title: String(decoding: bytes[..<lineEnd], as: UTF8.self), paragraphs: paragraphs(body))
  }

  static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.isEmpty {
        paragraphs[paragraphs.count - 1].append(line)
      } else if paragraphs.last?.isEmpty == false {
        paragraphs.append([])
      }
    }
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  }
}

/// Articles and rules of one's own: one JSON object with a `text` a line; compressed where the name ends in `.gz`.
enum MaterialFile {
  private struct Line: Decodable { let text: String }

  static func articles(_ path: String) throws -> [ArticleText] {
    try texts(path).map { text in
      let clean = text.replacing("\0", with: " ").replacing("\r\n", with: "\n")
      return ArticleText(title: "", paragraphs: ArticleFile.paragraphs(clean))
    }
  }

  static func rules(_ path: String) throws -> [GeneratedRule] {
    try texts(path).enumerated().map { number, text in
      guard !text.contains(where: \.isNewline) else {
        throw Failure("\(path), line \(number + 1): a rule must stand on one line")
      }
      return GeneratedRule(number: number + 1, text: text)
    }
  }

  private static func texts(_ path: String) throws -> [String] {
    let data = try path.hasSuffix(".gz") ? unpack(path) : read(path)
    let decoder = JSONDecoder()
    return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
      do {
        return try decoder.decode(Line.self, from: Data(line)).text
      } catch {
        throw Failure("\(path), line \(number + 1): not a JSON object with a text: \(error)")
      }
    }
  }

  private static func read(_ path: String) throws -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw Failure("cannot read \(path): \(error.localizedDescription)")
    }
  }

  private static func unpack(_ path: String) throws -> Data {
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "--decompress", "--stdout", "--", path]
    gzip.standardOutput = output
    try gzip.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    gzip.waitUntilExit()
    guard gzip.terminationStatus == 0 else { throw Failure("cannot unpack \(path)") }
    return data
  }
}
