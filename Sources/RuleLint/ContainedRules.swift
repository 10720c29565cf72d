import RuleLanguage

/// Rules that tell nothing which another rule does not tell: every article that they find, the other one finds too, and it
/// reaches the same people with at least the same severity.
///
/// Each rule is compared with a bounded number of others, those that look for one of its words or a wider one.
struct ContainedRules {
  /// Rules that one is compared with.
  static let maximumComparisons = 200
  /// Words one of which a rule needs; with more it is no candidate, unless the two are equal.
  static let maximumWords = 64

  private let rules: [Rule]
  private let roots: [Int32]
  private let forms: Forms
  private var implication: Implication
  private let wider: WiderPatterns
  /// For each pattern the rules that need it, or one of a few that it is among.
  private var needing: [Int32: [Int]] = [:]
  /// Rules that need no word.
  private var general: [Int] = []
  private var equal: [Int32: [Int]] = [:]

  /// - Parameter roots: of each rule its form.
  static func findings(_ rules: [Rule], _ roots: [Int32], _ forms: Forms) -> [LintFinding] {
    var check = ContainedRules(rules, roots, forms)
    return rules.indices.filter { rules[$0].head.isEnabled }.compactMap { index in
      check.container(of: index).map { check.finding(index, in: $0) }
    }
  }

  private init(_ rules: [Rule], _ roots: [Int32], _ forms: Forms) {
    (self.rules, self.roots, self.forms) = (rules, roots, forms)
    implication = Implication(forms)
    wider = WiderPatterns(forms)
    let enabled = rules.indices.filter { rules[$0].head.isEnabled }
    var anchors = Anchors(forms)
    for index in enabled { anchors.count(roots[index]) }
    for index in enabled {
      equal[roots[index], default: []].append(index)
      guard let words = anchors.needed(by: roots[index]) else {
        if general.count < Self.maximumComparisons / 4 { general.append(index) }
        continue
      }
      guard words.count <= Self.maximumWords else { continue }
      for word in words { needing[word, default: []].append(index) }
    }
  }

  /// A rule that contains another one.
  private mutating func container(of index: Int) -> Int? {
    for other in equal[roots[index]] ?? [] {
      if other >= index { break }
      if tellsAsMuch(other, as: index) { return other }
    }
    var tried: Set<Int> = [index]
    for word in Anchors.some(of: roots[index], forms) {
      for pattern in wider.patterns(for: word) {
        for other in needing[pattern] ?? [] where tried.insert(other).inserted {
          if contains(other, index) { return other }
          if tried.count > Self.maximumComparisons { return nil }
        }
      }
    }
    for other in general where tried.insert(other).inserted && contains(other, index) { return other }
    return nil
  }

  private mutating func contains(_ other: Int, _ index: Int) -> Bool {
    guard roots[other] != roots[index], tellsAsMuch(other, as: index), implication.implies(roots[index], roots[other])
    else { return false }
    // Of two that say the same in other words, the later one is told of.
    return other < index || !tellsAsMuch(index, as: other) || !implication.implies(roots[other], roots[index])
  }

  /// Whether who is told by one rule is told by the other, no less urgently, no later and no less often, by a rule that is
  /// no less ripe: a narrower rule that is more urgent, or for somebody else, has its use.
  private func tellsAsMuch(_ other: Int, as index: Int) -> Bool {
    let (a, b) = (rules[other].head, rules[index].head)
    return a.severity >= b.severity && (a.notify.isEmpty || !b.notify.isEmpty && Set(b.notify).isSubset(of: a.notify))
      && a.status.ripeness >= b.status.ripeness && isTimed(other, noLessThan: index)
  }

  /// Whether what one rule finds is told whenever it is of the other. What is told at most so often may be used up by what
  /// only the wider rule finds, so there both must look for the same; and that a rule finds nothing is not told by a wider one.
  private func isTimed(_ other: Int, noLessThan index: Int) -> Bool {
    let (a, b) = (rules[other].head.timing, rules[index].head.timing)
    return (a.digest == nil || a.digest == b.digest) && (a.frequency == nil || a.frequency == b.frequency)
      && (a.throttle == nil || a.throttle == b.throttle && roots[other] == roots[index])
      && (b.retelling == nil || a.retelling == b.retelling)
      && (b.quietSeconds == nil || a.quietSeconds == b.quietSeconds && roots[other] == roots[index])
  }

  private func finding(_ index: Int, in other: Int) -> LintFinding {
    let (rule, container) = (rules[index].head, rules[other].head)
    let place =
      container.location.file == rule.location.file ? "" : " (\(container.location.file):\(container.location.line))"
    let isEqual = roots[index] == roots[other]
    return LintFinding(
      code: .containedRule,
      message: isEqual
        ? "the rule \"\(rule.id)\" looks for the same as \"\(container.id)\"\(place)"
        : "every article that \"\(rule.id)\" finds is also found by \"\(container.id)\"\(place)",
      place: .init(rule), second: (.init(container), "by this one"),
      hint: "delete one of the two, or give this one a higher severity or other endpoints than that one has")
  }
}

