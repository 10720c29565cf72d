import Diagnostics

/// The kinds of mistake that a query can have. The raw value is the diagnostic's stable code.
package enum QueryCode: String, Sendable, CaseIterable {
  case alwaysReached = "always-reached"
  case badDistance = "bad-distance"
  case badListName = "bad-list-name"
  case badName = "bad-name"
  case badNumber = "bad-number"
  case badRegex = "bad-regex"
  case badUzbek = "bad-uzbek"
  case badValue = "bad-value"
  case badWeight = "bad-weight"
  case bareAddress = "bare-address"
  case bareRegex = "bare-regex"
  case booleanInList = "boolean-in-list"
  case booleanInSpan = "boolean-in-span"
  case chainedUnless = "chained-unless"
  case commaOutsideNear = "comma-outside-near"
  case danglingEscape = "dangling-escape"
  case disjointZones = "disjoint-zones"
  case emptyExact = "empty-exact"
  case emptyName = "empty-name"
  case emptyParentheses = "empty-parentheses"
  case emptyPhrase = "empty-phrase"
  case emptyQuery = "empty-query"
  case emptyRegex = "empty-regex"
  case fewLiterals = "few-literals"
  case formInPhrase = "form-in-phrase"
  case foreignOperator = "foreign-operator"
  case listInPhrase = "list-in-phrase"
  case lowerCaseOperator = "lower-case-operator"
  case matchesEverything = "matches-everything"
  case metadataOnly = "metadata-only"
  case missingDistance = "missing-distance"
  case missingOperand = "missing-operand"
  case missingParentheses = "missing-parentheses"
  case mixedAndOr = "mixed-and-or"
  case mixedForms = "mixed-forms"
  case mixedNear = "mixed-near"
  case moreErrors = "more-errors"
  case neverMatches = "never-matches"
  case neverReached = "never-reached"
  case noLetter = "no-letter"
  case noStemmer = "no-stemmer"
  case notWithoutAnd = "not-without-and"
  case regexBoundary = "regex-boundary"
  case regexFlags = "regex-flags"
  case regexTooLarge = "regex-too-large"
  case regexWithoutLiterals = "regex-without-literals"
  case repeatedPart = "repeated-part"
  case shortWord = "short-word"
  case sideBySide = "side-by-side"
  case strayParenthesis = "stray-parenthesis"
  case surnameAlone = "surname-alone"
  case tooDeep = "too-deep"
  case tooFewOperands = "too-few-operands"
  case tooLarge = "too-large"
  case tooManyParts = "too-many-parts"
  case twoOperators = "two-operators"
  case unclosedParenthesis = "unclosed-parenthesis"
  case unclosedQuote = "unclosed-quote"
  case unclosedRegex = "unclosed-regex"
  case unknownForm = "unknown-form"
  case unknownPrefix = "unknown-prefix"

  package var severity: Diagnostic.Severity {
    switch self {
    case .metadataOnly, .regexBoundary, .regexWithoutLiterals: .warning
    default: .error
    }
  }

  /// One line on the kind of mistake, for a table of codes.
  package var summary: String {
    switch self {
    case .alwaysReached: "the number of SCORE is reached whatever is in the article"
    case .badDistance: "the distance of NEAR or BEFORE is not a number from 0 to 1000, s or p"
    case .badListName: "the name of a list after $ is missing or has characters that no list name has"
    case .badName: "name(…) has something in it that is no part of a name"
    case .badNumber: "the number of ATLEAST, OF, SCORE or FIRST is missing or out of bounds"
    case .badRegex: "a regular expression has a mistake, or a form that is not supported"
    case .badUzbek: "uz(…) has no word in it, or something that is no part of an Uzbek word"
    case .badValue: "a condition such as source: or published: has a value that it cannot compare with"
    case .badWeight: "a part of SCORE has no weight that can be read, or a weight stands outside SCORE"
    case .bareRegex: "a sign of regular expressions stands in a word, without slashes around it"
    case .bareAddress: "a web address stands in the query without quotes"
    case .booleanInList: "a list item is only true or false and finds no place in the text"
    case .booleanInSpan:
      "AND, NOT, ATLEAST, OF, SCORE or a condition stands inside an operator that needs places in the text"
    case .chainedUnless: "UNLESS follows UNLESS without parentheses"
    case .commaOutsideNear: "a comma stands where no list of NEAR, BEFORE, OF or SCORE is"
    case .danglingEscape: "a backslash has no character after it to escape"
    case .disjointZones: "a zone is asked for inside another zone that it is no part of"
    case .emptyExact: "= has no word directly after it"
    case .emptyName: "name(…) has no name in it"
    case .emptyParentheses: "parentheses have nothing in them"
    case .emptyPhrase: "quotes have no word in them"
    case .emptyQuery: "there is nothing to look for"
    case .emptyRegex: "a regular expression is empty, or can match nothing but the empty text"
    case .fewLiterals: "a word with * or ? has fewer than two letters or digits"
    case .formInPhrase: "a form such as uz(…) or /…/ stands inside quotes"
    case .foreignOperator: "an operator is written as other search programs write it"
    case .listInPhrase: "a list stands inside quotes"
    case .lowerCaseOperator: "an operator is not written in capitals"
    case .matchesEverything: "the query is true of an article without any text"
    case .metadataOnly: "the query can be true without any word, so every article has to be looked at"
    case .missingDistance: "NEAR or BEFORE has no distance"
    case .missingOperand: "an operator or prefix has nothing to work on"
    case .missingParentheses: "ATLEAST, SCORE or FIRST has no parentheses after it"
    case .mixedAndOr: "AND and OR are mixed without parentheses"
    case .mixedForms: "= or a wildcard stands at a word with ~"
    case .mixedNear: "different NEAR or BEFORE operators are mixed without parentheses"
    case .moreErrors: "there are more mistakes than are shown"
    case .neverMatches: "NEAR, BEFORE or FIRST asks for words in zones that have nothing in common"
    case .neverReached: "OF or SCORE asks for more than all its parts together give"
    case .noLetter: "a word has no letter and no digit"
    case .noStemmer: "the inflections of a word are asked for in a language where they are not known"
    case .notWithoutAnd: "NOT follows a word without AND"
    case .regexBoundary: "a sign of a regular expression knows only English letters, and there are other ones in it"
    case .regexFlags: "something stands directly behind the closing slash of a regular expression"
    case .regexTooLarge: "a regular expression is too long or takes too much memory"
    case .regexWithoutLiterals:
      "a regular expression has no letters or digits that always stand in what it matches, so every article has to be looked at"
    case .repeatedPart: "OF or SCORE has the same part twice"
    case .shortWord: "a word is too short for the letters of it that may differ"
    case .sideBySide: "two words stand side by side without an operator"
    case .strayParenthesis: "a closing parenthesis was never opened"
    case .surnameAlone: "name(…) has one word and does not say alone"
    case .tooDeep: "parentheses and prefixes are nested too deeply"
    case .tooFewOperands: "NEAR, BEFORE or OF with a list needs two or more parts"
    case .tooLarge: "the text of the query is too long"
    case .tooManyParts: "the query has too many parts"
    case .twoOperators: "two operators follow each other"
    case .unclosedParenthesis: "a parenthesis is never closed"
    case .unclosedQuote: "a quote is never closed"
    case .unclosedRegex: "a regular expression is never closed on its line"
    case .unknownForm: "~ stands where it says nothing, or with something behind it that is not known"
    case .unknownPrefix: "a word before a colon is no known prefix"
    }
  }
}

