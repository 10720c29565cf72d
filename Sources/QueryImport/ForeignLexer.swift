import CivilDate
import RuleLanguage

/// What the languages share that have words, quotes and parentheses separated by spaces.
struct ForeignLexer {
  private static let maximumRun = 1_000

  let text: ForeignText
  private let wildcards: ForeignWord.Wildcards
  private(set) var tokens: [ForeignToken] = []
  var position = 0

  init(_ text: ForeignText, _ wildcards: ForeignWord.Wildcards) {
    self.text = text
    self.wildcards = wildcards
  }

  /// The tokens of the whole text; `readRun` takes what begins at `position` and is no space, parenthesis or quote, up to
  /// the given end, and moves on.
  static func tokens(
    _ text: ForeignText, _ wildcards: ForeignWord.Wildcards,
    _ readRun: (inout ForeignLexer, Range<Int>) throws(ImportError) -> Void
  ) throws(ImportError) -> [ForeignToken] {
    var lexer = ForeignLexer(text, wildcards)
    while let scalar = text[lexer.position] {
      let start = lexer.position
      switch scalar {
      case "(", "[": lexer.add(.open, start..<start + 1)
      case ")", "]": lexer.add(.close, start..<start + 1)
      default:
        if text.isSpace(start) {
          lexer.position += 1
        } else if ForeignText.isQuote(scalar) {
          try lexer.addPhrase()
        } else {
          let end = lexer.endOfRun(from: start)
          guard end - start <= maximumRun else {
            throw ImportError("no word is longer than \(maximumRun) characters", at: text.utf8Range(start..<start + 1))
          }
          try readRun(&lexer, start..<end)
        }
      }
    }
    lexer.add(.end, text.count..<text.count)
    return lexer.tokens
  }

  /// Moves behind the token.
  mutating func add(_ kind: ForeignToken.Kind, _ range: Range<Int>) {
    let shown = text.text(range.lowerBound..<min(range.upperBound, range.lowerBound + 60))
    tokens.append(ForeignToken(kind: kind, text: shown, utf8Range: text.utf8Range(range)))
    position = range.upperBound
  }

  /// A word with its wildcards; a run of signs alone is none and left out.
  mutating func addWord(_ range: Range<Int>) {
    position = range.upperBound
    if let word = ForeignWord.phrase(text.text(range), wildcards) { add(.operand(word), range) }
  }

  /// Something without a counterpart.
  mutating func addOmission(_ range: Range<Int>) {
    add(.operand(Omission.mark(text.text(range.lowerBound..<min(range.upperBound, range.lowerBound + 60)))), range)
  }

  /// The colon of `name:` at the beginning of a run, of which the name begins with a letter.
  func colonBehindName(_ range: Range<Int>) -> Int? {
    guard text[range.lowerBound]?.properties.isAlphabetic ?? false else { return nil }
    let end = text.end(from: range.lowerBound) { scalar in
      !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil || [".", "_", "-"].contains(scalar))
    }
    return text[end] == ":" ? end : nil
  }

  /// `name:value`, `name:"value"` and `name:(…)` in a language that writes fields otherwise: as text it would be found
  /// nowhere. False where nothing of the kind stands here.
  mutating func addUnknownField(_ range: Range<Int>) -> Bool {
    guard let colon = colonBehindName(range), let next = text[colon + 1] else { return false }
    if next == "(" || next == "[" || ForeignText.isQuote(next) {
      add(.field(.unknown), range.lowerBound..<colon + 1)
      return true
    }
    guard ForeignWord.phrase(text.text(colon + 1..<max(colon + 1, range.upperBound)), [:]) != nil else { return false }
    addOmission(range)
    return true
  }

  /// Not much farther than a run may be long.
  func endOfRun(from start: Int) -> Int {
    var left = Self.maximumRun + 1
    return text.end(from: start) { scalar in
      left -= 1
      if left < 0 { return true }
      return
        scalar.properties.isWhitespace || ["(", ")", "[", "]"].contains(scalar) || ForeignText.isQuote(scalar)
    }
  }

  /// The run of characters after white space, and where it stands.
  func nextRun(from start: Int) -> (text: String, range: Range<Int>) {
    let begin = text.skippingSpace(from: start)
    let end = endOfRun(from: begin)
    return (text.text(begin..<end), begin..<end)
  }

  private mutating func addPhrase() throws(ImportError) {
    let start = position
    let inner = try text.quoted(at: start)
    guard let phrase = ForeignWord.phrase(text.text(inner), wildcards) else {
      throw ImportError("there is no word between these quotes", at: text.utf8Range(start..<inner.upperBound + 1))
    }
    add(.operand(phrase), start..<inner.upperBound + 1)
  }
}

