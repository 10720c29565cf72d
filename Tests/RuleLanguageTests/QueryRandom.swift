import Languages
import TestSupport

@testable import RuleLanguage

/// Makes expressions that a parser can give: every operand has spans where it must, and no zone contradicts another.
struct ExpressionMaker {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// True of nothing empty, and right in all other ways.
  mutating func query() -> Expression {
    make(.and([spans(depth: 3, zone: nil), truth(depth: 3)]))
  }

  /// What can stand in a list.
  mutating func item() -> Expression { spans(depth: 2, zone: nil) }

  private func make(_ kind: Expression.Kind) -> Expression { Expression(kind, at: 0..<0) }

  private mutating func some(_ range: ClosedRange<Int>, _ one: (inout Self) -> Expression) -> [Expression] {
    (0..<Int.random(in: range, using: &random)).map { _ in one(&self) }
  }

  private mutating func truth(depth: Int) -> Expression {
    guard depth > 0 else { return spans(depth: 0, zone: nil) }
    switch Int.random(in: 0..<9, using: &random) {
    case 6: return make(.atLeast(Int.random(in: 1...9, using: &random), spans(depth: depth - 1, zone: nil)))
    case 7:
      let operands = distinct { $0.truth(depth: depth - 1) }
      guard operands.count > 1 else { return operands[0] }
      return make(.of(Int.random(in: 1...operands.count, using: &random), operands))
    case 8:
      let operands = distinct { $0.truth(depth: depth - 1) }.map {
        WeightedOperand($0, random.pick([-1000, -7, -1, 1, 2, 5, 1000]))
      }
      let least = operands.reduce(0) { $0 + min(0, $1.weight) }
      let most = operands.reduce(0) { $0 + max(0, $1.weight) }
      return make(.score(Int.random(in: least + 1...most, using: &random), operands))
    case 0: return make(.and(some(2...3) { $0.truth(depth: depth - 1) }))
    case 1: return make(.or(some(2...3) { $0.truth(depth: depth - 1) }))
    case 2: return make(.not(truth(depth: depth - 1)))
    case 3: return make(.metadata(condition()))
    default: return spans(depth: depth, zone: nil)
    }
  }

  /// A few that are all printed otherwise.
  private mutating func distinct(_ one: (inout Self) -> Expression) -> [Expression] {
    var known: Set<String> = []
    return some(1...4, one).filter { known.insert(QueryPrinter.print($0)).inserted }
  }

  private mutating func spans(depth: Int, zone: ZoneSelector?) -> Expression {
    guard depth > 0 else { return leaf() }
    func next(_ maker: inout Self) -> Expression { maker.spans(depth: depth - 1, zone: zone) }
    switch Int.random(in: 0..<9, using: &random) {
    case 8:
      guard let zone = Self.common(zone, .body) else { return leaf() }
      return make(.first(Int.random(in: 1...10_000, using: &random), spans(depth: depth - 1, zone: zone)))
    case 0: return make(.or(some(2...4, next)))
    case 1: return make(.unless(next(&self), next(&self)))
    case 2:
      let proximity = Proximity(distance(), isOrdered: Bool.random(using: &random))
      let operands = some(2...4, next)
      let enclosing = zone.map { ZoneSet($0) }
      let common = operands.reduce(ZoneSet.everything) {
        $0.intersection($1.possibleZones(inside: enclosing).wholeZones)
      }
      return make(.near(proximity, common.isEmpty ? operands.map(\.withoutZones) : operands))
    case 3: return make(.notNear(next(&self), distance(), next(&self)))
    case 4:
      let inner = random.pick(ZoneSelector.allCases)
      guard let both = Self.common(zone, inner) else { return leaf() }
      return make(.zone(inner, spans(depth: depth - 1, zone: both)))
    default: return leaf()
    }
  }

  /// What a prefix leaves inside another one; nil for nothing.
  private static func common(_ outer: ZoneSelector?, _ inner: ZoneSelector) -> ZoneSelector? {
    switch (outer, inner) {
    case (nil, _), (.any, _): inner
    case (_, .any): outer
    case (.lead, .body), (.body, .lead): .lead
    default: outer == inner ? inner : nil
    }
  }

  private mutating func distance() -> Distance {
    random.pick([.words(Int.random(in: 0...1000, using: &random)), .sameSentence, .sameParagraph])
  }

  private mutating func leaf() -> Expression {
    switch Int.random(in: 0..<11, using: &random) {
    case 10: uzbek()
    case 9: make(.regex(regex()))
    case 8: make(.name(name()))
    case 0, 7: make(.list(random.pick(["x", "secret_services", "места-2", "AND"])))
    case 1, 6: make(.phrase((0..<Int.random(in: 2...4, using: &random)).map { _ in word() }))
    default: make(.word(word()))
    }
  }

