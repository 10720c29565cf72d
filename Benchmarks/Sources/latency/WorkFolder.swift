import Foundation
import Glibc

/// A temporary folder with rules in it, into whose inbox articles are dropped.
struct WorkFolder {
  let path: String

  init(beneath parent: String, rules count: Int) throws {
    path = parent + "/watchword-latency.\(getpid())"
    let files = FileManager.default
    for name in ["inbox", "rules"] {
      try files.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
    try Self.ruleFile(count).write(toFile: "\(path)/rules/rules.yaml", atomically: true, encoding: .utf8)
  }

  func remove() {
    do { try FileManager.default.removeItem(atPath: path) } catch { print("left behind: \(path): \(error)") }
  }

  /// Rules of several kinds over the generated vocabulary; each article is made so that one of the alarm words stands
  /// in it, which one rule of the file looks for.
  private static func ruleFile(_ count: Int) -> String {
    var text = "rules:\n"
    for number in 0..<count {
      let (a, b, c) = (word(number * 7 + 1), word(number * 13 + 2), word(number * 29 + 3))
      let query =
        switch number % 5 {
        case 0: "alarm\(number)"
        case 1: "(\(a)x OR \(b)x) AND (\(c) OR \(a))"
        case 2: "\"\(a)x \(b)\""
        case 3: "\(a)x NEAR/5 (\(b) OR \(c))"
        default: "\(a)xq* AND \(b)"
        }
      text += "  - id: rule-\(number)\n    match: |\n      \(query)\n"
    }
    return text
  }

  private static func word(_ number: Int) -> String { words[(number * 31 + 17) % words.count] }

  /// Made once: what it takes to make them would be taken from the daemon, on as few processors as there are.
  private static let words: [String] = {
    let syllables = ["ka", "lo", "mi", "ter", "san", "vo", "pel", "dri", "gu", "han"]
    return (0..<10_000).map { number in
      [1, 10, 100, 1000].map { syllables[number / $0 % 10] }.joined()
    }
  }()

  /// About 900 bytes of text, as a newswire report has.
  private static func article(_ number: Int, rules: Int) -> String {
    article(number, "Report \(number) has alarm\(number * 5 % rules / 5 * 5) in it.")
  }

  private static func article(_ number: Int, _ sentence: String) -> String {
    let words = (0..<140).map { word(number * 149 + $0 * 37) }
    var sentences = stride(from: 0, to: 140, by: 14).map {
      "The " + words[$0..<$0 + 14].joined(separator: " ") + "."
    }
    sentences.insert(sentence, at: 5)
    return "Report number \(number) of the day\n\n" + sentences.joined(separator: " ") + "\n"
  }

  /// Milliseconds from close(2) of the article to the line on the daemon's stdout.
  func drop(_ number: Int, into daemon: Daemon, rules: Int) throws -> Double {
    let name = "report-\(number).txt"
    try write(Self.article(number, rules: rules), to: name)
    let start = now()
    let line = try daemon.readLine()
    let elapsed = now() - start
    guard line.contains("\"\(name)\"") else { throw Failure("expected the alert on \(name), got: \(line)") }
    return elapsed
  }

  /// An article that nobody is told of.
  func dropWithoutAlarm(_ number: Int) throws {
    try write(Self.article(1_000_000 + number, "Report \(number) has nothing in it."), to: "load-\(number).txt")
  }

  /// Creates it in the inbox, writes and closes it.
  private func write(_ text: String, to name: String) throws {
    let descriptor = open("\(path)/inbox/\(name)", O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { throw Failure("cannot create \(name): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure("cannot write \(name)") }
  }

  /// Files that lie in the inbox.
  func countInInbox() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: path + "/inbox").filter { !$0.hasPrefix(".") }.count
  }

  /// Milliseconds of an append of 4 KiB and fsync.
  func appendAndSync() throws -> Double {
    let descriptor = open("\(path)/floor", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    defer { close(descriptor) }
    let bytes = [UInt8](repeating: 0x61, count: 4096)
    let start = now()
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw Failure("cannot append to \(path)/floor")
    }
    return now() - start
  }
}
