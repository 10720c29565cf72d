import ArgumentParser
import Foundation
import Glibc
import Material

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures what it costs to match articles against rules.",
    subcommands: [Sizes.self, Forms.self, Measure.self],
    defaultSubcommand: Sizes.self)
}

struct Sizes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures numbers of rules, beside plain reading; what is done where nothing else is asked for.",
    discussion: """
      For each number of rules: the time from an article's text to the set of rules that match it, on one thread, and how \
      many times that is of the floor, which is reading the text and looking every word up in one table, in plain C, \
      measured in turns with it; both in the time that the processor gives to the thread. Ratios hold on any machine; \
      times do not. Each number of rules has a process of its own, whose memory is told. Exit status 1 if a limit is missed by more than noise (see Limits.swift).

      EXAMPLES
        make bench                              everything, in a few minutes
        make bench ARGS="--sizes 1000,10000"    only these numbers of rules
        make bench ARGS="--json"                the same as JSON
        make bench ARGS="--articles articles.jsonl.gz --rules rules.jsonl"
                                                your own, {"text": …} a line
        make bench ARGS="--rules rules"         a folder of rule files
        make bench ARGS=forms                   what near spellings and names in a long list cost
      """)

  @Option(help: ArgumentHelp("Numbers of rules, with commas between them.", valueName: "n,n"))
  var sizes = "100,1000,10000,100000"
  @Option(help: ArgumentHelp("How many articles are generated.", valueName: "n"))
  var articleCount = 9000
  @Option(help: ArgumentHelp("What articles and rules are drawn from; the same number gives the same.", valueName: "n"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Articles instead of generated ones: JSON lines, perhaps as .gz.", valueName: "file"))
  var articles: String?
  @Option(
    help: ArgumentHelp(
      "Rules instead of generated ones: JSON lines, of which each size takes the first, or a folder of rule files.",
      valueName: "path"))
  var rules: String?
  @Option(help: ArgumentHelp("Passes over all articles; what is told is their median.", valueName: "n"))
  var passes = 9
  @Flag(help: "Write the result as JSON.")
  var json = false

  func validate() throws {
    guard passes >= 5 else { throw ValidationError("Fewer than 5 passes say little: --passes 5 or more.") }
    guard articleCount > 0 else { throw ValidationError("--article-count must be above 0.") }
    _ = try sizeNumbers()
  }

  private func sizeNumbers() throws -> [Int] {
    try sizes.split(separator: ",").map { text in
      guard let size = Int(text.filter { $0 != " " }), size > 0 else {
        throw ValidationError("--sizes wants numbers with commas between them, such as 1000,10000; ‘\(text)’ is none.")
      }
      return size
    }.sorted()
  }

  func run() throws {
    let progress = Progress()
    let folder = try WorkFolder()
    defer { folder.remove() }
    progress.tell("making articles and rules")
    let texts = try articles.map(MaterialFile.articles) ?? generatedArticles()
    guard !texts.isEmpty else { throw Failure("There are no articles.") }
    try ArticleFile.write(texts, to: folder.articles)
    var reports: [SizeReport] = []
    for ruleFolder in try ruleFolders(texts, folder) {
      progress.tell("measuring \(ruleFolder.name)")
      reports.append(try Measure.runAsProcess(rules: ruleFolder.path, articles: folder.articles, passes: passes))
    }
    progress.end()
    let report = Report(
      articles: texts.count, bytes: texts.reduce(0) { $0 + $1.utf8Count }, isGenerated: articles == nil,
      cores: ProcessInfo.processInfo.activeProcessorCount, passes: passes, sizes: reports)
    print(json ? try report.json() : report.text(usesColour: Terminal.usesColour))
    if report.verdicts.contains(where: { $0.outcome == .missed }) { throw ExitCode(1) }
  }

  private func generatedArticles() -> [ArticleText] {
    var generator = ArticleGenerator(seed: seed)
    return generator.articles(articleCount)
  }

  private func ruleFolders(_ texts: [ArticleText], _ folder: WorkFolder) throws -> [(name: String, path: String)] {
    var isFolder: ObjCBool = false
    if let rules, FileManager.default.fileExists(atPath: rules, isDirectory: &isFolder), isFolder.boolValue {
      return [("the rules in \(rules)", rules)]
    }
    let sizes = try sizeNumbers()
    let all: [GeneratedRule]
    if let rules {
      all = try MaterialFile.rules(rules)
    } else {
      var generator = RuleGenerator(Corpus(texts), seed: seed)
      all = try generator.rules(sizes.last ?? 0)
    }
    return try sizes.map { size in
      guard size <= all.count else { throw Failure("There are only \(all.count) rules; leave out --sizes \(size).") }
      return ("\(size.grouped) rules", try folder.writeRules(all[..<size]))
    }
  }
}

/// What a person who waits is told.
struct Progress {
  private let isWatched = isatty(STDERR_FILENO) == 1

  func tell(_ what: String) { write("\r\u{1B}[K\(what) …") }
  func end() { write("\r\u{1B}[K") }

  private func write(_ text: String) {
    if isWatched { FileHandle.standardError.write(Data(text.utf8)) }
  }
}

enum Terminal {
  /// Where a person looks on, unless https://no-color.org asks not to.
  static var usesColour: Bool {
    let isUnwanted = getenv("NO_COLOR").map { $0[0] != 0 } ?? false
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    return isatty(STDOUT_FILENO) == 1 && !isUnwanted && !isDumb
  }
}
