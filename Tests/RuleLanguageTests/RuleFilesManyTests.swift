import Diagnostics
import Foundation
import Languages
import RuleLanguage
import Testing

/// Many rules are read in pieces and kept in little memory; neither makes a difference.
@Suite struct RuleFilesManyTests {
  /// What is wrong with the rule of a number, as the code of its diagnostic.
  private func mistake(_ number: Int) -> String? {
    switch number {
    case 499, 500, 1_203: "unknown-key"
    case 731, 1_699: "side-by-side"
    case 1_000: "duplicate-rule"
    default: nil
    }
  }

  private func text(_ number: Int) -> String {
    let id = mistake(number) == "duplicate-rule" ? number - 700 : number
    let match = mistake(number) == "side-by-side" ? "red blue" : "red AND blue\(number)"
    return "  - id: r\(id)\n    match: \(match)\n" + (mistake(number) == "unknown-key" ? "    colour: red\n" : "")
  }

  @Test func manyRulesOfOneFileKeepTheirOrderAndPlaces() throws {
    let numbers = 0..<1_700
    let before = RuleFolder.load(text: "rules: [{id: gone, match: red}]", file: "many.yaml")
    let load = RuleFolder.load(
      text: "rules:\n" + numbers.map(text).joined(), file: "many.yaml", lastGood: before.definitions)
    // Every mistake belongs to a rule that has a name, so nothing else can be in the file.
    #expect(load.runningOnLastGood == [])
    let right = numbers.filter { mistake($0) == nil }
    #expect(load.ruleSet.rules.map(\.id) == right.map { "r\($0)" })
    #expect(load.ruleSet.rules.map(\.queryText) == right.map { "red AND blue\($0)" })
    #expect(load.diagnostics.map(\.code) == numbers.compactMap(mistake))
    let source = try #require(load.sources["many.yaml"])
    var line = 2
    var lines: [Int] = []
    for number in numbers {
      if mistake(number) == nil { lines.append(line) }
      line += text(number).count { $0 == "\n" }
    }
    #expect(load.ruleSet.rules.map(\.location.line) == lines)
    for diagnostic in load.diagnostics where diagnostic.code == "unknown-key" {
      #expect(source.text(in: diagnostic.utf8Range) == "colour")
    }
    #expect(Set(load.ruleSet.rules.map(\.version)).count == right.count)
  }

  @Test func aListFileOfManyLinesKeepsTheirOrder() throws {
    let lines = (0..<100_000).map { $0 % 1_000 == 3 ? "# \($0)" : "Name\($0) AND Company" }
    let rules = SourceText("lists:\n  l: {file: l.txt}\nrules: [{id: a, match: $l}]", file: "a.yaml")
    let load = RuleFolder.load([rules, SourceText(lines.joined(separator: "\n"), file: "l.txt")])
    #expect(load.diagnostics == [])
    let items = try #require(load.ruleSet.lists["l"]?.items)
    #expect(items.map(\.text) == lines.filter { !$0.hasPrefix("#") }.map { "\"\($0)\"" })
  }

  static let heads = [
    Rule(id: "", title: "", query: Expression(.list("l"), at: 0..<2), queryText: "$l").head,
    Rule(
      id: "uz", title: "Ўзбекистон \u{0} \"quoted\\\"", description: "", owner: "desk\n\t\u{1F}", severity: .critical,
      tags: ["a", "", "тег"], status: .deprecated, isEnabled: false, references: ["https://example.org/\u{2028}"],
      notify: ["console", "webhook"],
      timing: AlertTiming(
        digest: .daily(minute: 1439, timeZone: "Asia/Tashkent"),
        frequency: AlertFrequency(count: 10_000, windowSeconds: 86_400, distinct: .section),
        throttle: Throttle(max: 1_000_000, periodSeconds: 1, by: .source), quietSeconds: 86_400,
        retelling: Retelling(sources: ["reuters", "gov-*"], languages: true)),
      query: Expression(.list("l"), at: 0..<2),
      queryText: String(repeating: "слово OR ", count: 3_000) + "$l",
      location: SourceLocation(file: "desk/rules.yaml", line: 1_000_000), version: "0123456789ab"
    ).head,
    Rule(
      id: "plain", title: "t", description: "d", severity: .info, status: .experimental, language: LanguageCode("de"),
      query: Expression(.list("l"), at: 0..<2), queryText: "a"
    ).head,
    Rule(
      id: "timed", title: "", timing: AlertTiming(digest: .every(seconds: 1800)),
      query: Expression(.list("l"), at: 0..<2), queryText: "a"
    ).head,
    Rule(
      id: "rare", title: "",
      timing: AlertTiming(
        frequency: AlertFrequency(count: 2, windowSeconds: 3600), throttle: Throttle(max: 1, periodSeconds: 60),
        retelling: Retelling(sources: [""])),
      query: Expression(.list("l"), at: 0..<2), queryText: "a"
    ).head,
  ]

  @Test func headsComeBackAsTheyWere() {
    var packed = RuleHeads()
    for head in Self.heads { packed.append(head) }
    #expect(Array(packed) == Self.heads)
    #expect(packed[1] == Self.heads[1])
    #expect(packed.indices.map { packed.name(at: $0).id } == ["", "uz", "plain", "timed", "rare"])
    #expect(packed.name(at: 1).file == "desk/rules.yaml")
    #expect(Array(packed.replacing([:])) == Self.heads)
    #expect(Array(packed.replacing([0: Self.heads[1], 2: Self.heads[0]])) == [1, 1, 0, 3, 4].map { Self.heads[$0] })
  }

  @Test func definitionsAreReadBackAsTheyWere() throws {
    let list = RuleList(
      name: "l", items: [RuleList.Item(text: "\"a\\b\"", expression: Expression(.list("m"), at: 0..<2))])
    let rules = Self.heads.map { Rule(head: $0, query: Expression(.list("l"), at: 0..<2)) }
    for set in [RuleSet(), RuleSet(rules: rules, lists: ["l": list])] {
      let definitions = RuleDefinitions(set)
      let read = try JSONDecoder().decode(RuleDefinitions.self, from: Data(definitions.json.utf8))
      #expect(read == definitions)
    }
  }
}
