/// The known keys of a front matter and what stands behind them, all as text.
struct FrontMatterValues: Equatable {
  private(set) var items: [String: [String]] = [:]
  /// Also where the value is blank or of a kind that is not read.
  private(set) var hasKnownKey = false
  private(set) var notes: [String] = []

  /// Takes the values of a key, letter case of the key aside; of a key that stands twice the first one holds.
  mutating func add(_ key: String, _ values: [String]) {
    let key = key.lowercased()
    guard FrontMatter.keys.contains(key) else { return }
    hasKnownKey = true
    let values = values.map(\.onOneLine).filter { !$0.isEmpty }
    guard !values.isEmpty else { return }
    if items[key] == nil {
      items[key] = values
    } else {
      notes.append("The front matter has \(key) more than once; the first one was taken.")
    }
  }

  /// Several values of a key that has one (two authors) are joined by commas.
  func text(_ key: String) -> String? { items[key]?.joined(separator: ", ") }

  /// A sequence, or one text with commas between.
  var tags: [String] {
    guard let values = items["tags"] else { return [] }
    return values.flatMap { $0.split(separator: ",").map { String($0.trimmed) } }.filter { !$0.isEmpty }
  }

  // MARK: Line by line

  /// Reads `key: rest of line`. An indented line goes on with the value before it, `- item` is one of several values;
  /// any other line is none of a front matter and is handed back.
  static func lines(of bytes: [UInt8], in range: Range<Int>) -> (values: FrontMatterValues, keptLines: [Range<Int>]) {
    var values = FrontMatterValues()
    var kept: [Range<Int>] = []
    var key: String?
    var pending: [String] = []
    func flush() {
      if let key { values.add(key, pending) }
      pending = []
    }
    var position = range.lowerBound
    while position < range.upperBound, let line = FrontMatter.line(of: bytes, from: position) {
      position = line.next
      let raw = String(decoding: bytes[line.range], as: UTF8.self)
      let text = raw.trimmed
      guard !text.isEmpty, !text.hasPrefix("#") else { continue }
      let isIndented = raw.unicodeScalars.first.map(\.isSpace) ?? false
      if key != nil, text.hasPrefix("- ") {
        pending.append(unquoted(String(text.dropFirst(2))))
      } else if key != nil, isIndented {
        let joined = (pending.popLast() ?? "") + " " + text
        pending.append(joined)
      } else if let pair = keyAndValue(text) {
        flush()
        key = pair.key
        pending = [unquoted(pair.value)]
      } else {
        kept.append(line.range)
      }
    }
    flush()
    return (values, kept)
  }

  /// A key is one word of ASCII letters, digits, `_` and `-`, with a colon behind it that a space or nothing follows.
  private static func keyAndValue(_ text: String) -> (key: String, value: String)? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let key = text[..<colon]
    let isKey = key.utf8.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
      default: false
      }
    }
    guard isKey, !key.isEmpty, key.utf8.count <= 40 else { return nil }
    let value = text[text.utf8.index(after: colon)...]
    guard value.unicodeScalars.first.map(\.isSpace) ?? true || FrontMatter.keys.contains(key.lowercased()) else {
      return nil
    }
    return (String(key), String(value.trimmed))
  }

  private static func unquoted(_ text: String) -> String {
    let text = text.trimmed
    guard text.utf8.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }
}
