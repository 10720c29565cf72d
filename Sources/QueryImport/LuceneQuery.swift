import RuleLanguage

/// Lucene's classic query parser with its default operator, OR. It has no precedence: AND makes both its operands required,
/// and where something is required, what is only optional changes the ranking and nothing else.
struct LuceneQuery {
  private enum Occurrence { case required, optional, excluded }

  private typealias Clause = (occurrence: Occurrence, operand: Expression)

  private let text: ForeignText
  private var notes: ImportNotes
  private var position = 0
  private var depth = 0
  private var count = 0

  static func read(_ text: ForeignText, _ notes: inout ImportNotes) throws(ImportError) -> Expression {
    var reader = LuceneQuery(text: text, notes: notes)
    defer { notes = reader.notes }
    let result = try reader.clauses()
    if reader.text[reader.position] != nil {
      throw ImportError("this parenthesis closes nothing", at: reader.place(reader.position..<reader.position + 1))
    }
    return result
  }

  private init(text: ForeignText, notes: ImportNotes) {
    self.text = text
    self.notes = notes
  }

  private func place(_ range: Range<Int>) -> Range<Int> { text.utf8Range(range) }

  // MARK: Clauses

  private mutating func clauses() throws(ImportError) -> Expression {
    let start = position
    var clauses: [Clause] = []
    position = text.skippingSpace(from: position)
    while let scalar = text[position], scalar != ")" {
      let sign = position
      let isAnd = readSign(["AND", "&&"])
      let isOr = !isAnd && readSign(["OR", "||"])
      if isAnd || isOr, clauses.isEmpty {
        throw ImportError("a word or phrase is missing before this", at: place(sign..<sign + 2))
      }
      let occurrence = readModifier()
      let operand = try clause()
      if isAnd, let last = clauses.last, last.occurrence == .optional {
        clauses[clauses.count - 1].occurrence = .required
      }
      clauses.append((isAnd && occurrence == .optional ? .required : occurrence, operand))
      position = text.skippingSpace(from: position)
    }
    guard !clauses.isEmpty else {
      throw ImportError("a word or phrase is missing here", at: place(start..<min(start + 1, text.count)))
    }
    return combined(clauses)
  }

  private mutating func combined(_ clauses: [Clause]) -> Expression {
    let required = clauses.filter { $0.occurrence == .required }.map(\.operand)
    let optional = clauses.filter { $0.occurrence == .optional }.map(\.operand)
    var parts = required
    if required.isEmpty {
      if optional.count > 1 { parts = [Expression(.or(optional), at: 0..<0)] } else { parts = optional }
    } else if optional.contains(where: { !Omission.isMark($0) }) {
      let shown = optional.filter { !Omission.isMark($0) }.map(QueryPrinter.print).joined(separator: ", ")
      notes.differs("next to what is required, Lucene uses this for ranking only: \(shown.prefix(200))")
    }
    parts += clauses.filter { $0.occurrence == .excluded }.map { Expression(.not($0.operand), at: 0..<0) }
    return parts.count == 1 ? parts[0] : Expression(.and(parts), at: 0..<0)
  }

  /// One of some operators, with the white space behind it.
  private mutating func readSign(_ signs: [String]) -> Bool {
    for sign in signs where text.text(position..<min(position + sign.count, text.count)) == sign {
      let end = position + sign.count
      let isWord = sign.first?.isLetter ?? false
      guard !isWord || text.isSpace(end) || text[end] == "(" || text[end] == "\"" || text[end] == nil else { continue }
      position = text.skippingSpace(from: end)
      return true
    }
    return false
  }

  private mutating func readModifier() -> Occurrence {
    if readSign(["NOT"]) { return .excluded }
    switch text[position] {
    case "+":
      position += 1
      return .required
    case "-", "!":
      position += 1
      return .excluded
    default: return .optional
    }
  }

  // MARK: One clause

