/// A letter of another alphabet that looks like one of the word in which it stands.
package struct ForeignLetter: Sendable, Equatable {
  package let letter: Unicode.Scalar
  /// The letter of the word's alphabet that looks the same.
  package let twin: Unicode.Scalar
  /// In the text that was asked about.
  package let utf8Range: Range<Int>
  /// As in `Latin`.
  package let alphabet: String
  package let wordAlphabet: String
  /// The word, in its own alphabet.
  package let corrected: String

  /// The first such letter of each word of a text. Words that mix alphabets on purpose, with letters that have no twin
  /// (iPhone'ом), have none. Linear in the length.
  package static func find(in text: String) -> [ForeignLetter] {
    var found: [ForeignLetter] = []
    var word: [(scalar: Unicode.Scalar, offset: Int)] = []
    var offset = 0
    func endWord() {
      if let letter = find(in: word) { found.append(letter) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      let isPart =
        scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
        || scalar.properties.numericType != nil || scalar == "*" || scalar == "?"
        || CharacterTable.shared.info(scalar.value).isOf(.apostrophe)
      if isPart { word.append((scalar, offset)) } else { endWord() }
      offset += UTF8.width(scalar)
    }
    endWord()
    return found
  }

  private static func find(in word: [(scalar: Unicode.Scalar, offset: Int)]) -> ForeignLetter? {
    if word.allSatisfy(\.scalar.isASCII) { return nil }
    let letters = word.map(\.scalar)
    var unified = letters
    LookAlikes.unify(&unified)
    guard let index = letters.indices.first(where: { letters[$0] != unified[$0] }),
      let own = LookAlikes.name(of: letters[index]), let target = LookAlikes.name(of: unified[index])
    else { return nil }
    // A run of letters of the other alphabet, all of which look like the word's own.
    var end = index
    while end < letters.count, LookAlikes.name(of: letters[end]) == own {
      guard letters[end] != unified[end] else { return nil }
      end += 1
    }
    let start = word[index].offset
    return ForeignLetter(
      letter: letters[index], twin: unified[index], utf8Range: start..<start + UTF8.width(letters[index]),
      alphabet: own, wordAlphabet: target, corrected: String(unified))
  }
}

extension LookAlikes {
  /// The name of a letter's alphabet.
  fileprivate static func name(of scalar: Unicode.Scalar) -> String? {
    switch alphabets(of: [scalar]) {
    case 1: "Cyrillic"
    case 2: "Latin"
    case 4: "Greek"
    default: nil
    }
  }
}
