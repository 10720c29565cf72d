import Diagnostics
import Foundation
import RuleLanguage
import Testing

/// What runs on when a file that was right becomes wrong.
@Suite struct RuleFilesLastGoodTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var before: [String: String]
    var after: [String: String]
    /// `id: query`, of rules in force.
    var rules: [String]
    var onLastGood: [String]
    /// `name: items`.
    var lists: [String] = []
    var testDescription: String { id }
  }

  static let one = ["a.yaml": "rules:\n  - id: a\n    match: old\n    tests: [{text: old, expect: match}]\n"]
  static let two = ["a.yaml": "rules:\n  - id: a\n    match: old\n  - id: b\n    match: lake\n"]
  static let withList = ["a.yaml": "lists:\n  l: [old]\nrules:\n  - id: a\n    match: $l\n"]

  static let withListFile = [
    "a.yaml": "lists:\n  l: {file: l.txt}\nrules: [{id: a, match: $l}]", "l.txt": "TRINIDAD AND TOBAGO\nsay \"old\"",
  ]

  static let cases = [
    Case(
      id: "list-file-gone", before: withListFile, after: ["a.yaml": withListFile["a.yaml"] ?? ""], rules: ["a: $l"],
      onLastGood: [], lists: [#"l: "TRINIDAD AND TOBAGO", "say \"old\"""#]),
    Case(
      id: "list-file-wrong", before: withListFile,
      after: ["a.yaml": withListFile["a.yaml"] ?? "", "l.txt": "new\n***\n"], rules: ["a: $l"],
      onLastGood: [], lists: [#"l: "TRINIDAD AND TOBAGO", "say \"old\"""#]),
    Case(
      id: "changed", before: one, after: ["a.yaml": "rules: [{id: a, match: new}]"], rules: ["a: new"], onLastGood: []),
    Case(
      id: "wrong-query", before: one, after: ["a.yaml": "rules: [{id: a, match: new AND}]"], rules: ["a: old"],
      onLastGood: ["a"]),
    Case(
      id: "wrong-key", before: one, after: ["a.yaml": "rules: [{id: a, match: new, severty: low}]"],
      rules: ["a: old"], onLastGood: ["a"]),
    Case(
      id: "wrong-test-only", before: one,
      after: ["a.yaml": "rules: [{id: a, match: new, tests: [{text: x, expect: maybe}]}]"], rules: ["a: new"],
      onLastGood: []),
    Case(
      id: "never-good", before: one, after: ["a.yaml": "rules: [{id: n, match: new AND}]"], rules: [], onLastGood: []),
    Case(id: "rule-removed", before: two, after: one, rules: ["a: old"], onLastGood: []),
    Case(id: "file-deleted", before: two, after: [:], rules: [], onLastGood: []),
    Case(
      id: "moved-to-another-file", before: one,
      after: ["a.yaml": "rules: []", "b.yaml": "rules: [{id: a, match: new}]"],
      rules: ["a: new"], onLastGood: []),
    Case(
      id: "syntax-error-at-the-top", before: two, after: ["a.yaml": "\trules:\n"], rules: ["a: old", "b: lake"],
      onLastGood: ["a", "b"]),
    Case(
      id: "syntax-error-in-the-middle", before: two,
      after: ["a.yaml": "rules:\n  - id: a\n    match: new\n  - id: b\n    match: \"x\" y\n"],
      rules: ["a: new", "b: lake"], onLastGood: ["b"]),
    Case(
      id: "syntax-error-between-rules", before: two,
      after: ["a.yaml": "rules:\n  - id: a\n    match: new\n   severity: low\n"],
      rules: ["a: old", "b: lake"], onLastGood: ["a", "b"]),
    Case(
      id: "not-utf8", before: two, after: ["a.yaml": "rules: \u{0}"], rules: ["a: old", "b: lake"],
      onLastGood: ["a", "b"]),
    Case(
      id: "broken-file-but-defined-elsewhere", before: two,
      after: ["a.yaml": "rules: [", "b.yaml": "rules: [{id: a, match: new}]"], rules: ["a: new", "b: lake"],
      onLastGood: ["b"]),
    Case(
      id: "id-made-unreadable", before: two,
      after: ["a.yaml": "rules: [{id: A B, match: new}, {id: b, match: sea}]"], rules: ["a: old", "b: sea"],
      onLastGood: ["a"]),
    Case(
      id: "top-key-misspelled", before: one, after: ["a.yaml": "rulez: [{id: a, match: new}]"], rules: ["a: old"],
      onLastGood: ["a"]),
    Case(
      id: "second-of-the-name-in-another-file", before: ["b.yaml": "rules: [{id: a, match: old}]"],
      after: ["a.yaml": "rules: [{id: a, match: new}]", "b.yaml": "rules: [{id: a, match: old}]"],
      rules: ["a: old"], onLastGood: []),
    Case(
      id: "wrong-and-switched-off", before: one, after: ["a.yaml": "rules: [{id: a, match: x AND, enabled: no}]"],
      rules: ["a: old (off)"], onLastGood: ["a"]),
    Case(
      id: "list-wrong", before: withList, after: ["a.yaml": "lists:\n  l: [new AND]\nrules: [{id: a, match: $l}]"],
      rules: ["a: $l"], onLastGood: [], lists: ["l: old"]),
    Case(
      id: "list-wrong-never-good", before: one,
      after: ["a.yaml": "lists:\n  l: [new AND]\nrules: [{id: a, match: $l}, {id: b, match: x}]"],
      rules: ["a: old", "b: x"], onLastGood: ["a"]),
    Case(
      id: "list-gone-but-needed", before: withList,
      after: ["a.yaml": "rules: [{id: a, match: $l}, {id: n, match: $l}]"],
      rules: ["a: $l"], onLastGood: ["a"], lists: ["l: old"]),
    Case(
      id: "list-gone-and-not-needed", before: withList, after: ["a.yaml": "rules: [{id: a, match: new}]"],
      rules: ["a: new"], onLastGood: []),
    Case(
      id: "list-in-broken-file", before: ["a.yaml": "lists:\n  l: [old]\n", "b.yaml": "rules: [{id: a, match: $l}]"],
      after: ["a.yaml": "lists: [", "b.yaml": "rules: [{id: a, match: $l AND new}]"], rules: ["a: $l AND new"],
      onLastGood: [], lists: ["l: old"]),
    Case(
      id: "list-became-a-cycle", before: withList,
      after: ["a.yaml": "lists:\n  l: [new, $l]\nrules: [{id: a, match: $l}]"], rules: ["a: $l"], onLastGood: [],
      lists: ["l: old"]),
    Case(
      id: "list-names-a-list-that-is-nowhere", before: withList,
      after: ["a.yaml": "lists:\n  l: [new, $m]\nrules: [{id: a, match: $l}]"], rules: ["a: $l"], onLastGood: [],
      lists: ["l: old"]),
  ]

  @Test(arguments: cases)
  func whatIsWrongRunsOnAndWhatIsGoneIsGone(_ testCase: Case) throws {
    let before = RuleFolder.load(sources(testCase.before))
    #expect(!before.hasErrors)
    // Through JSON, as it is kept with the state.
    let kept = try JSONDecoder().decode(
      RuleDefinitions.self, from: Data(before.definitions.json.utf8))
    #expect(kept == before.definitions)
    let after = RuleFolder.load(sources(testCase.after), lastGood: kept)
    check(after, testCase)
    // What runs on, runs on through any number of loads of the same wrong files.
    let again = RuleFolder.load(sources(testCase.after), lastGood: after.definitions)
    check(again, testCase)
    #expect(again.definitions == after.definitions)
    #expect(again.ruleSet.rules.map(\.version) == after.ruleSet.rules.map(\.version))
  }

  /// The language is a part of what was good: without it the words would be other ones.
  @Test func languageRunsOnToo() throws {
    let good = "language: de\nlists:\n  l: {language: fr, items: [mot~]}\nrules: [{id: a, match: $l OR Wort~}]"
    let before = RuleFolder.load(sources(["a.yaml": good]))
    #expect(before.diagnostics == [])
    let kept = try JSONDecoder().decode(RuleDefinitions.self, from: Data(before.definitions.json.utf8))
    #expect(kept == before.definitions)
    let wrong = "language: es\nlists:\n  l: [mot~ AND]\nrules: [{id: a, match: $l OR}]"
    let after = RuleFolder.load(sources(["a.yaml": wrong]), lastGood: kept)
    #expect(after.runningOnLastGood == ["a"])
    #expect(after.ruleSet.rules.map { QueryPrinter.print($0.query) } == ["$l OR Wort~de"])
    #expect(after.ruleSet.rules.map(\.version) == before.ruleSet.rules.map(\.version))
    #expect(after.ruleSet.lists["l"]?.items.map { QueryPrinter.print($0.expression) } == ["mot~fr"])
    #expect(after.definitions.rules == kept.rules)
  }

  private func check(_ load: RuleLoad, _ testCase: Case) {
    let rules = load.ruleSet.rules.sorted { $0.id < $1.id }
    #expect(rules.map { "\($0.id): \($0.queryText)\($0.isEnabled ? "" : " (off)")" } == testCase.rules)
    #expect(load.runningOnLastGood == testCase.onLastGood)
    let lists = load.ruleSet.lists.values.sorted { $0.name < $1.name }
    #expect(lists.map { "\($0.name): \($0.items.map(\.text).joined(separator: ", "))" } == testCase.lists)
    for id in testCase.onLastGood {
      #expect(
        load.diagnostics.contains { $0.code == "last-good" && $0.severity == .warning && $0.message.contains(id) })
      #expect(load.ruleSet.rules.filter { $0.id == id }.allSatisfy { $0.tests.isEmpty })
    }
    #expect(testCase.onLastGood.isEmpty || load.hasErrors)
    // The promise of a rule set: every list that is named is there.
    let named = load.ruleSet.rules.flatMap { $0.query.listNames.map(\.name) }
    #expect(named.allSatisfy { load.ruleSet.lists[$0] != nil })
  }

  private func sources(_ files: [String: String]) -> [SourceText] {
    files.sorted { $0.key < $1.key }.map { SourceText($0.value, file: $0.key) }
  }
}
