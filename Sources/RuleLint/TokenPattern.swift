import Percolation
import RuleLanguage
import TextAnalysis

/// What one token has to be, in the spellings in which articles are compared; or a person's name.
///
/// `*` and `?` stand for the wildcards: neither character is ever part of a token.
enum TokenPattern: Hashable {
  case folded(String)
  /// With the folded spelling of the same word.
  case exact(String, folded: String)
  indirect case inflected(Inflections)
  case edited(String, limit: Int)
  /// `uz(…)`, unfolded: its letters tell more than those they fold to.
  case uzbek(String)
  case name(String, isAlone: Bool)

  /// Of a word, token by token: one that text analysis splits gives several.
  static func patterns(of word: WordPattern) -> [TokenPattern] {
    PartReading.words(of: word).map { part in
      let folded = text(part.folded)
      return switch word.form {
      case .folded: .folded(folded)
      case .exact: .exact(text(part.exact), folded: folded)
      case .inflected(let language):
        .inflected(Inflections(of: WordForm(folded: folded, exact: text(part.exact)), in: language))
      case .edited(let limit): .edited(folded, limit: limit)
      case .uzbek: .uzbek(text(part.exact))
      }
    }
  }

  private static func text(_ elements: [QueryElement]) -> String {
    elements.reduce(into: "") { text, element in
      switch element {
      case .text(let piece): text += piece
      case .anyRun: text += "*"
      case .anyCharacter: text += "?"
      }
    }
  }

  /// The folded spelling of every token that is this, with wildcards; `nil` where that is not one spelling.
  var foldedText: String? {
    switch self {
    case .folded(let text): text
    // One letter, such as ß, may fold to two.
    case .exact(let text, let folded): text.contains("?") ? folded.replacing("?", with: "*") : folded
    case .inflected, .edited, .uzbek, .name: nil
    }
  }

  /// Whether every token that is this is also the other. False where that is not sure.
  func isPart(of other: TokenPattern) -> Bool {
    if self == other { return true }
    switch (self, other) {
    case (.exact(let text, _), .exact(let others, _)): return WildcardCover.covers(others, text)
    case (_, .folded(let others)): return foldedText.map { WildcardCover.covers(others, $0) } ?? false
    case (.folded(let text), .edited(let others, _)): return text == others
    case (.edited(let text, let limit), .edited(let others, let otherLimit)):
      return text == others && limit <= otherLimit
    default: return false
    }
  }
}

/// Texts with `*` for any run of characters and `?` for one.
enum WildcardCover {
  static func isWild(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Whether whatever fits `text`, which may have wildcards itself, fits `glob`. False where that is not sure.
  static func covers(_ glob: String, _ text: String) -> Bool {
    if glob == text { return true }
    guard isWild(glob) else { return false }
    return covers(Array(glob), Array(text))
  }

  /// Steps back to the last `*` only: O(glob × text).
  static func covers(_ glob: [Character], _ text: [Character]) -> Bool {
    var (position, index) = (0, 0)
    var retry: (glob: Int, text: Int)?
    while index < text.count {
      if position < glob.count, glob[position] == "*" {
        position += 1
        retry = (position, index)
      } else if position < glob.count, text[index] != "*", glob[position] == "?" || glob[position] == text[index] {
        position += 1
        index += 1
      } else if let last = retry {
        retry = (last.glob, last.text + 1)
        (position, index) = (last.glob, last.text + 1)
      } else {
        return false
      }
    }
    return glob[position...].allSatisfy { $0 == "*" }
  }
}
