import AlertStore
import Alerts
import Diagnostics
import Explanations
import Histories
import Percolation
import RuleLanguage
import SafeText
import TextAnalysis

/// One rule that stored articles are asked about: why it matches, or why not.
struct RuleQuestion {
  private let rule: Rule
  private let explainer: Explainer
  private let everywhere: Percolator

  /// - Parameter folder: where the rule is; `nil` for what runs, as the database has it.
  /// - Throws: `RuleChoice.Failure`, `Explainer.Refusal`, `AlertStoreError`.
  init(_ id: String, folder: String?, _ reader: AlertReader) throws {
    let lists: [String: RuleList]
    if let folder {
      let choice = try RuleChoice(id, in: folder)
      (rule, lists) = (choice.rule, choice.load.ruleSet.lists)
    } else {
      let definitions = RuleDefinitions(reading: try reader.loadDefinitions()) { error in
        Terminal.writeError(
          "watchword: the rules of one file that run cannot be read back: " + "\(error)".safeToShow)
      }
      let running = definitions.ruleSet(ofRules: [id])
      guard let found = running.rules.first else {
        let guess = Suggestion.closest(to: id, among: definitions.rules.map(\.id))
        throw RuleChoice.Failure(
          "no rule ‘\(id.safeToShow)’ runs" + (guess.map { "; did you mean \($0.safeToShow)?" } ?? "")
            + "; to ask one that does not, name its folder with --rules")
      }
      (rule, lists) = (found, running.lists)
    }
    explainer = try Explainer(rule, lists: lists)
    var wide = rule.searchingEverywhere()
    wide.isEnabled = true
    everywhere = Percolator(RuleIndex.build(RuleSet(rules: [wide], lists: lists)).index)
  }

  struct Answer {
    let explanation: Explanation
    /// What the rule would find if all zones were searched; `nil` where it matches anyway, or finds nothing.
    let elsewhere: [Alert.Snippet]?

    var json: HistoryJSON.RuleAnswer {
      HistoryJSON.RuleAnswer(explanationJSON: explanation.jsonLine(), elsewhere: elsewhere)
    }

    /// Several lines, the last one ended, and an empty one.
    func text(usesColour: Bool) -> String {
      var text = ExplanationTextRenderer(usesColour: usesColour).text(explanation)
      guard let elsewhere else { return text }
      let snippets = AlertTextRenderer(usesColour: usesColour)
      text += "It would match if datelines, captions and furniture were searched too:\n"
      for snippet in elsewhere { text += "  " + snippets.text(snippet) + "\n" }
      return text + "\n"
    }
  }

  func ask(_ article: AnalyzedArticle, _ history: FileHistory) throws -> Answer {
    let milliseconds = history.arrivedMilliseconds
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    let arrival = rest < 0 ? seconds - 1 : seconds
    var explanation = explainer.explain(article, file: history.path, arrival: arrival)
    let matched = history.article?.matches.first { $0.ruleID == rule.id }
    if let matched, matched.ruleVersion != rule.version {
      explanation.notes.append("it matched then, in its version \(matched.ruleVersion); this is \(rule.version)")
    } else if matched != nil, !explanation.isMatch {
      explanation.notes.append("it matched then, in this version; what is stored may have changed")
    } else if matched == nil, explanation.isMatch {
      explanation.notes.append("it was not among the rules that matched then: it is newer, was off, or has changed")
    }
    guard !explanation.isMatch else { return Answer(explanation: explanation, elsewhere: nil) }
    let found = everywhere.findings(in: article, arrival: arrival).matches
    let alerts = Alert.alerts(
      on: found, in: article, articleHash: history.hash ?? "", file: history.path, time: milliseconds)
    return Answer(explanation: explanation, elsewhere: alerts.first.map { $0.snippets ?? [] })
  }
}
