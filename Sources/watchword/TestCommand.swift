import AlertStore
import ArgumentParser
import Articles
import RuleLanguage
import RuleTesting
import SafeText

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests that stand in rule files.",
    discussion: """
      Each test names an article or has a text, and says what the rule is to make of it. What failed is shown with its \
      place, what was expected, what was found and the words that matched. Rules that are switched off are tested too; \
      rules without tests are counted.

      With --from, the article of an alert that was told becomes a test of the rule that raised it, at the end of its \
      tests; nothing else of the file changes. Of a false alert, --expect no-match makes a test that fails until the \
      rule is mended. A long article, or one of which the rule wants to know more than its text, becomes a file in tests \
      beside the rule file.

      EXAMPLES
        watchword test
        watchword test rules other/rules.yaml
        watchword test --format junit >tests.xml
        watchword test --format json | jq -r 'select(.result == "failed") | .rule'
        watchword test --from 54b70a5a04b4e9a7e2bb1b23
        watchword test --from 54b70a5a04b4 --expect no-match

      Exit status: 0 all passed, 1 some failed, 2 an error, with a rule or with the article of a test. With --from: 0 \
      the test is there, 1 there is no such alert, or its article is not kept, 2 an error.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, junit }

  @Option(name: .long, help: "How results are written: text, json or junit.")
  var format: Format = .text

  enum Expected: String, ExpressibleByArgument, CaseIterable {
    case match
    case noMatch = "no-match"
  }

  @Option(
    name: .long,
    help: ArgumentHelp("Write the article of this alert into the tests of its rule.", valueName: "alert"))
  var from: String?

  @Option(name: .long, help: "With --from, what the rule is to make of it: match or no-match.")
  var expect: Expected?

  @OptionGroup var options: StateOptions

  @Argument(help: "Folders of rule files, or single files (default: as in the settings, otherwise rules).")
  var rules: [String] = []

  func validate() throws {
    if from == nil, expect != nil { throw ValidationError("--expect says what is expected of the article of --from") }
    if from?.isEmpty == true { throw ValidationError("--from wants the id of an alert") }
    if from != nil, rules.count > 1 { throw ValidationError("--from wants one folder of rule files, or one file") }
  }

  func run() throws {
    if let from { return try write(from) }
    var report = RuleTestReport(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    var runs: [(results: [RuleTestResult], path: (String) -> String)] = []
    var hasErrors = false
    for folder in rules.isEmpty ? [try options.settingsFile.rulesFolder()] : rules {
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

  private func write(_ id: String) throws {
    guard let settings = options.settingsFile.load() else { throw ExitCode.error }
    let state = options.state ?? settings.state
    do {
      let archive = settings.archive ?? state + "/archive"
      let found = try AlertArticle(id, AlertReader(stateFolder: state), archive: archive)
      let writer = try TestFromAlert(
        found, expectsMatch: expect != .noMatch, rules: rules.first ?? settings.rules,
        areTestsRequired: settings.requireTests)
      for line in try writer.write() { Terminal.writeOutput(line.safeToShow + "\n") }
    } catch let problem as AlertArticle.Problem {
      throw tell(problem, id)
    } catch let failure as RuleChoice.Failure {
      failure.tell()
      throw ExitCode.error
    } catch let failure as TestFromAlert.Failure {
      Terminal.tell(failure.message)
      throw ExitCode.error
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    } catch let error as ArticleError {
      Terminal.tell("the article cannot be read: \(error.message)")
      throw ExitCode.error
    }
  }

  private func tell(_ problem: AlertArticle.Problem, _ id: String) -> ExitCode {
    switch problem {
    case .noAlert:
      Terminal.tell(
        "there is no alert \(id); watchword alerts lists them, and old ones may be cleared away (keep.alerts)")
      return .failure
    case .ambiguous(let ids):
      Terminal.tell("\(id) is the beginning of more than one: \(ids.joined(separator: ", ")); give more digits")
      return .error
    case .cleared:
      Terminal.tell(
        "the article of this alert is kept no more (keep.texts), and its file is not in the archive: there is nothing to make a "
          + "test of")
      return .failure
    }
  }
}

/// Where a rule file is, as the person would open it.
enum RulePath {
  static func path(of file: String, in folder: String) -> String {
    if folder == "." { return file }
    return folder.hasSuffix("/") ? folder + file : folder + "/" + file
  }
}
