/// NEAR and BEFORE within a sentence or a paragraph: minimal intervals. The limits are those of `EvaluationLimits`.
extension SegmentPercolator {
  func findInUnits(_ node: Node) -> NodeState {
    var rest = collectInner(node.reach)
    var isTruncated = false
    while collector.count <= limits.spans, !search.isExhausted, let unit = nextCommonUnit(&rest, node.reach) {
      for operand in rest.indices { search.operands[operand] = takeUnit(unit, from: &rest[operand], node.reach) }
      if search.isPlainPair {
        pairMinimally(node)
      } else if combinationsAreFew() {
        combine(node)
      } else {
        isTruncated = isTruncated || choosingLoses()
        chooseFirstFitting(node)
      }
      unitCollector.normalize(keeping: .max)
      unitCollector.keepMinimal()
      collector.append(contentsOf: unitCollector)
      unitCollector.removeAll()
    }
    collector.normalize(keeping: limits.spans + 1)
    return finishCollected(isTruncated: isTruncated || search.isExhausted)
  }

  // MARK: - Units

  /// Copies the spans that lie wholly in a unit; returns their ranges in `search.inner`, operand by operand.
  private func collectInner(_ reach: Node.Reach) -> [Range<Int>] {
    search.inner.removeAll(keepingCapacity: true)
    return search.operands.map { operand in
      let start = search.inner.count
      for record in records[operand] where unit(Int(record.first), reach) == unit(Int(record.last), reach) {
        search.inner.append(record)
      }
      return start..<search.inner.count
    }
  }

  /// Moves every operand on to the next unit that holds a span of each; `nil` where there is none.
  private func nextCommonUnit(_ rest: inout [Range<Int>], _ reach: Node.Reach) -> Int? {
    var wanted = 0
    var agreeing = 0
    var operand = 0
    while agreeing < rest.count {
      while let next = rest[operand].first, innerUnit(next, reach) < wanted { rest[operand].removeFirst() }
      guard let next = rest[operand].first else { return nil }
      agreeing = innerUnit(next, reach) == wanted ? agreeing + 1 : 1
      wanted = innerUnit(next, reach)
      operand = (operand + 1) % rest.count
    }
    return wanted
  }

  private func takeUnit(_ unit: Int, from rest: inout Range<Int>, _ reach: Node.Reach) -> Range<Int> {
    let start = rest.lowerBound
    while let next = rest.first, innerUnit(next, reach) == unit { rest.removeFirst() }
    return start..<rest.lowerBound
  }

  private func innerUnit(_ record: Int, _ reach: Node.Reach) -> Int { unit(Int(search.inner[record].first), reach) }

  private func combinationsAreFew() -> Bool {
    var product = 1
    for operand in search.operands {
      let (next, overflows) = product.multipliedReportingOverflow(by: operand.count)
      if overflows || next > limits.combinations { return false }
      product = next
    }
    return true
  }

  private func choosingLoses() -> Bool {
    search.operands.count > 2
      || search.operands.contains { operand in search.inner[operand].contains { $0.count > 1 } }
  }

  // MARK: - Two plain operands

  /// Every span of one operand with those spans of the other behind it that end first: all minimal intervals are among
  /// these pairs.
  private func pairMinimally(_ node: Node) {
    pair(search.operands[0], with: search.operands[1])
    if !node.isOrdered { pair(search.operands[1], with: search.operands[0]) }
  }

  private func pair(_ beginners: Range<Int>, with others: Range<Int>) {
    // For each of the others: of it and those after it the first to end, and of these the first in order.
    var firstToEnd = Array(others)
    for index in firstToEnd.indices.dropLast().reversed()
    where search.inner[firstToEnd[index + 1]].last < search.inner[firstToEnd[index]].last {
      firstToEnd[index] = firstToEnd[index + 1]
    }
    for beginner in beginners {
      let record = search.inner[beginner]
      var next = partitionPoint(in: others) { search.inner[$0].first > record.last }
      guard next < others.upperBound else { continue }
      let end = search.inner[firstToEnd[next - others.lowerBound]].last
      while next < others.upperBound {
        let other = firstToEnd[next - others.lowerBound]
        guard search.inner[other].last == end else { break }
        unitCollector.appendUnion(of: [record, search.inner[other]], positions)
        next = other + 1
      }
    }
  }

  // MARK: - Combinations

  /// Every combination of spans, one of each operand, that share no token (and stand in order).
  private func combine(_ node: Node) {
    let operand = search.chain.count
    guard operand < search.operands.count else {
      unitCollector.appendUnion(of: search.chain, positions)
      return
    }
    for index in search.operands[operand] {
      let record = search.inner[index]
      if node.isOrdered, let previous = search.chain.last, record.first <= previous.last { continue }
      guard fits(record) else { continue }
      search.chain.append(record)
      combine(node)
      search.chain.removeLast()
    }
  }

  /// From each span that can come first: of each other operand in turn the first span behind it that shares no token
  /// with those chosen (and follows the one before).
  private func chooseFirstFitting(_ node: Node) {
    var starts = search.operands
    while !search.isExhausted {
      let beginners = node.isOrdered ? 0..<1 : starts.indices
      guard let first = beginners.compactMap({ starts[$0].first.map { search.inner[$0].first } }).min() else { return }
      for operand in beginners {
        while let next = starts[operand].first, search.inner[next].first == first, !search.isExhausted {
          starts[operand].removeFirst()
          search.chain.append(search.inner[next])
          if chooseOthers(node, besides: operand) { unitCollector.appendUnion(of: search.chain, positions) }
          search.chain.removeAll(keepingCapacity: true)
        }
      }
    }
  }

  private func chooseOthers(_ node: Node, besides beginner: Int) -> Bool {
    let start = search.chain[0]
    for operand in search.operands.indices where operand != beginner {
      let after = node.isOrdered ? search.chain[search.chain.count - 1].last : start.first
      var next = partitionPoint(in: search.operands[operand]) { search.inner[$0].first > after }
      let end = search.operands[operand].upperBound
      while next < end {
        if !takeStep() { return false }
        if fits(search.inner[next]) { break }
        next += 1
      }
      if next == end { return false }
      search.chain.append(search.inner[next])
    }
    return true
  }
}
