/// A node before it is known whether an equal one exists.
struct NodeDraft {
  var kind: Node.Kind
  var reach = Node.Reach.words
  var isOrdered = false
  var givesSpans = true
  var payload: Int32

  init(_ kind: Node.Kind, payload: Int32 = 0) {
    self.kind = kind
    self.payload = payload
  }

  func isEqual(_ node: Node) -> Bool {
    // The payload of OR nodes is given afterwards.
    kind == node.kind && reach == node.reach && isOrdered == node.isOrdered && givesSpans == node.givesSpans
      && (kind == .or || payload == node.payload)
  }
}

/// What makes a term: equal ones are one.
struct TermKey: Hashable {
  let patterns: [Int32]
  let zones: ZoneSet
}

/// Finds nodes by what they are made of, without keeping that twice.
struct NodeTable {
  private var slots = [Int32](repeating: -1, count: 1 << 10)
  private var count = 0

  /// The node for which `isEqual` is true, or the slot where a new one with this hash belongs.
  func find(_ hash: UInt64, where isEqual: (Int32) -> Bool) -> Int32? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      if isEqual(slots[slot]) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  mutating func insert(_ node: Int32, hash: UInt64, rehash: (Int32) -> UInt64) {
    if (count + 1) * 2 > slots.count {
      let old = slots
      slots = [Int32](repeating: -1, count: old.count * 2)
      for known in old where known >= 0 { place(known, rehash(known)) }
    }
    place(node, hash)
    count += 1
  }

  private mutating func place(_ node: Int32, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = node
  }
}

extension RuleGraphBuilder {
  /// More single words than these in an OR are one term.
  static var maximumSingleWords: Int { 16 }
  /// An OR, OF or SCORE whose clause would have more terms than these is a compound term.
  static var maximumClauseTerms: Int { 24 }

  /// The node with this meaning: a known one, or a new one after all its operands.
  mutating func addNode(_ draft: NodeDraft, operands newOperands: [Int32]) -> Int32 {
    let hash = Self.hash(
      draft.kind, draft.reach, draft.isOrdered, draft.kind == .or ? 0 : draft.payload, newOperands[...])
    let known = nodeTable.find(hash) { id in
      let node = nodes[Int(id)]
      return draft.isEqual(node) && operands[node.operandRange].elementsEqual(newOperands)
    }
    if let known { return known }
    let id = Int32(nodes.count)
    let inner = draft.kind == .phrase || draft.kind == .name ? [] : newOperands
    var node = Node(kind: draft.kind)
    node.reach = draft.reach
    node.isOrdered = draft.isOrdered
    node.givesSpans = draft.givesSpans
    node.isPlain = isPlain(draft, inner)
    node.isClause = draft.kind == .word || draft.kind == .or && inner.allSatisfy { nodes[Int($0)].isClause }
    node.hasLongSpans = draft.kind == .regex || inner.contains { nodes[Int($0)].hasLongSpans }
    node.hasCuttingOperands = inner.contains { nodes[Int($0)].canCut }
    node.payload = draft.payload
    node.firstOperand = Int32(operands.count)
    node.operandCount = Int32(newOperands.count)
    switch draft.kind {
    case .tally: clauseSizes.append(tallySize(draft, inner))
    case .regex: clauseSizes.append(regexes[Int(draft.payload)].term < 0 ? 0 : 1)
    default: clauseSizes.append(clauseSize(draft.kind, inner))
    }
    if draft.kind == .or {
      node.payload = -1
      let size = clauseSizes[Int(id)]
      if size > Self.maximumClauseTerms || size > 0 && inner.count > Self.maximumSingleWords {
        node.payload = Self.compoundBase + Int32(compounds.count)
        compounds.append(id)
        clauseSizes[Int(id)] = 1
      }
    }
    node.neededTerm = neededTerm(of: node, newOperands)
    if draft.kind == .tally, clauseSizes[Int(id)] > Self.maximumClauseTerms {
      node.neededTerm = Self.compoundBase + Int32(compounds.count)
      compounds.append(id)
      clauseSizes[Int(id)] = 1
    }
    operands += newOperands
    nodes.append(node)
    widths.append(width(draft, newOperands))
    heights.append(1 + (inner.map { heights[Int($0)] }.max() ?? 0))
    nodeTable.insert(id, hash: hash) { known in
      let node = nodes[Int(known)]
      return Self.hash(
        node.kind, node.reach, node.isOrdered, node.kind == .or ? 0 : node.payload, operands[node.operandRange])
    }
    return id
  }

  private static func hash(
    _ kind: Node.Kind, _ reach: Node.Reach, _ isOrdered: Bool, _ payload: Int32, _ operands: ArraySlice<Int32>
  ) -> UInt64 {
    var hash = StableHash()
    hash.combine(UInt64(kind.rawValue) << 2 | UInt64(reach.rawValue) << 8 | (isOrdered ? 1 : 0))
    hash.combine(UInt64(UInt32(bitPattern: payload)))
    for operand in operands { hash.combine(UInt64(UInt32(bitPattern: operand))) }
    return hash.value
  }

  private func isPlain(_ draft: NodeDraft, _ operands: [Int32]) -> Bool {
    switch draft.kind {
    case .word, .phrase, .name: true
    case .or: draft.givesSpans && operands.allSatisfy { nodes[Int($0)].isPlain }
    case .first: operands.allSatisfy { nodes[Int($0)].isPlain }
    case .regex, .near, .notNear, .unless, .and, .not, .metadata, .atLeast, .tally: false
    }
  }

  private func width(_ draft: NodeDraft, _ operands: [Int32]) -> Int32 {
    switch draft.kind {
    case .word: 1
    case .phrase: Int32(operands.count)
    case .name: Int32(nameShapes[Int(draft.payload)].width)
    case .regex: Int32(EvaluationLimits.regexTokens)
    case .or: operands.map { widths[Int($0)] }.max() ?? 0
    case .near: operands.reduce(0) { $0 + widths[Int($1)] }
    case .notNear, .unless, .first: widths[Int(operands[0])]
    case .and, .not, .metadata, .atLeast, .tally: 0
    }
  }

  /// How many terms the clause of a node has at most; 0 where it has none.
  private func clauseSize(_ kind: Node.Kind, _ operands: [Int32]) -> Int32 {
    switch kind {
    case .word, .phrase, .name: 1
    case .or:
      operands.contains { clauseSizes[Int($0)] == 0 } ? 0 : operands.reduce(0) { $0 + clauseSizes[Int($1)] }
    case .near, .and: operands.map { clauseSizes[Int($0)] }.max() ?? 0
    case .notNear, .unless, .atLeast, .first: clauseSizes[Int(operands[0])]
    case .not, .metadata, .tally, .regex: 0
    }
  }

  /// A term without which a node gives nothing, whatever else the article holds; -1 where none is known.
  private func neededTerm(of node: Node, _ operands: [Int32]) -> Int32 {
    switch node.kind {
    case .word, .or: node.payload
    case .phrase, .name: operands[0]
    case .regex: regexes[Int(node.payload)].term
    case .near, .and: operands.lazy.map { nodes[Int($0)].neededTerm }.first { $0 >= 0 } ?? -1
    case .notNear, .unless, .atLeast, .first: nodes[Int(operands[0])].neededTerm
    case .tally: neededTerm(of: tallies[Int(node.payload)], operands)
    case .not, .metadata: -1
    }
  }

  /// While building, when the number of terms is not known yet, compound terms are numbered from here.
  static var compoundBase: Int32 { 1 << 30 }
}
