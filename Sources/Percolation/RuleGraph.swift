/// The queries of all rules, compiled: flat arrays, immutable, shared by all workers.
///
/// Structurally equal sub-expressions of all rules are one node. Every node stands after its operands.
final class RuleGraph: Sendable {
  /// For each rule the node of its query.
  let roots: [Int32]
  let nodes: [Node]
  /// The operands of all nodes (nodes; of phrases and names terms), one after another.
  let operands: [Int32]
  let conditions: [CompiledCondition]
  let tallies: [Tally]
  let nameShapes: [NameShape]
  let regexes: [CompiledRegex]
  /// What literals of the regexes an article has; `nil` where there are none.
  let literalSearch: LiteralSearch?
  /// For each literal the terms of the regexes that it belongs to.
  let termsOfLiteral: GroupedIDs
  let vocabulary: Vocabulary
  /// For each pattern the terms it belongs to.
  let termsOfPattern: GroupedIDs
  /// Of the terms that tokens satisfy; compound terms are numbered behind them.
  let terms: [Term]
  /// For each compound term its node.
  let compounds: [Int32]

  /// With the compound terms.
  var termCount: Int { terms.count + compounds.count }

  /// From all rules that are to be in it.
  init(_ builder: consuming RuleGraphBuilder) {
    builder.numberTerms()
    roots = builder.roots
    nodes = builder.nodes
    operands = builder.operands
    conditions = builder.conditions
    tallies = builder.tallies
    nameShapes = builder.nameShapes
    regexes = builder.regexes
    (literalSearch, termsOfLiteral) = CompiledRegex.literalSearch(builder.regexes)
    terms = builder.terms
    compounds = builder.compounds
    vocabulary = Vocabulary(builder.patterns)
    termsOfPattern = GroupedIDs(builder.patternTerms, groups: builder.patterns.count)
  }

  /// The nodes (of a phrase or name the terms) that a node is made of.
  func operands(of node: Node) -> ArraySlice<Int32> { operands[node.operandRange] }
}

/// What rules ask for: a token of some zones that satisfies any of some patterns. Whether an article has one is all that
/// the screen looks at.
///
/// The term of a regex stands for its literals: it is present where an article has one of them, whatever the zone.
///
/// A **compound** term stands for an OR of many operands instead, or for an OF or SCORE: it is present when one of them may
/// be true, of OF and SCORE one of those without which the number is not reached.
struct Term: Sendable {
  let zones: ZoneSet
  /// A guess at how many articles have it, out of one, for as long as nothing has been counted.
  let guess: Float
  /// The same for equal terms of any index.
  let key: UInt64
}

/// What OF and SCORE add up.
struct Tally: Sendable, Hashable {
  /// What the weights of the operands that are true must add up to.
  let threshold: Int
  /// For each operand its weight; of OF 1.
  let weights: [Int]

  /// What they add up to where all is there that helps, and nothing that harms.
  var most: Int { weights.reduce(0) { $0 + max(0, $1) } }
  /// The other way round.
  var least: Int { weights.reduce(0) { $0 + min(0, $1) } }
}

/// A sub-expression, in the context of the zone prefixes around it.
struct Node: Sendable {
  enum Kind: UInt8, Sendable {
    /// `payload`: term.
    case word
    /// Operands: terms, all of the same zones.
    case phrase
    /// Operands: terms, as `NameTerms` has them. `payload`: index into `nameShapes`.
    case name
    /// `payload`: index into `regexes`.
    case regex
    /// OR or list; it gives spans if `givesSpans`. `payload`: its compound term, or -1.
    case or
    /// `payload`: words, of `Reach.words`; `reach`, `isOrdered`.
    case near
    /// Two operands; `payload`, `reach` as above.
    case notNear
    /// Two operands.
    case unless
    case and
    case not
    /// `payload`: index into `conditions`.
    case metadata
    /// One operand, which gives spans; `payload`: how many of them must be there, without overlaps.
    case atLeast
    /// OF or SCORE. `payload`: index into `tallies`. If it is a compound term, that is its `neededTerm`.
    case tally
    /// One operand; `payload`: words from the beginning of the body.
    case first
  }

  enum Reach: UInt8, Sendable { case words, sentence, paragraph }

  var kind: Kind
  var reach: Reach = .words
  var isOrdered = false
  var givesSpans = true
  /// Whether it is plain, as `EvaluationLimits` says: its spans are runs of tokens and never cut.
  var isPlain = false
  /// Whether there is an operator among the operands, or theirs, that can cut its spans.
  var hasCuttingOperands = false
  /// Whether its spans may match more tokens than NEAR looks at: those of a regex, and what is made of them.
  var hasLongSpans = false
  /// Whether it is true exactly when one of the terms of its clause (see `ScreenBuilder`) is present.
  var isClause = false
  var payload: Int32 = 0
  var firstOperand: Int32 = 0
  var operandCount: Int32 = 0
  /// A term without which the node gives nothing; -1: none is known.
  var neededTerm: Int32 = -1

  var operandRange: Range<Int> { Int(firstOperand)..<Int(firstOperand) + Int(operandCount) }

  /// Whether its spans, or those of an operand, may be cut.
  var canCut: Bool {
    switch kind {
    case .word, .phrase, .name, .metadata: false
    case .regex: true
    case .and, .not, .atLeast, .tally, .first: hasCuttingOperands
    case .or: givesSpans && !isPlain || hasCuttingOperands
    case .near, .notNear, .unless: true
    }
  }
}

/// Lists of ids, one for each group, in one array.
struct GroupedIDs: Sendable {
  private let starts: [Int32]
  private let ids: [Int32]

  /// From pairs of group and id; ids keep their order within a group.
  init(_ pairs: [(group: Int32, id: Int32)], groups: Int) {
    var starts = [Int32](repeating: 0, count: groups + 1)
    for pair in pairs { starts[Int(pair.group) + 1] += 1 }
    for group in 0..<groups { starts[group + 1] += starts[group] }
    var next = starts
    var ids = [Int32](repeating: 0, count: pairs.count)
    for pair in pairs {
      ids[Int(next[Int(pair.group)])] = pair.id
      next[Int(pair.group)] += 1
    }
    self.starts = starts
    self.ids = ids
  }

  /// Where a group's ids stand.
  func range(_ group: Int) -> Range<Int> { Int(starts[group])..<Int(starts[group + 1]) }
  subscript(index: Int) -> Int32 { ids[index] }
}