extension Rule.Status {
  /// How much its author relies on a rule.
  fileprivate var ripeness: Int {
    switch self {
    case .deprecated: 0
    case .experimental: 1
    case .test: 2
    case .stable: 3
    }
  }
}

/// The words by which rules are found that may contain another one.
private struct Anchors {
  private let forms: Forms
  private var uses: [Int32: Int] = [:]

  init(_ forms: Forms) { self.forms = forms }

  /// Counts the words of a rule: those of few rules are the better anchors.
  mutating func count(_ root: Int32) {
    for word in Self.some(of: root, forms) { uses[word, default: 0] += 1 }
  }

  /// Words of which an article must have one for a form to be true; `nil` where there are none.
  func needed(by form: Int32) -> [Int32]? {
    switch forms[form] {
    case .words(let words, _): return words.min { uses[$0] ?? 0 < uses[$1] ?? 0 }.map { [$0] }
    case .name(let name, _): return [name]
    case .any(let parts), .of(_, let parts): return united(parts)
    case .all(let parts), .near(_, let parts): return best(parts)
    case .notNear(let kept, _, _), .unless(let kept, _), .first(_, let kept), .atLeast(_, let kept):
      return needed(by: kept)
    case .score(_, let weights): return united(weights.filter { $0.weight > 0 }.map(\.form))
    case .not, .regex, .metadata: return nil
    }
  }

  private func united(_ parts: [Int32]) -> [Int32]? {
    var words: [Int32] = []
    for part in parts {
      guard words.count <= ContainedRules.maximumWords, let more = needed(by: part) else {
        return words.count > ContainedRules.maximumWords ? words : nil
      }
      words += more
    }
    return words
  }

  private func best(_ parts: [Int32]) -> [Int32]? {
    parts.compactMap { needed(by: $0) }.min { cost($0) < cost($1) }
  }

  private func cost(_ words: [Int32]) -> Int { words.reduce(0) { $0 + 1 + (uses[$1] ?? 0) } }

  /// Words that an article of which a form is true may have by which it is; of an OR those of one part, for a rule that
  /// contains the OR contains each.
  static func some(of form: Int32, _ forms: Forms) -> [Int32] {
    switch forms[form] {
    case .words(let words, _): words
    case .name(let name, _): [name]
    case .any(let parts): parts.first.map { some(of: $0, forms) } ?? []
    case .all(let parts), .near(_, let parts), .of(_, let parts): parts.prefix(100).flatMap { some(of: $0, forms) }
    case .notNear(let kept, _, _), .unless(let kept, _), .first(_, let kept), .atLeast(_, let kept):
      some(of: kept, forms)
    case .score(_, let weights): weights.prefix(100).filter { $0.weight > 0 }.flatMap { some(of: $0.form, forms) }
    case .not, .regex, .metadata: []
    }
  }
}

/// Finds the patterns that every token which satisfies a given one satisfies too.
private struct WiderPatterns {
  /// Wildcards that do not begin with letters are compared one by one, this many at most.
  private static let maximumOthers = 200

  private let forms: Forms
  /// Wildcards by the letters they begin with.
  private var byBeginning: [String: [Int32]] = [:]
  private var others: [Int32] = []

  init(_ forms: Forms) {
    self.forms = forms
    for (index, pattern) in forms.patterns.enumerated() {
      guard case .folded(let text) = pattern, WildcardCover.isWild(text) else { continue }
      let beginning = text.prefix { $0 != "*" && $0 != "?" }
      if !beginning.isEmpty {
        byBeginning[String(beginning), default: []].append(Int32(index))
      } else if others.count < Self.maximumOthers {
        others.append(Int32(index))
      }
    }
  }

  /// Itself too.
  func patterns(for number: Int32) -> [Int32] {
    let pattern = forms.pattern(number)
    var found = [number]
    guard let text = pattern.foldedText else { return found }
    for same in [TokenPattern.folded(text), .edited(text, limit: 1), .edited(text, limit: 2)] {
      if let other = forms.number(of: same), other != number { found.append(other) }
    }
    var beginning = ""
    for letter in text.prefix(40) {
      if letter == "*" || letter == "?" { break }
      beginning.append(letter)
      found += (byBeginning[beginning] ?? []).filter { $0 != number && pattern.isPart(of: forms.pattern($0)) }
    }
    found += others.filter { $0 != number && pattern.isPart(of: forms.pattern($0)) }
    return found
  }
}
