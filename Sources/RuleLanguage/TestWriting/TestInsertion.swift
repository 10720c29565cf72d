import Diagnostics
import StrictYAML

/// A rule file with one more test: all its other bytes are as they were.
package struct TestInsertion: Sendable, Equatable {
  package let bytes: [UInt8]
  /// Of the new test, counted from 1.
  package let line: Int

  /// Why there is no place for a test.
  package enum Refusal: Error, Equatable {
    /// No rule of this file has the id, or it has errors.
    case noRule
    /// The file is laid out in a way in which nothing can be added without changing something else.
    case noPlace
  }

  /// Behind the last test of the rule, or at the end of a rule that has none.
  ///
  /// The file with the test in it is read again, and it must say what it said before, and the test besides: otherwise it is refused.
  ///
  /// - Parameters:
  ///   - articleSource: from which the article is to come; `nil` for none.
  ///   - comment: of letters, digits and spaces.
  package init(
    of input: RuleTest.Input, from articleSource: String? = nil, expectsMatch: Bool, comment: String,
    into source: SourceText, rule id: String
  ) throws(Refusal) {
    let entry = TestEntry(input: input, source: articleSource, expectsMatch: expectsMatch, comment: comment)
    guard let mapping = Self.rule(id, in: source) else { throw .noRule }
    let editor = TestEditor(source: source)
    guard let edit = editor.edit(entry, mapping.node, mapping.values) else { throw .noPlace }
    var bytes = source.bytes
    bytes.insert(contentsOf: Array(edit.text.utf8), at: edit.utf8Offset)
    let changed = SourceText(bytes: bytes, file: source.file)
    let before = RuleFileReader.read(source)
    let after = RuleFileReader.read(changed)
    guard let test = Self.addedTest(before, after, rule: id, entry) else { throw .noPlace }
    self.bytes = bytes
    line = test.location.line
  }

  private static func rule(_ id: String, in source: SourceText) -> (node: YAMLNode, values: YAMLMapping)? {
    let document = YAMLDocument.read(source)
    guard document.isComplete, case .mapping(let root)? = document.root?.kind,
      case .sequence(let rules)? = root["rules"]?.kind
    else { return nil }
    for node in rules {
      guard case .mapping(let values) = node.kind, case .scalar(let name)? = values["id"]?.kind else { continue }
      // The same bytes: ids are ASCII.
      if name.text.utf8.elementsEqual(id.utf8) { return (node, values) }
    }
    return nil
  }

  /// The test that the file has more than before; `nil` where anything else is different.
  private static func addedTest(
    _ before: WrittenFile, _ after: WrittenFile, rule id: String, _ entry: TestEntry
  ) -> RuleTest? {
    func mistakes(_ file: WrittenFile) -> [String] { file.diagnostics.map { $0.code + " " + $0.message }.sorted() }
    guard mistakes(before) == mistakes(after), before.mayHaveMore == after.mayHaveMore,
      before.rules.count == after.rules.count, before.lists.map(\.name) == after.lists.map(\.name)
    else { return nil }
    var added: RuleTest?
    for (old, new) in zip(before.rules, after.rules) {
      guard old.name == new.name, old.isEnabled == new.isEnabled else { return nil }
      guard var rule = new.rule, let oldRule = old.rule else {
        if new.rule == nil, old.rule == nil { continue }
        return nil
      }
      if rule.id == id, added == nil {
        added = rule.tests.popLast()
      }
      guard rule.withoutLines == oldRule.withoutLines else { return nil }
    }
    guard let test = added, test.expectation == (entry.expectsMatch ? .match : .noMatch),
      test.input.isSame(as: entry.input), test.source.map({ Array($0.utf8) }) == entry.source.map({ Array($0.utf8) })
    else { return nil }
    return test
  }
}

extension Rule {
  /// Adding lines moves what stands below them.
  fileprivate var withoutLines: Rule {
    var rule = self
    rule.location.line = 0
    for index in rule.tests.indices { rule.tests[index].location.line = 0 }
    return rule
  }
}

extension RuleTest.Input {
  /// The same bytes, but for the line ends at the end, which a text behind `|` has.
  package func isSame(as other: RuleTest.Input) -> Bool {
    switch (self, other) {
    case (.article(let a), .article(let b)): a.utf8.elementsEqual(b.utf8)
    case (.text(let title, let text), .text(let otherTitle, let otherText)):
      title.utf8.elementsEqual(otherTitle.utf8) && Self.trimmed(text).elementsEqual(Self.trimmed(otherText))
    default: false
    }
  }

  private static func trimmed(_ text: String) -> ArraySlice<UInt8> {
    let bytes = Array(text.utf8)
    let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: " ") }
    return bytes[..<(end.map { $0 + 1 } ?? 0)]
  }
}
