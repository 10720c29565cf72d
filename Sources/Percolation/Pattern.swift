import TextAnalysis

/// One leaf of a rule that looks for a token. Equal leaves across all rules are one pattern.
struct Pattern: Hashable, Sendable {
  static let anyRun = UInt8(ascii: "*")
  static let anyCharacter = UInt8(ascii: "?")

  /// Of the folded or of the exact form, with `*` and `?` for the wildcards. Nothing else is written so: the
  /// characters themselves separate words, so that neither stands in a token.
  let text: String
  let isExact: Bool

  init(_ word: QueryWord, isExact: Bool) {
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
    self.text = text
    self.isExact = isExact
  }

  /// The same in every process.
  var stableHash: UInt64 {
    var hash = StableHash()
    hash.combine(isExact ? 1 : 0)
    hash.combine(text)
    return hash.value
  }

  static func isWildcard(_ byte: UInt8) -> Bool { byte == anyRun || byte == anyCharacter }

  /// A guess at how rare tokens are that satisfy it: the expected occurrences in an article, up to a factor.
  var weight: Double {
    var literals = 0
    var runs = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "*": runs += 1
      case "?": break
      default: literals += 1
      }
    }
    let length = max(1, min(16, literals - 2 * runs))
    let rarity = 1 / Double(length * length)
    return isExact ? rarity / 2 : rarity
  }
}
