import Diagnostics
import RuleLanguage
import Testing

@Suite struct RuleDefinitionsTests {
  private static let text = """
    lists:
      outer: [$inner, plum]
      inner: [apple, =Pear]
      unused: [fig]
    rules:
      - {id: a, match: $outer NEAR/3 word~, language: en}
      - {id: b, match: other, enabled: no}
    """

  @Test func aRuleIsRebuiltWithItsListsAndVersion() throws {
    let load = RuleFolder.load(text: Self.text, file: "rules.yaml")
    #expect(load.diagnostics == [])
    let rebuilt = load.definitions.ruleSet(ofRules: ["a", "b", "gone"])
    #expect(rebuilt.rules.map(\.head) == load.ruleSet.rules.map(\.head))
    #expect(Set(rebuilt.lists.keys) == ["outer", "inner"])
    #expect(load.definitions.ruleSet(ofRules: ["b"]).lists.isEmpty)
  }

  @Test func withoutOneOfItsListsARuleIsLeftOut() throws {
    var definitions = RuleFolder.load(text: Self.text, file: "rules.yaml").definitions
    definitions.lists.removeAll { $0.name == "inner" }
    #expect(definitions.ruleSet(ofRules: ["a", "b"]).rules.map(\.id) == ["b"])
  }

  /// As a state has them that was written before `again` was known.
  @Test func definitionsWithoutAgainAreRead() throws {
    let text = "rules: [{id: a, match: b, quiet: 1h, again: {languages: yes}}]"
    let definitions = RuleFolder.load(text: text, file: "rules.yaml").definitions
    let written = #","retelling":{"languages":true,"sources":[]}"#
    #expect(definitions.json.contains(written))
    func read(_ json: String) -> AlertTiming? {
      RuleDefinitions(reading: [json]) { Issue.record("\($0)") }.rules.first?.timing
    }
    #expect(read(definitions.json) == AlertTiming(quietSeconds: 3600, retelling: Retelling(languages: true)))
    #expect(read(definitions.json.replacing(written, with: "")) == AlertTiming(quietSeconds: 3600))
  }
}
