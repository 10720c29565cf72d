import ArgumentParser
import Diagnostics
import Explanations
import Foundation
import SafeText

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

  @OptionGroup var rulesOptions: RulesOptions

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
    let isComplete = ArticleInputs(query == nil ? Array(arguments.dropFirst()) : arguments).forEachFile { file in
      let arrival = Int64(Date().timeIntervalSince1970)
      let name = file.input.name
      for article in file.articles {
        let explanation = explainer.explain(try file.analyzed(article), file: name, arrival: arrival)
        if explanation.isMatch { hasMatched = true }
        if let disagreement = explanation.disagreement {
          hasFailed = true
          Terminal.writeError(
            "watchword: \(name.safeToShow): \(disagreement); please report this, with the rule and the article")
        }
        Terminal.writeOutput(json ? explanation.jsonLine() + "\n" : renderer.text(explanation))
      }
      return true
    }
    if hasFailed || !isComplete { throw ExitCode.error }
    if !hasMatched { throw ExitCode.failure }
  }

  /// `nil` where there is no such rule, or it is wrong; that has been told.
  private func explainer() throws -> Explainer? {
    var sources: [String: SourceText] = [:]
    do {
      if let query {
        let typed = try TypedQuery(query) { try rulesOptions.folder(settingsFile) }
        sources = typed.sources
        DiagnosticOutput.tell(typed.diagnostics, sources: sources)
        return try typed.rule.map { try Explainer($0, lists: typed.lists, showsAll: all) }
      }
      let choice = try RuleChoice(arguments[0], in: rulesOptions.folder(settingsFile))
      sources = choice.load.sources
      return try Explainer(choice.rule, lists: choice.load.ruleSet.lists, showsAll: all)
    } catch let failure as RuleChoice.Failure {
      failure.tell()
    } catch let refusal as Explainer.Refusal {
      DiagnosticOutput.tell(refusal.diagnostics, sources: sources)
    }
    return nil
  }
}