  private mutating func clause() throws(ImportError) -> Expression {
    count += 1
    guard count <= ForeignGrammar.maximumTokens, depth < ForeignGrammar.maximumDepth else {
      throw ImportError(
        depth < ForeignGrammar.maximumDepth
          ? "the query has too many parts" : "too many parentheses stand inside one another here",
        at: place(position..<min(position + 1, text.count)))
    }
    depth += 1
    defer { depth -= 1 }
    let start = position
    switch text[position] {
    case "(": return try group()
    case "\"": return try phrase()
    case "/":
      let end = text.end(from: position + 1) { $0 == "/" }
      position = min(end + 1, text.count)
      // Ours is searched in the text as it stands; without knowing how their words were made, carrying it over is guessing.
      notes.differs(
        "Lucene compares a regular expression with whole words as its index has them, mostly in small letters; here /…/ is "
          + "searched in the text: write it anew, as in /(?i)\\bjoh?n\\b/")
      return omission(from: start)
    case "[", "{":
      position = min(text.end(from: position) { $0 == "]" || $0 == "}" } + 1, text.count)
      return omission(from: start)
    case nil, ")": throw ImportError("a word or phrase is missing here", at: place(position..<position))
    default: break
    }
    let end = endOfTerm(from: position)
    guard end > start else {
      throw ImportError("this sign has no meaning here", at: place(start..<start + 1), hint: "write \\ before it")
    }
    position = end
    if text[end] == ":" {
      position = end + 1
      return try field(text.text(start..<end).lowercased(), from: start)
    }
    return try word(start..<end)
  }

  private mutating func group() throws(ImportError) -> Expression {
    let open = position
    position += 1
    let inner = try clauses()
    guard text[position] == ")" else {
      throw ImportError("this parenthesis is never closed", at: place(open..<open + 1))
    }
    position += 1
    skipBoost()
    return inner
  }

  private func omission(from start: Int) -> Expression { Omission.mark(text.text(start..<min(position, start + 60))) }

  /// Up to white space or a sign of the language; `\` takes the meaning from the next character.
  private func endOfTerm(from start: Int) -> Int {
    var index = start
    while let scalar = text[index] {
      if scalar == "\\" {
        index += 2
        continue
      }
      if text.isSpace(index) || "()\"[]{}^~:".unicodeScalars.contains(scalar) { break }
      index += 1
    }
    return min(index, text.count)
  }

  private mutating func skipBoost() {
    guard text[position] == "^" else { return }
    position = text.end(from: position + 1) { !("0"..."9").contains($0) && $0 != "." }
    notes.differs("^ and its number change the ranking at Lucene and nothing else")
  }

  /// The number behind `~`, if one stands there.
  private mutating func tilde() -> String? {
    guard text[position] == "~" else { return nil }
    let start = position + 1
    position = text.end(from: start) { !("0"..."9").contains($0) && $0 != "." }
    return text.text(start..<position)
  }

  private static let wildcards: ForeignWord.Wildcards = ["*": .anyRun, "?": .anyCharacter]

  private mutating func phrase() throws(ImportError) -> Expression {
    let start = position
    let inner = try text.quoted(at: start, escape: "\\")
    position = inner.upperBound + 1
    guard let phrase = ForeignWord.phrase(text.text(inner), [:], escape: "\\") else {
      throw ImportError("there is no word between these quotes", at: place(start..<position))
    }
    let slop = tilde().flatMap { ForeignValue.number($0) } ?? 0
    skipBoost()
    guard slop > 0, let words = ForeignWord.words(phrase), words.count > 1 else { return phrase }
    notes.differs(
      "Lucene's ~\(slop) behind a phrase are moves of words, and to swap two costs two; here all of them in any order, with at "
        + "most \(min(slop, 1000)) words between, which finds a little more")
    return Expression(
      .near(Proximity(.words(min(slop, 1000))), words.map { Expression(.word($0), at: 0..<0) }), at: 0..<0)
  }

  private mutating func word(_ range: Range<Int>) throws(ImportError) -> Expression {
    let written = text.text(range)
    let fuzziness = tilde()
    skipBoost()
    if try isStrayOperator(written, range) { return Omission.mark(written) }
    guard let pattern = ForeignWord.pattern(written, Self.wildcards, escape: "\\") else {
      return Omission.mark(written)
    }
    guard let fuzziness, !pattern.hasWildcard else { return Expression(.word(pattern), at: 0..<0) }
    return Expression(.word(fuzzy(pattern, fuzziness, written)), at: 0..<0)
  }

