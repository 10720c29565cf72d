import RuleLanguage

/// True or false, and why.
extension SegmentPercolator {
  func isTrue(_ node: Int) -> Bool {
    if !mayBeTrue(node) { return false }
    let kind = graph.nodes[node]
    if kind.givesSpans { return hasPresentWord(node) || state(of: node).count > 0 }
    if states[node].stamp == resultStamp { return states[node].isTrue }
    let operands = kind.operandRange
    let isTrue: Bool
    switch kind.kind {
    case .and:
      isTrue =
        operands.allSatisfy { mayBeTrue(Int(graph.operands[$0])) }
        && operands.allSatisfy { self.isTrue(Int(graph.operands[$0])) }
    case .or: isTrue = operands.contains { self.isTrue(Int(graph.operands[$0])) }
    case .not: isTrue = !self.isTrue(Int(graph.operands[operands.lowerBound]))
    case .metadata:
      isTrue =
        metadata.map {
          graph.conditions[Int(kind.payload)].isMet($0, wordCount: wordCount, arrival: arrival)
        } ?? false
    case .atLeast: isTrue = countedSpans(kind, atMost: Int(kind.payload)).count == Int(kind.payload)
    case .tally: isTrue = reachesNumber(kind)
    default: isTrue = false
    }
    states[node] = NodeState(stamp: resultStamp, isTrue: isTrue)
    return isTrue
  }

  /// Whether one of the words of an OR is there, which is enough for it to be true: where they all stand, and whether its
  /// names are meant, is looked for when it is asked for.
  private func hasPresentWord(_ index: Int) -> Bool {
    let node = graph.nodes[index]
    guard node.kind == .or, states[index].stamp != resultStamp else { return false }
    if node.payload < 0 {
      return graph.operands(of: node).contains { graph.nodes[Int($0)].kind == .word && mayBeTrue(Int($0)) }
    }
    var isFound = false
    reading.forEachPresentOperand(ofCompound: Int(node.payload) - graph.terms.count) { operand in
      if !isFound, graph.nodes[Int(operand)].kind == .word { isFound = mayBeTrue(Int(operand)) }
    }
    return isFound
  }

  /// Whether any operator at or below a node had more spans than are kept. Evaluates what was not needed before.
  func isTruncatedAnywhere(_ root: Int) -> Bool {
    var visited: Set<Int> = []
    var pending = [root]
    while let node = pending.popLast() {
      guard graph.nodes[node].canCut, visited.insert(node).inserted else { continue }
      if graph.nodes[node].givesSpans, state(of: node).isTruncated { return true }
      guard graph.nodes[node].hasCuttingOperands else { continue }
      for operand in graph.operands[graph.nodes[node].operandRange] { pending.append(Int(operand)) }
    }
    return false
  }

  /// The largest sub-expressions with spans, and conditions, that are true and neither under NOT nor of a weight below 0,
  /// in the order of the query; of ATLEAST the places that were counted.
  func collectParts(_ expression: Expression, _ node: Int, _ parts: inout [Match.Part]) {
    switch expression.kind {
    case .and(let operands):
      for (expression, node) in zip(operands, operandNodes(node)) {
        collectParts(expression, node, &parts)
      }
    case .or(let operands) where !expression.givesSpans:
      for (expression, node) in zip(operands, operandNodes(node)) where isTrue(node) {
        collectParts(expression, node, &parts)
      }
    case .not: break
    case .of(_, let operands):
      for (expression, node) in zip(operands, operandNodes(node)) where isTrue(node) {
        collectParts(expression, node, &parts)
      }
    case .score(_, let operands):
      for (operand, node) in zip(operands, operandNodes(node)) where operand.weight > 0 && isTrue(node) {
        collectParts(operand.expression, node, &parts)
      }
    case .atLeast:
      let spans = countedSpans(graph.nodes[node], atMost: limits.spansPerPart).map(tokenSpan)
      parts.append(Match.Part(expression: PartText.of(expression), spans: spans))
    case .metadata: parts.append(Match.Part(expression: PartText.of(expression), spans: []))
    default:
      let spans: [TokenSpan]
      if graph.nodes[node].isPlain {
        // However often a word stands in an article, only its first places are told.
        spans = firstSpans(ofPlain: node, limits.spansPerPart).map(tokenSpan)
      } else {
        let state = state(of: node)
        spans = (0..<min(state.count, limits.spansPerPart)).map { tokenSpan(records[state.start + $0]) }
      }
      parts.append(Match.Part(expression: PartText.of(expression), spans: spans))
    }
  }

  private func operandNodes(_ node: Int) -> some Sequence<Int> {
    graph.operands[graph.nodes[node].operandRange].lazy.map { Int($0) }
  }

  private func tokenSpan(_ record: SpanRecord) -> TokenSpan {
    TokenSpan((0..<record.count).map { Int(record.position($0, positions)) })
  }
}
