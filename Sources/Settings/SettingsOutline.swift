import Diagnostics

/// Keys and values of a settings file as they look line by line: finds what is harmless to show.
///
/// Where it is mistaken about what YAML sees, more is hidden: values are found only behind keys that they fit.
struct SettingsOutline {
  private let source: SourceText
  private let bytes: [UInt8]
  private var visible: [Range<Int>] = []
  /// Keys above the line, outermost first, with the place below each.
  private var parents: [(column: Int, below: SettingsPlace)] = []
  private var brackets: [Bracket] = []
  private var opaque = Opaque.none

  private struct Bracket {
    var place: SettingsPlace
    var isMapping: Bool
    var key: String?
    /// Its value was met: what follows up to the comma is no value of it.
    var isDone = false
  }

  /// Text in which nothing is a key.
  private enum Opaque {
    case none
    case quote(UInt8)
    /// Lines that begin right of a column.
    case below(column: Int)
  }

  init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
  }

  /// What may be shown, ascending; UTF-8 bytes.
  mutating func read() -> [Range<Int>] {
    for number in 1...source.lineCount { readLine(source.lineRange(number)) }
    return visible
  }

  // MARK: Lines

  private mutating func readLine(_ line: Range<Int>) {
    var start = line.lowerBound
    if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, line.upperBound) }
    let lineStart = start
    start = skipBlanks(start, line.upperBound)
    guard start < line.upperBound else { return }
    if start == lineStart, let key = key(at: start, to: line.upperBound), isTopLevel(key.text) {
      (parents, brackets, opaque) = ([], [], .none)
    }
    if case .quote(let quote) = opaque {
      guard let end = closing(quote, from: start, to: line.upperBound) else { return }
      opaque = .none
      if !brackets.isEmpty { readBrackets(afterQuoted: start..<end + 1, to: line.upperBound) }
      return
    }
    guard brackets.isEmpty else { return readBrackets(start, to: line.upperBound) }
    readBlockLine(start, to: line.upperBound, lineStart: lineStart)
  }

  private func isTopLevel(_ key: String) -> Bool { SettingsPlace.known(key, among: SettingsReader.keys) != nil }

  private mutating func readBlockLine(_ first: Int, to end: Int, lineStart: Int) {
    var start = first
    if case .below(let column) = opaque {
      if start - lineStart > column { return }
      opaque = .none
    }
    while bytes[start] == UInt8(ascii: "-"), start + 1 < end, isBlank(bytes[start + 1]) {
      visible.append(start..<start + 1)
      start = skipBlanks(start + 1, end)
      guard start < end else { return }
    }
    let column = start - lineStart
    while let parent = parents.last, parent.column >= column { parents.removeLast() }
    let place = parents.last?.below ?? (column == 0 ? .root : .unknown)
    guard let key = key(at: start, to: end) else {
      if let word = lineWord(start, to: end), column == 0, isTopLevel(word), word != "endpoints" {
        visible.append(start..<end)
      } else {
        readValue(start, to: end, harmless: place.harmlessItem, below: place, column: column - 1)
      }
      return
    }
    if place.shows(key.text, inBrackets: false) { visible.append(start..<key.end) }
    parents.append((column, place.below(key.text)))
    readValue(
      skipBlanks(key.end, end), to: end, harmless: place.harmless(key.text), below: place.below(key.text),
      column: column)
  }

  /// The first word of a line in which a colon is missing, where the line is text.
  private func lineWord(_ start: Int, to end: Int) -> String? {
    let rest = bytes[start..<end]
    guard SettingsPlace.Harmless.text.shownCount(of: rest) > 0 else { return nil }
    return String(decoding: rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: ":") }, as: UTF8.self)
  }

  /// `column`: of the key; lines right of it go on with a value that begins here.
  private mutating func readValue(
    _ start: Int, to end: Int, harmless: SettingsPlace.Harmless?, below: SettingsPlace, column: Int
  ) {
    guard start < end, bytes[start] != UInt8(ascii: "#") else { return }
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if case .text? = harmless, below == .unknown { show(start..<plainEnd(start, to: end), as: .text) }
      openBracket(at: start, place: below)
      readBrackets(start + 1, to: end)
      return
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard let close = closing(bytes[start], from: start + 1, to: end) else {
        opaque = .quote(bytes[start])
        if case .text? = harmless { show(start..<end, as: .text) }
        return
      }
      if let harmless, isRestEmpty(close + 1, to: end) { show(start..<close + 1, as: harmless) }
    default:
      if let harmless { show(start..<plainEnd(start, to: end), as: harmless) }
    }
    opaque = .below(column: column)
  }

  /// Shows as much of a value as is harmless; its quotes too.
  private mutating func show(_ range: Range<Int>, as harmless: SettingsPlace.Harmless) {
    var value = bytes[range]
    let isQuoted = value.first == UInt8(ascii: "\"") || value.first == UInt8(ascii: "'")
    let isClosed = isQuoted && value.count > 1 && value.last == value.first
    if isQuoted { value = value.dropFirst() }
    if isClosed { value = value.dropLast() }
    let count = harmless.shownCount(of: value)
    guard count > 0 else { return }
    let isWhole = count == value.count
    visible.append(range.lowerBound..<(isWhole ? range.upperBound : value.startIndex + count))
  }

  // MARK: Brackets

  private mutating func openBracket(at index: Int, place: SettingsPlace) {
    if place != .unknown { visible.append(index..<index + 1) }
    brackets.append(Bracket(place: place, isMapping: bytes[index] == UInt8(ascii: "{")))
  }

  private mutating func readBrackets(_ first: Int, to end: Int) {
    var index = first
    while true {
      index = skipBlanks(index, end)
      guard index < end, let top = brackets.last else { return }
      switch bytes[index] {
      case UInt8(ascii: "#") where index == first || isBlank(bytes[index - 1]): return
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let place = top.isMapping && !top.isDone ? top.key.map { top.place.below($0) } : nil
        brackets[brackets.count - 1].isDone = true
        openBracket(at: index, place: place ?? .unknown)
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if top.place != .unknown { visible.append(index..<index + 1) }
        brackets.removeLast()
        index += 1
      case UInt8(ascii: ","):
        if top.place != .unknown { visible.append(index..<index + 1) }
        brackets[brackets.count - 1].key = nil
        brackets[brackets.count - 1].isDone = false
        index += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard let close = closing(bytes[index], from: index + 1, to: end) else {
          opaque = .quote(bytes[index])
          return
        }
        index = readItem(index..<close + 1, isQuoted: true, to: end)
      default:
        index = readItem(index..<itemEnd(index, to: end), isQuoted: false, to: end)
      }
    }
  }

  private mutating func readBrackets(afterQuoted range: Range<Int>, to end: Int) {
    brackets[brackets.count - 1].isDone = true
    readBrackets(range.upperBound, to: end)
  }

  /// A key, with its colon, or a value. Returns where it ends, always behind where it begins.
  private mutating func readItem(_ range: Range<Int>, isQuoted: Bool, to end: Int) -> Int {
    guard let top = brackets.last else { return end }
    let colon = skipBlanks(range.upperBound, end)
    let isKey = colon < end && bytes[colon] == UInt8(ascii: ":")
    let last = brackets.count - 1
    guard isKey else {
      let harmless = top.isMapping ? top.key.flatMap(top.place.harmless) : top.place.harmlessItem
      if !top.isDone, let harmless {
        show(trimmed(range), as: harmless)
      }
      brackets[last].isDone = true
      return max(range.upperBound, range.lowerBound + 1)
    }
    if !top.isDone, top.isMapping, top.key == nil {
      let text = self.text(trimmed(range), isQuoted: isQuoted)
      if top.place.shows(text, inBrackets: true) { visible.append(range.lowerBound..<colon + 1) }
      brackets[last].key = text
    } else {
      brackets[last].isDone = true
    }
    return colon + 1
  }

  /// Where an item without quotes ends: before a bracket, a comma, a colon that ends a key, or a comment.
  private func itemEnd(_ start: Int, to end: Int) -> Int {
    for index in start..<end {
      switch bytes[index] {
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): return index
      case UInt8(ascii: ":"):
        if index + 1 >= end || isBlank(bytes[index + 1]) || ",[]{}".utf8.contains(bytes[index + 1]) { return index }
      case UInt8(ascii: "#"): if index > start, isBlank(bytes[index - 1]) { return index }
      default: break
      }
    }
    return end
  }

  // MARK: Pieces

  /// A key at the start of a line; `end` is behind its colon.
  private func key(at start: Int, to end: Int) -> (text: String, end: Int)? {
    let first = bytes[start]
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "#") { return nil }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard let close = closing(first, from: start + 1, to: end) else { return nil }
      let colon = skipBlanks(close + 1, end)
      guard colon < end, bytes[colon] == UInt8(ascii: ":") else { return nil }
      return (text(start..<close + 1, isQuoted: true), colon + 1)
    }
    for index in start..<end where bytes[index] == UInt8(ascii: ":") {
      if index + 1 == end || isBlank(bytes[index + 1]) {
        return index == start ? nil : (text(trimmed(start..<index), isQuoted: false), index + 1)
      }
    }
    return nil
  }

  private func text(_ range: Range<Int>, isQuoted: Bool) -> String {
    String(decoding: isQuoted ? bytes[range].dropFirst().dropLast() : bytes[range], as: UTF8.self)
  }

  /// Where a quote is closed in this line.
  private func closing(_ quote: UInt8, from start: Int, to end: Int) -> Int? {
    var index = start
    while index < end {
      if bytes[index] == quote {
        guard quote == UInt8(ascii: "'"), index + 1 < end, bytes[index + 1] == quote else { return index }
        index += 1
      } else if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        index += 1
      }
      index += 1
    }
    return nil
  }

  /// Where a value without quotes ends: before a comment or the blanks at the line's end.
  private func plainEnd(_ start: Int, to end: Int) -> Int {
    let comment = (start..<end).first { bytes[$0] == UInt8(ascii: "#") && $0 > start && isBlank(bytes[$0 - 1]) }
    return trimmed(start..<(comment ?? end)).upperBound
  }

  private func isRestEmpty(_ start: Int, to end: Int) -> Bool {
    let next = skipBlanks(start, end)
    return next >= end || next > start && bytes[next] == UInt8(ascii: "#")
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, isBlank(bytes[end - 1]) { end -= 1 }
    return range.lowerBound..<end
  }

  private func skipBlanks(_ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end, isBlank(bytes[index]) { index += 1 }
    return index
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
