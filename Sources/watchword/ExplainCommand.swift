import ArgumentParser
import Articles
import Diagnostics
import Explanations
import Foundation
import RuleLanguage
import SafeText
import TextAnalysis

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why a rule matches a file, or why it does not.",
    usage: """
      watchword explain [<options>] <rule> <files> ...
      watchword explain [<options>] --query <query> <files> ...
      """,
    discussion: """
      The rule is shown as a tree: each part true (✓) or false (✗), with the places where it was found and, for what \
      failed, what comes nearest: a pair of words that is too far apart, a word written otherwise, a place that is not \
      searched. Files are read as scan reads them; a folder is read with its subfolders; - is standard input.

      EXAMPLES
        watchword explain uz-security-cooperation page.txt
        watchword explain --query 'talks NEAR/5 (tashkent OR samarkand)' page.txt
        watchword explain --all RULE page.txt   every item of every list too
        watchword explain --json RULE folder | jq 'select(.match | not)'

      Exit status, as grep's: 0 the rule matches a file, 1 it matches none, 2 an error, with a file or with the rule.
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Folder of rule files, or one file (default: what the settings name, or rules).", valueName: "folder"))
  var rules: String?

  @Option(name: .long, help: "A query in place of a rule; it may use the lists of the rules.")
  var query: String?

  @OptionGroup var settingsFile: SettingsFileOption

  @Flag(name: .long, help: "Show every part, item and place, and not only the first ones.")
  var all = false

  @Flag(name: .long, help: "One JSON object a file and line.")
  var json = false

  @Argument(
    help: ArgumentHelp("The rule's id, unless there is a query; then files, folders, or -.", valueName: "rule-files"))
  var arguments: [String]

  func validate() throws {
    if query == nil && arguments.count < 2 {
      throw ValidationError(
        "name a rule, and behind it the files: watchword explain \(arguments.first ?? "RULE") page.txt")
    }
  }

  func run() throws {
    guard let explainer = try explainer() else { throw ExitCode.error }
    let renderer = ExplanationTextRenderer(
      usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal), showsAll: all)
    var (hasMatched, hasFailed) = (false, false)
    for input in ScanInputs(query == nil ? Array(arguments.dropFirst()) : arguments) {
      do {
        for explanation in try Self.explain(input, explainer) {
          if explanation.isMatch { hasMatched = true }
          if let disagreement = explanation.disagreement {
            hasFailed = true
            Terminal.writeError(
              "watchword: \(input.name.safeToShow): \(disagreement); please report this, with the rule and the article")
          }
          Terminal.writeOutput(json ? explanation.jsonLine() + "\n" : renderer.text(explanation))
        }
      } catch {
        hasFailed = true
        Terminal.writeError("watchword: \(input.name.safeToShow): \(ScanFailure.message(of: error).safeToShow)")
      }
    }
    if hasFailed { throw ExitCode.error }
    if !hasMatched { throw ExitCode.failure }
  }

  private static func explain(_ input: ScanInput, _ explainer: Explainer) throws -> [Explanation] {
    let limits = ArticleLimits()
    let decoded = try ArticleDecoder(limits: limits).decode(
      try input.read(), fileName: input.fileName, source: input.source)
    let arrival = Int64(Date().timeIntervalSince1970)
    return try decoded.articles.map {
      let analyzed = try TextAnalyzer().analyze($0, maximumTokens: limits.maximumTokens)
      return explainer.explain(analyzed, file: input.name, arrival: arrival)
    }
  }

  // MARK: - The rule

  /// `nil` where there is no such rule, or it is wrong; that has been told.
  private func explainer() throws -> Explainer? {
    var load = RuleFolder.load([])
    var folder = rules
    // A query without lists needs no rules.
    if folder == nil, query?.contains("$") ?? true {
      guard let settings = settingsFile.load() else { return nil }
      folder = settings.rules
    }
    if let folder { load = RuleFolder.load(folder) }
    guard let rule = query.map({ typed($0, load) }) ?? named(arguments[0], load, folder: folder ?? "") else {
      return nil
    }
    do {
      return try Explainer(rule, lists: load.ruleSet.lists, showsAll: all)
    } catch {
      var sources = load.sources
      if let query { sources[TypedQuery.file] = SourceText(query, file: TypedQuery.file) }
      DiagnosticOutput.tell(error.diagnostics, sources: sources)
      return nil
    }
  }

  private func typed(_ query: String, _ load: RuleLoad) -> Rule? {
    let typed = TypedQuery(query, lists: load.ruleSet.lists, listsMayBeWrong: load.hasErrors)
    var sources = load.sources
    sources[TypedQuery.file] = SourceText(query, file: TypedQuery.file)
    // What is wrong with rules that are not asked for is told where it keeps the query from being understood.
    let others = typed.rule == nil ? load.diagnostics.filter { $0.severity == .error } : []
    DiagnosticOutput.tell(others + typed.diagnostics, sources: sources)
    return typed.rule
  }

  private func named(_ id: String, _ load: RuleLoad, folder: String) -> Rule? {
    if let rule = load.ruleSet.rules.first(where: { $0.id == id }) { return rule }
    let errors = load.diagnostics.filter { $0.severity == .error }
    let broken = load.sources.values.filter { Self.hasRule(id, $0) }.map(\.file)
    if !broken.isEmpty {
      DiagnosticOutput.tell(errors.filter { broken.contains($0.file) }, sources: load.sources)
      Terminal.writeError(
        "watchword: rule ‘\(id.safeToShow)’ in \(broken.sorted().joined(separator: ", ").safeToShow) cannot be explained "
          + "before it is right, or a list that it uses")
      return nil
    }
    let ids = load.ruleSet.rules.map(\.id)
    var message = "watchword: there is no rule ‘\(id.safeToShow)’ in \(folder.safeToShow)"
    if let guess = Suggestion.closest(to: id, among: ids) {
      message += "; did you mean \(guess.safeToShow)?"
    } else if ids.isEmpty {
      DiagnosticOutput.tell(errors, sources: load.sources)
      message += ": no rule there can be used; name another folder with --rules"
    } else {
      let shown = ids.prefix(20).map(\.safeToShow).joined(separator: ", ")
      message += "; the rules are: \(shown)\(ids.count > 20 ? ", …" : "")"
    }
    Terminal.writeError(message)
    return nil
  }

  /// Whether a rule of this id is written in a file, right or wrong.
  private static func hasRule(_ id: String, _ source: SourceText) -> Bool {
    String(decoding: source.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).contains { line in
      let key = line.drop { $0 == " " || $0 == "-" }
      guard key.hasPrefix("id:") else { return false }
      let value = key.dropFirst(3).prefix { $0 != "#" }
      return value.trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) == id
    }
  }
}
