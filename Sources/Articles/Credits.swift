/// Lines that name who made something: captions with the credit of a picture, bylines, dates of publication.
enum Credits {
  /// Whether a line is the caption of a picture: "Photo: …", "Delegates at the table. Photo courtesy of …".
  static func isCaption(_ line: PageLine, _ features: LineFeatures) -> Bool {
    guard features.words <= 60 else { return false }
    if let phrase = features.phrase, phrase.role == .caption {
      if phrase.isWhole || phrase.words >= 2 { return !features.isSentence || features.words <= 40 }
      if isSetOff(rest(of: line.text, behindWords: phrase.words)) { return true }
    }
    return endsInCredit(line.text, features)
  }

  /// A sentence at most, set off from a credit of few words.
  private static func endsInCredit(_ text: String, _ features: LineFeatures) -> Bool {
    guard let place = features.creditWord, (1...30).contains(place) else { return false }
    let words = PhraseTable.words(of: text)
    guard place < words.count, words.count - place <= 14 else { return false }
    let credit = rest(of: text, behindWords: place)
    let description = text[..<credit.startIndex]
    let mark = credit.unicodeScalars.prefix { !$0.isInWord }
    guard mark.contains(where: { ".!?…()[]/|:;,–—-©".unicodeScalars.contains($0) }) else { return false }
    // One word such as "photo" needs a colon behind it; with more words it is a credit by itself.
    let isLong = ["of", "by", "courtesy", "images", "credit", "from"].contains {
      words[place...].prefix(3).contains($0)
    }
    guard isLong || isSetOff(rest(of: text, behindWords: place + 1)) || words[place...].prefix(4).contains("службы")
    else {
      return false
    }
    // The stop of the last sentence belongs to the credit here: one that is complete means that two stand before it.
    return LineFeatures(PageLine(text: String(description))).sentences == 0
  }

  /// Who wrote it: `nil` where the line is no byline, an empty text where it names nobody to be told.
  static func author(_ line: PageLine, _ features: LineFeatures) -> String? {
    guard let phrase = features.phrase, phrase.role == .byline, !phrase.isWhole, features.words <= 30 else {
      return nil
    }
    let rest = rest(of: line.text, behindWords: phrase.words)
    guard let first = PhraseTable.words(of: line.text).first else { return nil }
    if first == "by" {
      guard features.words <= 8, features.ending == .none, isNames(rest) else { return nil }
    } else if !isSetOff(rest) {
      guard phrase.words >= 2, first != "author", features.words <= 15, isName(rest) else { return nil }
    }
    guard !first.hasPrefix("edit"), first != "редактор" else { return "" }
    let name = rest.split(whereSeparator: { ";|/(".contains($0) }).first.map { stripped(String($0)) } ?? ""
    return (1...6).contains(name.split(separator: " ").count) && name.utf8.count <= 120 ? name : ""
  }

  /// The date behind "Published:"; `nil` where the line is none of these.
  static func publication(_ line: PageLine, _ features: LineFeatures) -> (date: PublicationDate?, Void)? {
    guard let phrase = features.phrase, phrase.role == .publication, !phrase.isWhole else { return nil }
    let rest = stripped(String(rest(of: line.text, behindWords: phrase.words)))
    guard let dateLine = DateLine(rest) else { return nil }
    let first = line.text.lowercased()
    let isUpdate = ["upd", "last", "обнов"].contains { first.hasPrefix($0) }
    return (isUpdate ? nil : dateLine.date, ())
  }

  // MARK: Text

  /// What stands behind so many words, as they are counted for phrases.
  static func rest(of text: String, behindWords count: Int) -> Substring {
    var words = 0
    var isInWord = false
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if scalar.isInWord || scalar.properties.generalCategory == .nonspacingMark {
        if !isInWord { words += 1 }
        isInWord = true
      } else if !scalar.isApostrophe || !isInWord {
        if words == count && (isInWord || count == 0) { return text[index...] }
        isInWord = false
      }
      index = scalars.index(after: index)
    }
    return text[scalars.endIndex...]
  }

  /// Whether a colon, a bar, a dash or a sign of copyright stands at the head.
  static func isSetOff(_ rest: Substring) -> Bool {
    guard let mark = rest.unicodeScalars.first(where: { !$0.isSpace }) else { return false }
    return ":/|©".unicodeScalars.contains(mark) || mark == "–" || mark == "—"
  }

  private static func isName(_ rest: Substring) -> Bool {
    rest.unicodeScalars.first { $0.isInWord }?.isUppercaseLetter ?? false
  }

  /// Two to five words that begin with capital letters, "and" aside.
  private static func isNames(_ rest: Substring) -> Bool {
    let words = rest.split(whereSeparator: { " ,".contains($0) }).filter { $0 != "and" && $0 != "&" }
    return (2...6).contains(words.count) && words.allSatisfy { isName($0) }
  }

  private static func stripped(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { $0.isInWord || $0 == "@" }),
      let last = scalars.lastIndex(where: \.isInWord)
    else { return "" }
    return String(scalars[first...last])
  }
}
