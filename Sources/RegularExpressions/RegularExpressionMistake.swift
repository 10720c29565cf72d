import CRE2

/// Why a pattern is no regular expression, or none that can find anything.
package struct RegularExpressionMistake: Error, Equatable {
  package enum Kind: Sendable, Equatable {
    case badEscape, badClass, badRange, missingBracket, missingParenthesis, unexpectedParenthesis, trailingBackslash
    case nothingToRepeat, badRepeatCount, badRepeat
    /// `(?` with something behind it that is not known, such as lookaround.
    case badGroup
    case badGroupName
    /// Its program would take too much memory.
    case tooLarge
    case tooLong
    /// It matches only the empty text, or nothing at all.
    case matchesNothing
    case other
  }

  package let kind: Kind
  /// The wrong part of the pattern.
  package let utf8Range: Range<Int>
}

extension RegularExpressionMistake {
  init(_ error: watchword_regex_error) {
    utf8Range = Int(error.from)..<Int(error.to)
    kind =
      switch Int(error.code) {
      case WATCHWORD_REGEX_BAD_ESCAPE: .badEscape
      case WATCHWORD_REGEX_BAD_CLASS: .badClass
      case WATCHWORD_REGEX_BAD_RANGE: .badRange
      case WATCHWORD_REGEX_MISSING_BRACKET: .missingBracket
      case WATCHWORD_REGEX_MISSING_PARENTHESIS: .missingParenthesis
      case WATCHWORD_REGEX_UNEXPECTED_PARENTHESIS: .unexpectedParenthesis
      case WATCHWORD_REGEX_TRAILING_BACKSLASH: .trailingBackslash
      case WATCHWORD_REGEX_NOTHING_TO_REPEAT: .nothingToRepeat
      case WATCHWORD_REGEX_BAD_REPEAT_COUNT: .badRepeatCount
      case WATCHWORD_REGEX_BAD_REPEAT: .badRepeat
      case WATCHWORD_REGEX_BAD_GROUP: .badGroup
      case WATCHWORD_REGEX_BAD_GROUP_NAME: .badGroupName
      case WATCHWORD_REGEX_TOO_LARGE: .tooLarge
      default: .other
      }
  }
}