/// Numbers and dates in queries.
enum ForeignValue {
  /// Of at most nine ASCII digits.
  static func number(_ text: some StringProtocol) -> Int? {
    guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  /// The number behind a name, as in `near5`, `w/5`, `atleast3`.
  static func number(_ text: String, behind name: String) -> Int? {
    text.hasPrefix(name) ? number(text.dropFirst(name.count)) : nil
  }

  /// The days since 1970-01-01 of `2025-01-31`, `20250131`, `1/31/2025` (month first) and `2025`.
  static func days(_ text: String) -> ClosedRange<Int>? {
    let parts = text.split(whereSeparator: { $0 == "-" || $0 == "/" }).map(String.init)
    if parts.count == 3 {
      let isYearFirst = parts[0].count == 4
      return day(
        isYearFirst ? parts[0] : parts[2], isYearFirst ? parts[1] : parts[0], isYearFirst ? parts[2] : parts[1])
    }
    guard parts.count == 1 else { return nil }
    if text.count == 8 {
      return day(String(text.prefix(4)), String(text.dropFirst(4).prefix(2)), String(text.suffix(2)))
    }
    guard text.count == 4, let first = day(text, "1", "1"), let last = day(text, "12", "31") else { return nil }
    return first.lowerBound...last.upperBound
  }

  private static func day(_ year: String, _ month: String, _ day: String) -> ClosedRange<Int>? {
    guard year.count == 4, let year = number(year), let month = number(month), let day = number(day), year >= 1,
      1...12 ~= month, 1...31 ~= day
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard CivilDate(dayNumber: date.dayNumber) == date else { return nil }
    return date.dayNumber...date.dayNumber
  }

  /// A condition on when the article was published; `sign`: `>`, `>=`, `<`, `<=`, `=`.
  static func published(_ sign: String, _ days: ClosedRange<Int>) -> Expression? {
    func condition(_ comparison: MetadataCondition.Comparison, _ day: Int) -> Expression {
      Expression(.metadata(.published(comparison, .day(day))), at: 0..<0)
    }
    switch sign {
    case ">": return condition(.greater, days.upperBound)
    case ">=": return condition(.greaterOrEqual, days.lowerBound)
    case "<": return condition(.less, days.lowerBound)
    case "<=": return condition(.lessOrEqual, days.upperBound)
    case "=":
      if days.count == 1 { return condition(.equal, days.lowerBound) }
      return Expression(
        .and([condition(.greaterOrEqual, days.lowerBound), condition(.lessOrEqual, days.upperBound)]), at: 0..<0)
    default: return nil
    }
  }

  /// A condition on the number of words.
  static func words(_ sign: String, _ count: Int) -> Expression? {
    let comparison: MetadataCondition.Comparison? = sign == "=" ? .equal : MetadataCondition.Comparison(rawValue: sign)
    guard let comparison, count <= 99_999 else { return nil }
    return Expression(.metadata(.words(comparison, count)), at: 0..<0)
  }

  /// `1 word`, `4 words`.
  static func words(_ count: Int) -> String { count == 1 ? "1 word" : "\(count) words" }

  /// The comparison that a text begins with: `>=`, `<`, `=` and so on.
  static func sign(_ text: String) -> String {
    for sign in [">=", "<=", ">", "<", "="] where text.hasPrefix(sign) { return sign }
    return ""
  }
}
