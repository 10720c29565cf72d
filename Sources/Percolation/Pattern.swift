import TextAnalysis
import UzbekWords

/// One leaf of a rule that looks for a token. Equal leaves across all rules are one pattern.
enum Pattern: Hashable, Sendable {
  static let anyRun = UInt8(ascii: "*")
  static let anyCharacter = UInt8(ascii: "?")

  /// The folded or the exact form, with `*` and `?` for the wildcards. Nothing else is written so: the characters
  /// themselves separate words, so that neither stands in a token.
  case spelling(String, isExact: Bool)
  /// Any inflection of a word.
  indirect case inflections(Inflections)
  /// A folded form, and how many edits away from it a token may be.
  case edits(String, limit: Int)
  /// A word of `uz(…)`.
  indirect case uzbek(UzbekWord)
  /// A `NameMark`: a word that may be a part of a name, or tells something of the names around it.
  case name(String)

  static func spelling(_ word: QueryWord, isExact: Bool) -> Pattern {
    var text = ""
    var isAfterRun = false
    for element in isExact ? word.exact : word.folded {
      switch element {
      case .text(let piece): text += piece
      case .anyCharacter: text += "?"
      // A run after a run changes nothing.
      case .anyRun: if !isAfterRun { text += "*" }
      }
      isAfterRun = element == .anyRun
    }
    return .spelling(text, isExact: isExact)
  }

  /// The same in every process.
  var stableHash: UInt64 {
    var hash = StableHash()
    switch self {
    case .spelling(let text, let isExact):
      hash.combine(isExact ? 1 : 0)
      hash.combine(text)
    case .inflections(let inflections):
      hash.combine(2)
      hash.combine(inflections.language.rawValue)
      hash.combine(inflections.beginning)
      for stem in inflections.stems {
        hash.combine(0)
        hash.combine(stem)
      }
    case .edits(let text, let limit):
      hash.combine(3)
      hash.combine(UInt64(limit))
      hash.combine(text)
    case .name(let mark):
      hash.combine(4)
      hash.combine(mark)
    case .uzbek(let word):
      hash.combine(5)
      hash.combine(word.sounds)
    }
    return hash.value
  }

  static func isWildcard(_ byte: UInt8) -> Bool { byte == anyRun || byte == anyCharacter }

  /// A guess at how rare tokens are that satisfy it: the expected occurrences in an article, up to a factor.
  var weight: Double {
    switch self {
    case .spelling(let text, let isExact):
      var literals = 0
      var runs = 0
      for scalar in text.unicodeScalars {
        switch scalar {
        case "*": runs += 1
        case "?": break
        default: literals += 1
        }
      }
      let rarity = Self.rarity(length: literals - 2 * runs)
      return isExact ? rarity / 2 : rarity
    case .inflections(let inflections):
      return Self.rarity(length: (inflections.stems.lazy.map(\.unicodeScalars.count).min() ?? 0) - 1)
    case .edits(let text, let limit): return Self.rarity(length: text.unicodeScalars.count - 2 * limit)
    case .uzbek(let word): return Self.rarity(length: word.sounds.utf8.count - 1)
    case .name(let mark): return Self.rarity(length: mark.unicodeScalars.count - 1)
    }
  }

  static func rarity(length: Int) -> Double {
    let length = max(1, min(16, length))
    return 1 / Double(length * length)
  }
}
