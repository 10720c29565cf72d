import Diagnostics
import RuleLanguage

/// What a rule file says of a rule, beside what runs.
package enum RuleStanding: String, Sendable, CaseIterable {
  /// As its file has it.
  case running
  /// Its file has it otherwise: not loaded yet.
  case changed
  /// Its file has it wrong, so its last good version runs.
  case older
  /// Its file has it, and it does not run yet.
  case new
  /// Its file has it wrong, and no version of it runs.
  case wrong
  /// It runs, and no file has it any more: it stops with the next load.
  case gone

  /// What to do about it; `nil` where all is well.
  package var advice: String? {
    switch self {
    case .running: nil
    case .changed: "changed on disk and not loaded yet: reload the daemon (HUP)"
    case .older: "wrong on disk, so an older good version runs: see watchword check"
    case .new: "on disk and not loaded yet: reload the daemon (HUP)"
    case .wrong: "wrong on disk, and no version of it runs: see watchword check"
    case .gone: "gone from disk, and runs until the next load"
    }
  }
}

/// A rule, and how it stands.
package struct StandingRule: Sendable, Equatable {
  package var id: String
  /// As it runs; as its file has it where it does not. `nil` where that is wrong.
  package var head: RuleHead?
  /// On disk, where it is there.
  package var location: SourceLocation
  package var standing: RuleStanding

  /// Every rule that runs or that a file has, in the order of files and places.
  ///
  /// - Parameters:
  ///   - running: what runs.
  ///   - load: of the rules folder, with what runs as the last good version.
  package static func all(running: RuleDefinitions, _ load: RuleLoad) -> [StandingRule] {
    let inForce = running.ruleSet(ofRules: Set(running.rules.map(\.id)))
    let heads = Dictionary(inForce.rules.map { ($0.id, $0.head) }) { first, _ in first }
    let older = Set(load.runningOnLastGood)
    var seen: Set<String> = []
    var rules = load.ruleSet.rules.map { rule in
      seen.insert(rule.id)
      return StandingRule(
        id: rule.id, head: heads[rule.id] ?? rule.head, location: rule.location,
        standing: standing(rule.head, heads[rule.id], isOlder: older.contains(rule.id)))
    }
    rules += wrong(in: load, seen: &seen, heads)
    rules += inForce.rules.filter { !seen.contains($0.id) }.map {
      StandingRule(id: $0.id, head: $0.head, location: $0.location, standing: .gone)
    }
    return rules.sorted { ($0.location.file, $0.location.line) < ($1.location.file, $1.location.line) }
  }

  private static func standing(_ written: RuleHead, _ running: RuleHead?, isOlder: Bool) -> RuleStanding {
    if isOlder { return .older }
    guard let running else { return .new }
    var moved = written
    moved.location = running.location
    return moved == running ? .running : .changed
  }

  /// Rules whose ids can be read and that cannot be used.
  private static func wrong(
    in load: RuleLoad, seen: inout Set<String>, _ running: [String: RuleHead]
  ) -> [StandingRule] {
    let files = Set(load.diagnostics.filter { $0.severity == .error }.map(\.file))
    var rules: [StandingRule] = []
    for source in load.sources.values where files.contains(source.file) {
      for (id, line) in RulePlaces(source).ruleLines.sorted(by: { $0.value < $1.value }) {
        guard seen.insert(id).inserted else { continue }
        rules.append(
          StandingRule(
            id: id, head: running[id], location: SourceLocation(file: source.file, line: line),
            standing: running[id] == nil ? .wrong : .older))
      }
    }
    return rules
  }
}
