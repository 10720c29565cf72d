/// Where nodes stand in the text.
extension SegmentPercolator {
  /// The spans of a node that gives spans: evaluated at the first call on an article, remembered afterwards.
  func state(of node: Int) -> NodeState {
    if states[node].stamp == resultStamp { return states[node] }
    var state = mayBeTrue(node) ? evaluate(node) : NodeState()
    state.stamp = resultStamp
    states[node] = state
    if state.isTruncated { somethingIsTruncated = true }
    return state
  }

  private func evaluate(_ index: Int) -> NodeState {
    let node = graph.nodes[index]
    switch node.kind {
    case .word: return findWord(node)
    case .phrase: return findPhrase(node)
    case .name: return findName(node)
    case .regex: return findRegex(node)
    case .or: return unite(index)
    case .near: return findNear(node)
    case .notNear: return excludeNear(node)
    case .unless: return excludeAll(node)
    case .first: return keepFirst(node)
    case .and, .not, .metadata, .atLeast, .tally: return NodeState()
    }
  }

  func operand(_ node: Node, _ number: Int) -> Int { Int(graph.operands[node.operandRange.lowerBound + number]) }

  /// All records from `start` on are a node's.
  func finish(from start: Int) -> NodeState { NodeState(start: start, count: records.count - start) }

  /// Moves what was collected to the results, cut to the limit.
  func finishCollected(isTruncated: Bool) -> NodeState {
    let start = records.count
    let base = UInt32(positions.count)
    for record in collector.records.prefix(limits.spans) {
      var moved = record
      if !record.isContiguous { moved.start += base }
      records.append(moved)
    }
    positions += collector.pool
    var state = finish(from: start)
    state.isTruncated = isTruncated || collector.count > limits.spans
    collector.removeAll()
    return state
  }

  private func findWord(_ node: Node) -> NodeState {
    let start = records.count
    for place in reading.places(of: node.payload) { records.append(SpanRecord(Int32(reading.place(place)))) }
    return finish(from: start)
  }

  /// The first spans of a plain node. Those of an OR are among the first of its operands.
  func firstSpans(ofPlain index: Int, _ limit: Int) -> [SpanRecord] {
    let node = graph.nodes[index]
    switch node.kind {
    case .word:
      return reading.places(of: node.payload).prefix(limit).map { SpanRecord(Int32(reading.place($0))) }
    case .phrase, .name:
      let start = records.count
      let state = node.kind == .name ? findName(node, atMost: limit) : findPhrase(node, atMost: limit)
      defer { records.removeSubrange(start...) }
      return Array(records[start..<start + state.count])
    case .first:
      let state = state(of: index)
      return Array(records[state.start..<state.start + min(limit, state.count)])
    default:
      var spans = presentOperands(index).flatMap { firstSpans(ofPlain: $0, limit) }
      spans.normalize(keeping: limit, positions)
      return spans
    }
  }

  /// Looks around each place of the phrase's rarest word.
  private func findPhrase(_ node: Node, atMost limit: Int = .max) -> NodeState {
    let tokens = reading.tokens
    let terms = graph.operands(of: node)
    guard terms.allSatisfy({ reading.isPresent($0) }) else { return NodeState() }
    var rarest = 0
    var fewest = Int.max
    for (offset, term) in terms.enumerated() {
      let count = reading.places(of: term).count
      if count < fewest { (rarest, fewest) = (offset, count) }
    }
    let start = records.count
    for place in reading.places(of: terms[terms.startIndex + rarest]) {
      let first = reading.place(place) - rarest
      let last = first + terms.count - 1
      guard first >= 0, last < tokens.count, tokens[first].paragraph == tokens[last].paragraph else { continue }
      let isFound = terms.enumerated().allSatisfy { reading.token(at: first + $0, satisfies: $1) }
      if isFound { records.append(SpanRecord(first: Int32(first), last: Int32(last), count: Int32(terms.count))) }
      if records.count - start == limit { break }
    }
    return finish(from: start)
  }

