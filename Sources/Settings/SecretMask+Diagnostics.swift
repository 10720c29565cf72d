import Diagnostics

extension SecretMask {
  /// Diagnostics of the source without anything hidden in what they say.
  ///
  /// `filled`: those of the same text filled. Where the two say the same, what they say does not depend on what is
  /// hidden; where not, the difference shows the part that does.
  func clean(_ diagnostics: [Diagnostic], filled: [Diagnostic]) -> [Diagnostic] {
    var counterparts = Dictionary(grouping: filled.reversed()) { Place($0) }
    return diagnostics.map { diagnostic in
      guard let other = counterparts[Place(diagnostic)]?.popLast() else { return cleanAlone(diagnostic) }
      return clean(diagnostic, filled: other)
    }
  }

  private struct Place: Hashable {
    var code: String
    var utf8Range: Range<Int>

    init(_ diagnostic: Diagnostic) {
      code = diagnostic.code
      utf8Range = diagnostic.utf8Range
    }
  }

  private func clean(_ diagnostic: Diagnostic, filled: Diagnostic) -> Diagnostic {
    var result = diagnostic
    if let difference = difference(diagnostic.message, filled.message) {
      result.message = String(difference.before) + "…" + String(difference.after)
    }
    if let hint = diagnostic.hint {
      result.hint = difference(hint, filled.hint ?? "").map { advice(before: $0.before) } ?? hint
    }
    if diagnostic.secondary?.message != filled.secondary?.message { result.secondary?.message = "here" }
    return result
  }

  /// What two texts have in common at their ends, up to whole words; `nil` where they are equal.
  private func difference(_ text: String, _ other: String) -> (before: Substring, after: Substring)? {
    guard text != other else { return nil }
    let common = zip(text, other).prefix { $0 == $1 }.count
    let rest = text.count - common
    let commonEnd = zip(text.reversed(), other.reversed()).prefix { $0 == $1 }.prefix(min(rest, other.count - common))
    func isPartOfWord(_ character: Character) -> Bool { !character.isWhitespace && character != "\"" }
    var before = text.prefix(common)
    while let last = before.last, isPartOfWord(last) { before.removeLast() }
    var after = text.suffix(commonEnd.count)
    while let first = after.first, isPartOfWord(first) { after.removeFirst() }
    return (before, after)
  }

  /// The advice in a hint that goes on to show how to write the text: "put it in quotes: '…'".
  private func advice(before difference: Substring) -> String? {
    guard let end = difference.firstRange(of: ": ")?.lowerBound else { return nil }
    let advice = difference[..<end]
    return advice.split(separator: " ").count >= 3 ? String(advice) : nil
  }

  // MARK: Without a counterpart

  /// Something hidden made this mistake: keeps of its words what has no piece of anything hidden in those lines.
  private func cleanAlone(_ diagnostic: Diagnostic) -> Diagnostic {
    let pieces = Pieces(hiddenTexts(around: diagnostic))
    var result = diagnostic
    result.message = clean(diagnostic.message, pieces)
    if let hint = diagnostic.hint,
      pieces.isUncertain && hint.contains(where: { "\"':".contains($0) }) || pieces.occur(in: hint)
    {
      result.hint = nil
    }
    if let label = diagnostic.secondary?.message { result.secondary?.message = clean(label, pieces) }
    return result
  }

  private func clean(_ text: String, _ pieces: Pieces) -> String {
    var text = text
    if let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""), first < last {
      let quoted = text[first...last]
      if pieces.isUncertain || pieces.occur(in: String(quoted)) { text.replaceSubrange(first...last, with: "\"…\"") }
    }
    guard pieces.occur(in: text) else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { pieces.occur(in: String($0)) ? "…" : String($0) }.joined(separator: " ")
  }

  /// What is hidden in the lines that a diagnostic points to, and in the line before, with which YAML may join them.
  private func hiddenTexts(around diagnostic: Diagnostic) -> [ArraySlice<UInt8>] {
    [diagnostic.utf8Range, diagnostic.secondary?.utf8Range].compactMap { $0 }.flatMap { range in
      let start = source.lineRange(max(1, source.line(at: range.lowerBound) - 1)).lowerBound
      let end = source.lineRange(source.line(at: range.upperBound)).upperBound
      return hidden[firstHidden(after: start)...].prefix { $0.lowerBound < end }.map { source.bytes[$0] }
    }
  }

  /// The index of the first hidden range that ends behind an offset. O(log ranges).
  private func firstHidden(after utf8Offset: Int) -> Int {
    var low = 0
    var high = hidden.count
    while low < high {
      let middle = (low + high) / 2
      if hidden[middle].upperBound <= utf8Offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Every three characters in a row of hidden texts.
  private struct Pieces {
    private static let maximumBytes = 4096
    private var all: Set<[UInt8]> = []
    /// Whether there may be others: a backslash makes other characters of what follows, and not all of a long text is
    /// looked at.
    private(set) var isUncertain = false

    init(_ texts: [ArraySlice<UInt8>]) {
      var rest = Self.maximumBytes
      for text in texts {
        rest -= text.count
        guard rest >= 0 else {
          isUncertain = true
          return
        }
        if text.contains(UInt8(ascii: "\\")) { isUncertain = true }
        for index in text.indices.dropLast(2) { all.insert(Array(text[index...index + 2])) }
      }
    }

    func occur(in text: String) -> Bool {
      let bytes = Array(text.utf8)
      return bytes.indices.dropLast(2).contains { all.contains(Array(bytes[$0...$0 + 2])) }
    }
  }
}
