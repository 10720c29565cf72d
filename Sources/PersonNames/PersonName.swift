/// A person as somebody names them: given name, perhaps a patronymic, and surname, in whatever order.
package struct PersonName: Sendable, Hashable {
  package enum Mistake: Error, Sendable, Equatable {
    /// No word at all.
    case empty
    /// One word: a surname, or a given name.
    case onlyOneWord
    /// A given name that is one letter, or is cut to one.
    case initial(String)
    /// A word that no name is: with a digit, or in letters whose sound is not known.
    case unreadable(String)
    case tooManyWords
  }

  /// The parts of the given names in a row, hyphens taken apart: `["Kassym", "Jomart"]`; empty where there is none.
  package let given: [String]
  /// `Miromonovich`, or of `Miromon oʻgʻli` the first word.
  package let patronymic: String?
  /// The parts of the surname.
  package let family: [String]

  /// More words are no name.
  package static let maximumWords = 8

  /// Reads the words of a name.
  ///
  /// The surname is the last word; the first one where a patronymic is the last: `Мирзиёев Шавкат Миромонович`.
  package init(_ text: String) throws(Mistake) {
    var words = text.split { $0 == " " || $0 == "\t" || $0.isNewline }.map(String.init)
    words.removeAll { word in !word.contains { $0.isLetter || $0.isNumber } }
    if words.isEmpty { throw .empty }
    if words.count > Self.maximumWords { throw .tooManyWords }
    for word in words {
      if word.contains(where: \.isNumber) { throw .unreadable(word) }
      for part in Self.parts(of: word) where NameKeys.keys(of: NameSounds.letters(of: part)).isEmpty {
        throw .unreadable(word)
      }
    }
    if words.count == 1 { throw .onlyOneWord }
    var patronymic: String?
    var isFamilyFirst = false
    func letters(_ index: Int) -> [NameSounds.Letter] { NameSounds.letters(of: words[index]) }
    if words.count > 2,
      let index = words.indices.dropFirst(2).first(where: { Patronymics.isMarker(String(letters: letters($0))) })
    {
      isFamilyFirst = index == words.count - 1
      patronymic = words[index - 1]
      words.removeSubrange(index - 1...index)
    } else if words.count > 2,
      let index = words.indices.dropFirst().first(where: { Patronymics.isPatronymic(letters($0)) }),
      // The last of three may be a surname that ends so: Slobodan Ivan Marković has one behind it.
      index < words.count - 1 || letters(index).hasCyrillic || words.count == 3
    {
      isFamilyFirst = index == words.count - 1
      patronymic = words[index]
      words.remove(at: index)
    }
    guard words.count > 1 else { throw .onlyOneWord }
    let first = words[isFamilyFirst ? 1 : 0]
    if first.contains(".") { throw .initial(first) }
    let surname = isFamilyFirst ? words.removeFirst() : words.removeLast()
    family = Self.parts(of: surname)
    given = words.flatMap(Self.parts)
    self.patronymic = patronymic
    for part in given.prefix(1) + family where NameSounds.letters(of: part).count < 2 { throw .initial(part) }
  }

  /// Of a surname alone: to be found by itself.
  package init(surname: String) throws(Mistake) {
    let words = surname.split { $0 == " " || $0 == "\t" || $0.isNewline }.map(String.init)
    guard let word = words.first else { throw .empty }
    if words.count > 1 { throw .tooManyWords }
    family = Self.parts(of: word)
    given = []
    patronymic = nil
    if family.isEmpty { throw .empty }
    for part in family {
      let letters = NameSounds.letters(of: part)
      if part.contains(where: \.isNumber) || NameKeys.keys(of: letters).isEmpty { throw .unreadable(word) }
      if letters.count < 2 { throw .initial(part) }
    }
  }

  private static func parts(of word: String) -> [String] {
    word.split { !($0.isLetter || $0.isNumber || $0.unicodeScalars.allSatisfy(NameSounds.isApostrophe)) }.map(
      String.init
    )
    .filter { $0.contains { $0.isLetter || $0.isNumber } }
  }
}

extension [NameSounds.Letter] {
  fileprivate var hasCyrillic: Bool { contains { $0.value >= 0x400 } }
}

extension PersonName {
  /// Whether a given name in the nominative shows that a surname in another case is somebody else's: Ислам Каримова. Not
  /// where women bear the surname, or where a part of the given names may stay as it is: Касым-Жомарта.
  package var isDecidedByCase: Bool {
    given.count == 1
      && !family.contains {
        NameKeys.keys(of: NameSounds.letters(of: $0)).contains { $0.hasSuffix("~") || $0.hasSuffix("~a") }
      }
  }
}

/// The marks by which the words of a name are known: a word is meant when it has one of them.
extension PersonName {
  /// Of one part of the name in any case.
  package static func marks(ofPart part: String) -> [String] {
    NameKeys.keys(of: NameSounds.letters(of: part)).map(NameMark.key).sorted()
  }

  /// Of forms that may as well be another surname's: Каримова for Karimov.
  package static func ambiguousMarks(ofPart part: String) -> [String] {
    NameKeys.keys(of: NameSounds.letters(of: part)).map(NameMark.ambiguous).sorted()
  }

  /// Of the initial of a part.
  package static func initialMarks(ofPart part: String) -> [String] {
    Set(NameKeys.keys(of: NameSounds.letters(of: part)).compactMap(\.first)).map(NameMark.initial).sorted()
  }

  /// Of the second of two initials in one word.
  package static func secondInitialMarks(ofPart part: String) -> [String] {
    Set(NameKeys.keys(of: NameSounds.letters(of: part)).compactMap(\.first)).map(NameMark.secondInitial).sorted()
  }
}
