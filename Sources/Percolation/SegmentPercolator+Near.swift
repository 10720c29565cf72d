import Articles

/// Scratch memory of NEAR and BEFORE: the spans of the operands, and the chain that is being made of them.
struct ChainSearch {
  /// For each operand its spans, as a part of the percolator's `records`.
  var operands: [Range<Int>] = []
  /// For `/s` and `/p`: the spans that lie wholly in a sentence or paragraph, operand after operand.
  var inner: [SpanRecord] = []
  var chain: [SpanRecord] = []
  var isUsed: [Bool] = []
  /// Whether these are two plain operands. Their spans have no gaps, so that what begins in one shares a token with it,
  /// and what begins behind it fits: every span looked at gives a result, and no step need be counted.
  var isPlainPair = false
  var steps = 0
  /// Of searches that are over, since somebody last set it to 0.
  var allSteps = 0
  var isExhausted = false

  mutating func begin(_ operands: [Range<Int>], isPlainPair: Bool) {
    self.operands = operands
    self.isPlainPair = isPlainPair
    chain.removeAll(keepingCapacity: true)
    isUsed = Array(repeating: false, count: operands.count)
    allSteps &+= steps
    steps = 0
    isExhausted = false
  }
}

/// NEAR and BEFORE within a number of words. The limits are those that `EvaluationLimits` defines.
extension SegmentPercolator {
  func findNear(_ node: Node) -> NodeState {
    let operands = node.operandRange.map { Int(graph.operands[$0]) }
    guard operands.allSatisfy({ mayBeTrue($0) }) else { return NodeState() }
    var ranges: [Range<Int>] = []
    for operand in operands {
      let state = state(of: operand)
      if state.count == 0 { return NodeState() }
      let all = state.start..<state.start + state.count
      ranges.append(graph.nodes[operand].hasLongSpans ? withoutLongSpans(all) : all)
      if ranges[ranges.count - 1].isEmpty { return NodeState() }
    }
    search.begin(ranges, isPlainPair: ranges.count == 2 && operands.allSatisfy { graph.nodes[$0].isPlain })
    switch node.reach {
    case .words: return findChains(node)
    case .sentence, .paragraph: return findInUnits(node)
    }
  }

  /// The records that match no more tokens than NEAR looks at; copied behind all others where some match more.
  private func withoutLongSpans(_ range: Range<Int>) -> Range<Int> {
    func isShort(_ record: SpanRecord) -> Bool { record.count <= EvaluationLimits.matchedTokens }
    if records[range].allSatisfy(isShort) { return range }
    let start = records.count
    for index in range where isShort(records[index]) { records.append(records[index]) }
    return start..<records.count
  }

  /// Chains by the position where they begin. All that begin at one position are looked at before it is decided
  /// whether there are enough, so that the first in order are kept.
  private func findChains(_ node: Node) -> NodeState {
    let all = search.operands
    var starts = all
    while !search.isExhausted, collector.count <= limits.spans {
      let beginners = node.isOrdered ? 0..<1 : starts.indices
      guard let first = beginners.compactMap({ starts[$0].first.map { records[$0].first } }).min() else { break }
      for operand in beginners {
        while let next = starts[operand].first, records[next].first == first, !search.isExhausted {
          starts[operand].removeFirst()
          search.chain.append(records[next])
          search.isUsed[operand] = true
          extendChain(node, zoneEnd: reading.zones.zone(of: Int(first)).upperBound)
          search.isUsed[operand] = false
          search.chain.removeLast()
        }
      }
      if collector.count > limits.spans { collector.normalize(keeping: limits.spans + 1) }
    }
    collector.normalize(keeping: limits.spans + 1)
    return finishCollected(isTruncated: search.isExhausted)
  }

  private func extendChain(_ node: Node, zoneEnd: Int) {
    guard search.chain.count < search.operands.count else {
      collector.appendUnion(of: search.chain, positions)
      if collector.count > 2 * limits.spans + 1_000 { collector.normalize(keeping: limits.spans + 1) }
      return
    }
    let previous = search.chain[search.chain.count - 1]
    // The next begins after this position and before the end of what can be reached.
    let after = Int(node.isOrdered || search.isPlainPair ? previous.last : previous.first)
    let end = min(zoneEnd, Int(previous.last) + Int(node.payload) + 2)
    let candidates = node.isOrdered ? search.chain.count..<search.chain.count + 1 : search.operands.indices
    for operand in candidates where !search.isUsed[operand] {
      var next = partitionPoint(in: search.operands[operand]) { Int(records[$0].first) > after }
      while next < search.operands[operand].upperBound, Int(records[next].first) < end {
        if !takeStep() { return }
        if fits(records[next]) {
          search.chain.append(records[next])
          search.isUsed[operand] = true
          extendChain(node, zoneEnd: zoneEnd)
          search.isUsed[operand] = false
          search.chain.removeLast()
          if search.isExhausted { return }
        }
        next += 1
      }
    }
  }

  /// Counts a step; false when there have been too many.
  func takeStep() -> Bool {
    if search.isPlainPair { return true }
    search.steps += 1
    if search.steps > limits.steps { search.isExhausted = true }
    return !search.isExhausted
  }

  /// Whether a span shares no token with the chain.
  func fits(_ record: SpanRecord) -> Bool {
    search.chain.allSatisfy { $0.isDisjoint(record, positions) }
  }

  /// The number of the sentence or paragraph of a position; for words the position.
  func unit(_ position: Int, _ reach: Node.Reach) -> Int {
    if reach == .words { return position }
    let token = reading.tokens[position]
    return Int(reach == .sentence ? token.sentence : token.paragraph)
  }
}