  private mutating func uzbek() -> Expression {
    let words = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      WordPattern(random.pick(["xizmati", "Oʻzbekiston", "ўғил", "ota-ona", "g'alaba", "O`sh", "şahar"]), .uzbek)
    }
    return make(words.count == 1 ? .word(words[0]) : .phrase(words))
  }

  private mutating func regex() -> RegexPattern {
    let texts = [
      "[0-9]+ tons", "a\\/b", "(?i)ташкент[а-я]*", " \"x\" # y,(z)^~\\\\ ", "uz* OR $x", "\\bAND\\b|OR", "[\\/]usr",
    ]
    guard let regex = try? RegexPattern(random.pick(texts)) else { preconditionFailure("are regular expressions") }
    return regex
  }

  private mutating func name() -> NamePattern {
    let texts = [
      "Shavkat Mirziyoyev", "Ўткир Султонов", "Otkir O'Neill", "Jomart-Ay  AND-OR", "Мирзиёев\tШавкат Миромонович",
      "or and",
    ]
    let isAlone = Bool.random(using: &random)
    guard let name = try? NamePattern(random.pick(texts), isAlone: isAlone) else { preconditionFailure("are names") }
    return name
  }

  private static let pieces = [
    "ab", "Ўзбек", "O'z", "AND", "OR", "NOT", "UNLESS", "NEAR", "NEAR/5", "BEFORE5", "SCORE/1", "FIRST/x", "ATLEAST",
    "OF", "a b",
    "x&&y", "p|q", "-ab", "+ab", "=ab", "$ab", "$100", "#ab", "!ab", "/ab/", "ab~", "ab^2", "a^b", "FIRST", "ATLEAST5",
    "of", "a:b", "9:11", "1,000",
    "a,b",
    "title:x",
    "http://x", "ab\\", "\"ab\"", "“ab”", "(ab)", "a*b", "a?b", "а\u{301}б", "👍ab", "a\u{A0}b", "w/5", "and", "C1++",
    "name", "&ab&",
  ]

  private mutating func word() -> WordPattern {
    var elements: [WordPattern.Element] = [.text(random.pick(Self.pieces))]
    if Int.random(in: 0..<4, using: &random) == 0 { elements.append(random.pick([.anyRun, .anyCharacter])) }
    if Int.random(in: 0..<4, using: &random) == 0 { elements.insert(random.pick([.anyRun, .anyCharacter]), at: 0) }
    if Int.random(in: 0..<4, using: &random) == 0 { elements.append(.text(random.pick(Self.pieces))) }
    if Int.random(in: 0..<4, using: &random) == 0 { return formed() }
    return WordPattern(elements, isExact: Int.random(in: 0..<4, using: &random) == 0)
  }

  private mutating func formed() -> WordPattern {
    if Bool.random(using: &random) {
      return WordPattern(
        random.pick(["Karimov", "Mirziyoyev", "o'zbekiston", "ТАШКЕНТ", "1234567"]), .edited(random.pick([1, 2])))
    }
    return WordPattern(
      random.pick(["AND", "cooperation", "ut-Tahrir", "разведка", "NEAR/5", "a:b", "x\u{A0}y~z", "İ", "9:11"]),
      .inflected(random.pick(WordLanguage.allCases)))
  }

  private mutating func value() -> WordPattern {
    var value = word()
    value.form = .folded
    if Bool.random(using: &random) {
      value.elements.append(.text(random.pick([" ", "<7d", "=", ">", ",", ", x", "'"])))
    }
    return value
  }

  private mutating func condition() -> MetadataCondition {
    let comparison = random.pick(MetadataCondition.Comparison.allCases)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .published(comparison, .day(Int.random(in: -10_000...40_000, using: &random)))
    case 1:
      return .published(
        random.pick([.less, .greaterOrEqual]), .age(seconds: 3600 * Int.random(in: 1...9999, using: &random)))
    case 2: return .words(comparison, Int.random(in: 0...99_999, using: &random))
    default:
      let values = (0..<Int.random(in: 1...3, using: &random)).map { _ in value() }
      return .text(random.pick(MetadataCondition.TextField.allCases), values)
    }
  }
}

extension Expression {
  fileprivate var withoutZones: Expression {
    func plain(_ kind: Kind) -> Expression { Expression(kind, at: utf8Range) }
    switch kind {
    case .zone(_, let operand): return operand.withoutZones
    case .or(let operands): return plain(.or(operands.map(\.withoutZones)))
    // It is one of a zone.
    case .first(_, let operand): return operand.withoutZones
    case .near(let proximity, let operands): return plain(.near(proximity, operands.map(\.withoutZones)))
    case .unless(let a, let b): return plain(.unless(a.withoutZones, b.withoutZones))
    case .notNear(let a, let distance, let b): return plain(.notNear(a.withoutZones, distance, b.withoutZones))
    default: return self
    }
  }
}
