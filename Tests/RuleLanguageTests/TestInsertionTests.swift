import Diagnostics
import TestSupport
import Testing

@testable import RuleLanguage

/// A test that is written into a rule file changes nothing else of it, whatever its layout and whatever the article says.
@Suite struct TestInsertionTests {
  private func insert(
    _ input: RuleTest.Input = .text(title: "T", text: "one\n\ntwo"), expectsMatch: Bool = true, rule: String = "a",
    into yaml: String
  ) throws -> (text: String, line: Int) {
    let source = SourceText(yaml, file: "r.yaml")
    let insertion = try TestInsertion(
      of: input, expectsMatch: expectsMatch, comment: "alert 00", into: source, rule: rule)
    return (String(decoding: insertion.bytes, as: UTF8.self), insertion.line)
  }

  private let entry = """
    # alert 00
    - title: "T"
      text: |
        one

        two
      expect: match

    """

  private func indented(_ count: Int) -> String {
    entry.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.isEmpty ? "" : String(repeating: " ", count: count) + $0
    }.joined(separator: "\n")
  }

  // MARK: Places

  @Test func itGoesBehindTheLastTest() throws {
    let head = """
      rules:
        - id: a # first
          tests:
            - {text: x, expect: match}
            - text: |
                y

                z
              expect: no match # why

      """
    let rest = "\n    # about b\n    match: x\n\n  - id: b\n    match: y\n"
    let inserted = try insert(into: head + rest)
    #expect(inserted.text == head + indented(6) + rest)
    #expect(inserted.line == 11)
  }

  @Test(arguments: [
    "rules:\n  - id: a\n    match: x\n", "rules:\n- match: |\n    x  # why\n\n    OR y\n  id: a\n",
    "rules:\n  -   id: a\n      match: \"x\"   # why\n",
  ])
  func ruleWithoutTestsGetsThem(yaml: String) throws {
    for rest in ["", "\n\n# end\n", "  \n"] {
      let column = yaml.split(separator: "\n")[1].prefix { $0 == " " || $0 == "-" }.count
      let indentation = String(repeating: " ", count: column)
      #expect(
        try insert(into: yaml + rest).text == yaml + indentation + "tests:\n" + indented(column + 2) + rest)
    }
  }

  @Test func blankLinesAtTheEndOfABlockStayBehind() throws {
    let yaml = "rules:\n  - id: a\n    match: |\n      x\n\n\n  - id: b\n    match: y\n"
    let inserted = try insert(into: yaml).text
    #expect(inserted.hasPrefix("rules:\n  - id: a\n    match: |\n      x\n    tests:\n"))
    #expect(inserted.hasSuffix("        expect: match\n\n\n  - id: b\n    match: y\n"))
  }

  @Test func listAtTheColumnOfItsKeyGoesOnThere() throws {
    let yaml = "rules:\n- id: a\n  match: x\n  tests:\n  - text: x\n    expect: match\n"
    #expect(try insert(into: yaml).text == yaml + indented(2))
  }

  @Test func lastLineWithoutAnEndGetsOne() throws {
    let yaml = "rules:\n  - id: a\n    match: x"
    #expect(try insert(into: yaml).text == yaml + "\n    tests:\n" + indented(6))
  }

  @Test func lineEndsAreThoseOfTheFile() throws {
    let yaml = "rules:\r\n  - id: a\r\n    match: x\r\n"
    let inserted = try insert(into: yaml).text
    #expect(Array(inserted.utf8) == Array((yaml + ("    tests:\n" + indented(6)).replacing("\n", with: "\r\n")).utf8))
  }

  @Test(arguments: [
    ("{id: a, match: x}", #"{id: a, match: x, tests: [{title: "T", text: "one\n\ntwo", expect: match}]}"#),
    (
      "{id: a, tests: [{text: x, expect: match}, ], match: x}",
      #"{id: a, tests: [{text: x, expect: match}, {title: "T", text: "one\n\ntwo", expect: match}, ], match: x}"#
    ),
    ("{id: a, tests: [ ], match: x}", #"{id: a, tests: [{title: "T", text: "one\n\ntwo", expect: match} ], match: x}"#),
  ])
  func bracketsAreGoneOnWith(before: String, after: String) throws {
    #expect(try insert(into: "rules:\n  - \(before) # c\n").text == "rules:\n  - \(after) # c\n")
  }

  @Test func articleIsNamed() throws {
    let yaml = "rules:\n  - id: a\n    match: x\n"
    let inserted = try insert(.article(path: "tests/0a.txt"), expectsMatch: false, into: yaml).text
    #expect(inserted.hasSuffix("      - article: \"tests/0a.txt\"\n        expect: no match\n"))
  }

  // MARK: Refusals

  @Test func whatIsNotThereIsSaid() {
    #expect(throws: TestInsertion.Refusal.noRule) { try insert(rule: "b", into: "rules:\n  - id: a\n    match: x\n") }
    #expect(throws: TestInsertion.Refusal.noRule) { try insert(into: "rules: [\n") }
    #expect(throws: TestInsertion.Refusal.noPlace) {
      try insert(into: "rules:\n  - id: a\n    match: x\n    tests:\n")
    }
    #expect(throws: TestInsertion.Refusal.noPlace) {
      try insert(into: "rules:\n  - id: a\n    match: x\n    tests:\n      -\n        text: x\n        expect: match\n")
    }
  }

  /// A rule that is wrong cannot be compared with itself.
  @Test func wrongRuleIsLeftAlone() {
    #expect(throws: TestInsertion.Refusal.noPlace) { try insert(into: "rules:\n  - id: a\n    match: x y\n") }
  }

  // MARK: Texts

  @Test(arguments: [
    "a: b", "- a", "# a", "a # b", "\"a\" 'b' \\n", "{a: [b", "*a &b !c | > % @ `", "---", "...", "...\n---\na", " a",
    "a ",
    "a \nb", "\na", "a\n\n\n\nb", "yes", "null", "1", "?", "a\tb", "\ta", "\u{FEFF}a", "a\u{2028}b\u{85}c", "\u{202E}a",
    "\u{1B}[2J", "\r\na", "\u{10FFFF}", "\u{E000}", "👩‍👩‍👧 o‘z ўзбек 中文 می‌خواهم", "a\u{AD}b", "a\n  b\n c", "a\n\tb",
    "a\n#b\n# allow: x",
  ])
  func everyTextStaysWhatItIs(text: String) throws {
    for yaml in ["rules:\n  - id: a\n    match: x\n  - id: b\n    match: y\n", "rules: [{id: a, match: x}]\n"] {
      for input in [RuleTest.Input.text(title: "T", text: text), .text(title: text, text: ""), .article(path: text)] {
        let inserted = try insert(input, into: yaml)
        let load = RuleFolder.load(text: inserted.text, file: "r.yaml")
        #expect(load.diagnostics.isEmpty, "\(load.diagnostics)")
        let test = try #require(load.ruleSet.rules.first { $0.id == "a" }?.tests.first)
        #expect(test.input.isSame(as: input), "\(test.input)")
        #expect(inserted.text.unicodeScalars.allSatisfy { ![0x202E, 0x1B, 0x85, 0x2028].contains($0.value) })
        guard case .formatted(let laidOut) = RuleFileFormatter.format(SourceText(inserted.text, file: "r.yaml")) else {
          Issue.record("fmt does not take it")
          continue
        }
        let again = RuleFolder.load(text: String(decoding: laidOut, as: UTF8.self), file: "r.yaml")
        #expect(again.ruleSet.rules.first { $0.id == "a" }?.tests.first?.input.isSame(as: input) == true)
      }
    }
  }

  /// Texts of the signs that mean something to YAML.
  @Test func textsByChanceStayWhatTheyAre() throws {
    var random = SplitMix64(seed: 7)
    let signs = Array("ab:-#\"'\\ \n\n|>{}[],&*!%@`?\t.\u{2029}\u{FEFF}я")
    for _ in 0..<400 {
      let count = Int.random(in: 1...30, using: &random)
      let text = "x" + String((0..<count).map { _ in signs.randomElement(using: &random) ?? "a" })
      let input = RuleTest.Input.text(title: "", text: text)
      let inserted = try insert(input, into: "rules:\n  - id: a\n    match: x\n")
      let test = RuleFolder.load(text: inserted.text, file: "r.yaml").ruleSet.rules.first?.tests.first
      #expect(test?.input.isSame(as: input) == true, "\(inserted.text)")
    }
  }
}
