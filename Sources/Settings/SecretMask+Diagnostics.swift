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
      pieces.isEscaped && hint.contains(where: { "\"'".contains($0) }) || pieces.occur(in: hint)
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
      if pieces.isEscaped || pieces.occur(in: String(quoted)) { text.replaceSubrange(first...last, with: "\"…\"") }
    }
    guard pieces.occur(in: text) else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { pieces.occur(in: String($0)) ? "…" : String($0) }.joined(separator: " ")
  }

  /// What is hidden in the lines that a diagnostic points to, and in the line before, with which YAML may join them.
  private func hiddenTexts(around diagnostic: Diagnostic) -> [ArraySlice<UInt8>] {
    let ranges = [diagnostic.utf8Range, diagnostic.secondary?.utf8Range].compactMap { $0 }.map { range in
      let first = source.lineRange(max(1, source.line(at: range.lowerBound) - 1)).lowerBound
      return first..<max(first, source.lineRange(source.line(at: range.upperBound)).upperBound)
    }
    return hidden.filter { text in ranges.contains { $0.overlaps(text) } }.map { source.bytes[$0] }
  }

  /// Every three characters in a row of hidden texts.
  private struct Pieces {
    private var all: Set<[UInt8]> = []
    /// Whether a backslash may make other characters of them.
    private(set) var isEscaped = false

    init(_ texts: [ArraySlice<UInt8>]) {
      for text in texts {
        if text.contains(UInt8(ascii: "\\")) { isEscaped = true }
        for index in text.indices.dropLast(2) { all.insert(Array(text[index...index + 2])) }
      }
    }

    func occur(in text: String) -> Bool {
      let bytes = Array(text.utf8)
      return bytes.indices.dropLast(2).contains { all.contains(Array(bytes[$0...$0 + 2])) }
    }
  }
}
