/// The keys of a name: two spellings of one name have one in common.
///
/// A key keeps the consonants as sounds, doubled ones once, and what the first two vowels may be, in three classes: `a`; `i`
/// for e, i and y; `u`. An o is both a and u, for Uzbek o is Russian а, and Uzbek oʻ Russian у. A vowel at the end is a `~`,
/// for women's names and surnames have one where men's have none; `~a` is the end of -ская. All further vowels are left
/// out, and so is the one before the v of -ov and -ev, unless several stand there: Aliyev is not Alov. Where letters can be
/// read in several ways there are several keys; so German Sch finds both ш and ж, and ш does not find ж.
enum NameKeys {
  private typealias Sound = NameSounds.Sound

  private static let maximumKeys = 48

  /// Of a word in the nominative; none for what is no word.
  static func keys(of letters: [NameSounds.Letter]) -> Set<String> {
    var keys: Set<String> = []
    for reading in NameSounds.readings(of: letters) {
      for key in self.keys(ofSounds: reading) where !key.isEmpty && keys.count < maximumKeys {
        keys.insert(String(decoding: key, as: UTF8.self))
      }
    }
    return keys
  }

  /// A run of vowels, or one consonant.
  private struct Piece {
    let first: Sound
    var second: Sound = 0
    var last: Sound
    var count = 1
    let isVowels: Bool

    init(_ sound: Sound) {
      first = sound
      last = sound
      isVowels = NameKeys.isVowel(sound)
    }

    func isConsonant(_ sound: Sound) -> Bool { !isVowels && first == sound }
  }

  /// What a run of vowels may add to a key.
  private struct Classes: OptionSet {
    let rawValue: UInt8
    static let a = Classes(rawValue: 1)
    static let i = Classes(rawValue: 2)
    static let u = Classes(rawValue: 4)
    /// Saud is not Said.
    static let aw = Classes(rawValue: 8)

    static let all: [(Classes, [Sound])] = [
      (.a, Array("a".utf8)), (.i, Array("i".utf8)), (.u, Array("u".utf8)), (.aw, Array("aW".utf8)),
    ]
  }

  private static func isVowel(_ sound: Sound) -> Bool {
    switch UnicodeScalar(sound) {
    case "a", "A", "e", "E", "i", "j", "o", "O", "u", "U", "y", "Y": true
    default: false
    }
  }

  private static func keys(ofSounds sounds: [Sound]) -> [[Sound]] {
    let pieces = pieces(of: sounds)
    var keys: [[Sound]] = [[]]
    var vowelCount = 0
    for (index, piece) in pieces.enumerated() {
      guard piece.isVowels else {
        for key in keys.indices { keys[key].append(piece.first) }
        continue
      }
      let classes = classes(number: vowelCount, at: index, of: pieces)
      if !classes.isEmpty {
        keys = keys.flatMap { key in
          Classes.all.lazy.filter { classes.contains($0.0) }.map { key + $0.1 }
        }
      }
      if index == pieces.count - 1 {
        let end = Array((isFeminineEnd(pieces) ? "~a" : "~").utf8)
        for key in keys.indices { keys[key] += end }
      }
      vowelCount += 1
    }
    return keys
  }

  private static func pieces(of sounds: [Sound]) -> [Piece] {
    var pieces: [Piece] = []
    pieces.reserveCapacity(sounds.count)
    for sound in sounds {
      guard let last = pieces.last, last.isVowels == isVowel(sound), last.isVowels || last.first == sound else {
        pieces.append(Piece(sound))
        continue
      }
      guard last.isVowels else { continue }
      if last.count == 1 { pieces[pieces.count - 1].second = sound }
      pieces[pieces.count - 1].last = sound
      pieces[pieces.count - 1].count += 1
    }
    return pieces
  }

  /// Nothing where vowels are left out. `number`: of runs of vowels before.
  private static func classes(number: Int, at index: Int, of pieces: [Piece]) -> Classes {
    let piece = pieces[index]
    let before = index > 0 ? pieces[index - 1].first : nil
    if index == pieces.count - 1 { return number == 0 ? classes(of: piece, number, after: before) : [] }
    if number > 1 { return [] }
    if number == 1, isEndingVowel(piece), isBeforeLastV(index, pieces) { return [] }
    return classes(of: piece, number, after: before)
  }

  /// The o or e of -ov and -ev, with its glide: Khrushchyov.
  private static func isEndingVowel(_ piece: Piece) -> Bool {
    switch UnicodeScalar(piece.last) {
    case "o", "e", "E": piece.count == 1 || piece.count == 2 && isGlide(piece.first)
    default: false
    }
  }

  private static func isGlide(_ sound: Sound) -> Bool { sound == UInt8(ascii: "y") || sound == UInt8(ascii: "j") }

  /// Whether nothing follows but v, and perhaps the vowel of the feminine.
  private static func isBeforeLastV(_ index: Int, _ pieces: [Piece]) -> Bool {
    guard index + 1 < pieces.count, pieces[index + 1].isConsonant(UInt8(ascii: "v")) else { return false }
    return index + 2 == pieces.count || index + 3 == pieces.count && pieces[index + 2].isVowels
  }

  /// -aya, or the -a of -ska.
  private static func isFeminineEnd(_ pieces: [Piece]) -> Bool {
    guard let end = pieces.last, end.first == UInt8(ascii: "a") else { return false }
    if end.count > 1 { return end.last == UInt8(ascii: "a") || end.last == UInt8(ascii: "Y") }
    return pieces.count > 2 && pieces[pieces.count - 2].isConsonant(UInt8(ascii: "k"))
      && pieces[pieces.count - 3].isConsonant(UInt8(ascii: "s"))
  }

  /// The first vowel of a run decides, and where it may be a glide the second one.
  private static func classes(of piece: Piece, _ number: Int, after before: Sound?) -> Classes {
    var classes = classes(of: piece.first)
    let next = UnicodeScalar(piece.second)
    switch UnicodeScalar(piece.first) {
    case "e":
      // Ahmed is Ahmad.
      if number == 1 { classes.insert(.a) }
    case "y" where piece.count > 1, "j" where piece.count > 1:
      classes = self.classes(of: piece.second)
      if next == "o" || before != nil { classes.insert(.i) }
    case "i" where piece.count > 1:
      if next == "a" || next == "o" || next == "u" { classes.formUnion(self.classes(of: piece.second)) }
    case "u" where before == UInt8(ascii: "g"):
      // French Gue and Gui.
      if next == "e" || next == "i" { classes.insert(.i) }
    case "a":
      if next == "u" { classes = .aw }
    default: break
    }
    return classes
  }

  private static func classes(of vowel: Sound) -> Classes {
    switch UnicodeScalar(vowel) {
    case "a", "Y": .a
    case "o": [.a, .u]
    case "u", "U": .u
    case "A": [.a, .i]
    case "O": [.i, .u]
    case "E": [.a, .i, .u]
    default: .i
    }
  }
}
