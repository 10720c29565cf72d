import AlertStore
import Diagnostics
import Histories
import RuleLanguage
import SafeText
import Settings
import WatchwordDaemon

/// The rules that run, as the database has them, beside those of the rules folder.
struct RulesAsTheyStand {
  let rules: [StandingRule]
  let running: RuleSet
  /// How many errors the folder has.
  let mistakes: Int

  /// - Throws: `AlertStoreError`.
  init(_ settings: WatchwordSettings, _ reader: AlertReader) throws {
    let definitions = RuleDefinitions(reading: try reader.loadDefinitions()) { error in
      Terminal.writeError("watchword: the rules of one file that run cannot be read back: " + "\(error)".safeToShow)
    }
    running = definitions.ruleSet(ofRules: Set(definitions.rules.map(\.id)))
    let files = RuleFiles.read(settings.rules)
    var load = RuleFolder.load(files, lastGood: definitions)
    if settings.requireTests {
      let refusals = RequiredTests.refusals(load.ruleSet, folder: settings.rules, sources: load.sources)
      if !refusals.isEmpty { load = RuleFolder.load(files, refusing: refusals, lastGood: definitions) }
    }
    rules = StandingRule.all(running: definitions, load)
    mistakes = load.diagnostics.count { $0.severity == .error }
  }
}
