import Diagnostics
import StrictYAML

/// What changes in a rule file when its queries are laid out, and the space behind keys and dashes is made one.
struct QueryEdits {
  private struct Edit {
    var utf8Range: Range<Int>
    var text: String
  }

  /// What a node stands behind: a key or a dash, and in which column that begins.
  private struct Holder {
    var column: Int
    /// Of the key, with its colon, or of the dash.
    var end: Int
    var isInFlow: Bool
  }

  private enum Meaning { case query, item, other }

  private static let step = 2

  private let source: SourceText
  private var edits: [Edit] = []

  /// - Parameter source: a rule file without errors.
  init(_ source: SourceText) {
    self.source = source
    guard let root = YAMLDocument.read(source).root else { return }
    visit(root, path: [], isInFlow: false)
  }

  /// The file with all changes. Edits do not overlap.
  func applied() -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    for edit in edits.sorted(by: { $0.utf8Range.lowerBound < $1.utf8Range.lowerBound }) {
      guard edit.utf8Range.lowerBound >= position else { continue }
      result += source.bytes[position..<edit.utf8Range.lowerBound]
      result += edit.text.utf8
      position = edit.utf8Range.upperBound
    }
    return result + source.bytes[position...]
  }

  // MARK: The tree

  /// As deep as the file, which is bounded. `path`: of keys, `-` for items.
  private mutating func visit(_ node: YAMLNode, path: [String], isInFlow: Bool) {
    switch node.kind {
    case .scalar: break
    case .mapping(let mapping):
      let isInFlow = isInFlow || begins(node, with: "{")
      for entry in mapping.entries {
        let key = entry.key.utf8Range
        let holder = Holder(column: column(of: key.lowerBound), end: key.upperBound + 1, isInFlow: isInFlow)
        visit(entry.value, behind: holder, path: path + [entry.key.text])
      }
    case .sequence(let items):
      let isInFlow = isInFlow || begins(node, with: "[")
      for item in items {
        let dash = isInFlow ? nil : dash(before: item.utf8Range.lowerBound)
        let start = dash ?? item.utf8Range.lowerBound
        let holder = Holder(
          column: column(of: start), end: dash.map { $0 + 1 } ?? start, isInFlow: dash == nil || isInFlow)
        visit(item, behind: holder, path: path + ["-"])
      }
    }
  }

  private mutating func visit(_ node: YAMLNode, behind holder: Holder, path: [String]) {
    let isCollectionBelow: Bool
    if case .scalar = node.kind {
      isCollectionBelow = false
    } else {
      isCollectionBelow = !begins(node, with: "[") && !begins(node, with: "{")
    }
    // A mapping behind a dash is indented by what stands before it.
    if !holder.isInFlow, !isCollectionBelow { makeOneSpace(from: holder.end, to: node.utf8Range.lowerBound) }
    if case .scalar(let scalar) = node.kind { layOut(scalar, Self.meaning(of: path), holder) }
    visit(node, path: path, isInFlow: holder.isInFlow)
  }

  private static func meaning(of path: [String]) -> Meaning {
    switch (path.count, path.first, path.last) {
    case (3, "rules", "match"): .query
    case (3, "lists", "-"): .item
    case (4, "lists", "-") where path[2] == "items": .item
    default: .other
    }
  }

  private func begins(_ node: YAMLNode, with bracket: Unicode.Scalar) -> Bool {
    let start = node.utf8Range.lowerBound
    return start < source.bytes.count && source.bytes[start] == UInt8(ascii: bracket)
  }

  /// Where the dash before an item stands, if there are only spaces between.
  private func dash(before offset: Int) -> Int? {
    var index = offset - 1
    while index >= 0, source.bytes[index] == UInt8(ascii: " ") { index -= 1 }
    return index >= 0 && source.bytes[index] == UInt8(ascii: "-") ? index : nil
  }

  private func column(of offset: Int) -> Int { offset - source.lineRange(source.line(at: offset)).lowerBound }

  private mutating func makeOneSpace(from start: Int, to end: Int) {
    guard end - start > 1, source.bytes[start..<end].allSatisfy({ $0 == UInt8(ascii: " ") }),
      end < source.bytes.count, source.bytes[end] != UInt8(ascii: "\n")
    else { return }
    edits.append(Edit(utf8Range: start..<end, text: " "))
  }

  // MARK: Queries

  private mutating func layOut(_ scalar: YAMLScalar, _ meaning: Meaning, _ holder: Holder) {
    guard meaning != .other else { return }
    let isItem = meaning == .item
    func lines(_ indent: Int) -> String? {
      let width = max(QueryFormatter.maximumWidth - indent, 1)
      return isItem
        ? QueryFormatter.formatItem(scalar.text, width: width) : QueryFormatter.format(scalar.text, width: width)
    }
    let indent = holder.column + Self.step
    switch scalar.style {
    case .folded: return
    case .literal:
      guard let range = contentLines(of: scalar), let text = lines(indent) else { return }
      edits.append(Edit(utf8Range: range, text: Self.block(text, indent: indent)))
    case .plain, .singleQuoted, .doubleQuoted:
      guard let inner = verbatim(scalar) else { return }
      let start = column(of: inner.lowerBound)
      if let text = lines(start), !text.contains("\n"),
        start + text.count <= QueryFormatter.maximumWidth || !canBecomeBlock(scalar, holder, indent)
      {
        edits.append(Edit(utf8Range: inner, text: text))
      } else if canBecomeBlock(scalar, holder, indent), let text = lines(indent) {
        edits.append(Edit(utf8Range: scalar.utf8Range, text: "|\n" + Self.block(text, indent: indent)))
      } else if let text = lines(1_000_000 - start), !text.contains("\n") {
        edits.append(Edit(utf8Range: inner, text: text))
      }
    }
  }

  private static func block(_ text: String, indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
  }

  /// The lines of a literal block, without the last line end; `nil` where it says how far it is indented, which has a reason.
  private func contentLines(of scalar: YAMLScalar) -> Range<Int>? {
    let header = source.lineRange(source.line(at: scalar.utf8Range.lowerBound))
    var index = scalar.utf8Range.lowerBound + 1
    while index < header.upperBound, source.bytes[index] != UInt8(ascii: " ") {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(source.bytes[index]) { return nil }
      index += 1
    }
    let start = header.upperBound + 1
    var end = min(scalar.utf8Range.upperBound, source.bytes.count)
    while end > start, source.bytes[end - 1] == UInt8(ascii: "\n") || source.bytes[end - 1] == UInt8(ascii: " ") {
      end -= 1
    }
    guard start < end else { return nil }
    // To the end of its line, where spaces may follow.
    return start..<source.lineRange(source.line(at: end - 1)).upperBound
  }

  /// Where the text of a scalar stands as it is, between the quotes if there are some; `nil` where it is written differently
  /// or takes more than a line.
  private func verbatim(_ scalar: YAMLScalar) -> Range<Int>? {
    let range = scalar.utf8Range
    let inner = scalar.style == .plain ? range : range.lowerBound + 1..<max(range.lowerBound + 1, range.upperBound - 1)
    return source.bytes[inner].elementsEqual(scalar.text.utf8) ? inner : nil
  }

  /// Whether a scalar can be written with `|`: nothing follows in its line, no comment below would become part of it, and no
  /// comment above silences warnings in its line.
  private func canBecomeBlock(_ scalar: YAMLScalar, _ holder: Holder, _ indent: Int) -> Bool {
    guard !holder.isInFlow else { return false }
    let number = source.line(at: scalar.utf8Range.lowerBound)
    let line = source.lineRange(number)
    guard holder.end >= line.lowerBound,
      source.bytes[scalar.utf8Range.upperBound..<line.upperBound].allSatisfy({ $0 == UInt8(ascii: " ") })
    else { return false }
    var above = number - 1
    while above > 0 {
      let text = source.lineText(above).drop { $0 == " " || $0 == "\t" }
      guard text.isEmpty || text.first == "#" else { break }
      if Allowances.isAllow(String(text)) { return false }
      above -= 1
    }
    var next = number + 1
    while next <= source.lineCount {
      let text = source.bytes[source.lineRange(next)]
      let spaces = text.prefix { $0 == UInt8(ascii: " ") }.count
      if spaces < text.count { return text[text.startIndex + spaces] != UInt8(ascii: "#") || spaces < indent }
      next += 1
    }
    return true
  }
}
