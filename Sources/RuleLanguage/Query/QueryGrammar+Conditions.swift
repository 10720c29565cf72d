/// Ages of `published:`.
enum MetadataAge {
  /// From the shortest; lengths in seconds.
  static let units: [(name: String, seconds: Int)] = [("h", 3600), ("d", 86_400), ("w", 604_800)]
  static let maximumCount = 999_999

  /// Seconds of `7d`; nil where it is none.
  static func seconds(_ text: String) -> Int? {
    guard let unit = units.first(where: { $0.name == text.suffix(1) }), text.utf8.count <= 7,
      text.dropLast().unicodeScalars.allSatisfy(\.isASCIIDigit), let count = Int(text.dropLast()), count >= 1
    else { return nil }
    return count * unit.seconds
  }
}

extension QueryGrammar {
  mutating func parseCondition(_ field: MetadataField) -> Operand {
    let token = take()
    switch current.kind {
    case .value(let value):
      let place = token.utf8Range.lowerBound..<current.utf8Range.upperBound
      let valuePlace = take().utf8Range
      return condition(field, [(value, valuePlace)], at: place)
    case .invalid:
      return Operand(expression: nil, utf8Range: token.utf8Range.lowerBound..<take().utf8Range.upperBound)
    case .open: return parseConditionList(field, token)
    default:
      tellEmptyPrefix(token, example: Self.example(field))
      return Operand(expression: nil, utf8Range: token.utf8Range)
    }
  }

  static func example(_ field: MetadataField) -> String {
    switch field {
    case .text(let field): "\(field.rawValue):\(field == .lang ? "ru" : field == .url ? "*example.org*" : "name")"
    case .published: "published:>=2025-01-01 or published:<7d"
    case .words: "words:>=200"
    }
  }

  /// `source:(a OR b)`.
  private mutating func parseConditionList(_ field: MetadataField, _ token: QueryToken) -> Operand {
    let open = take()
    var values: [(MetadataValue, Range<Int>)] = []
    var fault: QueryToken?
    var isValueExpected = true
    var isTold = false
    var depth = 1
    while depth > 0, current.kind != .end {
      let item = take()
      switch item.kind {
      case .close: depth -= 1
      case .open:
        depth += 1
        fault = fault ?? item
      case .value(let value):
        if !isValueExpected { fault = fault ?? item }
        values.append((value, item.utf8Range))
        isValueExpected = false
        continue
      case .or where !isValueExpected: isValueExpected = true
      case .invalid:
        isTold = true
        isValueExpected = false
      default: fault = fault ?? item
      }
    }
    let place = token.utf8Range.lowerBound..<tokens[position - 1].utf8Range.upperBound
    if depth > 0 {
      tellUnclosed(open)
    } else if isTold {
      return Operand(expression: nil, utf8Range: place)
    } else if let fault {
      tellConditionList(field, values, fault: fault)
    } else if values.isEmpty || isValueExpected {
      tellConditionGap(field, isEmpty: values.isEmpty, open.utf8Range.lowerBound..<place.upperBound)
    } else {
      return condition(field, values, at: place)
    }
    return Operand(expression: nil, utf8Range: place)
  }

  private mutating func tellConditionGap(_ field: MetadataField, isEmpty: Bool, _ place: Range<Int>) {
    report(
      isEmpty ? .emptyParentheses : .missingOperand,
      isEmpty ? "there is nothing in these parentheses" : "OR has nothing after it", at: place,
      hint: "write a value, as in \(Self.example(field))")
  }

  private mutating func tellConditionList(
    _ field: MetadataField, _ values: [(MetadataValue, Range<Int>)], fault: QueryToken
  ) {
    let shown = values.prefix(4).map { written($0.1, limit: 24) }
    let hint: String
    switch fault.kind {
    case .and: hint = "write " + shown.map { "\(field.name):\($0)" }.joined(separator: " AND ")
    case .not: hint = "write NOT before the condition, as in NOT \(field.name):\(shown.first ?? "name")"
    case .value:
      hint =
        "write (\(shown.joined(separator: " OR "))) for either of them, or \"\(shown.joined(separator: " "))\" in quotes "
        + "for one value"
    default: hint = "write the values with OR between them, as in \(field.name):(\(shown.joined(separator: " OR ")))"
    }
    report(
      .badValue, "the parentheses after \(field.name): hold values with OR between them, nothing else",
      at: fault.utf8Range, hint: hint)
  }

