import Diagnostics
import StrictYAML

/// Spaces at line ends and blank lines of a YAML file, outside texts of more than one line, of which they are a part.
enum BlankSpace {
  /// Without spaces at line ends, with at most one blank line in a row and none at the beginning and end, and with a line end
  /// behind the last line.
  static func tidied(_ source: SourceText) -> [UInt8] {
    let kept = linesOfTexts(source)
    var result: [UInt8] = []
    var hasBlank = false
    for number in 1...source.lineCount {
      var line = source.bytes[source.lineRange(number)]
      let isKept = kept.contains(number)
      if !isKept {
        while let last = line.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { line.removeLast() }
      }
      if line.isEmpty, !isKept {
        hasBlank = true
        continue
      }
      if hasBlank, !result.isEmpty { result.append(UInt8(ascii: "\n")) }
      hasBlank = false
      result += line
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  /// The lines, counted from 1, inside texts of more than one.
  private static func linesOfTexts(_ source: SourceText) -> Set<Int> {
    var lines = Set<Int>()
    guard let root = YAMLDocument.read(source).root else { return lines }
    var pending = [root]
    while let node = pending.popLast() {
      switch node.kind {
      case .sequence(let items): pending += items
      case .mapping(let mapping): pending += mapping.entries.map(\.value)
      case .scalar(let scalar): lines.formUnion(linesInside(scalar, source))
      }
    }
    return lines
  }

  private static func linesInside(_ scalar: YAMLScalar, _ source: SourceText) -> Range<Int> {
    let first = source.line(at: scalar.utf8Range.lowerBound)
    var last = source.line(at: max(scalar.utf8Range.lowerBound, scalar.utf8Range.upperBound - 1))
    switch scalar.style {
    case .plain: return first..<first
    case .singleQuoted, .doubleQuoted: return first < last ? first..<last : first..<first
    case .literal, .folded:
      let header = source.bytes[scalar.utf8Range.lowerBound..<source.lineRange(first).upperBound]
      // With + its blank lines at the end count as text.
      if !header.prefix(while: { $0 != UInt8(ascii: " ") }).contains(UInt8(ascii: "+")) {
        while last > first, source.lineText(last).allSatisfy({ $0 == " " }) { last -= 1 }
      }
      return first + 1..<max(last, first) + 1
    }
  }
}
