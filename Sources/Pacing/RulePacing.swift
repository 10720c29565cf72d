import RuleLanguage

/// How often a rule tells, with what is known of an article that matches it.
package struct RulePacing: Sendable, Equatable {
  package var throttle: Throttle?
  package var frequency: AlertFrequency?
  /// By what the throttle counts apart; '' where it does not, or where the article says nothing of it.
  package var throttleValue: String
  /// Of which the frequency wants different ones; likewise.
  package var frequencyValue: String
  /// Whether it tells of a story once more when it comes from the article's source for the first time.
  package var tellsEachSource: Bool
  /// The same of the language.
  package var tellsEachLanguage: Bool

  package init(
    throttle: Throttle? = nil, frequency: AlertFrequency? = nil, throttleValue: String = "",
    frequencyValue: String = "", tellsEachSource: Bool = false, tellsEachLanguage: Bool = false
  ) {
    self.throttle = throttle
    self.frequency = frequency
    self.throttleValue = throttleValue
    self.frequencyValue = frequencyValue
    self.tellsEachSource = tellsEachSource
    self.tellsEachLanguage = tellsEachLanguage
  }

  /// `nil` for a rule that tells whenever it matches, and each story once.
  ///
  /// - Parameter isNamed: whether patterns with `*` name the article's source.
  package init?(_ timing: AlertTiming, isNamed: ([String]) -> Bool, _ value: (ArticleProperty) -> String?) {
    guard timing.throttle != nil || timing.frequency != nil || timing.retelling != nil else { return nil }
    self.init(
      throttle: timing.throttle, frequency: timing.frequency,
      throttleValue: timing.throttle?.by.flatMap(value) ?? "",
      frequencyValue: timing.frequency?.distinct.flatMap(value) ?? "",
      tellsEachSource: timing.retelling.map { isNamed($0.sources) } ?? false,
      tellsEachLanguage: timing.retelling?.languages ?? false)
  }
}

/// A match that was counted and not told.
package struct CountedMatch: Sendable, Equatable {
  package var value: String
  /// Milliseconds since 1970.
  package var time: Int64

  package init(value: String, time: Int64) {
    self.value = value
    self.time = time
  }
}

extension AlertFrequency {
  /// How many there are with a match at `now`: of all, or of different values; of what is not known all are one. There is an
  /// alert once it is `count`, and then counting begins anew.
  ///
  /// - Parameter earlier: those that have led to no alert yet.
  package func reached(by match: CountedMatch, earlier: [CountedMatch]) -> Int {
    let window = Int64(windowSeconds) * 1000
    // A clock that was put back may have left some behind that are later.
    let near = earlier.filter { $0.time > match.time - window && $0.time < match.time + window }
    return distinct == nil ? near.count + 1 : Set((near + [match]).map { Array($0.value.utf8) }).count
  }

  /// For people: `2 of 3 within 1d, each from another source`.
  package func text(reached: Int) -> String {
    let others = distinct.map { ", each of another \($0.rawValue)" } ?? ""
    return "\(reached) of \(count) within \(RulePacing.duration(windowSeconds))\(others)"
  }
}

extension Throttle {
  /// Whether one more alert is too many.
  ///
  /// - Parameter told: how many the rule told within a period around it.
  package func isExceeded(told: Int) -> Bool { told >= max }

  /// For people: `more than 5 in 1h from one source`.
  package var text: String {
    let apart = by.map { " of one \($0.rawValue)" } ?? ""
    return "more than \(max) in \(RulePacing.duration(periodSeconds))\(apart)"
  }
}

extension RulePacing {
  /// As rule files have it: `90s`, `1h`, `7d`.
  package static func duration(_ seconds: Int) -> String {
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] where seconds >= length && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}
