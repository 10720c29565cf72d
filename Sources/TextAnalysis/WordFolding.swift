/// Makes the forms of one token from its scalars. Stand-ins for wildcards pass through as letters of their own.
enum WordFolding {
  /// No more than Unicode's Stream-Safe Text Format allows; more would make canonical ordering slow.
  private static let maximumMarksPerLetter = 30

  /// Both forms, composed. Linear in the length.
  static func forms(of surface: some Sequence<Unicode.Scalar>) -> (folded: [Unicode.Scalar], exact: [Unicode.Scalar]) {
    var scalars = Normalization.decomposed(cleaned(surface))
    dropPossessive(&scalars)
    scalars = unifyingMarks(scalars)
    LookAlikes.unify(&scalars)
    return (Normalization.composed(folded(scalars)), Normalization.composed(scalars))
  }

  private static func cleaned(_ surface: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    let table = CharacterTable.shared
    var marks = 0
    return surface.filter { scalar in
      let characterClass = table.info(scalar.value).characterClass
      marks = characterClass == .mark ? marks + 1 : 0
      return characterClass != .ignorable && marks <= maximumMarksPerLetter
    }
  }

  /// 's, but for Uzbek oʻs and gʻs.
  private static func dropPossessive(_ scalars: inout [Unicode.Scalar]) {
    guard let last = scalars.last, last == "s" || last == "S", scalars.count > 2,
      Apostrophe.isPossessive(scalars[scalars.count - 2].value)
    else { return }
    let word = scalars.dropLast(2)
    if word.count == 1, let letter = word.first, ["o", "O", "g", "G"].contains(letter) { return }
    scalars.removeLast(2)
  }

  /// Drops the stops of abbreviations (those of numbers stay) and writes apostrophes and gershayim in one way.
  private static func unifyingMarks(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let table = CharacterTable.shared
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    var isAfterDigit = false
    for (index, scalar) in scalars.enumerated() {
      let characterClass = table.info(scalar.value).characterClass
      switch characterClass {
      case .stop:
        let isBeforeDigit =
          index + 1 < scalars.count && table.info(scalars[index + 1].value).characterClass == .digit
        if isAfterDigit || isBeforeDigit { result.append(".") }
        continue
      case .apostrophe: result.append("'")
      case .mark:
        result.append(scalar)
        continue
      default: result.append(scalar == "\u{5F3}" ? "'" : scalar == "\u{5F4}" ? "\"" : scalar)
      }
      isAfterDigit = characterClass == .digit
    }
    return result
  }

  private static func folded(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let table = CharacterTable.shared
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    var base: Unicode.Scalar = " "
    for scalar in scalars {
      if scalar == "'" || scalar == "\"" { continue }
      if let lower = loweredLetter(scalar) {
        base = lower
        result.append(lower)
        continue
      }
      for lower in lowered(scalar) {
        if table.info(lower.value).characterClass == .mark {
          if keeps(lower, on: base) { result.append(lower) }
        } else {
          base = lower
          result.append(lower)
        }
      }
    }
    return result
  }

  /// The usual case: a character below U+0800 that is no mark and stays one.
  private static func loweredLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    scalar.value < 0x800 ? loweredLetters[Int(scalar.value)] : nil
  }

  private static let loweredLetters: [Unicode.Scalar?] = (UInt32(0)..<0x800).map { value in
    guard let scalar = Unicode.Scalar(value) else { return nil }
    let lower = lowered(scalar)
    guard lower.count == 1, let first = lower.first, !CharacterTable.shared.info(first.value).isOf(.mark) else {
      return nil
    }
    return first
  }

  private static func lowered(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    if scalar.isASCII {
      let value = scalar.value
      let isUpper = (0x41...0x5A).contains(value)
      return String(Unicode.Scalar(UInt8(isUpper ? value | 0x20 : value))).unicodeScalars
    }
    let lower = scalar.properties.lowercaseMapping
    guard let first = lower.unicodeScalars.first, let plain = plainLetters[first] else { return lower.unicodeScalars }
    return (plain + lower.unicodeScalars.dropFirst().map(String.init).joined()).unicodeScalars
  }

  /// Letters without a canonical decomposition that are accented ones all the same, ligatures, and variants of a
  /// letter.
  private static let plainLetters: [Unicode.Scalar: String] = [
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ȷ": "j", "ƶ": "z", "ɨ": "i", "ǥ": "g",
    "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ŋ": "n", "ſ": "s", "ĳ": "ij", "ŉ": "n", "ς": "σ", "µ": "μ",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
  ]

  /// Marks on Latin letters, digits and wildcards go; so do the dots of ё and the stress marks of Cyrillic, but й ў ї
  /// and the letters of other scripts stay what they are.
  private static func keeps(_ mark: Unicode.Scalar, on base: Unicode.Scalar) -> Bool {
    switch base.value {
    case 0x30...0x39, 0x61...0x7A, 0xC0...0x2AF, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF: return false
    case WildcardScalar.anyRun.value, WildcardScalar.anyCharacter.value: return false
    case 0x400...0x52F:
      if mark == "\u{308}" { return base != "е" }
      // ѓ and ќ are letters of Macedonian.
      return !(mark == "\u{301}" && base != "г" && base != "к") && mark != "\u{300}"
    default: return true
    }
  }
}
