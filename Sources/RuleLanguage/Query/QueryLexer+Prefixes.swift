extension QueryLexer {
  /// What begins with a word and a colon: a zone or condition, or one that is meant to be.
  mutating func lexPrefix(_ range: Range<Int>, colon: Int) {
    let name = source.text(range.lowerBound..<colon)
    let prefix = range.lowerBound..<colon + 1
    let known = name.lowercased()
    guard QueryPrefix.names.contains(known) else { return lexUnknownPrefix(name, range, colon: colon) }
    if known != name {
      report(.unknownPrefix, "\(name): is not known", prefix, hint: "write \(known): in small letters")
    }
    position = prefix.upperBound
    if let zone = ZoneSelector(rawValue: known) {
      lexZone(zone, from: prefix.lowerBound)
    } else if let field = MetadataField(name: known) {
      append(.field(field), from: prefix.lowerBound)
      lexConditionValues()
    }
  }

  /// The zone whose name, in small letters, and colon stand here.
  func knownZone(at start: Int) -> ZoneSelector? {
    var index = start
    while index - start <= 10, let scalar = source[index], scalar.properties.isLowercase, scalar.isASCII { index += 1 }
    return source[index] == ":" ? ZoneSelector(rawValue: source.text(start..<index)) : nil
  }

  mutating func lexZone(_ zone: ZoneSelector, from start: Int) {
    position = start + zone.rawValue.utf8.count + 1
    append(.zone(zone), from: start)
  }

  private mutating func lexUnknownPrefix(_ name: String, _ range: Range<Int>, colon: Int) {
    position = range.upperBound
    if source[colon + 1] == "/", source[colon + 2] == "/" {
      report(
        .bareAddress, "a web address cannot stand here without quotes", range,
        hint: "write url:*example.org/news* for articles from an address, or put it into quotes to find it in the text")
      append(.invalid, from: range.lowerBound)
      return
    }
    let shown = source.excerpt(range.lowerBound..<colon, limit: 24)
    let quoted = source.excerpt(range, limit: 40)
    let hint =
      if ["raw", "exact", "case", "allcaps"].contains(name.lowercased()) {
        "write = before each single word that has to stand exactly so, as in =Uzbek"
      } else if ["site", "inurl", "domain", "host"].contains(name.lowercased()), colon + 1 < range.upperBound {
        "write url:*\(source.excerpt(colon + 1..<range.upperBound, limit: 40))* for articles from an address"
      } else if let suggestion = QueryPrefix.suggestion(for: name) {
        "did you mean \(suggestion): ? If the colon belongs to the text, put the words into quotes"
      } else {
        "if the colon belongs to the text, put it into quotes, as in \"\(quoted)\"; the prefixes are "
          + QueryPrefix.names.joined(separator: ", ")
      }
    report(
      .unknownPrefix, "\(shown): is not a prefix that is known here", range.lowerBound..<colon + 1, hint: hint)
    // Before a quote or parenthesis, what follows is the operand.
    if colon + 1 < range.upperBound || !((current?.isQuote ?? false) || current == "(") {
      append(.invalid, from: range.lowerBound)
    }
  }

  // MARK: Values of conditions

  /// What follows `source:` and the like: one value, or several in parentheses.
  private mutating func lexConditionValues() {
    skipSpace()
    guard current == "(" else {
      if let scalar = current, scalar != ")", scalar != ",", !isOperator(at: position) {
        lexValue(inParentheses: false)
      }
      return
    }
    var depth = 0
    repeat {
      switch current {
      case "(":
        depth += 1
        position += 1
        append(.open, from: position - 1)
      case ")":
        depth -= 1
        position += 1
        append(.close, from: position - 1)
      case ",":
        position += 1
        append(.comma, from: position - 1)
      case nil: return
      default:
        if isOperator(at: position) {
          let start = position
          position = endOfRun(from: start)
          _ = lexOperator(start..<position)
        } else {
          lexValue(inParentheses: true)
        }
      }
      skipSpace()
    } while depth > 0 && tokens.count < Self.maximumTokens
  }

  private func isOperator(at index: Int) -> Bool {
    let text = source.text(index..<endOfRun(from: index))
    return ["AND", "OR", "NOT", "UNLESS"].contains(text) || text.hasPrefix("NEAR/") || text.hasPrefix("BEFORE/")
  }

  /// A value: an optional comparison, then a quoted text, or characters up to white space or a parenthesis.
  ///
  /// - Parameter inParentheses: whether it is one of several; a weight belongs to all of them.
  private mutating func lexValue(inParentheses: Bool) {
    let start = position
    let comparison = readComparison()
    if comparison != nil { skipSpace() }
    if current?.isQuote ?? false { return lexQuotedValue(comparison, from: start) }
    if current == "[" || current == "{", let end = closingBracket(of: position), hasRange(position..<end) {
      position = end
      report(
        .badValue, "a range in brackets is not known here", start..<end,
        hint: "write both ends as conditions, as in published:>=2025-01-01 AND published:<=2025-01-31, or "
          + "words:>=100 AND words:<=200")
      return append(.invalid, from: start)
    }
    let textStart = position
    position = endOfValue(from: position, inParentheses: inParentheses)
    // A lone quote or the like would otherwise never end.
    if position == start { position += 1 }
    let range = textStart..<position
    if comparison == nil, source[range.lowerBound] == "$" {
      report(
        .badValue, "a list cannot be the value of a condition", range,
        hint: "write the values with OR in parentheses; write \\$ for a dollar sign")
      append(.invalid, from: start)
      return
    }
    if comparison == nil, isBetweenSlashes(range) {
      report(
        .badValue, "a regular expression cannot be the value of a condition", range,
        hint:
          "write * and ? for what may differ, as in source:reut*; put the value into quotes if the slashes belong to it"
      )
      return append(.invalid, from: start)
    }
    guard let elements = readElements(in: range) else { return append(.invalid, from: start) }
    let value = MetadataValue(
      comparison: comparison, pattern: WordPattern(elements), text: plainText(in: range), isQuoted: false)
    append(.value(value), from: start)
  }

  private mutating func lexQuotedValue(_ comparison: MetadataCondition.Comparison?, from start: Int) {
    let open = position
    guard let close = closingQuote(of: open) else { return lexUnclosedQuote(at: open) }
    position = close + 1
    guard let elements = readElements(in: open + 1..<close) else { return append(.invalid, from: start) }
    let value = MetadataValue(
      comparison: comparison, pattern: WordPattern(elements.map(\.onOneLine)),
      text: plainText(in: open + 1..<close), isQuoted: true)
    append(.value(value), from: start)
  }

  private mutating func readComparison() -> MetadataCondition.Comparison? {
    let sign = current
    guard sign == "<" || sign == ">" || sign == "=" else { return nil }
    position += 1
    guard sign != "=" else { return .equal }
    guard current == "=" else { return sign == "<" ? .less : .greater }
    position += 1
    return sign == "<" ? .lessOrEqual : .greaterOrEqual
  }

  /// As `endOfRun`, but a comma inside belongs to the value, as it does in addresses, and so does a ^ that begins no weight.
  private func endOfValue(from start: Int, inParentheses: Bool) -> Int {
    var end = endOfRun(from: start)
    while true {
      if source[end] == ",", let next = source[end + 1], !next.isQuerySpace, next != ")", next != "(", !next.isQuote {
        end = endOfRun(from: end + 1)
      } else if source[end] == "^", end > start, inParentheses || weight(at: end) == nil {
        end = endOfRun(from: end)
      } else {
        return end
      }
    }
  }
}

extension WordPattern.Element {
  /// Line ends become spaces.
  fileprivate var onOneLine: WordPattern.Element {
    guard case .text(let text) = self else { return self }
    return .text(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
  }
}
