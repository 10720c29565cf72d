import PersonNames
import RuleLanguage
import TextAnalysis

/// What words an article has to have for a rule to be true of it, as far as can be said of each word alone: a condition
/// that is necessary, not sufficient. For an index of stored texts, which knows words and nothing else.
///
/// A word, here, is the surface of a token, anywhere in the article. Which patterns it satisfies is asked of the same
/// `Vocabulary` that the lexicon asks, so that wildcards, inflections, edits, names and all else mean the same in both.
package struct NeededWords: Sendable {
  /// Over groups of patterns, which are numbered.
  package indirect enum Condition: Sendable, Equatable {
    /// Nothing can be said; any article may do.
    case anything
    /// Some word of the article satisfies a pattern of the group.
    case group(Int)
    case all([Condition])
    case some([Condition])
  }

  /// Folded forms that are enough to look at, in the order of their bytes.
  package enum Forms: Sendable, Equatable {
    case every
    /// These, and those that begin so.
    case only(whole: [String], beginnings: [String])
  }

  /// More would take more memory than they save time; nothing is said then.
  static let maximumGroups = 4_096
  /// Alternatives of several words each, beyond so many, are looked for by one of their words.
  static let maximumCompoundAlternatives = 256

  package let condition: Condition
  package let groupCount: Int
  package let forms: Forms
  /// Whether some group is of letters that a regular expression needs, which may also stand in words that are too long
  /// for every pattern (`EvaluationLimits.wordBytes`).
  package let asksForLetters: Bool
  private let vocabulary: Vocabulary
  /// The groups of each pattern.
  private let groupsOfPattern: [[Int32]]
  /// Runs of letters, case-folded, that stand in one word, and the group of each.
  private let letters: [(letters: [UInt8], group: Int32)]

  /// - Parameter lists: those that the rule uses.
  package init(of rule: Rule, lists: [String: RuleList]) {
    var builder = NeededWordsBuilder(lists: lists)
    var condition = builder.condition(of: rule.query, level: 0)
    if builder.groups.count > Self.maximumGroups { condition = .anything }
    self.condition = condition
    groupCount = builder.groups.count
    var patterns: [Pattern] = []
    var numbers: [Pattern: Int] = [:]
    var groupsOfPattern: [[Int32]] = []
    var letters: [(letters: [UInt8], group: Int32)] = []
    for (group, members) in builder.groups.enumerated() {
      for pattern in members.patterns {
        let number = numbers[pattern] ?? patterns.count
        if numbers.updateValue(number, forKey: pattern) == nil {
          patterns.append(pattern)
          groupsOfPattern.append([])
        }
        groupsOfPattern[number].append(Int32(group))
      }
      for run in members.letters { letters.append((run, Int32(group))) }
    }
    vocabulary = Vocabulary(patterns)
    self.groupsOfPattern = groupsOfPattern
    self.letters = letters
    asksForLetters = !letters.isEmpty
    forms = letters.isEmpty ? Self.forms(patterns) : .every
  }

  /// The groups that a word satisfies, whatever the line it stands in; appended, some perhaps more than once.
  package func groups(utf8 surface: Span<UInt8>, _ found: inout [Int32]) {
    var patterns: [Int32] = []
    vocabulary.patterns(utf8: surface, isInCapitalsLine: false, &patterns)
    vocabulary.patterns(utf8: surface, isInCapitalsLine: true, &patterns)
    for pattern in patterns { found += groupsOfPattern[Int(pattern)] }
    if letters.isEmpty { return }
    var folded: [UInt8] = []
    CaseFolding.shared.forEachByte(of: surface) { folded.append($0) }
    for (run, group) in letters where folded.contains(run) { found.append(group) }
  }

  /// Every pattern that is not a spelling of folded forms may be satisfied by words whatever their folded form is.
  private static func forms(_ patterns: [Pattern]) -> Forms {
    var (whole, beginnings): (Set<String>, Set<String>) = ([], [])
    for pattern in patterns {
      guard case .spelling(let text, isExact: false) = pattern else { return .every }
      let literal = text.utf8.prefix { !Pattern.isWildcard($0) }
      guard !literal.isEmpty else { return .every }
      if literal.count == text.utf8.count { whole.insert(text) } else { beginnings.insert(String(Substring(literal))) }
    }
    return .only(whole: whole.sorted(by: Self.precedes), beginnings: beginnings.sorted(by: Self.precedes))
  }

  private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// Goes through a query and gathers what it needs.
private struct NeededWordsBuilder {
  struct Group: Hashable {
    var patterns: Set<Pattern> = []
    var letters: Set<[UInt8]> = []
  }

  typealias Condition = NeededWords.Condition

  let lists: [String: RuleList]
  private(set) var groups: [Group] = []
  private var numbers: [Group: Int] = [:]

  init(lists: [String: RuleList]) { self.lists = lists }

  mutating func condition(of expression: Expression, level: Int) -> Condition {
    // Deeper rules are not compiled either.
    if level > EvaluationLimits.depth { return .anything }
    func inner(_ expression: Expression, _ builder: inout Self) -> Condition {
      builder.condition(of: expression, level: level + 1)
    }
    switch expression.kind {
    case .word(let word): return all(of: [word])
    case .phrase(let words): return all(of: words)
    case .list(let name): return some(of: lists[name]?.items.map(\.expression) ?? [], level: level + 1)
    case .name(let name): return all(name.name.family.map { group(PersonName.marks(ofPart: $0).map(Pattern.name)) })
    case .regex(let regex): return condition(of: regex)
    case .and(let operands), .near(_, let operands): return all(operands.map { inner($0, &self) })
    case .or(let operands): return some(of: operands, level: level)
    case .not, .metadata: return .anything
    case .unless(let kept, _), .notNear(let kept, _, _): return inner(kept, &self)
    case .zone(_, let operand), .first(_, let operand): return inner(operand, &self)
    case .atLeast(let count, let operand): return count > 0 ? inner(operand, &self) : .anything
    case .of(let count, let operands):
      if count < 1 { return .anything }
      return count >= operands.count ? all(operands.map { inner($0, &self) }) : some(of: operands, level: level)
    case .score(let threshold, let operands):
      // What is subtracted, or counts nothing, brings no article over a threshold.
      return threshold > 0
        ? some(of: operands.filter { $0.weight > 0 }.map(\.expression), level: level) : .anything
    }
  }

  // MARK: - All, some

  private func all(_ conditions: [Condition]) -> Condition {
    let needed = conditions.filter { $0 != .anything }
    return needed.count == 1 ? needed[0] : needed.isEmpty ? .anything : .all(needed)
  }

  /// Single words among the alternatives are one group.
  private mutating func some(of operands: [Expression], level: Int) -> Condition {
    var words = Group()
    var others: [Condition] = []
    add(operands, &words, &others, level: level)
    if others.contains(.anything) { return .anything }
    if !words.patterns.isEmpty { others.append(.group(number(of: words))) }
    return others.count == 1 ? others[0] : others.isEmpty ? .anything : .some(others)
  }

  private mutating func add(_ operands: [Expression], _ words: inout Group, _ others: inout [Condition], level: Int) {
    for operand in operands {
      if others.contains(.anything) || level > EvaluationLimits.depth { return others.append(.anything) }
      switch operand.kind {
      case .word(let word): add([word], &words, &others)
      case .phrase(let phrase): add(phrase, &words, &others)
      case .or(let inner): add(inner, &words, &others, level: level + 1)
      case .list(let name): add(lists[name]?.items.map(\.expression) ?? [], &words, &others, level: level + 1)
      default: others.append(condition(of: operand, level: level + 1))
      }
    }
  }

  private mutating func add(_ phrase: [WordPattern], _ words: inout Group, _ others: inout [Condition]) {
    guard let patterns = patterns(of: phrase) else { return others.append(.anything) }
    if patterns.count > 1, others.count < NeededWords.maximumCompoundAlternatives {
      others.append(all(patterns.map { group([$0]) }))
    } else if let rarest = patterns.min(by: { $0.weight < $1.weight }) {
      words.patterns.insert(rarest)
    }
  }

  // MARK: - Words

  private mutating func all(of words: [WordPattern]) -> Condition {
    patterns(of: words).map { all($0.map { group([$0]) }) } ?? .anything
  }

  /// `nil` for what is no rule, which is told elsewhere.
  private func patterns(of words: [WordPattern]) -> [Pattern]? {
    var patterns: [Pattern] = []
    do throws(CompileError) {
      for word in words { patterns += try word.patterns() }
    } catch {
      return nil
    }
    return patterns.isEmpty ? nil : patterns
  }

  private mutating func group(_ patterns: [Pattern]) -> Condition {
    .group(number(of: Group(patterns: Set(patterns))))
  }

  private mutating func number(of group: Group) -> Int {
    if let known = numbers[group] { return known }
    groups.append(group)
    numbers[group] = groups.count - 1
    return groups.count - 1
  }

  // MARK: - Regular expressions

  /// One of the literals is in the text of every match. Of each, runs of letters stand in one word each.
  private mutating func condition(of regex: RegexPattern) -> Condition {
    var alternatives: [Condition] = []
    for literal in regex.regex.literals {
      let runs = LetterRuns.of(CaseFolding.shared.folded(literal))
      if runs.isEmpty { return .anything }
      alternatives.append(all(runs.map { .group(number(of: Group(letters: [$0]))) }))
    }
    return alternatives.count == 1 ? alternatives[0] : alternatives.isEmpty ? .anything : .some(alternatives)
  }
}

/// Runs of letters that text analysis never parts: those of Latin and of Russian, three or more.
enum LetterRuns {
  static func of(_ text: [UInt8]) -> [[UInt8]] {
    var runs: [[UInt8]] = []
    var run: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if isLetter(scalar) {
        run += Array(String(scalar).utf8)
      } else {
        runs.append(run)
        run = []
      }
    }
    runs.append(run)
    return runs.filter { run in run.count >= 3 && !elided.contains { $0.contains(run) } }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("\u{430}"..."\u{44F}").contains(scalar)
  }

  /// Text analysis drops these before an apostrophe, so that they stand in no word.
  private static let elided = ["jusqu", "lorsqu", "puisqu", "quoiqu", "dell", "nell", "sull", "dall", "quest"].map {
    Array($0.utf8)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    guard let first = part.first, part.count <= count else { return part.isEmpty }
    for start in 0...(count - part.count) where self[start] == first {
      if self[start..<start + part.count].elementsEqual(part) { return true }
    }
    return false
  }
}
