import Diagnostics

/// What of a settings file may be shown to people, in the journal too.
///
/// Nothing is shown unless it is known to be harmless: people write secrets with mistyped keys, without quotes, in the
/// wrong place. Told from the text alone, line by line, so that it holds for files that are not valid YAML.
struct SecretMask {
  let source: SourceText
  /// UTF-8 bytes, ascending, each inside one line and without blanks at its ends.
  let hidden: [Range<Int>]

  /// O(bytes).
  init(_ source: SourceText) {
    self.source = source
    var outline = SettingsOutline(source)
    hidden = Self.complement(of: outline.read(), in: source)
  }

  /// The source with asterisks in place of what is hidden: same bytes a line, same characters a line.
  var shown: SourceText {
    var bytes = source.bytes
    for range in hidden { bytes.replaceSubrange(range, with: Self.cover(source.bytes[range])) }
    return SourceText(bytes: bytes, file: source.file)
  }

  /// The source with a letter that nothing hidden has in place of letters, digits and most signs of what is hidden:
  /// what YAML goes by stays, so that it has the same mistakes. `nil` where no letter is free.
  var filled: SourceText? {
    var isUsed = [Bool](repeating: false, count: 256)
    for range in hidden { for index in range { isUsed[Int(source.bytes[index])] = true } }
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    guard let letter = letters.last(where: { !isUsed[Int($0)] }) else { return nil }
    var bytes = source.bytes
    for range in hidden { fill(&bytes, range, with: letter) }
    return SourceText(bytes: bytes, file: source.file)
  }

  // MARK: Parts

  private static func complement(of visible: [Range<Int>], in source: SourceText) -> [Range<Int>] {
    var hidden: [Range<Int>] = []
    var next = visible[...]
    for number in 1...source.lineCount {
      let line = source.lineRange(number)
      var start = line.lowerBound
      if start == 0, source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
      while let range = next.first, range.lowerBound < line.upperBound {
        next.removeFirst()
        append(start..<max(start, range.lowerBound), of: source, to: &hidden)
        start = max(start, range.upperBound)
      }
      append(start..<max(start, line.upperBound), of: source, to: &hidden)
    }
    return hidden
  }

  private static func append(_ range: Range<Int>, of source: SourceText, to hidden: inout [Range<Int>]) {
    var range = range
    while let first = range.first, isBlank(source.bytes[first]) { range.removeFirst() }
    while let last = range.last, isBlank(source.bytes[last]) { range.removeLast() }
    if !range.isEmpty { hidden.append(range) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// One sign for each character, of as many bytes: columns are counted in characters, ranges in bytes.
  private static func cover(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return [UInt8](repeating: UInt8(ascii: "*"), count: bytes.count)
    }
    var result: [UInt8] = []
    for character in text {
      let count = character.utf8.count
      guard count > 1 else {
        result.append(UInt8(ascii: "*"))
        continue
      }
      // × or •, and as many strokes through it as it takes: combining, of two bytes each.
      result += count.isMultiple(of: 2) ? [0xC3, 0x97] : [0xE2, 0x80, 0xA2]
      for _ in 0..<(count - 2) / 2 { result += [0xCC, 0xB6] }
    }
    return result
  }

  /// Signs that make YAML or a URL what it is, wherever they stand; and those that do so only where a word begins.
  private static let kept = Set(":/?@,[]{}\"'".utf8)
  private static let keptFirst = Set("&*!%#-|>`?".utf8)

  private func fill(_ bytes: inout [UInt8], _ range: Range<Int>, with letter: UInt8) {
    var isFirst = true
    var isBar = false
    var tags = Self.tags(in: source.bytes[range])[...]
    for index in range {
      let byte = source.bytes[index]
      while let tag = tags.first, tag.upperBound <= index { tags.removeFirst() }
      if let tag = tags.first, tag.contains(index) { continue }
      defer { isFirst = Self.isBlank(byte) }
      if isFirst { isBar = byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">") }
      if Self.isBlank(byte) || Self.kept.contains(byte) || isFirst && Self.keptFirst.contains(byte) { continue }
      if isBar, "0123456789+-".utf8.contains(byte) { continue }
      bytes[index] = letter
    }
  }

  /// Where the tags of a template stand, as in `{{article.title}}`: names, which are no secrets, and of which its mistakes are
  /// told.
  private static func tags(in bytes: ArraySlice<UInt8>) -> [Range<Int>] {
    let (open, close) = (Array("{{".utf8), Array("}}".utf8))
    var tags: [Range<Int>] = []
    var rest = bytes
    while let start = rest.firstRange(of: open)?.upperBound, let end = rest[start...].firstRange(of: close)?.lowerBound
    {
      let isName = rest[start..<end].allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || "_.#^/&{>() ".utf8.contains($0)
      }
      if isName, end - start <= maximumTagBytes { tags.append(start..<end) }
      rest = rest[end...].dropFirst(2)
    }
    return tags
  }

  private static let maximumTagBytes = 60
}
