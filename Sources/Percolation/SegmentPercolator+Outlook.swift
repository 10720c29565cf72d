/// What would be without limits. Asked only where something was truncated.
extension SegmentPercolator {
  /// Stops at the first operand that decides, so that little is evaluated that was not needed before.
  func outlook(of node: Int) -> Outlook {
    if !mayBeTrue(node) { return .no }
    if let known = outlooks[node] { return known }
    let outlook = findOutlook(node)
    outlooks[node] = outlook
    return outlook
  }

  private func findOutlook(_ index: Int) -> Outlook {
    let node = graph.nodes[index]
    if !node.canCut { return Outlook(isTrue(index)) }
    let operands = graph.operands[node.operandRange].lazy.map { Int($0) }
    switch node.kind {
    case .and: return .all(operands.lazy.map { self.outlook(of: $0) })
    case .or: return .any(operands.lazy.map { self.outlook(of: $0) })
    case .not: return outlook(of: operand(node, 0)).negated
    case .near:
      if Outlook.all(operands.lazy.map { self.outlook(of: $0) }) == .no { return .no }
      return outlook(of: state(of: index), operandsAreExact: operands.allSatisfy { self.isExact($0) })
    case .notNear:
      if outlook(of: operand(node, 0)) == .no { return .no }
      return outlook(of: state(of: index), operandsAreExact: operands.allSatisfy { self.isExact($0) })
    case .unless:
      let kept = outlook(of: operand(node, 0))
      return kept == .no ? .no : .all([kept, outlook(of: operand(node, 1)).negated])
    case .atLeast, .first:
      // Of other spans others might be counted, or stand among the first words.
      if outlook(of: operand(node, 0)) == .no { return .no }
      return isExact(operand(node, 0)) ? Outlook(isTrue(index)) : .maybe
    case .tally:
      var bounds = TallyBounds(graph.tallies[Int(node.payload)])
      for (operand, weight) in zip(operands, graph.tallies[Int(node.payload)].weights) {
        bounds.take(weight, outlook(of: operand))
        if bounds.outlook != .maybe { break }
      }
      return bounds.outlook
    case .regex: return outlook(of: state(of: index), operandsAreExact: true)
    case .word, .phrase, .name, .metadata: return Outlook(isTrue(index))
    }
  }

  /// What is found among operands that are known exactly is there; what is not found is not, if all was looked at.
  private func outlook(of state: NodeState, operandsAreExact: Bool) -> Outlook {
    if !operandsAreExact { return .maybe }
    return state.count == 0 && state.isTruncated ? .maybe : Outlook(state.count > 0)
  }

  /// Whether a node has all the spans that it would have without limits, and no others.
  private func isExact(_ node: Int) -> Bool {
    if !graph.nodes[node].canCut { return true }
    if let known = exactness[node] { return known }
    let operands = graph.operands[graph.nodes[node].operandRange]
    let isExact =
      outlook(of: node) == .no
      || !state(of: node).isTruncated && operands.allSatisfy { self.isExact(Int($0)) }
    exactness[node] = isExact
    return isExact
  }
}
