import PersonNames

/// A text cut into words, roughly as text analysis does: runs of letters and apostrophes; single letters joined by stops
/// are one word; a sentence ends at a stop after a word of more than two letters.
func nameTokens(_ text: String) -> [NameToken] {
  var tokens: [NameToken] = []
  var sentence = 0
  var isFirst = true
  var lastEnd = text.startIndex
  var index = text.startIndex
  func isLetter(_ character: Character) -> Bool { character.isLetter || "'’ʻʼ‘`´ʹʺ′".contains(character) }
  func word(from start: String.Index) -> String.Index {
    var end = start
    while end < text.endIndex, isLetter(text[end]) { end = text.index(after: end) }
    return end
  }
  while index < text.endIndex {
    guard isLetter(text[index]) else {
      if "!?".contains(text[index]) || text[index] == ".", text[lastEnd..<index].isEmpty, let last = tokens.last,
        !last.marks.contains(NameMark.anyInitial)
      {
        sentence += 1
        isFirst = true
      }
      index = text.index(after: index)
      continue
    }
    let start = index
    var end = word(from: start)
    while text.distance(from: start, to: end) % 2 == 1, end < text.endIndex, text[end] == ".",
      text.index(after: end) < text.endIndex, isLetter(text[text.index(after: end)]),
      text[start..<end].split(separator: ".").allSatisfy({ $0.count == 1 })
    {
      let next = word(from: text.index(after: end))
      guard text.distance(from: text.index(after: end), to: next) == 1 else { break }
      end = next
    }
    tokens.append(
      NameToken(
        marks: Set(NameMark.marks(of: String(text[start..<end]))),
        gapBefore: NameToken.Gap(text[lastEnd..<start]),
        hasStopAfter: end < text.endIndex && text[end] == ".", isCapital: text[start].isUppercase,
        isCaseTelling: !isFirst, sentence: sentence))
    isFirst = false
    index = end
    lastEnd = end
  }
  return tokens
}

/// The words of a text, numbered from 0, that name a person.
func places(_ name: String, alone: Bool = false, in text: String) throws -> [Range<Int>] {
  let isSurname = alone && !name.contains(" ")
  let name = isSurname ? try PersonName(surname: name) : try PersonName(name)
  return NameFinder(name, isAlone: alone, in: nameTokens(text)).find(isInside: { _ in true }, isEvidence: { _ in true })
}
