import ArgumentParser
import Corrections
import Diagnostics
import Percolation
import RuleLanguage
import RuleLint
import SafeText
import Settings

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read rules and settings and show every mistake.",
    discussion: """
      Without arguments it checks watchword.yaml, if there is one, and the rules folder that it names (default: rules). \
      Names in notify are compared with the settings, unless only rules are named.

      EXAMPLES
        watchword check
        watchword check rules other/rules.yaml
        watchword check --settings /etc/watchword/watchword.yaml
        watchword check --format json rules     one JSON object a line
        watchword check --format github rules   shown in a pull request
        watchword check --articles archive/2025/12 rules    with the words of articles, and what rules cost

      WARNINGS
      Errors are told with what to do about them. Warnings are told of rules that work, and hardly as meant; a comment \
      such as # allow: untested-rule at the end of the line, or alone on the line before, silences one where it stands; \
      on the line of a rule's id for the whole rule, before the file's first key for the whole file. Their codes:

      \(WarningCode.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      Documentation/Diagnostics.md has an example of every error and warning.

      Exit status: 0 all is right (warnings aside), 1 warnings with --strict, 2 errors.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, github }

  @OptionGroup var settingsFile: SettingsFileOption

  @Flag(name: .long, help: "Count warnings as mistakes.")
  var strict = false

  @Option(name: .long, help: "How mistakes are written: text, json or github (workflow commands).")
  var format: Format = .text

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Articles, files or folders, that tell which words are common and what rules cost (at most "
        + "\(LintArticles.maximumCount) articles); may be given several times.", valueName: "path"))
  var articles: [String] = []

  @Argument(help: "Folders of rule files, or single files (default: what the settings name).")
  var rules: [String] = []

  func run() throws {
    var result = Result(sample: articles.isEmpty ? nil : try LintArticles.read(articles))
    var folders = rules
    var endpoints: [String]?
    var corrections: String?
    if rules.isEmpty || settingsFile.settings != nil {
      let load = result.check(settings: settingsFile.path)
      if rules.isEmpty { folders = [load.settings.rules] }
      corrections = load.settings.corrections
      // An endpoint with a mistake in it is missing from the settings; its name in a rule would be reported for nothing.
      if !load.hasErrors { endpoints = load.settings.endpointNames }
    }
    for folder in folders { result.check(rules: folder, endpoints: endpoints) }
    if let corrections { result.check(corrections: corrections) }
    try report(result)
  }

  private func report(_ result: Result) throws {
    let renderer = DiagnosticRenderer(sources: result.sources)
    switch format {
    case .json:
      for diagnostic in result.diagnostics { Terminal.writeOutput(try renderer.json(diagnostic) + "\n") }
    case .github:
      for (diagnostic, path) in zip(result.diagnostics, result.paths) {
        Terminal.writeOutput(renderer.github(diagnostic, path: path) + "\n")
      }
    case .text:
      DiagnosticOutput.tell(result.diagnostics, sources: result.sources)
      let summary = DiagnosticRenderer.summary(of: result.diagnostics) ?? "no mistakes"
      Terminal.writeOutput("\(result.checked.joined(separator: ", ").safeToShow): \(summary)\n")
    }
    if result.diagnostics.hasErrors { throw ExitCode.error }
    if strict && !result.diagnostics.isEmpty { throw ExitCode.failure }
  }

  /// Everything found so far.
  private struct Result {
    let sample: RuleLinter.Sample?
    private(set) var diagnostics: [Diagnostic] = []
    /// Of each of them the file, as the person would open it.
    private(set) var paths: [String] = []
    var sources: [String: SourceText] = [:]
    var checked: [String] = []

    init(sample: RuleLinter.Sample?) { self.sample = sample }

    mutating func check(settings path: String?) -> SettingsLoad {
      guard let path else { return SettingsFile.load(text: "") }
      let load = SettingsFile.load(path)
      add(load.diagnostics) { $0 }
      if let source = load.source { sources[source.file] = source }
      checked.append(path)
      return load
    }

    /// - Parameter endpoints: those that there are; `nil` where that is not known.
    mutating func check(rules folder: String, endpoints: [String]?) {
      let load = RuleFolder.load(folder)
      let (index, more) = RuleIndex.build(load.ruleSet, sources: load.sources)
      let warnings = RuleLinter.warnings(on: load, index, sample: sample, endpoints: endpoints)
      let base = RuleFolder.base(of: folder)
      // What concerns the folder itself has its path as it was named.
      add(load.diagnostics + more + warnings) {
        $0 == folder ? $0 : RulePath.path(of: $0, in: base)
      }
      sources.merge(load.sources) { _, new in new }
      let count = load.ruleSet.rules.count
      checked.append("\(count) \(count == 1 ? "rule" : "rules") in \(folder)")
    }

    /// A file of words of denial and correction.
    mutating func check(corrections file: String) {
      let load = CorrectionWords.load(file)
      let base = RuleFolder.base(of: file)
      add(load.diagnostics) { $0 == file ? $0 : RulePath.path(of: $0, in: base) }
      sources.merge(load.sources) { first, _ in first }
      checked.append("\((load.words?.count ?? 0).counted("word")) of denial and correction in \(file)")
    }

    private mutating func add(_ found: [Diagnostic], path: (String) -> String) {
      diagnostics += found
      paths += found.map { path($0.file) }
    }
  }
}
