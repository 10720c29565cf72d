import Diagnostics
import GoldenFiles
import Testing

@testable import RuleLanguage

/// Golden files: a query (a list item where the name begins with `item-`) and the diagnostics of it.
struct QueryErrorTests {
  static let golden = GoldenFiles("QueryErrors")

  static func parse(_ name: String) throws -> (text: String, parsed: ParsedQuery) {
    var text = try golden.input(name)
    if text.hasSuffix("\n") { text.removeLast() }
    return (text, name.hasPrefix("item-") ? QueryParser.parseListItem(text) : QueryParser.parse(text))
  }

  @Test(arguments: golden.names)
  func isToldAsExpected(name: String) throws {
    let (text, parsed) = try Self.parse(name)
    let rendered = parsed.diagnostics.map { render($0, of: text) }.joined(separator: "\n")
    #expect(parsed.expression == nil || parsed.diagnostics.allSatisfy { $0.severity == .warning })
    #expect(!parsed.diagnostics.isEmpty)
    if let mismatch = try Self.golden.mismatch(rendered, name) { Issue.record(Comment(rawValue: mismatch)) }
  }

  @Test func everyKindOfMistakeHasAGoldenFile() throws {
    let told = Set(try Self.golden.names.flatMap { try Self.parse($0).parsed.diagnostics.map(\.code) })
    let limits: Set<QueryCode> = [.tooDeep, .tooLarge, .tooManyParts, .moreErrors]
    #expect(Set(QueryCode.allCases).subtracting(limits).filter { !told.contains($0.rawValue) } == [])
  }

  @Test func messagesHaveNoFullStopAndCodesAreKebabCase() throws {
    for name in Self.golden.names {
      for diagnostic in try Self.parse(name).parsed.diagnostics {
        #expect(!diagnostic.message.hasSuffix("."))
        #expect(diagnostic.hint != nil, "\(name)")
        #expect(diagnostic.code.allSatisfy { $0.isLowercase || $0 == "-" })
      }
    }
  }
}

/// `line:column: severity[code]: message`, the line, and carets beneath the place.
private func render(_ diagnostic: Diagnostic, of text: String) -> String {
  var lines = underline(diagnostic.utf8Range, with: "^", of: text)
  lines[0] += ": \(diagnostic.severity)[\(diagnostic.code)]: \(diagnostic.message)"
  if let secondary = diagnostic.secondary {
    let second = underline(secondary.utf8Range, with: "-", of: text)
    lines.append("  \(second[0]): \(secondary.message)")
    lines += second.dropFirst()
  }
  if let hint = diagnostic.hint { lines.append("  hint: \(hint)") }
  return lines.joined(separator: "\n") + "\n"
}

private func underline(_ range: Range<Int>, with mark: String, of text: String) -> [String] {
  let bytes = Array(text.utf8)
  let newline = UInt8(ascii: "\n")
  let start = bytes[..<range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
  let end = bytes[range.lowerBound...].firstIndex(of: newline) ?? bytes.count
  func width(_ range: Range<Int>) -> Int { String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count }
  let before = width(start..<range.lowerBound)
  let marks = max(1, width(range.lowerBound..<max(range.lowerBound, min(range.upperBound, end))))
  let number = bytes[..<range.lowerBound].count { $0 == newline } + 1
  return [
    "\(number):\(before + 1)", "  | " + String(decoding: bytes[start..<end], as: UTF8.self),
    "  | " + String(repeating: " ", count: before) + String(repeating: mark, count: marks),
  ]
}
