extension QueryPrinter {
  static func condition(_ condition: MetadataCondition) -> String {
    switch condition {
    case .text(let field, let values) where values.count == 1: "\(field.rawValue):\(value(values[0]))"
    case .text(let field, let values): "\(field.rawValue):(\(values.map(value).joined(separator: " OR ")))"
    case .published(let comparison, .day(let day)): "published:\(comparison.rawValue)\(CalendarDay.text(day))"
    case .published(let comparison, .age(let seconds)): "published:\(comparison.rawValue)\(age(seconds))"
    case .words(let comparison, let count): "words:\(comparison.rawValue)\(count)"
    }
  }

  /// In the largest unit that divides it; what is no whole number of hours is rounded up to one.
  private static func age(_ seconds: Int) -> String {
    for (unit, length) in MetadataAge.units.reversed() where seconds.isMultiple(of: length) && seconds > 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(max(1, seconds / 3600 + 1))h"
  }

  private static func value(_ value: WordPattern) -> String {
    let scalars = value.scalars
    let needsQuotes =
      scalars.isEmpty || ["AND", "OR", "NOT", "UNLESS"].contains(value.plainText)
      || ["NEAR/", "BEFORE/"].contains(where: value.plainText.hasPrefix)
      || scalars.enumerated().contains { index, sign in
        guard case .literal(let scalar) = sign else { return false }
        if index == 0, ["=", "<", ">", "$", "#", "/"].contains(scalar) { return true }
        return scalar.isQuerySpace || scalar.isQuote || ["(", ")", ",", "^"].contains(scalar)
      }
    var text = ""
    for sign in scalars {
      switch sign {
      case .wildcard(let sign): text += sign
      case .literal(let scalar):
        if scalar == "\\" || scalar == "*" || scalar == "?" || (needsQuotes && scalar == "\"") { text += "\\" }
        text.unicodeScalars.append(scalar)
      }
    }
    return needsQuotes ? "\"\(text)\"" : text
  }
}