/// Collects the diagnostics of one query, and counts those that are too many to show.
struct QueryProblems {
  static let maximumShown = 100

  let file: String
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var omitted = 0
  private(set) var hasErrors = false
  /// Nothing more is taken after a limit was passed: what follows would be told wrongly.
  var isClosed = false

  init(file: String) { self.file = file }

  mutating func report(
    _ code: QueryCode, _ message: String, at utf8Range: Range<Int>, secondary: Diagnostic.Label? = nil,
    hint: String? = nil
  ) {
    guard !isClosed else { return }
    if code.severity == .error { hasErrors = true }
    guard diagnostics.count < Self.maximumShown else {
      omitted += 1
      return
    }
    diagnostics.append(
      Diagnostic(
        code.rawValue, code.severity, message, file: file, at: utf8Range, secondary: secondary, hint: hint))
  }

  /// Takes back what was told of `utf8Range`, because a mistake found later explains it.
  mutating func withdraw(in utf8Range: Range<Int>, except code: QueryCode) {
    diagnostics.removeAll { utf8Range.contains($0.utf8Range.lowerBound) && $0.code != code.rawValue }
  }

  /// All diagnostics in the order of the text.
  func finished() -> [Diagnostic] {
    guard !diagnostics.isEmpty else { return [] }
    let ordered = diagnostics.enumerated().sorted {
      ($0.element.utf8Range.lowerBound, $0.offset) < ($1.element.utf8Range.lowerBound, $1.offset)
    }
    var all = ordered.map(\.element)
    if omitted > 0, let last = all.last {
      all.append(
        Diagnostic(
          QueryCode.moreErrors.rawValue, .error, "there are \(omitted) more mistakes than are shown", file: file,
          at: last.utf8Range.upperBound..<last.utf8Range.upperBound, hint: "correct those above first"))
    }
    return all
  }
}
