import Foundation
import Glibc
import Material

/// A temporary folder with rules, settings and an inbox of a hundred sources.
struct LoadFolder {
  let path: String
  /// Of the language that the rules are written for, behind the articles that they were drawn from.
  var generator = ArticleGenerator(seed: 1)
  private let paragraphs: Int

  init(_ options: LoadOptions) throws {
    path = options.folder + "/watchword-load.\(getpid())"
    paragraphs = options.paragraphs
    let files = FileManager.default
    for source in 0..<100 {
      try files.createDirectory(atPath: "\(path)/inbox/source-\(source)", withIntermediateDirectories: true)
    }
    try files.createDirectory(atPath: path + "/rules", withIntermediateDirectories: true)
    try Self.ruleFile(options, &generator).write(toFile: path + "/rules/rules.yaml", atomically: true, encoding: .utf8)
    let settings = "search: \(options.search ? "yes" : "no")\nendpoints:\n  stdout:\n    enabled: no\n"
    try settings.write(toFile: path + "/watchword.yaml", atomically: true, encoding: .utf8)
  }

  /// Ten thousand of the generator's rules match nine times an article. A hundred of them give a tenth of a match; the
  /// others are two such rules at once, which hardly ever match and have to be looked for all the same.
  private static func ruleFile(_ options: LoadOptions, _ articles: inout ArticleGenerator) throws -> String {
    var generator = RuleGenerator(Corpus(articles.articles(9_292)), seed: 42)
    let rules = try generator.rules(options.rules)
    var text = "rules:\n"
    for (number, rule) in rules.enumerated() {
      let isAlone = options.manyMatches || number % 100 == 0
      let query = isAlone ? rule.text : "(\(rule.text)) AND (\(rules[(number + 1) % rules.count].text))"
      text += "  - id: \(rule.id)\n    match: |\n      \(query)\n"
    }
    return text
  }

  /// Written under a name that is ignored, and renamed when whole.
  mutating func drop(_ number: Int) throws {
    let article = generator.next()
    let place = "\(path)/inbox/source-\(number % 100)/article-\(number).txt"
    let kept = paragraphs == 0 ? article.paragraphs : Array(article.paragraphs.prefix(paragraphs))
    let text = ([article.title] + kept).joined(separator: "\n\n") + "\n"
    guard let file = fopen(place + ".tmp", "w") else { throw LoadFailure("cannot write \(place)") }
    fputs(text, file)
    fclose(file)
    guard rename(place + ".tmp", place) == 0 else { throw LoadFailure("cannot rename \(place)") }
  }

  /// In bytes; 0 where there is no such file.
  func size(_ name: String) -> Int {
    var status = stat()
    return stat("\(path)/\(name)", &status) == 0 ? Int(status.st_size) : 0
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  func remove() {
    do { try FileManager.default.removeItem(atPath: path) } catch { say("left behind: \(path): \(error)") }
  }
}

struct LoadFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
