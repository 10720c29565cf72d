import AlertSchema
import BlockingTests
import Foundation
import Testing

/// The program against matches that somebody else's evaluator found. Rules and articles are not part of the repository:
/// they lie beside the package, or one folder further up, or nothing is compared.
@Suite(.blocking) struct OracleTests {
  private static let shared = ["/../shared/bench", "/../../shared/bench"].map { packageFolder + $0 }
    .first { FileManager.default.fileExists(atPath: $0 + "/oracle-1000.tsv.gz") }

  private struct Article: Decodable {
    let id: String
    let text: String
  }

  private struct GeneratedRule: Decodable {
    let id: String
    let text: String
  }

  /// A thousand rules, and of the articles one in ten.
  @Test(.enabled(if: shared != nil)) func scanFindsWhatTheOracleFound() throws {
    let shared = try #require(Self.shared)
    let articles: [Article] = try Self.lines(try Self.run("gzip", "-dc", shared + "/articles.jsonl.gz"))
      .enumerated().filter { $0.offset % 10 == 0 }.map { try Self.decode($0.element) }
    let names = Set(articles.map(\.id))
    let expected = Self.lines(try Self.run("gzip", "-dc", shared + "/oracle-1000.tsv.gz"))
      .filter { names.contains(String($0.prefix { $0 != "\t" })) }
    #expect(expected.count > 900)
    try withWorkFolder { folder in
      _ = try Self.run(
        "python3", shared + "/genrules.py", "--articles", shared + "/articles.jsonl.gz", "--out-dir", folder.path,
        "--sizes", "1000")
      let rules: [GeneratedRule] = try folder.lines(of: "rules-1000.jsonl").map(Self.decode)
      let yaml = rules.map { "  - id: \($0.id)\n    title: \($0.id)\n    match: |\n      \($0.text)\n" }
      try folder.writeRules("rules:\n" + yaml.joined())
      for article in articles { try folder.write(article.text, to: article.id + ".txt") }
      let outcome = try Outcome(["scan", "--format", "json", "inbox"], in: folder)
      #expect(outcome.status == 0)
      let found = try outcome.output.map { line in
        let alert = try JSONValue(line)
        let file = try #require(alert["article"]?["file"]?.text)
        let id = try #require(file.split(separator: "/").last).dropLast(".txt".count)
        return "\(id)\t\(try #require(alert["rule"]?["id"]?.text))"
      }
      #expect(rules.count == 1_000)
      #expect(found.count == expected.count)
      #expect(Set(expected).subtracting(found) == [], "missed")
      #expect(Set(found).subtracting(expected) == [], "found too much")
    }
  }

  private static func decode<Value: Decodable>(_ line: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(line.utf8))
  }

  private static func lines(_ data: Data) -> [String] {
    String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// What a program writes to its output.
  private static func run(_ words: String...) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(words)")
    return output
  }
}
