import Diagnostics
import StrictYAML

/// Gives rule files their layout: that of queries, and the white space of YAML. Every other byte is carried over.
package enum RuleFileFormatter {
  package enum Outcome: Sendable, Equatable {
    /// The bytes of the file in its layout, which may be those that it has.
    case formatted([UInt8])
    /// The file has mistakes; what they are.
    case hasErrors([Diagnostic])
    /// The result would not say the same. Never seen; better than finding out later.
    case differs
  }

  /// O(bytes).
  package static func format(_ source: SourceText) -> Outcome {
    let plain = SourceText(bytes: withoutCarriageReturns(source.bytes), file: source.file)
    let before = RuleFileReader.read(plain)
    guard !before.diagnostics.hasErrors else { return .hasErrors(RuleFileReader.read(source).diagnostics) }
    let queries = QueryEdits(plain)
    let laidOut = SourceText(bytes: queries.applied(), file: source.file)
    let result = SourceText(bytes: BlankSpace.tidied(laidOut), file: source.file)
    guard says(RuleFileReader.read(result), theSameAs: before) else { return .differs }
    return .formatted(result.bytes)
  }

  private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "\r")) else { return bytes }
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") { continue }
      result.append(byte)
    }
    return result
  }

  // MARK: The check of the result

  private static func says(_ after: WrittenFile, theSameAs before: WrittenFile) -> Bool {
    !after.diagnostics.hasErrors && after.rules.count == before.rules.count && after.lists.count == before.lists.count
      && zip(after.rules, before.rules).allSatisfy(areSame) && zip(after.lists, before.lists).allSatisfy(areSame)
  }

  /// All but places, and the text of the query.
  private static func areSame(_ a: WrittenRule, _ b: WrittenRule) -> Bool {
    guard a.name == b.name, a.isEnabled == b.isEnabled, var first = a.rule, let second = b.rule else { return false }
    guard first.query.hasSameMeaning(as: second.query), first.tests.count == second.tests.count else { return false }
    first.head.queryText = second.head.queryText
    first.head.location = second.head.location
    return first.head == second.head
      && zip(first.tests, second.tests).allSatisfy { $0.input == $1.input && $0.expectation == $1.expectation }
  }

  private static func areSame(_ a: WrittenList, _ b: WrittenList) -> Bool {
    guard a.name == b.name, a.file?.path == b.file?.path, a.file?.language == b.file?.language else { return false }
    guard let first = a.list, let second = b.list else { return a.list == nil && b.list == nil }
    return first.language == second.language && first.items.count == second.items.count
      && zip(first.items, second.items).allSatisfy { $0.expression.hasSameMeaning(as: $1.expression) }
  }
}
