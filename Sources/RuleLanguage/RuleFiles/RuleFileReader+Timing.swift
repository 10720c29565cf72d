import Diagnostics
import StrictYAML

/// Reads `throttle:`, `when:` and `digest:` of a rule.
extension RuleFileReader {
  static let throttleKeys = ["max", "per", "by"]
  static let frequencyKeys = ["count", "within", "distinct"]
  static let digestKeys = ["every"]
  private static let durationHint = "write a number and s, m, h, d or w, as in 30m, 1h, 7d"

  /// What is wrong is told and left out.
  mutating func timing(in mapping: YAMLMapping) -> AlertTiming {
    AlertTiming(
      digest: mapping["digest"].flatMap { digest($0) },
      frequency: mapping["when"].flatMap { frequency($0) },
      throttle: mapping["throttle"].flatMap { throttle($0) })
  }

  private mutating func throttle(_ node: YAMLNode) -> Throttle? {
    let keys = Self.throttleKeys
    guard let mapping = timingMapping(node, "\"throttle\"", keys: keys, form: "{max: 5, per: 1h}") else { return nil }
    let max = required("max", of: "\"throttle\"", in: mapping, at: node).flatMap {
      number($0, "\"max\"", in: Throttle.maxima, unit: "alerts")
    }
    let period = required("per", of: "\"throttle\"", in: mapping, at: node).flatMap { duration($0, "\"per\"") }
    let by = mapping["by"].flatMap { yaml.choice($0, "\"by\"", of: ArticleProperty.self) }
    guard let max, let period else { return nil }
    return Throttle(max: max, periodSeconds: period, by: by)
  }

  private mutating func frequency(_ node: YAMLNode) -> AlertFrequency? {
    let keys = Self.frequencyKeys
    guard let mapping = timingMapping(node, "\"when\"", keys: keys, form: "{count: 3, within: 24h}") else { return nil }
    let count = required("count", of: "\"when\"", in: mapping, at: node).flatMap {
      number($0, "\"count\"", in: AlertFrequency.counts, unit: "matches")
    }
    let window = required("within", of: "\"when\"", in: mapping, at: node).flatMap { duration($0, "\"within\"") }
    let distinct = mapping["distinct"].flatMap { yaml.choice($0, "\"distinct\"", of: ArticleProperty.self) }
    guard let count, let window else { return nil }
    return AlertFrequency(count: count, windowSeconds: window, distinct: distinct)
  }

  // MARK: Digests

  /// `08:00 Asia/Tashkent`, `every 1h`, or `{every: 1h}`.
  private mutating func digest(_ node: YAMLNode) -> DigestSchedule? {
    if case .mapping(let mapping) = node.kind {
      yaml.checkKeys(of: mapping, in: "\"digest\"", known: Self.digestKeys)
      let value = required("every", of: "\"digest\"", in: mapping, at: node)
      return value.flatMap { duration($0, "\"every\"") }.map { .every(seconds: $0) }
    }
    guard let scalar = yaml.text(node, "\"digest\"") else { return nil }
    let parts = scalar.text.split(whereSeparator: \.isWhitespace).map(String.init)
    let rest = parts.dropFirst().joined(separator: " ")
    if parts.first?.lowercased() == "every", parts.count > 1 {
      return duration(rest, "\"digest\"", at: scalar).map { .every(seconds: $0) }
    }
    guard let first = parts.first, let minute = Self.minute(of: first) else {
      yaml.report(
        "wrong-value", "\"digest\" cannot be \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: "write a time from 00:00 to 23:59 and a time zone, as in 08:00 Asia/Tashkent, or every 1h")
      return nil
    }
    return timeZone(rest, behind: first, at: scalar).map { .daily(minute: minute, timeZone: $0) }
  }

  private mutating func timeZone(_ name: String, behind time: String, at scalar: YAMLScalar) -> String? {
    if let known = TimeZoneNames.name(name) { return known }
    if name.isEmpty {
      yaml.report(
        "missing-time-zone", "\"digest\" has a time without a time zone", at: scalar.utf8Range,
        hint: "write the zone behind it, as in \(time) Asia/Tashkent or \(time) UTC")
    } else {
      yaml.report(
        "unknown-time-zone", "there is no time zone \"\(YAMLReader.shortened(name))\"", at: scalar.utf8Range,
        hint: TimeZoneNames.suggestion(for: name).map { "did you mean \"\($0)\"?" }
          ?? "write a continent and a city, as in Asia/Tashkent or Europe/London, or UTC")
    }
    return nil
  }

  /// Minutes after midnight; of `8:00` too.
  private static func minute(of text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 2, let hour = WrittenNumber.value(parts[0], maximumDigits: 2),
      let minute = WrittenNumber.value(parts[1], maximumDigits: 2), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  // MARK: Values

  private mutating func timingMapping(
    _ node: YAMLNode, _ what: String, keys: [String], form: String
  ) -> YAMLMapping? {
    if case .scalar(let scalar) = node.kind, !node.isEmptyValue {
      yaml.report(
        "wrong-type", "\(what) wants keys with values, not text", at: scalar.utf8Range, hint: "write it as \(form)")
      return nil
    }
    guard let mapping = yaml.mapping(node, what) else { return nil }
    yaml.checkKeys(of: mapping, in: what, known: keys)
    return mapping
  }

  private mutating func required(
    _ key: String, of what: String, in mapping: YAMLMapping, at node: YAMLNode
  ) -> YAMLNode? {
    if let value = mapping[key] { return value }
    reportMissing("\(what) has no \"\(key)\"", in: node, at: yaml.firstLine(of: node), hint: "add \(key):")
    return nil
  }

  private mutating func number(
    _ node: YAMLNode, _ what: String, in range: ClosedRange<Int>, unit: String
  ) -> Int? {
    guard let scalar = yaml.text(node, what) else { return nil }
    if let value = WrittenNumber.value(scalar.text, maximumDigits: 9), range.contains(value) { return value }
    yaml.report(
      "wrong-value", "\(what) cannot be \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
      hint: "write a number of \(unit), from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  private mutating func duration(_ node: YAMLNode, _ what: String) -> Int? {
    guard let scalar = yaml.text(node, what) else { return nil }
    return duration(scalar.text, what, at: scalar)
  }

  private mutating func duration(_ text: String, _ what: String, at scalar: YAMLScalar) -> Int? {
    let seconds = WrittenDuration.seconds(text)
    if let seconds, WrittenDuration.range.contains(seconds) { return seconds }
    let isNumber = WrittenNumber.value(text, maximumDigits: 9) != nil
    yaml.report(
      "wrong-value",
      seconds == nil
        ? "\(what) wants a duration, and \"\(YAMLReader.shortened(text))\" is none"
        : "\(what) cannot be \"\(text)\": it is from 1s to 52w",
      at: scalar.utf8Range,
      hint: seconds != nil
        ? "write a time between these two"
        : isNumber ? "write the unit behind it, as in \(text)m for minutes or \(text)h for hours" : Self.durationHint)
    return nil
  }
}
