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
}
