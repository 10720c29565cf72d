/// Makes a screen: chooses the anchor of every rule and writes its entries and its rest.
///
/// It works with **clauses**: sets of terms of which one must be present for a node to be true. Leaving out a rule none
/// of whose anchor's terms is present is thus right whatever else an article holds.
struct ScreenBuilder {
  private struct Clause {
    /// In `clauseTerms`.
    var terms: Range<Int>
    var cost: Float
  }

  private struct Near {
    var reach: NearReach
    /// In `clauseTerms`.
    var left: Range<Int>
    var right: Range<Int>
  }

  let graph: RuleGraph
  /// The share of articles that have a term.
  private var frequencies: [Float] = []

  // What must hold for one rule.
  /// The terms of all clauses and exclusions, one after another.
  var clauseTerms: [Int32] = []
  private var clauses: [Clause] = []
  /// Sets of terms none of which may be present, in `clauseTerms`.
  private var excluded: [Range<Int>] = []
  /// Decided by the places of terms.
  private var phrases: [Node] = []
  private var nears: [Near] = []
  /// Nodes that nothing but evaluating them decides.
  private var evaluated: [Int32] = []

  // All rules.
  /// Rules under the terms of their anchors.
  private var entries: [(term: Int32, entry: Screen.Entry)] = []
  private var unanchored: [Screen.Head] = []
  private var rests: [Int32] = []
  /// Where each rest begins. As long as rules are added, heads name rests by their number in here.
  private var restStarts: [Int32] = []

  static func build(_ graph: RuleGraph, _ frequencies: TermFrequencies) -> Screen {
    var builder = ScreenBuilder(graph, frequencies)
    return builder.build()
  }

  private init(_ graph: RuleGraph, _ frequencies: TermFrequencies) {
    self.graph = graph
    self.frequencies = graph.terms.map { frequencies.frequency(of: $0) }
    self.frequencies.reserveCapacity(graph.termCount)
    // A node stands after its operands, and so do compound terms.
    for node in graph.compounds {
      clauseTerms.removeAll(keepingCapacity: true)
      appendAlternatives(of: graph.nodes[Int(node)])
      self.frequencies.append(cost(clauseTerms.indices))
    }
  }

  private mutating func build() -> Screen {
    for (rule, root) in graph.roots.enumerated() { addRule(Int32(rule), Int(root)) }
    var (entryStarts, entries) = makeEntries()
    // They are many, and not needed any more.
    self.entries = []
    orderRests(by: &entries)
    let (edgeStarts, edges) = makeEdges()
    return Screen(
      entryStarts: entryStarts, entries: entries, unanchored: unanchored, rests: rests,
      edgeStarts: edgeStarts, edges: edges)
  }

  func cost(_ terms: Range<Int>) -> Float {
    min(1, clauseTerms[terms].reduce(0) { $0 + frequencies[Int($1)] })
  }

  // MARK: - Clauses

  /// Adds the terms of which one must be present for a node to be true; false where there are none. Of several such
  /// sets the rarest.
  mutating func appendClause(of index: Int) -> Bool {
    let node = graph.nodes[index]
    switch node.kind {
    case .word:
      clauseTerms.append(node.payload)
      return true
    case .phrase:
      let terms = graph.operands(of: node)
      guard let rarest = terms.min(by: { frequencies[Int($0)] < frequencies[Int($1)] }) else { return false }
      clauseTerms.append(rarest)
      return true
    case .name:
      clauseTerms.append(node.neededTerm)
      return true
    case .regex:
      guard node.neededTerm >= 0 else { return false }
      clauseTerms.append(node.neededTerm)
      return true
    case .or:
      if node.payload >= 0 {
        clauseTerms.append(node.payload)
        return true
      }
      let start = clauseTerms.count
      for operand in graph.operands(of: node) where !appendClause(of: Int(operand)) {
        clauseTerms.removeSubrange(start...)
        return false
      }
      return true
    case .near, .and: return appendRarest(graph.operands(of: node))
    case .notNear, .unless, .atLeast, .first:
      return appendClause(of: Int(graph.operands[node.operandRange.lowerBound]))
    case .tally:
      guard graph.isCompound(index) else { return appendTally(node) }
      clauseTerms.append(node.neededTerm)
      return true
    case .not, .metadata: return false
    }
  }

  private mutating func appendRarest(_ operands: ArraySlice<Int32>) -> Bool {
    let start = clauseTerms.count
    var best: Float = .infinity
    for operand in operands {
      let next = clauseTerms.count
      guard appendClause(of: Int(operand)) else { continue }
      let cost = cost(next..<clauseTerms.count)
      if cost < best {
        best = cost
        clauseTerms.removeSubrange(start..<next)
      } else {
        clauseTerms.removeSubrange(next...)
      }
    }
    // One without terms is of what can never be true.
    return best < .infinity
  }

  /// Adds a clause of the rule; `nil` where the node has none.
  @discardableResult
  private mutating func addClause(of node: Int) -> Int? {
    let start = clauseTerms.count
    guard appendClause(of: node) else { return nil }
    let terms = start..<clauseTerms.count
    clauses.append(Clause(terms: terms, cost: cost(terms)))
    return clauses.count - 1
  }

