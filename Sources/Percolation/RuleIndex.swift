import Diagnostics
import RuleLanguage

/// Rules ready to be asked with articles: flat arrays, immutable, shared by all workers. Made by `RuleIndexBuilder`.
///
/// Structurally equal sub-expressions of all rules are one node. Every node stands after its operands.
package final class RuleIndex: Sendable {
  /// The rules that could be compiled and are enabled, in their order.
  package let rules: RuleHeads
  /// For each rule the node of its query.
  let roots: [Int32]
  let nodes: [Node]
  /// The operands of all nodes (nodes; of phrases terms), one after another.
  let operands: [Int32]
  let patterns: [Pattern]
  let vocabulary: Vocabulary
  /// For each pattern the terms it belongs to.
  let termsOfPattern: GroupedIDs
  let termCount: Int
  let conditions: [CompiledCondition]
  /// Rules without anchors: looked at for every article.
  let unanchoredRules: [Int32]
  /// For each anchor the rules that cannot match without it.
  let rulesOfAnchor: GroupedIDs
  /// For each anchor the OR nodes that its presence makes present, and by which operand.
  let edgesOfAnchor: GroupedIDs
  let edges: [Edge]

  /// An operand of an OR (or list) node, found from the operand's anchor.
  struct Edge: Sendable {
    let node: Int32
    let operand: Int32
  }

  init(_ builder: consuming RuleIndexBuilder) {
    rules = builder.rules
    roots = builder.roots
    nodes = builder.nodes
    operands = builder.operands
    patterns = builder.patterns
    vocabulary = Vocabulary(builder.patterns)
    termCount = builder.terms.count
    conditions = builder.conditions
    var termsOfPattern: [(Int32, Int32)] = []
    for (term, patterns) in builder.terms.enumerated() {
      for pattern in patterns { termsOfPattern.append((pattern, Int32(term))) }
    }
    self.termsOfPattern = GroupedIDs(termsOfPattern, groups: builder.patterns.count)
    let anchorCount = builder.terms.count + builder.nodes.count
    var edges: [Edge] = []
    var edgesOfAnchor: [(Int32, Int32)] = []
    for (index, node) in builder.nodes.enumerated() where node.kind == .or && node.anchor >= 0 {
      for operand in builder.operands[node.operandRange] {
        edgesOfAnchor.append((builder.anchorID(of: operand), Int32(edges.count)))
        edges.append(Edge(node: Int32(index), operand: operand))
      }
    }
    self.edges = edges
    self.edgesOfAnchor = GroupedIDs(edgesOfAnchor, groups: anchorCount)
    var rulesOfAnchor: [(Int32, Int32)] = []
    var unanchored: [Int32] = []
    for (rule, root) in builder.roots.enumerated() {
      let anchor = builder.anchorID(of: root)
      if anchor >= 0 { rulesOfAnchor.append((anchor, Int32(rule))) } else { unanchored.append(Int32(rule)) }
    }
    self.rulesOfAnchor = GroupedIDs(rulesOfAnchor, groups: anchorCount)
    unanchoredRules = unanchored
  }

  /// Compiles rules. Those that cannot be compiled are left out, each with a diagnostic in the file of the rule;
  /// disabled rules are left out without. Time and memory are linear in the size of rules and lists.
  package static func build(_ ruleSet: RuleSet) -> (index: RuleIndex, diagnostics: [Diagnostic]) {
    var builder = RuleIndexBuilder(lists: ruleSet.lists)
    for rule in ruleSet.rules where rule.isEnabled { builder.add(rule) }
    builder.settleAnchors()
    let diagnostics = builder.diagnostics
    return (RuleIndex(builder), diagnostics)
  }
}

/// A sub-expression, in the context of the zone prefixes around it.
struct Node: Sendable {
  enum Kind: UInt8, Sendable {
    /// `payload`: term; `detail`: zones.
    case word
    /// Operands: terms; `detail`: zones.
    case phrase
    /// OR or list. It gives spans if `givesSpans`.
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
  }

  enum Reach: UInt8, Sendable { case words, sentence, paragraph }

  var kind: Kind
  var reach: Reach = .words
  var isOrdered = false
  var givesSpans = true
  var zones: ZoneSet = []
  /// Whether it is plain, as `EvaluationLimits` says: its spans are runs of tokens and never cut.
  var isPlain = false
  /// Whether there is an operator among the operands, or theirs, that can cut its spans.
  var hasCuttingOperands = false
  var payload: Int32 = 0
  var firstOperand: Int32 = 0
  var operandCount: Int32 = 0
  /// What must be present for the node to be true: a term, or `terms.count` + an OR node; -1: nothing need be.
  var anchor: Int32 = -1

  var operandRange: Range<Int> { Int(firstOperand)..<Int(firstOperand) + Int(operandCount) }
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
