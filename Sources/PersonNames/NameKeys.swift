/// The keys of a name: two spellings of one name have one in common.
///
/// A key keeps the consonants as sounds, doubled ones once, and what the first two vowels may be, in three classes: `a`; `i`
/// for e, i and y; `u`. An o is both a and u, for Uzbek o is Russian а, and Uzbek oʻ Russian у. A vowel at the end is a `~`,
/// for women's names and surnames have one where men's have none; `~a` is the end of -ская. All further vowels are left
/// out, and so is the one before the v of -ov and -ev, unless several stand there: Aliyev is not Alov. Where letters can be
/// read in several ways there are several keys; so German Sch finds both ш and ж, and ш does not find ж.
enum NameKeys {
  private static let maximumKeys = 64
  private static let vowels: Set<Character> = ["a", "A", "e", "ё", "i", "j", "o", "O", "u", "y", "ю", "я"]

  /// Of a word in the nominative; none for what is no word.
  static func keys(of letters: [Character]) -> Set<String> {
    var keys: Set<String> = []
    for reading in NameSounds.readings(of: letters) {
      for key in self.keys(ofSounds: reading) where keys.count < maximumKeys { keys.insert(key) }
    }
    keys.remove("")
    return keys
  }

  private enum Piece {
    case consonant(Character)
    case vowels([Character])
  }

  private static func keys(ofSounds sounds: [Character]) -> [String] {
    let pieces = pieces(of: sounds)
    var keys = [""]
    var vowelCount = 0
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .consonant(let sound):
        for key in keys.indices { keys[key].append(sound) }
      case .vowels(let group):
        let choices = choices(for: group, number: vowelCount, at: index, of: pieces)
        keys = keys.flatMap { key in choices.map { key + $0 } }
        vowelCount += 1
      }
    }
    return keys
  }

  private static func pieces(of sounds: [Character]) -> [Piece] {
    var pieces: [Piece] = []
    for sound in sounds {
      if vowels.contains(sound) {
        if case .vowels(let group)? = pieces.last {
          pieces[pieces.count - 1] = .vowels(group + [sound])
        } else {
          pieces.append(.vowels([sound]))
        }
      } else {
        if case .consonant(sound)? = pieces.last { continue }
        pieces.append(.consonant(sound))
      }
    }
    return pieces
  }

  /// What vowels that stand together add to a key. `number`: of vowels before them.
  private static func choices(
    for group: [Character], number: Int, at index: Int, of pieces: [Piece]
  ) -> [String] {
    let isFirst = index == 0
    var before: Character?
    if !isFirst, case .consonant(let sound) = pieces[index - 1] { before = sound }
    if index == pieces.count - 1 {
      let end = isFeminineEnd(group, at: index, of: pieces) ? "~a" : "~"
      return number == 0 ? classes(of: group, number, after: before).map { $0 + end } : [end]
    }
    if number > 1 { return [""] }
    if number == 1, isEndingVowel(group), isBeforeLastV(index, pieces) { return [""] }
    return classes(of: group, number, after: before)
  }

  /// The o or e of -ov and -ev, with its glide: Khrushchyov.
  private static func isEndingVowel(_ group: [Character]) -> Bool {
    guard let last = group.last, "oeё".contains(last) else { return false }
    return group.count == 1 || group.count == 2 && "yj".contains(group[0])
  }

  /// Whether nothing follows but v, and perhaps the vowel of the feminine.
  private static func isBeforeLastV(_ index: Int, _ pieces: [Piece]) -> Bool {
    guard index + 1 < pieces.count, case .consonant("v") = pieces[index + 1] else { return false }
    if index + 2 == pieces.count { return true }
    guard index + 3 == pieces.count, case .vowels = pieces[index + 2] else { return false }
    return true
  }

  /// -aya, or the -a of -ska.
  private static func isFeminineEnd(_ group: [Character], at index: Int, of pieces: [Piece]) -> Bool {
    guard group[0] == "a" else { return false }
    if group.count > 1 { return group.last == "a" || group.last == "я" }
    guard index > 1, case .consonant("k") = pieces[index - 1], case .consonant("s") = pieces[index - 2] else {
      return false
    }
    return true
  }

  /// The first vowel of a group decides, and where it may be a glide the second one.
  private static func classes(of group: [Character], _ number: Int, after before: Character?) -> [String] {
    var classes = classes(of: group[0])
    guard group.count > 1 else {
      // Ahmed is Ahmad.
      if group[0] == "e", number == 1 { classes.append("a") }
      return classes
    }
    let next = group[1]
    switch group[0] {
    case "y", "j":
      classes = self.classes(of: next)
      if next == "o" || before != nil { classes.append("i") }
    case "i":
      if next == "a" || next == "o" || next == "u" { classes += self.classes(of: next) }
    case "u":
      // French Gue and Gui.
      if before == "g", next == "e" || next == "i" { classes.append("i") }
    case "a":
      if next == "u" { classes = ["aW"] }
    case "e":
      if number == 1 { classes.append("a") }
    default: break
    }
    return Array(Set(classes)).sorted()
  }

  private static func classes(of vowel: Character) -> [String] {
    switch vowel {
    case "a", "я": ["a"]
    case "o": ["a", "u"]
    case "u", "ю": ["u"]
    case "A": ["a", "i"]
    case "O": ["i", "u"]
    case "ё": ["a", "i", "u"]
    default: ["i"]
    }
  }
}
