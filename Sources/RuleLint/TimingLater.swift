import RuleLanguage

/// `throttle`, `when` and `digest`, on which nothing acts yet.
enum TimingLater {
  static func findings(_ rules: [Rule]) -> [LintFinding] {
    rules.flatMap { rule in
      let timing = rule.head.timing
      let keys = [
        ("throttle", timing.throttle != nil), ("when", timing.frequency != nil), ("digest", timing.digest != nil),
      ]
      return keys.filter(\.1).map { key, _ in
        LintFinding(
          code: .timingLater,
          message: "\(key) is checked and takes effect with a later version; until then every alert is told at once",
          place: .init(rule.head, .key(key)),
          hint: "take it out, or write # allow: timing-later behind it to keep it for then")
      }
    }
  }
}