  // MARK: - Rules

  private mutating func addRule(_ rule: Int32, _ root: Int) {
    clauseTerms.removeAll(keepingCapacity: true)
    clauses.removeAll(keepingCapacity: true)
    excluded.removeAll(keepingCapacity: true)
    phrases.removeAll(keepingCapacity: true)
    nears.removeAll(keepingCapacity: true)
    evaluated.removeAll(keepingCapacity: true)
    addConjunct(root)
    clauses.sort { $0.cost < $1.cost }
    guard let anchor = clauses.first?.terms else {
      unanchored.append(makeRest(rule, clauses[...]))
      return
    }
    let test = clauses.count > 1 ? clauses[1].terms : 0..<0
    // Where slots are shared, the test does not decide.
    let head = makeRest(rule, clauses.dropFirst(graph.termCount > Screen.slots ? 1 : 2))
    for index in anchor where !clauseTerms[anchor.lowerBound..<index].contains(clauseTerms[index]) {
      addEntries(clauseTerms[index], head, test)
    }
  }

  private mutating func addEntries(_ term: Int32, _ head: Screen.Head, _ test: Range<Int>) {
    for start in stride(from: 0, to: max(1, test.count), by: Screen.Entry.terms) {
      let entry = Screen.Entry(head) { number in
        let tested = test.isEmpty ? term : clauseTerms[min(test.lowerBound + start + number, test.upperBound - 1)]
        return UInt16(truncatingIfNeeded: tested)
      }
      entries.append((term, entry))
    }
  }

  /// Takes a node that must be true for the rule to be true apart, into what can be tested cheaply.
  private mutating func addConjunct(_ index: Int) {
    let node = graph.nodes[index]
    switch node.kind {
    case .and:
      for operand in graph.operands(of: node) { addConjunct(Int(operand)) }
    case .word: addClause(of: index)
    case .or:
      addClause(of: index)
      if !node.isClause { evaluated.append(Int32(index)) }
    case .phrase:
      for term in graph.operands(of: node) { addClause(term) }
      phrases.append(node)
    case .name:
      addClause(node.neededTerm)
      evaluated.append(Int32(index))
    case .near: addNear(index, node)
    case .unless:
      let (kept, other) = (node.operandRange.lowerBound, node.operandRange.lowerBound + 1)
      if graph.nodes[Int(graph.operands[kept])].isClause, addExcluded(Int(graph.operands[other])) {
        addClause(of: Int(graph.operands[kept]))
      } else {
        addNecessary(Int(graph.operands[kept]))
        evaluated.append(Int32(index))
      }
    case .notNear:
      addNecessary(Int(graph.operands[node.operandRange.lowerBound]))
      evaluated.append(Int32(index))
    case .regex, .atLeast, .tally, .first:
      addNecessary(index)
      evaluated.append(Int32(index))
    case .not:
      if !addExcluded(Int(graph.operands[node.operandRange.lowerBound])) { evaluated.append(Int32(index)) }
    case .metadata: evaluated.append(Int32(index))
    }
  }

  /// The clauses that a node implies, where the node itself will be evaluated.
  private mutating func addNecessary(_ index: Int) {
    let node = graph.nodes[index]
    switch node.kind {
    case .and, .near:
      for operand in graph.operands(of: node) { addNecessary(Int(operand)) }
    case .phrase:
      for term in graph.operands(of: node) { addClause(term) }
    case .word, .name, .regex, .or, .tally: addClause(of: index)
    case .unless, .notNear, .atLeast, .first: addNecessary(Int(graph.operands[node.operandRange.lowerBound]))
    case .not, .metadata: break
    }
  }

  /// Adds the clause of a single term.
  private mutating func addClause(_ term: Int32) {
    clauseTerms.append(term)
    let terms = clauseTerms.count - 1..<clauseTerms.count
    clauses.append(Clause(terms: terms, cost: cost(terms)))
  }

  /// Adds the terms none of which may be present; false where a node is more than its clause.
  private mutating func addExcluded(_ index: Int) -> Bool {
    guard graph.nodes[index].isClause else { return false }
    let start = clauseTerms.count
    _ = appendClause(of: index)
    excluded.append(start..<clauseTerms.count)
    return true
  }

  /// NEAR of two words, or ORs of words, is decided by the places of their terms.
  private mutating func addNear(_ index: Int, _ node: Node) {
    let operands = graph.operands(of: node)
    let isSimple =
      operands.count == 2
      && operands.allSatisfy { graph.nodes[Int($0)].isClause && hasPlaces(Int($0)) }
    guard isSimple, let left = addClause(of: Int(operands[operands.startIndex])),
      let right = addClause(of: Int(operands[operands.startIndex + 1]))
    else {
      addNecessary(index)
      evaluated.append(Int32(index))
      return
    }
    nears.append(Near(reach: NearReach(node), left: clauses[left].terms, right: clauses[right].terms))
  }

