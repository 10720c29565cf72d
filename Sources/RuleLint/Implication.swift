import Percolation
import RuleLanguage

/// Whether one form follows from another. Sound, not complete: what is claimed is true of every article on which no limit
/// of evaluation is met; what is not claimed may still be true.
struct Implication {
  /// Comparisons of two forms, for one question: what would take more is not claimed.
  static let maximumSteps = 20_000

  private let forms: Forms
  private var steps = 0

  init(_ forms: Forms) { self.forms = forms }

  /// Whether every article of which `a` is true is one of which `b` is true.
  mutating func implies(_ a: Int32, _ b: Int32) -> Bool {
    steps = 0
    return isTrue(b, where: a)
  }

  /// Whether every place of `a` has a token of some place of `b`: NOT NEAR `b` leaves none of `a`.
  mutating func alwaysMeets(_ a: Int32, _ b: Int32) -> Bool {
    steps = 0
    return meets(a, b)
  }

  private mutating func takeStep() -> Bool {
    steps += 1
    return steps <= Self.maximumSteps
  }

  // MARK: - True or false

  private mutating func isTrue(_ b: Int32, where a: Int32) -> Bool {
    if a == b { return true }
    guard takeStep() else { return false }
    // What must hold for all parts comes first; then one part is enough.
    if case .any(let parts) = forms[a] { return isTrue(b, whereAnyOf: parts) }
    switch forms[b] {
    case .all(let parts): return parts.allSatisfy { isTrue($0, where: a) }
    case .any(let parts):
      if parts.hasSorted(a) { return true }
      for part in parts where isTrue(part, where: a) { return true }
    case .not(let denied):
      if isFalse(denied, where: a) { return true }
    case .atLeast(1, let counted):
      if isTrue(counted, where: a) { return true }
    case .of(let count, let parts):
      var found = 0
      for part in parts where isTrue(part, where: a) {
        found += 1
        if found == count { return true }
      }
    default: break
    }
    if isSame(a, b) || hasPlaces(of: a, in: b) { return true }
    for part in needed(by: a) where isTrue(b, where: part) { return true }
    return false
  }

  private mutating func isTrue(_ b: Int32, whereAnyOf parts: [Int32]) -> Bool {
    if case .any(let others) = forms[b], parts.count > 1 {
      return parts.allSatisfy { others.hasSorted($0) || isTrue(b, where: $0) }
    }
    return parts.allSatisfy { isTrue(b, where: $0) }
  }

  /// Whether `b` is never true where `a` is.
  private mutating func isFalse(_ b: Int32, where a: Int32) -> Bool {
    switch forms[a] {
    case .not(let denied): return isTrue(denied, where: b)
    case .unless(_, let excluded): return isTrue(excluded, where: b)
    default: return false
    }
  }

  /// What is true wherever a form is.
  private func needed(by form: Int32) -> [Int32] {
    switch forms[form] {
    case .all(let parts), .near(_, let parts): parts
    case .notNear(let kept, _, _), .unless(let kept, _), .first(_, let kept), .atLeast(_, let kept): [kept]
    case .of(let count, let parts) where count == parts.count: parts
    case .words, .name, .regex, .any, .not, .of, .score, .metadata: []
    }
  }

  /// Forms of one kind, the one stricter than the other.
  private mutating func isSame(_ a: Int32, _ b: Int32) -> Bool {
    switch (forms[a], forms[b]) {
    case (.words(let words, let zones), .words(let others, let otherZones)):
      return otherZones.isSuperset(of: zones) && hasRun(words, others)
    case (.words(let words, let zones), .near(let proximity, let operands)):
      return operands.count == 2 && isNear(operands, proximity, words, zones)
    case (.near(let proximity, let operands), .near(let other, let others)):
      return isNear(operands, proximity, others, other)
    case (.atLeast(let count, let counted), .atLeast(let other, let others)):
      return count >= other && (counted == others || isOneToken(others) && hasPlaces(of: counted, in: others))
    case (.of(let count, let parts), .of(let other, let others)):
      return count >= other && parts.count <= others.count && hasAll(parts, others)
    case (.score(let threshold, let weights), .score(let other, let others)):
      return weights == others && threshold >= other
    case (.metadata(let condition), .metadata(let other)): return condition.implies(other)
    default: return false
    }
  }

  /// Whether different ones of `others` follow from the parts.
  private mutating func hasAll(_ parts: [Int32], _ others: [Int32]) -> Bool {
    var free = others
    for part in parts {
      guard let found = free.firstIndex(where: { isTrue($0, where: part) }) else { return false }
      free.remove(at: found)
    }
    return true
  }

  // MARK: - Places

  /// Whether every place of `a` is one of `b`.
  private mutating func hasPlaces(of a: Int32, in b: Int32) -> Bool {
    if a == b { return true }
    guard takeStep() else { return false }
    if case .any(let parts) = forms[a] { return parts.allSatisfy { hasPlaces(of: $0, in: b) } }
    if case .any(let parts) = forms[b] {
      if parts.hasSorted(a) { return true }
      for part in parts where hasPlaces(of: a, in: part) { return true }
    }
    switch (forms[a], forms[b]) {
    case (.words(let words, let zones), .words(let others, let otherZones)):
      return words.count == others.count && otherZones.isSuperset(of: zones) && hasRun(words, others)
    case (.first(let count, let kept), .first(let other, let others)):
      if count <= other && hasPlaces(of: kept, in: others) { return true }
    case (.unless(let kept, let excluded), .unless(let others, let otherExcluded)):
      if hasPlaces(of: kept, in: others) && isTrue(excluded, where: otherExcluded) { return true }
    case (.notNear(let kept, let distance, let excluded), .notNear(let others, let other, let otherExcluded)):
      if hasPlaces(of: kept, in: others), distance.isAtLeast(other), hasPlaces(of: otherExcluded, in: excluded) {
        return true
      }
    case (.near(let proximity, let operands), .near(let other, let others)):
      if case .words = proximity.distance, case .words = other.distance {
        return isNear(operands, proximity, others, other)
      }
    default: break
    }
    switch forms[a] {
    case .notNear(let kept, _, _), .unless(let kept, _), .first(_, let kept): return hasPlaces(of: kept, in: b)
    default: return false
    }
  }

