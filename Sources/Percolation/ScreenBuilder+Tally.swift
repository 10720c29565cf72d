/// The clauses of OF and SCORE.
extension ScreenBuilder {
  private struct Candidate {
    let weight: Int
    /// In `clauseTerms`.
    let terms: Range<Int>
    let cost: Float
  }

  /// Adds the terms of which one must be present for a compound term to be.
  mutating func appendAlternatives(of node: Node) {
    if node.kind == .tally {
      let hasClause = appendTally(node)
      precondition(hasClause, "only an OF or SCORE that has a clause is a compound term")
    } else {
      for operand in graph.operands(of: node) { _ = appendClause(of: Int(operand)) }
    }
  }

  /// Adds the clauses of some operands without which the number is not reached; false where there are no such.
  ///
  /// Why that is right whatever else an article holds: take some operands of positive weight away. If all others of
  /// positive weight together stay below the number, then so does any selection of them, and negative weights take away
  /// only more. So where the number is reached, one of those taken away is true, and one of its clause's terms is present.
  /// For `n OF` k operands, whose weights are 1, these are any k − n + 1. An operand without clause (NOT, a condition) can
  /// never be among them: it may be true of an article that has no term at all, and counts as being so.
  ///
  /// Of all such selections a cheap one: the rarest for their weight first, until the number is out of reach, and then those
  /// given up, most frequent first, that were not needed in the end.
  mutating func appendTally(_ node: Node) -> Bool {
    let tally = graph.tallies[Int(node.payload)]
    let start = clauseTerms.count
    var candidates: [Candidate] = []
    for (operand, weight) in zip(graph.operands(of: node), tally.weights) where weight > 0 {
      let from = clauseTerms.count
      guard appendClause(of: Int(operand)) else { continue }
      let terms = from..<clauseTerms.count
      candidates.append(Candidate(weight: weight, terms: terms, cost: cost(terms)))
    }
    candidates.sort { $0.cost * Float($1.weight) < $1.cost * Float($0.weight) }
    var reach = tally.most
    var chosen: [Candidate] = []
    for candidate in candidates where reach >= tally.threshold {
      chosen.append(candidate)
      reach -= candidate.weight
    }
    let hasClause = reach < tally.threshold
    var terms: [Int32] = []
    if hasClause {
      chosen.sort { $0.cost > $1.cost }
      for candidate in chosen {
        if reach + candidate.weight < tally.threshold {
          reach += candidate.weight
        } else {
          terms += clauseTerms[candidate.terms]
        }
      }
    }
    clauseTerms.removeSubrange(start...)
    clauseTerms += terms
    return hasClause
  }
}

extension RuleGraph {
  /// Whether an OF or SCORE is a compound term, which its `neededTerm` is then.
  func isCompound(_ index: Int) -> Bool {
    let compound = Int(nodes[index].neededTerm) - terms.count
    return compound >= 0 && compounds[compound] == index
  }
}
