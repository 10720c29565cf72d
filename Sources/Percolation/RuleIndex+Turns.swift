import RuleLanguage

extension RuleIndex {
  /// How many numbers `ruleUnlessGone` has an answer for, from 0 on.
  package var ruleNumbers: Int { segments.reduce(0) { $0 + $1.rules.count } }

  /// The rule with a number, without going through those before it; `nil` where it has been replaced or taken away.
  package func ruleUnlessGone(_ number: Int) -> RuleHead? {
    var number = number
    for segment in segments {
      if number < segment.rules.count { return segment.isGone(Int32(number)) ? nil : segment.rules[number] }
      number -= segment.rules.count
    }
    return nil
  }
}