  private mutating func meets(_ a: Int32, _ b: Int32) -> Bool {
    guard takeStep() else { return false }
    if hasPlaces(of: a, in: b) { return true }
    if case .any(let parts) = forms[a] { return parts.allSatisfy { meets($0, b) } }
    if case .any(let parts) = forms[b] {
      for part in parts where meets(a, part) { return true }
    }
    switch (forms[a], forms[b]) {
    case (.words(let words, let zones), .words(let others, let otherZones)):
      return otherZones.isSuperset(of: zones) && hasRun(words, others)
    case (.near(_, let operands), _):
      for operand in operands where meets(operand, b) { return true }
      return false
    case (.notNear(let kept, _, _), _), (.unless(let kept, _), _), (.first(_, let kept), _): return meets(kept, b)
    default: return false
    }
  }

  /// Whether tokens in a row have others, in a row, among them.
  private mutating func hasRun(_ words: [Int32], _ others: [Int32]) -> Bool {
    guard !others.isEmpty, others.count <= words.count else { return false }
    for start in 0...words.count - others.count {
      guard takeStep() else { return false }
      if others.indices.allSatisfy({ isPart(words[start + $0], others[$0]) }) { return true }
    }
    return false
  }

  private func isPart(_ a: Int32, _ b: Int32) -> Bool { a == b || forms.pattern(a).isPart(of: forms.pattern(b)) }

  /// Whether a phrase has words that are two operands, near enough to one another. A phrase may cross a sentence.
  private mutating func isNear(_ operands: [Int32], _ proximity: Proximity, _ words: [Int32], _ zones: ZoneSet) -> Bool
  {
    func places(of operand: Int32) -> [Int] {
      guard case .words(let others, let otherZones) = forms[operand], others.count == 1,
        otherZones.isSuperset(of: zones)
      else { return [] }
      return words.indices.filter { isPart(words[$0], others[0]) }
    }
    let (firsts, seconds) = (places(of: operands[0]), places(of: operands[1]))
    return firsts.contains { first in
      seconds.contains { second in
        guard first != second, takeStep(), !proximity.isOrdered || first < second else { return false }
        return switch proximity.distance {
        case .words(let count): abs(first - second) - 1 <= count
        case .sameSentence: false
        case .sameParagraph: true
        }
      }
    }
  }

  private mutating func isNear(
    _ operands: [Int32], _ proximity: Proximity, _ others: [Int32], _ other: Proximity
  ) -> Bool {
    guard operands.count == others.count, proximity.isOrdered || !other.isOrdered,
      other.distance.isAtLeast(proximity.distance)
    else { return false }
    if other.isOrdered { return operands.indices.allSatisfy { hasPlaces(of: operands[$0], in: others[$0]) } }
    var free = others
    for operand in operands {
      guard let found = free.firstIndex(where: { hasPlaces(of: operand, in: $0) }) else { return false }
      free.remove(at: found)
    }
    return true
  }

  /// Whether every place of a form is a single token.
  private func isOneToken(_ form: Int32) -> Bool {
    switch forms[form] {
    case .words(let words, _): words.count == 1
    case .any(let parts):
      parts.allSatisfy { if case .words(let words, _) = forms[$0] { words.count == 1 } else { false } }
    default: false
    }
  }
}

extension Distance {
  /// Whether all that is as near as the other says is as near as this says.
  fileprivate func isAtLeast(_ other: Distance) -> Bool {
    switch (self, other) {
    case (.words(let count), .words(let others)): count >= others
    case (.sameSentence, .sameSentence), (.sameParagraph, .sameParagraph), (.sameParagraph, .sameSentence): true
    default: false
    }
  }
}

extension MetadataCondition {
  /// Whether every article that meets this meets the other.
  fileprivate func implies(_ other: MetadataCondition) -> Bool {
    switch (self, other) {
    case (.text(let field, let values), .text(let otherField, let others)):
      field == otherField && values.allSatisfy(others.contains)
    case (.words(let comparison, let count), .words(let other, let others)):
      comparison.values(count).isPart(of: other.values(others))
    case (.published(let comparison, .day(let day)), .published(let other, .day(let others))):
      comparison == other && comparison.values(day).isPart(of: other.values(others))
    default: self == other
    }
  }
}

extension MetadataCondition.Comparison {
  /// The whole numbers that compare so.
  fileprivate func values(_ number: Int) -> ClosedRange<Int>? {
    switch self {
    case .less: number > .min ? .min...number - 1 : nil
    case .lessOrEqual: .min...number
    case .greater: number < .max ? number + 1...(.max) : nil
    case .greaterOrEqual: number...(.max)
    case .equal: number...number
    }
  }
}

extension ClosedRange<Int>? {
  fileprivate func isPart(of other: ClosedRange<Int>?) -> Bool {
    guard let self, let other else { return false }
    return other.lowerBound <= self.lowerBound && self.upperBound <= other.upperBound
  }
}
