import ArgumentParser
import RuleLanguage
import RuleTesting

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests that stand in rule files.",
    discussion: """
      Each test names an article or has a text, and says what the rule is to make of it. What failed is shown with its \
      place, what was expected, what was found and the words that matched. Rules that are switched off are tested too; \
      rules without tests are counted.

      EXAMPLES
        watchword test
        watchword test rules other/rules.yaml
        watchword test --format junit >tests.xml
        watchword test --format json | jq -r 'select(.result == "failed") | .rule'

      Exit status: 0 all passed, 1 some failed, 2 an error, with a rule or with the article of a test.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, junit }

  @Option(name: .long, help: "How results are written: text, json or junit.")
  var format: Format = .text

  @OptionGroup var settingsFile: SettingsFileOption

  @Argument(help: "Folders of rule files, or single files (default: as in the settings, otherwise rules).")
  var rules: [String] = []

  func run() throws {
    var report = RuleTestReport(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    var runs: [(results: [RuleTestResult], path: (String) -> String)] = []
    var hasErrors = false
    for folder in rules.isEmpty ? [try settingsFile.rulesFolder()] : rules {
      let load = RuleFolder.load(folder)
      let base = RuleFolder.base(of: folder)
      let tester = RuleTester(load.ruleSet, folder: base, sources: load.sources)
      let diagnostics = load.diagnostics + tester.diagnostics
      DiagnosticOutput.tell(diagnostics, sources: load.sources)
      if diagnostics.hasErrors { hasErrors = true }
      let path = { RulePath.path(of: $0, in: base) }
      let text = report.add(tester, path: path)
      switch format {
      case .text: Terminal.writeOutput(text)
      case .json: Terminal.writeOutput(try RuleTestJSON.lines(tester.results, path: path))
      case .junit: runs.append((tester.results, path))
      }
    }
    switch format {
    case .text: Terminal.writeOutput(report.total + "\n")
    case .json: Terminal.writeOutput(try RuleTestJSON.line(report.summary))
    case .junit: Terminal.writeOutput(RuleTestJUnit.document(runs))
    }
    if hasErrors || report.summary.errors > 0 { throw ExitCode.error }
    if report.summary.failed > 0 { throw ExitCode.failure }
  }
}

/// Where a rule file is, as the person would open it.
enum RulePath {
  static func path(of file: String, in folder: String) -> String {
    if folder == "." { return file }
    return folder.hasSuffix("/") ? folder + file : folder + "/" + file
  }
}
