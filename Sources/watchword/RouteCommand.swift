import AlertStore
import Alerts
import ArgumentParser
import Control
import Foundation
import RuleLanguage
import Routing
import SafeText
import Settings
import WatchwordDaemon

struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route",
    abstract: "Say which endpoints are told of a rule's alerts, and why.",
    discussion: """
      Goes by the settings and rules as they are in their files now. For an alert, by its article too: what was decided when \
      it was raised, watchword why shows.

      EXAMPLES
        watchword route uz-cooperation
        watchword route 54b70a5a04b4e9a7e2bb1b23
        watchword route uz-cooperation --source reuters --language ru

      Exit status: 0 somebody is told, 1 nobody is, 2 an error.
      """)

  @OptionGroup var options: SettingsOptions

  @Argument(help: "The id of a rule, or of an alert.")
  var name: String

  @Option(name: .long, help: ArgumentHelp("Of an article from this source.", valueName: "source"))
  var source: String?

  @Option(name: .long, help: ArgumentHelp("Of an article in this language.", valueName: "language"))
  var language: String?

  @Flag(name: .long, help: "One JSON object an endpoint and line.")
  var json = false

  func run() throws {
    guard let settings = options.load() else { throw ExitCode.error }
    let facts: AlertFacts
    do {
      facts = try self.facts(settings)
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    } catch let failure as RuleChoice.Failure {
      failure.tell()
      throw ExitCode.error
    }
    let decisions = Routes(settings).decisions(for: facts).map { decision in
      settings.isTold(decision.endpoint)
        ? decision : Routes.Decision(endpoint: decision.endpoint, verdict: .notTold(because: "enabled: no"))
    }
    for decision in decisions {
      Terminal.writeOutput(try json ? ControlOutput.json(RouteLine(decision)) : text(decision, among: decisions))
    }
    for name in facts.notify where !settings.endpointNames.contains(name) {
      Terminal.tell("warning: the rule names \(name), which is no endpoint in the settings")
    }
    if decisions.allSatisfy({ if case .notTold = $0.verdict { true } else { false } }) { throw ExitCode.failure }
  }

  private func text(_ decision: Routes.Decision, among all: [Routes.Decision]) -> String {
    let terminal = TerminalText(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    let width = all.map(\.endpoint.count).max() ?? 0
    let (word, because): (String, String) =
      switch decision.verdict {
      case .told(let because): (terminal.styled("told    ", .green), because)
      case .notTold(let because): (terminal.styled("not told", .dim), because)
      case .depends(let condition): (terminal.styled("depends ", .boldYellow), condition)
      }
    let name = decision.endpoint + String(repeating: " ", count: width - decision.endpoint.count)
    return "\(name)  \(word)  \(because.safeToShow)\n"
  }

  /// Of a rule in the rules folder, or of an alert in the state and its rule as it is now.
  private func facts(_ settings: WatchwordSettings) throws -> AlertFacts {
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    if let alert = try alert(settings) {
      let rule = RuleFolder.load(settings.rules).ruleSet.rules.first { $0.id == alert.rule.id }
      return AlertFacts(
        rule: alert.rule.id, severity: rule?.severity ?? alert.rule.severity,
        tags: rule?.tags ?? alert.rule.tags ?? [], notify: rule?.notify ?? [],
        owner: rule?.owner, timeMilliseconds: now,
        article: .init(source: source ?? alert.article.source, language: language ?? alert.article.lang))
    }
    let rule = try RuleChoice(name, in: settings.rules).rule
    let isKnown = source != nil || language != nil
    return AlertFacts(
      rule.head, timeMilliseconds: now, article: isKnown ? .init(source: source, language: language) : nil)
  }

  /// Only what looks like an id of an alert is looked for.
  private func alert(_ settings: WatchwordSettings) throws -> Alert? {
    guard name.utf8.count == 24, name.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    do {
      guard let json = try AlertReader(stateFolder: settings.state).alertJSON(id: name) else { return nil }
      guard try Notice(jsonLine: json) == nil else {
        throw ValidationError("\(name) is a notice: whom these tell is in the settings, notices: and owners:")
      }
      return try Alert(jsonLine: json)
    } catch let error as AlertStoreError where error.code == .noDatabase {
      return nil
    }
  }
}

/// One decision for programs.
private struct RouteLine: Encodable {
  enum Verdict: String, Encodable {
    case told, depends
    case notTold = "not-told"
  }

  let endpoint: String
  let verdict: Verdict
  let because: String

  init(_ decision: Routes.Decision) {
    endpoint = decision.endpoint
    (verdict, because) =
      switch decision.verdict {
      case .told(let because): (.told, because)
      case .notTold(let because): (.notTold, because)
      case .depends(let condition): (.depends, condition)
      }
  }
}