  /// The spans of all operands that are present.
  private func unite(_ node: Int) -> NodeState {
    let operands = presentOperands(node)
    if operands.isEmpty { return NodeState() }
    let kept = graph.nodes[node].isPlain ? Int.max - 1 : limits.spans
    if operands.count == 1 { return cut(state(of: operands[0]), keeping: kept) }
    // Evaluated before collecting, which they may do themselves.
    let operandStates = operands.map { state(of: $0) }
    var distinct = 0
    for state in operandStates {
      for record in records[state.start..<state.start + min(state.count, kept + 1)] { collector.append(record) }
      if collector.count > 2 * distinct + 1_000 {
        collector.normalize(keeping: kept + 1, positions)
        distinct = collector.count
      }
    }
    collector.normalize(keeping: kept + 1, positions)
    let start = records.count
    records += collector.records.prefix(kept)
    var united = finish(from: start)
    united.isTruncated = collector.count > kept
    collector.removeAll()
    return united
  }

  /// The operands of an OR that may be true.
  private func presentOperands(_ index: Int) -> [Int] {
    let node = graph.nodes[index]
    guard node.payload >= 0 else { return graph.operands(of: node).map { Int($0) }.filter { mayBeTrue($0) } }
    var operands: [Int] = []
    reading.forEachPresentOperand(ofCompound: Int(node.payload) - graph.terms.count) { operands.append(Int($0)) }
    if operands.count < 2 { return operands }
    operands.sort()
    var kept = 1
    for index in 1..<operands.count where operands[index] != operands[kept - 1] {
      operands[kept] = operands[index]
      kept += 1
    }
    operands.removeSubrange(kept...)
    return operands
  }

  /// The same spans, as many as an operator keeps.
  private func cut(_ state: NodeState, keeping kept: Int) -> NodeState {
    var cut = state
    cut.count = min(state.count, kept)
    cut.isTruncated = state.count > kept
    return cut
  }

  private func excludeAll(_ node: Node) -> NodeState {
    let kept = state(of: operand(node, 0))
    if kept.count == 0 || isTrue(operand(node, 1)) { return NodeState() }
    return cut(kept, keeping: limits.spans)
  }

  /// Keeps the spans of the first operand that have none of the second within reach.
  private func excludeNear(_ node: Node) -> NodeState {
    let kept = state(of: operand(node, 0))
    if kept.count == 0 { return NodeState() }
    let excluded = state(of: operand(node, 1))
    if excluded.count == 0 { return cut(kept, keeping: limits.spans) }
    let farthest = farthestEnds(excluded, node.reach)
    let start = records.count
    for index in kept.start..<kept.start + kept.count {
      let record = records[index]
      let zone = reading.zones.zone(of: Int(record.first))
      let (earliest, latest) = extent(of: record, node)
      // The excluded spans that begin early enough; of those in this zone, one must not end late enough.
      let next = partitionPoint(in: excluded.start..<excluded.start + excluded.count) {
        let first = Int(records[$0].first)
        return first >= zone.upperBound || unit(first, node.reach) > latest
      }
      if next > excluded.start, Int(records[next - 1].first) >= zone.lowerBound,
        farthest[next - 1 - excluded.start] >= earliest
      {
        continue
      }
      if records.count - start == limits.spans {
        var state = finish(from: start)
        state.isTruncated = true
        return state
      }
      records.append(record)
    }
    return finish(from: start)
  }

  /// For each span the farthest unit that it, or one before it in its zone, reaches.
  private func farthestEnds(_ state: NodeState, _ reach: Node.Reach) -> [Int] {
    var farthest: [Int] = []
    farthest.reserveCapacity(state.count)
    var zone = 0..<0
    for record in records[state.start..<state.start + state.count] {
      let end = unit(Int(record.last), reach)
      if let before = farthest.last, zone.contains(Int(record.first)) {
        farthest.append(max(before, end))
      } else {
        zone = reading.zones.zone(of: Int(record.first))
        farthest.append(end)
      }
    }
    return farthest
  }

  /// The units in which a span that counts as near begins at the latest and ends at the earliest.
  private func extent(of record: SpanRecord, _ node: Node) -> (earliest: Int, latest: Int) {
    let slack = node.reach == .words ? Int(node.payload) + 1 : 0
    return (unit(Int(record.first), node.reach) - slack, unit(Int(record.last), node.reach) + slack)
  }
}

/// The first index of a range whose element belongs to the second part, in an order false … false true … true.
func partitionPoint(in range: Range<Int>, where belongsToSecond: (Int) -> Bool) -> Int {
  var low = range.lowerBound
  var high = range.upperBound
  while low < high {
    let middle = (low + high) / 2
    if belongsToSecond(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}
