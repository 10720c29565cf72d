import RuleLanguage
import Testing

@testable import Histories

@Suite struct StandingTests {
  private static func load(_ text: String, _ lastGood: RuleDefinitions? = nil) -> RuleLoad {
    RuleFolder.load(text: "lists:\n  fruit: [pear]\nrules:\n" + text, file: "r.yaml", lastGood: lastGood)
  }

  private static func standings(_ before: String, _ after: String) -> [String] {
    let running = load(before).definitions
    return StandingRule.all(running: running, load(after, running)).map { "\($0.id) \($0.standing)" }
  }

  @Test func everyStanding() {
    let before = """
        - {id: same, match: apple}
        - {id: moved, match: apple}
        - {id: breaks, match: apple}
        - {id: other, match: apple}
        - {id: titled, match: apple}
        - {id: leaves, match: apple}

      """
    let after = """
        - {id: same, match: apple}

        - {id: moved, match: apple}
        - {id: breaks, match: apple pear}
        - {id: other, match: pear}
        - {id: titled, match: apple, severity: high}
        - {id: comes, match: pear}
        - {id: bad, match: pear apple}

      """
    #expect(
      Self.standings(before, after).sorted() == [
        "bad wrong", "breaks older", "comes new", "leaves gone", "moved running", "other changed", "same running",
        "titled changed",
      ])
  }

  @Test func aRuleWhoseListHasChangedHasChanged() {
    let running = Self.load("  - {id: a, match: $fruit}\n").definitions
    let other = RuleFolder.load(
      text: "lists:\n  fruit: [plum]\nrules:\n  - {id: a, match: $fruit}\n", file: "r.yaml", lastGood: running)
    #expect(StandingRule.all(running: running, other).map(\.standing) == [.changed])
  }

  @Test func whatRunsIsToldAndNotWhatItsFileHasNow() {
    let running = Self.load("  - {id: a, match: apple, severity: low}\n").definitions
    let rules = StandingRule.all(running: running, Self.load("  - {id: a, match: pear, severity: high}\n", running))
    #expect(rules.map(\.head?.severity) == [.low])
  }
}
