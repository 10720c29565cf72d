/// The codes of all warnings on rule files, whoever tells them: what `# allow:` can name.
package enum WarningCode: String, Sendable, CaseIterable {
  case broadWildcard = "broad-wildcard"
  case commentInText = "comment-in-text"
  case containedRule = "contained-rule"
  case costlyRule = "costly-rule"
  case excludesItself = "excludes-itself"
  case impossibleWord = "impossible-word"
  case lastGood = "last-good"
  case linkOutside = "link-outside"
  case metadataOnly = "metadata-only"
  case mixedAlphabets = "mixed-alphabets"
  case prefixFindsNothing = "prefix-finds-nothing"
  case regexBoundary = "regex-boundary"
  case regexWithoutLiterals = "regex-without-literals"
  case sentenceInPhrase = "sentence-in-phrase"
  case unknownAllow = "unknown-allow"
  case unknownEndpoint = "unknown-endpoint"
  case untestedRule = "untested-rule"
  case unusedAllow = "unused-allow"
  case unusedList = "unused-list"

  /// Those that reading the rules tells; the others only who looks for them.
  package static let toldByReading = Set(
    [.commentInText, .lastGood, .linkOutside]
      + QueryCode.allCases.filter { $0.severity == .warning }.compactMap { WarningCode(rawValue: $0.rawValue) })

  /// One line on the kind of warning, for a table of codes.
  package var summary: String {
    switch self {
    case .broadWildcard: "a wildcard that a tenth of all words match"
    case .commentInText: "a # in an unquoted text begins a comment"
    case .containedRule: "a rule that tells nothing which another rule does not tell"
    case .costlyRule: "a rule that costs far more than others (with --articles)"
    case .excludesItself: "an exclusion that takes away all that the rest finds"
    case .impossibleWord: "a word that no article can have"
    case .lastGood: "something that is wrong runs on in its last good version"
    case .linkOutside: "a link that leaves the rules folder"
    case .metadataOnly: "a rule that looks for no word"
    case .mixedAlphabets: "a word with a letter of another alphabet in it"
    case .prefixFindsNothing: "a zone prefix inside another one that excludes it"
    case .regexBoundary: "\\b beside a letter that it does not know"
    case .regexWithoutLiterals: "a regular expression without letters or digits that must be there"
    case .sentenceInPhrase: "a phrase that reaches over the end of a sentence"
    case .unknownAllow: "an allow that names no warning"
    case .unknownEndpoint: "a name in notify that is no endpoint of the settings"
    case .untestedRule: "a rule without a test"
    case .unusedAllow: "an allow that silences nothing"
    case .unusedList: "a list that no rule uses"
    }
  }
}
