/// ATLEAST, OF and SCORE.
extension RuleGraphBuilder {
  mutating func addCount(_ count: Int, _ operand: Int32) -> Int32 {
    var draft = NodeDraft(.atLeast, payload: Int32(clamping: count))
    draft.givesSpans = false
    return addNode(draft, operands: [operand])
  }

  mutating func addTally(_ threshold: Int, _ weights: [Int], _ operands: [Int32]) -> Int32 {
    let tally = Tally(threshold: threshold, weights: weights)
    let id = tallyIDs[tally] ?? Int32(tallies.count)
    if tallyIDs.updateValue(id, forKey: tally) == nil { tallies.append(tally) }
    var draft = NodeDraft(.tally, payload: id)
    draft.givesSpans = false
    return addNode(draft, operands: operands)
  }

  /// How many terms the clause of an OF or SCORE has at most (see `ScreenBuilder.appendTally`); 0 where it has none: what
  /// has no clause reaches the number alone.
  func tallySize(_ draft: NodeDraft, _ operands: [Int32]) -> Int32 {
    let tally = tallies[Int(draft.payload)]
    var alone = 0
    var size: Int32 = 0
    for (operand, weight) in zip(operands, tally.weights) where weight > 0 {
      if clauseSizes[Int(operand)] == 0 { alone += weight } else { size += clauseSizes[Int(operand)] }
    }
    return alone < tally.threshold ? size : 0
  }

  /// What an operand needs without which the number is not reached.
  func neededTerm(of tally: Tally, _ operands: [Int32]) -> Int32 {
    let most = tally.most
    for (operand, weight) in zip(operands, tally.weights) where weight > 0 && most - weight < tally.threshold {
      if nodes[Int(operand)].neededTerm >= 0 { return nodes[Int(operand)].neededTerm }
    }
    return -1
  }
}
