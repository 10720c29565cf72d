import StrictYAML

/// Reads times, lengths of time and time zones as rule files and settings have them. What is wrong is told.
extension YAMLReader {
  private static let digestKeys = RuleFileReader.digestKeys
  private static let durationHint = "write a number and s, m, h, d or w, as in 30m, 1h, 7d"

  /// `08:00 Asia/Tashkent`, `every 1h`, or `{every: 1h}`; `what` as in `"digest"`.
  package mutating func digest(_ node: YAMLNode, _ what: String) -> DigestSchedule? {
    if case .mapping(let mapping) = node.kind {
      checkKeys(of: mapping, in: what, known: Self.digestKeys)
      let value = required("every", of: what, in: mapping, at: node)
      return value.flatMap { seconds($0, "\"every\"") }.map { .every(seconds: $0) }
    }
    guard let scalar = text(node, what) else { return nil }
    let parts = scalar.text.split(whereSeparator: \.isWhitespace).map(String.init)
    let rest = parts.dropFirst().joined(separator: " ")
    if parts.first?.lowercased() == "every", parts.count > 1 {
      return seconds(rest, what, at: scalar).map { .every(seconds: $0) }
    }
    guard let first = parts.first, let minute = Self.minute(of: first) else {
      report(
        "wrong-value", "\(what) cannot be \"\(Self.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: "write a time from 00:00 to 23:59 and a time zone, as in 08:00 Asia/Tashkent, or every 1h")
      return nil
    }
    guard !rest.isEmpty else {
      report(
        "missing-time-zone", "\(what) has a time without a time zone", at: scalar.utf8Range,
        hint: "write the zone behind it, as in \(first) Asia/Tashkent or \(first) UTC")
      return nil
    }
    return timeZone(rest, at: scalar).map { .daily(minute: minute, timeZone: $0) }
  }

  /// The name of a time zone in its own capitals.
  package mutating func timeZone(_ node: YAMLNode, _ what: String) -> String? {
    text(node, what).flatMap { timeZone($0.text, at: $0) }
  }

  private mutating func timeZone(_ name: String, at scalar: YAMLScalar) -> String? {
    if let known = TimeZoneNames.name(name) { return known }
    report(
      "unknown-time-zone", "there is no time zone \"\(Self.shortened(name))\"", at: scalar.utf8Range,
      hint: TimeZoneNames.suggestion(for: name).map { "did you mean \"\($0)\"?" }
        ?? "write a continent and a city, as in Asia/Tashkent or Europe/London, or UTC")
    return nil
  }

  /// `08:00` or `8:00`, in minutes after midnight.
  package mutating func minute(_ node: YAMLNode, _ what: String) -> Int? {
    guard let scalar = text(node, what) else { return nil }
    if let minute = Self.minute(of: scalar.text) { return minute }
    report(
      "wrong-value", "\(what) cannot be \"\(Self.shortened(scalar.text))\"", at: scalar.utf8Range,
      hint: "write a time from 00:00 to 23:59")
    return nil
  }

  private static func minute(of text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 2, let hour = WrittenNumber.value(parts[0], maximumDigits: 2),
      let minute = WrittenNumber.value(parts[1], maximumDigits: 2), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// A whole number; `unit` as in `alerts`.
  package mutating func number(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int>, unit: String) -> Int? {
    guard let scalar = text(node, what) else { return nil }
    if let value = WrittenNumber.value(scalar.text, maximumDigits: 9), range.contains(value) { return value }
    report(
      "wrong-value", "\(what) cannot be \"\(Self.shortened(scalar.text))\"", at: scalar.utf8Range,
      hint: "write a number of \(unit), from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  /// A length of time from 1s to 52w, in seconds.
  package mutating func seconds(_ node: YAMLNode, _ what: String) -> Int? {
    guard let scalar = text(node, what) else { return nil }
    return seconds(scalar.text, what, at: scalar)
  }

  private mutating func seconds(_ text: String, _ what: String, at scalar: YAMLScalar) -> Int? {
    let seconds = WrittenDuration.seconds(text)
    if let seconds, WrittenDuration.range.contains(seconds) { return seconds }
    let isNumber = WrittenNumber.value(text, maximumDigits: 9) != nil
    report(
      "wrong-value",
      seconds == nil
        ? "\(what) wants a duration, and \"\(Self.shortened(text))\" is none"
        : "\(what) cannot be \"\(text)\": it is from 1s to 52w",
      at: scalar.utf8Range,
      hint: seconds != nil
        ? "write a time between these two"
        : isNumber ? "write the unit behind it, as in \(text)m for minutes or \(text)h for hours" : Self.durationHint)
    return nil
  }

  /// The value of a key that has to be there. That it is missing is not told where YAML broke off inside, which is told
  /// itself: what was written behind that is not known.
  package mutating func required(
    _ key: String, of what: String, in mapping: YAMLMapping, at node: YAMLNode
  ) -> YAMLNode? {
    if let value = mapping[key] { return value }
    if node.isComplete {
      report("missing-key", "\(what) has no \"\(key)\"", at: firstLine(of: node), hint: "add \(key):")
    }
    return nil
  }

  /// Keys with values of `what`, written like `form`.
  package mutating func mapping(_ node: YAMLNode, _ what: String, keys: [String], form: String) -> YAMLMapping? {
    if case .scalar(let scalar) = node.kind, !node.isEmptyValue {
      report(
        "wrong-type", "\(what) wants keys with values, not text", at: scalar.utf8Range, hint: "write it as \(form)")
      return nil
    }
    guard let mapping = mapping(node, what) else { return nil }
    checkKeys(of: mapping, in: what, known: keys)
    return mapping
  }
}
