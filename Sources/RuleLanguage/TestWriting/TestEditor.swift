import Diagnostics
import StrictYAML

/// Finds where a test goes in a rule file.
struct TestEditor {
  /// Text to be put in, at an offset in UTF-8 bytes of the file.
  struct Edit: Equatable {
    var utf8Offset: Int
    var text: String
  }

  let source: SourceText

  /// - Parameters:
  ///   - node: the rule.
  ///   - values: its keys and values.
  /// - Returns: `nil` where the layout is none that is known here.
  func edit(_ entry: TestEntry, _ node: YAMLNode, _ values: YAMLMapping) -> Edit? {
    guard let tests = values["tests"] else { return newTests(entry, node, values) }
    guard case .sequence(let items) = tests.kind else { return nil }
    if isFlow(tests) {
      guard let last = items.last else { return Edit(utf8Offset: tests.utf8Range.lowerBound + 1, text: entry.flow) }
      return Edit(utf8Offset: end(of: last), text: ", " + entry.flow)
    }
    guard let last = items.last, let indentation = indentationOfDash(before: last.utf8Range.lowerBound) else {
      return nil
    }
    return lines(entry.lines(indentation), behind: end(of: last))
  }

  private func newTests(_ entry: TestEntry, _ node: YAMLNode, _ values: YAMLMapping) -> Edit? {
    guard let first = values.entries.first, let last = values.entries.last else { return nil }
    if isFlow(node) { return Edit(utf8Offset: end(of: last.value), text: ", tests: [\(entry.flow)]") }
    // Spaces and a dash alone stand before the first key, a byte each.
    let start = first.key.utf8Range.lowerBound
    let column = start - source.lineRange(source.line(at: start)).lowerBound
    let indentation = String(repeating: " ", count: column)
    return lines(["\(indentation)tests:"] + entry.lines(indentation + "  "), behind: end(of: last.value))
  }

  // MARK: Places

  private func isFlow(_ node: YAMLNode) -> Bool {
    let start = node.utf8Range.lowerBound
    return source.bytes.indices.contains(start) && "[{".utf8.contains(source.bytes[start])
  }

  /// Where the last thing in a node ends, without the white space and comments that YAML counts to it.
  private func end(of node: YAMLNode) -> Int {
    var end = node.utf8Range.upperBound
    switch node.kind {
    case .sequence(let items) where !isFlow(node): if let last = items.last { return self.end(of: last) }
    case .mapping(let mapping) where !isFlow(node):
      if let last = mapping.entries.last { return max(last.key.utf8Range.upperBound, self.end(of: last.value)) }
    case .scalar, .sequence, .mapping: break
    }
    while end > node.utf8Range.lowerBound, " \r\n".utf8.contains(source.bytes[end - 1]) { end -= 1 }
    return end
  }

  /// The spaces before the dash of an item; `nil` where its line does not begin so.
  private func indentationOfDash(before utf8Offset: Int) -> String? {
    let line = source.lineText(source.line(at: utf8Offset))
    let spaces = line.utf8.prefix { $0 == UInt8(ascii: " ") }
    guard line.utf8.dropFirst(spaces.count).first == UInt8(ascii: "-") else { return nil }
    return String(repeating: " ", count: spaces.count)
  }

  /// Behind the line in which an offset lies, with its line end.
  private func lines(_ lines: [String], behind utf8Offset: Int) -> Edit {
    let range = source.lineRange(source.line(at: max(0, utf8Offset - 1)))
    var offset = range.upperBound
    while offset < source.bytes.count, source.bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
    let isEnded = offset < source.bytes.count
    if isEnded { offset += 1 }
    let usesReturns = isEnded && offset >= 2 && source.bytes[offset - 2] == UInt8(ascii: "\r")
    let end = usesReturns ? "\r\n" : "\n"
    return Edit(utf8Offset: offset, text: (isEnded ? "" : end) + lines.map { $0 + end }.joined())
  }
}