  /// `and`, `or`, `not` in small letters and TO outside of a range are words to Lucene, and nobody means them.
  private mutating func isStrayOperator(_ written: String, _ range: Range<Int>) throws(ImportError) -> Bool {
    switch written {
    case "AND", "OR", "NOT":
      throw ImportError(
        "a word or phrase is missing before \(written)", at: place(range),
        hint: "write \(written) in quotes if the word is meant")
    case "and", "or", "not":
      notes.isUnclear("Lucene takes \(written) in small letters for a word; was \(written.uppercased()) meant?")
      return true
    case "TO":
      notes.isUnclear("Lucene takes TO outside of [ ] for a word; was a range meant?")
      return true
    default: return false
    }
  }

  private mutating func fuzzy(_ pattern: WordPattern, _ fuzziness: String, _ written: String) -> WordPattern {
    let wanted = ForeignValue.number(fuzziness) ?? 2
    let letters = written.count { $0.isLetter || $0.isNumber }
    let possible = letters >= 7 ? 2 : letters >= 4 ? 1 : 0
    let edits = min(wanted, possible)
    if edits < wanted {
      notes.differs(
        "\(written)~: a word of \(letters) letters can differ by at most \(possible) here, which finds less than at Lucene"
      )
    }
    return edits > 0 ? WordPattern(pattern.elements, .edited(edits)) : pattern
  }

  // MARK: Fields

  private static let fields: [String: ForeignField] = {
    let names: [(ForeignField, [String])] = [
      (.zones([.title]), ["title", "headline", "subject"]), (.zones([.body]), ["body", "content", "text"]),
      (.zones([.lead]), ["lead", "summary", "abstract"]),
      (.condition(.author, isPart: true), ["author", "byline", "creator"]),
      (.condition(.source, isPart: true), ["source", "site", "domain", "publisher"]),
      (.condition(.lang, isPart: false), ["lang", "language"]), (.condition(.url, isPart: true), ["url", "link"]),
      (.condition(.section, isPart: true), ["section", "category"]),
      (.condition(.tag, isPart: true), ["tag", "tags", "keyword", "keywords"]),
    ]
    return Dictionary(names.flatMap { field, names in names.map { ($0, field) } }) { first, _ in first }
  }()

  private static let dates = ["date", "published", "pubdate", "publish_date", "published_at", "timestamp"]
  private static let lengths = ["words", "wordcount", "word_count"]

  private mutating func field(_ name: String, from start: Int) throws(ImportError) -> Expression {
    let isDate = Self.dates.contains(name)
    if isDate || Self.lengths.contains(name) { return comparison(isDate: isDate, from: start) }
    let operand = try clause()
    let written = text.text(start..<min(position, start + 60))
    if Omission.isMark(operand) { return Omission.mark(written) }
    return (Self.fields[name] ?? .unknown).applied(to: operand, written: written, &notes)
  }

  /// `date:[2025-01-01 TO *]`, `date:>2025-01-01`, `words:{200 TO 900]`.
  private mutating func comparison(isDate: Bool, from start: Int) -> Expression {
    func condition(_ sign: String, _ value: String) -> Expression? {
      isDate
        ? ForeignValue.days(value).flatMap { ForeignValue.published(sign, $0) }
        : ForeignValue.number(value).flatMap { ForeignValue.words(sign, $0) }
    }
    let open = text[position]
    guard open == "[" || open == "{" else {
      let end = text.end(from: position) { $0.properties.isWhitespace || $0 == ")" }
      let run = text.text(position..<end)
      position = end
      let sign = ForeignValue.sign(run)
      return condition(sign.isEmpty ? "=" : sign, String(run.dropFirst(sign.count))) ?? omission(from: start)
    }
    let end = text.end(from: position) { $0 == "]" || $0 == "}" }
    let bounds = text.text(position + 1..<end).split { $0.isWhitespace }.map(String.init)
    let isClosedAbove = text[end] == "]"
    position = min(end + 1, text.count)
    guard bounds.count == 3, bounds[1] == "TO" else { return omission(from: start) }
    var parts: [Expression] = []
    for (bound, sign) in [(bounds[0], open == "[" ? ">=" : ">"), (bounds[2], isClosedAbove ? "<=" : "<")]
    where bound != "*" {
      guard let part = condition(sign, bound) else { return omission(from: start) }
      parts.append(part)
    }
    guard let first = parts.first else { return omission(from: start) }
    return parts.count == 1 ? first : Expression(.and(parts), at: 0..<0)
  }
}