  /// Whether no compound term stands for a clause: only tokens have places.
  private func hasPlaces(_ index: Int) -> Bool {
    let node = graph.nodes[index]
    switch node.kind {
    case .word: return true
    case .or: return node.payload < 0 && graph.operands(of: node).allSatisfy { hasPlaces(Int($0)) }
    default: return false
    }
  }

  // MARK: - Writing

  /// Writes what must hold besides anchor and test, if there is anything.
  private mutating func makeRest(_ rule: Int32, _ others: ArraySlice<Clause>) -> Screen.Head {
    let start = rests.count
    rests.append(rule)
    writeRest(others)
    guard rests.count > start + 1 else {
      rests.removeLast()
      return Screen.Head(.match, Int(rule))
    }
    guard let operation = Screen.Operation(instruction: rests[start + 1]) else {
      preconditionFailure("a rest begins with an operation")
    }
    rests.append(Screen.Operation.match.rawValue)
    restStarts.append(Int32(start))
    return Screen.Head(operation, restStarts.count - 1)
  }

  private mutating func writeRest(_ others: ArraySlice<Clause>) {
    for clause in others { write(.any, clause.terms) }
    for terms in excluded { write(.none, terms) }
    for node in phrases {
      let terms = graph.operands(of: node)
      let rarest = terms.indices.min { frequencies[Int(terms[$0])] < frequencies[Int(terms[$1])] } ?? terms.startIndex
      rests.append(Screen.Operation.phrase.rawValue | Int32(terms.count) << 4)
      rests.append(Int32(rarest - terms.startIndex))
      rests += terms
    }
    for near in nears {
      rests.append(Screen.Operation.near.rawValue | Int32(near.left.count) << 4)
      rests.append(near.reach.code)
      rests.append(Int32(near.right.count))
      rests += clauseTerms[near.left]
      rests += clauseTerms[near.right]
    }
    for node in evaluated {
      rests.append(Screen.Operation.node.rawValue)
      rests.append(node)
    }
  }

  private mutating func write(_ operation: Screen.Operation, _ terms: Range<Int>) {
    rests.append(operation.rawValue | Int32(terms.count) << 4)
    rests += clauseTerms[terms]
  }

  /// The entries by term.
  private mutating func makeEntries() -> (starts: [Int32], entries: [Screen.Entry]) {
    var starts = [Int32](repeating: 0, count: graph.termCount + 1)
    for entry in entries { starts[Int(entry.term) + 1] += 1 }
    for term in 0..<graph.termCount { starts[term + 1] += starts[term] }
    var next = starts
    guard let any = entries.first?.entry else { return (starts, []) }
    var ordered = [Screen.Entry](repeating: any, count: entries.count)
    for entry in entries {
      ordered[Int(next[Int(entry.term)])] = entry.entry
      next[Int(entry.term)] += 1
    }
    return (starts, ordered)
  }

  /// Puts the rests into the order in which entries first lead to them: what stands under one term is met together. Heads
  /// name the places of rests then.
  private mutating func orderRests(by entries: inout [Screen.Entry]) {
    var ordered: [Int32] = []
    ordered.reserveCapacity(rests.count)
    var places = [Int32](repeating: -1, count: restStarts.count)
    restStarts.append(Int32(rests.count))
    func place(_ head: Screen.Head) -> Screen.Head {
      guard head.hasRest else { return head }
      if places[head.index] < 0 {
        places[head.index] = Int32(ordered.count)
        ordered += rests[Int(restStarts[head.index])..<Int(restStarts[head.index + 1])]
      }
      return head.moved(to: Int(places[head.index]))
    }
    for index in entries.indices { entries[index].head = place(entries[index].head) }
    for index in unanchored.indices { unanchored[index] = place(unanchored[index]) }
    rests = ordered
  }

  /// From the terms of every operand of a compound term to it.
  private mutating func makeEdges() -> (starts: [Int32], edges: [Screen.Edge]) {
    var pairs: [(term: Int32, edge: Screen.Edge)] = []
    for (compound, node) in graph.compounds.enumerated() {
      if graph.nodes[Int(node)].kind == .tally {
        // Nobody asks which operand it was.
        clauseTerms.removeAll(keepingCapacity: true)
        appendAlternatives(of: graph.nodes[Int(node)])
        for term in clauseTerms { pairs.append((term, Screen.Edge(compound: Int32(compound), operand: node))) }
        continue
      }
      for operand in graph.operands(of: graph.nodes[Int(node)]) {
        clauseTerms.removeAll(keepingCapacity: true)
        _ = appendClause(of: Int(operand))
        for term in clauseTerms { pairs.append((term, Screen.Edge(compound: Int32(compound), operand: operand))) }
      }
    }
    var starts = [Int32](repeating: 0, count: graph.termCount + 1)
    for pair in pairs { starts[Int(pair.term) + 1] += 1 }
    for term in 0..<graph.termCount { starts[term + 1] += starts[term] }
    var next = starts
    var edges = [Screen.Edge](repeating: Screen.Edge(compound: 0, operand: 0), count: pairs.count)
    for pair in pairs {
      edges[Int(next[Int(pair.term)])] = pair.edge
      next[Int(pair.term)] += 1
    }
    return (starts, edges)
  }
}
