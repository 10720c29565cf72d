import ArgumentParser
import Articles
import Foundation
import Material

/// Measures what near spellings and names in a long list cost, beside the same list of plain words.
struct Forms: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a list of 10,000 terms with 1,000 ~2 and 1,000 name(…), beside the same list of plain words.",
    discussion: """
      Both lists read the same articles in turns, once both have met all their words. Exit status 1 if the list with \
      forms takes more than \(Self.limit) times as long in three of four passes.

      EXAMPLES
        make bench ARGS=forms
        make bench ARGS="forms --articles articles.jsonl.gz"
      """)

  /// Times the plain list.
  static let limit = 1.5

  @Option(help: ArgumentHelp("How many articles are generated.", valueName: "n"))
  var articleCount = 9000
  @Option(help: ArgumentHelp("What articles and terms are drawn from.", valueName: "n"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Articles instead of generated ones: JSON lines, perhaps as .gz.", valueName: "file"))
  var articles: String?
  @Option(help: ArgumentHelp("Passes over all articles.", valueName: "n"))
  var passes = 9

  func validate() throws {
    guard passes >= 5 else { throw ValidationError("Fewer than 5 passes say little: --passes 5 or more.") }
    guard articleCount > 0 else { throw ValidationError("--article-count must be above 0.") }
  }

  func run() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let texts = try articles.map(MaterialFile.articles) ?? generatedArticles()
    let terms = try TermList(Corpus(texts), seed: seed)
    let read = texts.map { Article($0) }
    let plain = try engine(terms.plain, "plain", folder, read)
    let forms = try engine(terms.withForms, "forms", folder, read)
    var (plainTimes, formTimes, ratios): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<passes {
      plainTimes.append(try time(plain, read))
      formTimes.append(try time(forms, read))
      ratios.append(formTimes[formTimes.count - 1] / plainTimes[plainTimes.count - 1])
    }
    let ratio = Sample(ratios)
    tell("plain words", plainTimes, plain.matches, read.count)
    tell("1,000 ~2, 1,000 name(…)", formTimes, forms.matches, read.count)
    let isMissed = ratio.lowerQuartile > Self.limit
    print(
      String(
        format: "%.2f × (%.2f–%.2f), at most %.1f: %@", ratio.median, ratio.lowerQuartile, ratio.upperQuartile,
        Self.limit, isMissed ? "missed" : ratio.median > Self.limit ? "noise" : "met"))
    if isMissed { throw ExitCode(1) }
  }

  private func generatedArticles() -> [ArticleText] {
    var generator = ArticleGenerator(seed: seed)
    return generator.articles(articleCount)
  }

  /// One that has met all words of the articles.
  private func engine(
    _ terms: [String], _ name: String, _ folder: WorkFolder, _ articles: [Article]
  ) throws -> (engine: Engine, matches: Int) {
    let path = "\(folder.path)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let items = terms.map { "    - '\($0)'\n" }.joined()
    try "lists:\n  terms:\n\(items)rules:\n  - id: terms\n    match: $terms\n".write(
      toFile: path + "/rules.yaml", atomically: false, encoding: .utf8)
    let engine = Engine(try LoadedRules(folder: path))
    var matches = 0
    for _ in 0..<2 { matches = try articles.reduce(0) { $0 + (try engine.countMatches($1)) } }
    return (engine, matches)
  }

  /// Nanoseconds of this thread.
  private func time(_ subject: (engine: Engine, matches: Int), _ articles: [Article]) throws -> Double {
    var matches = 0
    let nanoseconds = try Clock.thread.nanoseconds {
      for index in articles.indices { matches += try subject.engine.countMatches(articles.span[index]) }
    }
    guard matches == subject.matches else {
      throw Failure("\(matches) found in one pass, \(subject.matches) in another")
    }
    return nanoseconds
  }

  private func tell(_ name: String, _ times: [Double], _ matches: Int, _ articles: Int) {
    let sample = Sample(times.map { $0 / Double(articles) / 1000 })
    let padded = name.padding(toLength: 26, withPad: " ", startingAt: 0)
    print(
      padded
        + String(
          format: "%6.2f µs an article (%.2f–%.2f), %d of %d articles match", sample.median, sample.lowerQuartile,
          sample.upperQuartile, matches, articles))
  }
}
