extension RuleGraphBuilder {
  /// Gives the terms their numbers for good. To be called once, when all rules are added: tables by which equal terms and
  /// nodes are found (`termIDs`, `usualTerms`, `nodeTable`) keep the old numbers.
  ///
  /// Terms that many expressions ask for come first: they are frequent in articles too, as a rule, and what stands together
  /// in memory is met together. Compound terms come behind all others.
  mutating func numberTerms() {
    let numbers = numbersByUse()
    var ordered = terms
    for term in terms.indices { ordered[Int(numbers[term])] = terms[term] }
    terms = ordered
    for index in patternTerms.indices { patternTerms[index].id = numbers[Int(patternTerms[index].id)] }
    for index in regexes.indices where regexes[index].term >= 0 {
      regexes[index].term = numbers[Int(regexes[index].term)]
    }
    let shift = Int32(terms.count) - Self.compoundBase
    func number(_ term: Int32) -> Int32 {
      term < 0 ? term : term >= Self.compoundBase ? term + shift : numbers[Int(term)]
    }
    for index in nodes.indices {
      let node = nodes[index]
      nodes[index].neededTerm = number(node.neededTerm)
      if node.kind == .word || node.kind == .or { nodes[index].payload = number(node.payload) }
      if node.kind == .phrase || node.kind == .name {
        for operand in node.operandRange { operands[operand] = number(operands[operand]) }
      }
    }
  }

  /// For each term its place when they are ordered by how many rules and different expressions ask for them.
  private func numbersByUse() -> [Int32] {
    var uses = [Int32](repeating: 0, count: terms.count)
    for node in nodes {
      for operand in operands[node.operandRange] {
        if node.kind == .phrase || node.kind == .name {
          uses[Int(operand)] += 1
        } else if nodes[Int(operand)].kind == .word {
          uses[Int(nodes[Int(operand)].payload)] += 1
        }
      }
    }
    for root in roots where nodes[Int(root)].kind == .word { uses[Int(nodes[Int(root)].payload)] += 1 }
    let order = uses.indices.sorted { uses[$0] == uses[$1] ? $0 < $1 : uses[$0] > uses[$1] }
    var numbers = [Int32](repeating: 0, count: terms.count)
    for (number, term) in order.enumerated() { numbers[term] = Int32(number) }
    return numbers
  }
}
