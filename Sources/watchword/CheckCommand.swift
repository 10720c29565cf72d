import ArgumentParser
import Diagnostics
import Percolation
import RuleLanguage
import Settings

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read rules and settings and show every mistake.",
    discussion: """
      Without arguments it checks watchword.yaml, if there is one, and the rules folder that it names (default: rules).

      EXAMPLES
        watchword check
        watchword check rules other/rules.yaml
        watchword check --settings /etc/watchword/watchword.yaml
        watchword check --format json rules         one JSON object a line, for editors

      Exit status: 0 all is right (warnings aside), 1 warnings with --strict, 2 errors.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(
    name: .long,
    help: ArgumentHelp("Settings file (default: watchword.yaml in this folder, if there is one).", valueName: "file"))
  var settings: String?

  @Flag(name: .long, help: "Count warnings as mistakes.")
  var strict = false

  @Option(name: .long, help: "How mistakes are written: text or json.")
  var format: Format = .text

  @Argument(help: "Folders of rule files, or single files (default: what the settings name).")
  var rules: [String] = []

  func run() throws {
    var result = Result()
    var folders = rules
    if rules.isEmpty || settings != nil {
      let loaded = result.check(settings: settings)
      if rules.isEmpty { folders = [loaded.rules] }
    }
    for folder in folders { result.check(rules: folder) }
    try report(result)
  }

  private func report(_ result: Result) throws {
    if format == .json {
      let renderer = DiagnosticRenderer(sources: result.sources)
      for diagnostic in result.diagnostics { Terminal.writeOutput(try renderer.json(diagnostic) + "\n") }
    } else {
      DiagnosticOutput.tell(result.diagnostics, sources: result.sources)
      let summary = DiagnosticRenderer.summary(of: result.diagnostics) ?? "no mistakes"
      Terminal.writeOutput("\(result.checked.joined(separator: ", ")): \(summary)\n")
    }
    if result.diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.error }
    if strict && !result.diagnostics.isEmpty { throw ExitCode.failure }
  }

  /// Everything found so far.
  private struct Result {
    var diagnostics: [Diagnostic] = []
    var sources: [String: SourceText] = [:]
    var checked: [String] = []

    mutating func check(settings path: String?) -> WatchwordSettings {
      guard let file = SettingsFile.find(named: path) else { return WatchwordSettings() }
      let load = SettingsFile.load(file)
      diagnostics += load.diagnostics
      if let source = load.source { sources[source.file] = source }
      checked.append(file)
      return load.settings
    }

    mutating func check(rules folder: String) {
      let load = RuleFolder.load(folder)
      let (_, more) = RuleIndex.build(load.ruleSet)
      diagnostics += load.diagnostics + more
      sources.merge(load.sources) { _, new in new }
      let count = load.ruleSet.rules.count
      checked.append("\(count) \(count == 1 ? "rule" : "rules") in \(folder)")
    }
  }
}
