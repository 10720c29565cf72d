/// A node before it is known whether an equal one exists.
struct NodeDraft {
  var kind: Node.Kind
  var reach = Node.Reach.words
  var isOrdered = false
  var givesSpans = true
  var zones: ZoneSet
  var payload: Int32
  var operands: [Int32]

  init(_ kind: Node.Kind, zones: ZoneSet = [], payload: Int32 = 0, operands: [Int32]) {
    self.kind = kind
    self.zones = zones
    self.payload = payload
    self.operands = operands
  }
}

extension RuleIndexBuilder {
  /// The node with this meaning: a known one, or a new one after all its operands.
  mutating func addNode(_ draft: NodeDraft) -> Int32 {
    let key = NodeKey(
      kind: draft.kind, reach: draft.reach, isOrdered: draft.isOrdered, givesSpans: draft.givesSpans,
      zones: draft.zones, payload: draft.payload, operands: draft.operands)
    if let known = nodeIDs[key] { return known }
    let id = Int32(nodes.count)
    let anchor = chooseAnchor(draft, id: id)
    let inner = draft.kind == .phrase ? [] : draft.operands
    var node = Node(kind: draft.kind)
    node.reach = draft.reach
    node.isOrdered = draft.isOrdered
    node.givesSpans = draft.givesSpans
    node.zones = draft.zones
    node.isPlain = isPlain(draft)
    node.hasCuttingOperands = inner.contains { nodes[Int($0)].canCut }
    node.payload = draft.payload
    node.firstOperand = Int32(operands.count)
    node.operandCount = Int32(draft.operands.count)
    node.anchor = anchor.id
    operands += draft.operands
    nodes.append(node)
    costs.append(anchor.cost)
    widths.append(width(draft))
    heights.append(1 + (inner.map { heights[Int($0)] }.max() ?? 0))
    nodeIDs[key] = id
    return id
  }

  private func isPlain(_ draft: NodeDraft) -> Bool {
    switch draft.kind {
    case .word, .phrase: true
    case .or: draft.givesSpans && draft.operands.allSatisfy { nodes[Int($0)].isPlain }
    case .near, .notNear, .unless, .and, .not, .metadata: false
    }
  }

  private func width(_ draft: NodeDraft) -> Int {
    switch draft.kind {
    case .word: 1
    case .phrase: draft.operands.count
    case .or: draft.operands.map { widths[Int($0)] }.max() ?? 0
    case .near: draft.operands.reduce(0) { $0 + widths[Int($1)] }
    case .notNear, .unless: widths[Int(draft.operands[0])]
    case .and, .not, .metadata: 0
    }
  }

  private struct Anchor {
    var id: Int32
    /// How often it is expected in an article.
    var cost: Double

    static let none = Anchor(id: -1, cost: .infinity)
  }

  /// What must be present for a node to be true, as rare as possible. Sound: absence of the anchor implies that the
  /// node gives nothing, whatever else the article holds.
  private func chooseAnchor(_ draft: NodeDraft, id: Int32) -> Anchor {
    func anchor(_ node: Int32) -> Anchor { Anchor(id: nodes[Int(node)].anchor, cost: costs[Int(node)]) }
    func rarest(_ anchors: [Anchor]) -> Anchor { anchors.min { $0.cost < $1.cost } ?? .none }
    switch draft.kind {
    case .word: return Anchor(id: draft.payload, cost: termCosts[Int(draft.payload)])
    case .phrase: return rarest(draft.operands.map { Anchor(id: $0, cost: termCosts[Int($0)]) })
    case .near, .and: return rarest(draft.operands.map(anchor))
    case .notNear, .unless: return anchor(draft.operands[0])
    case .or:
      // Any of the operands may make it true, so all of them need an anchor.
      let anchors = draft.operands.map(anchor)
      if anchors.contains(where: { $0.id < 0 }) { return .none }
      return Anchor(id: Self.orAnchorBase + id, cost: anchors.reduce(0) { $0 + $1.cost })
    case .not, .metadata: return .none
    }
  }

  /// While building, when the number of terms is not known yet, the anchors of OR nodes are numbered from here.
  static var orAnchorBase: Int32 { 1 << 30 }

  /// Numbers the anchors of OR nodes behind the terms. Called once, when all rules are added.
  mutating func settleAnchors() {
    for index in nodes.indices where nodes[index].anchor >= Self.orAnchorBase {
      nodes[index].anchor += Int32(terms.count) - Self.orAnchorBase
    }
  }
}

extension Node {
  /// Whether its spans, or those of an operand, may be cut.
  var canCut: Bool {
    switch kind {
    case .word, .phrase, .metadata: false
    case .and, .not: hasCuttingOperands
    case .or: givesSpans && !isPlain || hasCuttingOperands
    case .near, .notNear, .unless: true
    }
  }
}