  // MARK: Values

  private mutating func condition(
    _ field: MetadataField, _ values: [(MetadataValue, Range<Int>)], at place: Range<Int>
  ) -> Operand {
    let condition: MetadataCondition?
    if case .text(let textField) = field {
      condition = textCondition(textField, values)
    } else if values.count > 1 {
      let hint = values.prefix(4).map { "\(field.name):\(written($0.1, limit: 24))" }.joined(separator: " OR ")
      report(
        .badValue, "\(field.name): takes one value", at: values[1].1, hint: "write \(hint)")
      condition = nil
    } else if let (value, valuePlace) = values.first {
      condition = field == .words ? wordCount(value, at: valuePlace) : moment(value, at: valuePlace)
    } else {
      condition = nil
    }
    guard let condition else { return Operand(expression: nil, utf8Range: place) }
    return node(.metadata(condition), at: place, size: values.count)
  }

  private mutating func textCondition(
    _ field: MetadataCondition.TextField, _ values: [(MetadataValue, Range<Int>)]
  ) -> MetadataCondition? {
    for (value, place) in values {
      if value.comparison != nil {
        report(
          .badValue, "\(field.rawValue): is compared with a text, without a sign before it", at: place,
          hint: "write \(field.rawValue):\(value.text.isEmpty ? "name" : value.text.prefix(24)), with * and ? where "
            + "characters may differ; put it into quotes if the sign belongs to the text")
        return nil
      }
      if value.text.allSatisfy(\.isWhitespace) {
        report(.badValue, "this value is empty", at: place, hint: "write \(Self.example(.text(field)))")
        return nil
      }
    }
    return .text(field, values.map(\.0.pattern))
  }

  private mutating func wordCount(_ value: MetadataValue, at place: Range<Int>) -> MetadataCondition? {
    let digits = value.text.filter { $0 != "," }
    let isNumber = !digits.isEmpty && digits.unicodeScalars.allSatisfy(\.isASCIIDigit)
    if isNumber, digits == value.text, digits.utf8.count <= 9, let count = Int(digits) {
      return .words(value.comparison ?? .equal, count)
    }
    report(
      .badValue, "words: is compared with a whole number", at: place,
      hint: isNumber && digits.utf8.count <= 9
        ? "write words:\(value.comparison?.rawValue ?? "")\(digits)" : "write a number, as in words:>=200")
    return nil
  }

  private mutating func moment(_ value: MetadataValue, at place: Range<Int>) -> MetadataCondition? {
    if let day = CalendarDay.number(from: value.text) { return .published(value.comparison ?? .equal, .day(day)) }
    if let seconds = MetadataAge.seconds(value.text) {
      if let comparison = value.comparison, comparison != .equal {
        return .published(comparison, .age(seconds: seconds))
      }
      report(
        .badValue, "an age needs < or > before it", at: place,
        hint: "write published:<\(value.text) for articles published less than that before they arrived")
      return nil
    }
    let bounds = value.text.components(separatedBy: "..")
    let hint =
      if bounds.count == 2, bounds.allSatisfy({ CalendarDay.number(from: $0) != nil }) {
        "write published:>=\(bounds[0]) AND published:<=\(bounds[1])"
      } else {
        "write a day, as in published:>=2025-01-31, or an age in hours, days or weeks, as in published:<12h, <7d or <2w"
      }
    report(.badValue, "\(written(place, limit: 24)) is no day and no age", at: place, hint: hint)
    return nil
  }
}

extension String {
  /// The pieces between the occurrences of a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
