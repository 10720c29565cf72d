/// The many characters that scraped text has for an apostrophe.
enum Apostrophe {
  static func contains(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x27, 0x60, 0xB4, 0x2BB...0x2BF, 0x2018, 0x2019, 0xFF07: true
    default: false
    }
  }

  /// Whether it may stand before a possessive s and in elisions. The turned comma and the half rings are letters of
  /// Uzbek and of transliterations only.
  static func isPossessive(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2BB, 0x2BD...0x2BF: false
    default: contains(scalar) || scalar == 0x1FEF || scalar == 0x1FFD
    }
  }
}

/// French and Italian articles and the like that lose their vowel before another.
enum Elisions {
  static func contains(_ key: WordKey) -> Bool { keys.contains(key) }

  /// Whether an accent in it is composed does not matter.
  static func isVowelOrH(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 {
      switch UInt8(scalar | 0x20) {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
        UInt8(ascii: "y"), UInt8(ascii: "h"):
        return true
      default: return false
      }
    }
    return accentedVowels.contains(scalar)
  }

  private static let keys = WordKeySet(
    """
    l d j m t s n c qu jusqu lorsqu puisqu quoiqu un dell all nell sull dall quest
    """.split(whereSeparator: \.isWhitespace))

  private static let accentedVowels = Set(
    "àáâãäåæèéêëìíîïòóôõöøœùúûüýÿāēīōūăĕĭŏŭÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØŒÙÚÛÜÝŸĀĒĪŌŪĂĔĬŎŬ".unicodeScalars.map(\.value))
}
