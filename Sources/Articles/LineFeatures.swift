/// What can be said of a line by itself. A pure function of the line.
struct LineFeatures: Sendable, Equatable {
  enum Ending: UInt8, Sendable {
    case none, stop, question, colon, comma
  }

  enum Script: UInt8, Sendable {
    case none, latin, cyrillic, other
  }

  /// Above so many words no phrase of page furniture is looked for.
  static let maximumPhraseWords = 90

  private(set) var words = 0
  /// Complete ones, by their stops.
  private(set) var sentences = 0
  private(set) var ending = Ending.none
  private(set) var startsLowercase = false
  private(set) var script = Script.none
  /// Whether all its letters are of that one script.
  private(set) var isOneScript = false
  private(set) var letters = 0
  private(set) var phrases = PhraseFindings()
  private(set) var isBreadcrumb = false
  private(set) var isHashtags = false
  /// Whether it says when the page was published and nothing else.
  private(set) var dateLine: DateLine?

  var phrase: PhraseHit? { phrases.phrase }
  var appeal: Int { phrases.appeal }
  var blurb: Int { phrases.blurb }
  var addressesReader: Bool { phrases.addressesReader }
  var introducesList: Bool { phrases.introducesList }
  var creditWord: Int? { phrases.creditWord }

  init(_ line: PageLine) {
    var scan = LineScan()
    for scalar in line.text.unicodeScalars { scan.read(scalar) }
    words = scan.words
    ending = scan.ending
    sentences = scan.sentences + (ending == .stop || ending == .question ? 1 : 0)
    letters = scan.latin + scan.cyrillic + scan.other
    startsLowercase = scan.startsLowercase
    script = scan.script
    dateLine = DateLine(line.text)
    isOneScript = letters > 0 && max(scan.latin, scan.cyrillic, scan.other) == letters
    guard words <= Self.maximumPhraseWords, line.text.utf8.count <= 2000 else { return }
    phrases = PhraseTable.shared.findings(in: PhraseWords(line.text))
    isBreadcrumb = words <= 24 && Self.isBreadcrumb(line.text)
    isHashtags = line.text.hasPrefix("#") && line.text.split(separator: " ").allSatisfy { $0.hasPrefix("#") }
  }

  /// How sure it is that the line is running text.
  var sentenceWeight: Int {
    guard words >= 4 else { return 0 }
    switch ending {
    case .stop: return sentences >= 2 ? 14 : 8
    case .question: return sentences >= 2 ? 14 : words > 12 ? 8 : 3
    case .colon: return words >= 5 ? 8 : 0
    case .none, .comma: return words > 40 ? 12 : words > 25 ? 6 : sentences > 0 ? 4 : 0
    }
  }

  var isSentence: Bool { sentenceWeight >= 8 }

  /// "Home / Asia / Uzbekistan": short names with separators between.
  private static func isBreadcrumb(_ text: String) -> Bool {
    // "»", "›" and "→" begin with these bytes.
    guard text.utf8.contains(where: { [0x2F, 0x3E, 0x3A, 0xC2, 0xE2].contains($0) }) else { return false }
    var separators = 0
    var run = 0
    for word in text.split(separator: " ") {
      if word.utf8.count <= 3, ["/", ">", "»", "›", "→", "::"].contains(word) {
        guard run > 0 else { return false }
        separators += 1
        run = 0
      } else {
        run += 1
        guard run <= 4 else { return false }
      }
    }
    return separators > 0 && run > 0
  }
}

/// Counts words, sentences and scripts of a line in one pass.
private struct LineScan {
  private(set) var words = 0
  private(set) var sentences = 0
  private(set) var latin = 0
  private(set) var cyrillic = 0
  private(set) var other = 0
  private(set) var startsLowercase = false
  private(set) var ending = LineFeatures.Ending.none

  private var wordLength = 0
  private var lastWordLength = 0
  private var ideographs = 0
  /// A stop was read behind a whole word, and only quotes or spaces since.
  private var hasStop = false
  private var hasSpaceBehindStop = false

  mutating func read(_ scalar: Unicode.Scalar) {
    if scalar.isInWord {
      readInWord(scalar)
    } else if scalar.isFullStop || scalar.isQuestionMark {
      endWord()
      ending = scalar.isFullStop ? .stop : .question
      // A stop behind an initial or an abbreviation of two letters ends no sentence inside a line.
      hasStop = lastWordLength > 2 || scalar != "."
      hasSpaceBehindStop = false
      if scalar == "。" || scalar == "！" || scalar == "？" { hasSpaceBehindStop = true }
    } else if scalar.isSpace {
      endWord()
      if hasStop { hasSpaceBehindStop = true }
    } else if !scalar.isApostrophe || wordLength == 0 {
      endWord()
      if !scalar.isQuoteOrBracket {
        ending = scalar == ":" ? .colon : scalar == "," || scalar == ";" ? .comma : .none
        hasStop = false
      }
    }
  }

  private mutating func readInWord(_ scalar: Unicode.Scalar) {
    if wordLength == 0 {
      if hasStop && hasSpaceBehindStop && !scalar.isLowercaseLetter { sentences += 1 }
      if words == 0 { startsLowercase = scalar.isLowercaseLetter }
      words += 1
    }
    if scalar.value >= 0x3040, scalar.isIdeograph {
      ideographs += 1
      // About two ideographs make a word.
      if ideographs % 2 == 0 { words += 1 }
    }
    wordLength += 1
    ending = .none
    hasStop = false
    guard scalar.isLetter else { return }
    switch scalar.value {
    case 0..<0x250, 0x1E00..<0x1F00, 0x2B0..<0x300: latin += 1
    case 0x400..<0x530, 0x1C80..<0x1C90, 0x2DE0..<0x2E00, 0xA640..<0xA6A0: cyrillic += 1
    default: other += 1
    }
  }

  private mutating func endWord() {
    if wordLength > 0 { lastWordLength = wordLength }
    wordLength = 0
  }

  var script: LineFeatures.Script {
    if latin == 0 && cyrillic == 0 && other == 0 { return .none }
    if latin >= cyrillic && latin >= other { return .latin }
    return cyrillic >= other ? .cyrillic : .other
  }
}
