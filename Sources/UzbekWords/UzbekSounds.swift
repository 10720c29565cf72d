/// How Uzbek words are written, letter by letter.
///
/// A sound is named by an ASCII letter, nearly always that of the alphabet of 1995; O is oʻ (ў), G gʻ (ғ), S sh (ш), C ch (ч),
/// and c and w stand for themselves in foreign names. What stands for two sounds (я, ё, ц) is two of them.
struct UzbekSounds {
  /// What the letter says where it is written rightly. Empty: nothing, as the sign ъ, which may be missing.
  let meant: [UInt8]
  /// What it may stand for as well: х is written for ҳ by a keyboard without ҳ, and never ҳ for х. In this way a richer letter
  /// is evidence and a poorer one is not.
  var others: [[UInt8]] = []
  /// The same, where the stem looked for has so many sounds that no other word is likely to be meant: et- is not yet-.
  var othersInLongWords: [[UInt8]] = []

  /// So many sounds make a long stem.
  static let longWord = 5

  init(_ meant: String, or others: [String] = [], inLongWords: [String] = []) {
    self.meant = Array(meant.utf8)
    self.others = others.map { Array($0.utf8) }
    othersInLongWords = inLongWords.map { Array($0.utf8) }
  }

  /// The letters of a word in small letters and composed characters, any apostrophe written `'`; nil where one is of neither
  /// alphabet.
  static func read(_ word: some Sequence<Unicode.Scalar>) -> [UzbekSounds]? {
    let letters = Array(word)
    var sounds: [UzbekSounds] = []
    sounds.reserveCapacity(letters.count)
    var index = 0
    while index < letters.count {
      let next = index + 1 < letters.count ? letters[index + 1] : " "
      if let pair = pair(letters[index], next, isFirst: index == 0) {
        sounds.append(pair.sound)
        index += pair.count
      } else if let sound = single(letters[index], after: index > 0 ? letters[index - 1] : nil, before: next) {
        sounds.append(sound)
        index += 1
      } else {
        return nil
      }
    }
    return sounds
  }

  /// Whether a letter is of one of the alphabets, a digit or an apostrophe.
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    isApostrophe(scalar) || single(scalar, after: nil, before: " ") != nil
  }

  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x27, 0x2018, 0x2019, 0x2BB...0x2BF, 0x60, 0xB4: true
    default: false
    }
  }

  // MARK: - Letters

  /// Two letters for one sound.
  private static func pair(
    _ letter: Unicode.Scalar, _ next: Unicode.Scalar, isFirst: Bool
  ) -> (sound: UzbekSounds, count: Int)? {
    switch (letter, next) {
    case ("o", "'"): (Self.o, 2)
    case ("g", "'"): (Self.g, 2)
    case ("s", "h"): (Self.sh, 2)
    case ("c", "h"): (Self.ch, 2)
    case ("y", "e") where isFirst: (Self.firstY, 1)
    case ("t", "s"): (Self.tBeforeS, 1)
    default: nil
    }
  }

  private static func single(
    _ letter: Unicode.Scalar, after last: Unicode.Scalar?, before next: Unicode.Scalar
  ) -> UzbekSounds? {
    switch letter {
    case "e" where last == nil: firstE
    case "е": cyrillicE(after: last)
    default: table[letter]
    }
  }

  /// Ye at the beginning, after a vowel and after ъ and ь; Russian keyboards and editors write it for ё as well.
  private static func cyrillicE(after last: Unicode.Scalar?) -> UzbekSounds {
    let isAfterConsonant = last.map { !"аеёиоуўэюяыъь'".unicodeScalars.contains($0) } ?? false
    return isAfterConsonant ? innerE : fullE
  }

  // Made once: words are read letter by letter.
  private static let o = UzbekSounds("O")
  private static let g = UzbekSounds("G")
  private static let sh = UzbekSounds("S")
  private static let ch = UzbekSounds("C")
  /// Yevropa, Evropa.
  private static let firstY = UzbekSounds("y", inLongWords: [""])
  private static let firstE = UzbekSounds("e", inLongWords: ["ye"])
  /// Konstitutsiya, konstitusiya.
  private static let tBeforeS = UzbekSounds("t", inLongWords: [""])
  private static let innerE = UzbekSounds("e", inLongWords: ["ye", "yo"])
  private static let fullE = UzbekSounds("ye", inLongWords: ["e", "yo"])

  private static let table: [Unicode.Scalar: UzbekSounds] = {
    var table: [Unicode.Scalar: UzbekSounds] = [
      // What the reforms of 2018 to 2023 write in one letter.
      "ñ": UzbekSounds("ng"), "ı": UzbekSounds("i"),
      "г": UzbekSounds("g", or: ["G"]), "к": UzbekSounds("k", or: ["q"]), "у": UzbekSounds("u", or: ["O"]),
      "х": UzbekSounds("x", or: ["h"]), "ц": UzbekSounds("ts", inLongWords: ["s"]),
      "э": firstE, "ъ": UzbekSounds(""), "ь": UzbekSounds(""), "'": UzbekSounds(""),
    ]
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789".unicodeScalars { table[letter] = UzbekSounds(String(letter)) }
    table["o"] = UzbekSounds("o", or: ["O"])
    table["u"] = UzbekSounds("u", or: ["O"])
    table["g"] = UzbekSounds("g", or: ["G"])
    table["h"] = UzbekSounds("h", or: ["x"])
    table["x"] = UzbekSounds("x", or: ["h"])
    table["s"] = UzbekSounds("s", inLongWords: ["ts"])
    for letter in "ŏõōóöôò".unicodeScalars { table[letter] = UzbekSounds("O") }
    for letter in "ğḡǵġĝ".unicodeScalars { table[letter] = UzbekSounds("G") }
    for letter in "şšș".unicodeScalars { table[letter] = UzbekSounds("S") }
    for letter in "çčć".unicodeScalars { table[letter] = UzbekSounds("C") }
    let plain = """
      а a б b в v ғ G д d ё yo ж j з z и i й y қ q л l м m н n о o п p р r с s т t ў O ф f ҳ h ч C ш S щ S ы i ю yu я ya
      """.split { $0 == " " || $0 == "\n" }
    for index in stride(from: 0, to: plain.count, by: 2) {
      if let letter = plain[index].unicodeScalars.first { table[letter] = UzbekSounds(String(plain[index + 1])) }
    }
    return table
  }()
}
