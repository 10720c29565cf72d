/// An operator as it was written by mistake, and as it was meant.
struct MisreadOperator {
  var code: QueryCode
  var meant: String
  var why: String

  /// ATLEAST, which needs parentheses after it.
  var isCount: Bool { meant.hasPrefix(NumberedOperator.atLeast.rawValue) }
  var isNear: Bool { meant.hasPrefix("NEAR") || meant.hasPrefix("BEFORE") }
}

extension QueryGrammar {
  /// Tells of operands that have no operator between them. `starts`: the index of each one's first token.
  mutating func tellSideBySide(_ items: [Operand], _ starts: [Int]) {
    guard !problems.isClosed else { return }
    var segment: [Operand] = []
    var isTold = false
    for (index, item) in items.enumerated() {
      // The NOT of an AND NOT.
      if isTold {
        isTold = false
        continue
      }
      let token = tokens[starts[index]]
      guard case .word = token.kind, let misread = misreadOperator(token),
        index + 1 < items.count,
        index > 0 || misread.meant == "NOT" || misread.isCount || isNearList(misread, tokens[starts[index + 1]])
      else {
        segment.append(item)
        continue
      }
      isTold = tellsMisreadAndNot(misread, token, before: segment.last, items[(index + 1)...], starts)
      if !isTold { tellMisread(misread, token, before: segment.last, following: items[index + 1]) }
      tellSegment(segment)
      segment = []
    }
    tellSegment(segment)
  }

  /// `UND NICHT`: whether two operators that belong together were read as words, which is told once.
  private mutating func tellsMisreadAndNot(
    _ and: MisreadOperator, _ token: QueryToken, before: Operand?, _ rest: ArraySlice<Operand>, _ starts: [Int]
  ) -> Bool {
    guard and.meant == "AND", rest.count > 1 else { return false }
    let second = tokens[starts[rest.startIndex]]
    guard case .word = second.kind, let not = misreadOperator(second), not.meant == "NOT" else { return false }
    let place = token.utf8Range.lowerBound..<second.utf8Range.upperBound
    let left = before.map { shown($0, limit: 24) + " " } ?? ""
    report(
      and.code == not.code ? and.code : .foreignOperator,
      "\(written(place)) is read as words here: \((and.code == .foreignOperator ? and : not).why); was AND NOT meant?",
      at: place,
      hint:
        "write \(left)AND NOT \(shown(rest[rest.startIndex + 1], limit: 24)), or put the words into quotes together "
        + "with those around them if the words are meant")
    return true
  }

  /// `near/5 (a, b)`, also where nothing stands before it.
  func isNearList(_ misread: MisreadOperator, _ next: QueryToken) -> Bool { misread.isNear && next.kind == .open }

  private mutating func tellMisread(
    _ misread: MisreadOperator, _ token: QueryToken, before: Operand?, following: Operand
  ) {
    let word = written(token.utf8Range)
    let meant = misread.meant == "NOT" && before != nil ? "AND NOT" : misread.meant
    let left = before.map { shown($0, limit: 24) + (misread.isCount ? " AND " : " ") } ?? ""
    let operand = shown(following, limit: 24)
    let right = misread.isCount ? "(\(operand))" : operand
    report(
      misread.code, "\(word) is read as a word here: \(misread.why); was \(meant) meant?", at: token.utf8Range,
      hint:
        "write \(left)\(meant) \(right), or put \(word) into quotes together with the words "
        + "around it if the word is meant")
  }

  private mutating func tellSegment(_ items: [Operand]) {
    guard items.count > 1, items.allSatisfy({ $0.expression != nil }) else { return }
    let place = span(items)
    let isText = items.allSatisfy { $0.expression?.isText ?? false }
    let texts = items.prefix(4).map { shown($0, limit: 24) }
    let more = items.count > 4
    let joined = texts.joined(separator: " AND ") + (more ? " AND …" : "")
    var hint =
      "write \(joined) for all of them, or \(texts.joined(separator: " OR "))\(more ? " OR …" : "") for any of them"
    if isText {
      let words = texts.map { $0.filter { $0 != "\"" } }.joined(separator: " ") + (more ? " …" : "")
      hint = "write \"\(words)\" in quotes for the phrase, or \(joined) for words anywhere in the article"
    }
    if let mark = written(items[0].utf8Range).first, mark == "'" || mark == "‘", isText {
      hint = "phrases stand in double quotes: \"…\""
    }
    report(
      .sideBySide, "\(isText ? "these words" : "these") stand side by side without an operator between them", at: place,
      hint: hint)
  }

  // MARK: What was meant

  /// Whether a bare word looks like an operator of this language or another program.
  func misreadOperator(_ token: QueryToken) -> MisreadOperator? {
    guard token.utf8Range.count <= 24 else { return nil }
    let text = written(token.utf8Range)
    let names = ["AND", "OR", "NOT", "UNLESS", "NEAR", "BEFORE"]
    let upper = text.uppercased()
    func meaning(_ name: String) -> String { name == "NEAR" || name == "BEFORE" ? "\(name)/5" : name }
    if names.contains(upper) {
      return MisreadOperator(code: .lowerCaseOperator, meant: meaning(upper), why: "operators are written in capitals")
    }
    let latin = String(upper.map { Self.lookalikes[$0] ?? $0 })
    if names.contains(latin) {
      return MisreadOperator(
        code: .foreignOperator, meant: meaning(latin), why: "it has Cyrillic letters that look like Latin ones")
    }
    if let found = QueryLexer.foreignName(text), found.name == .atLeast, found.number != nil {
      return MisreadOperator(
        code: .foreignOperator, meant: found.name.title(found.number), why: "it is an operator of other programs")
    }
    if let (meant, why) = ForeignWords.meaning(of: text) {
      return MisreadOperator(code: .foreignOperator, meant: meant, why: why)
    }
    guard let found = DistanceOperator(text.lowercased()) else { return nil }
    let isOwn =
      (found.name == "near" || found.name == "before") && found.hasSlash && text.lowercased() == found.text.lowercased()
    return MisreadOperator(
      code: isOwn ? .lowerCaseOperator : .foreignOperator, meant: found.text,
      why: isOwn ? "operators are written in capitals" : "it is an operator of other programs")
  }

  private static let lookalikes: [Character: Character] = [
    "А": "A", "В": "B", "Е": "E", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Н": "H", "К": "K", "М": "M",
    "Х": "X",
  ]
}

extension Expression {
  /// Words or phrases, which can be put together to a phrase.
  fileprivate var isText: Bool {
    switch kind {
    case .word(let word): !word.isUzbek
    case .phrase(let words): !(words.first?.isUzbek ?? false)
    default: false
    }
  }
}
