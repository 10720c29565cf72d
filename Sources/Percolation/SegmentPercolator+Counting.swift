import RuleLanguage

/// What the weights of an OF or SCORE can add up to, while its operands are looked at one after another.
struct TallyBounds {
  private let threshold: Int
  private var least: Int
  private var most: Int

  init(_ tally: Tally) {
    threshold = tally.threshold
    least = tally.least
    most = tally.most
  }

  /// Takes in what is known of the next operand.
  mutating func take(_ weight: Int, _ outlook: Outlook) {
    switch outlook {
    case .yes: if weight > 0 { least += weight } else { most += weight }
    case .no: if weight > 0 { most -= weight } else { least -= weight }
    case .maybe: break
    }
  }

  /// Whether the number is reached: whatever comes, or never, or that is not known.
  var outlook: Outlook { least >= threshold ? .yes : most < threshold ? .no : .maybe }
}

/// ATLEAST, OF, SCORE and FIRST.
extension SegmentPercolator {
  /// Of the operand's spans, from left to right, each that begins behind the end of the one before.
  func countedSpans(_ node: Node, atMost limit: Int) -> [SpanRecord] {
    let state = state(of: operand(node, 0))
    var counted: [SpanRecord] = []
    var end: Int32 = -1
    for index in state.start..<state.start + state.count where records[index].first > end {
      if counted.count == limit { break }
      counted.append(records[index])
      end = records[index].last
    }
    return counted
  }

  /// Looks at operands until the number is reached or out of reach.
  func reachesNumber(_ node: Node) -> Bool {
    let tally = graph.tallies[Int(node.payload)]
    var bounds = TallyBounds(tally)
    for (operand, weight) in zip(graph.operands[node.operandRange], tally.weights) {
      if bounds.outlook != .maybe { break }
      bounds.take(weight, Outlook(isTrue(Int(operand))))
    }
    return bounds.outlook == .yes
  }

  /// The spans of the operand that lie among the first words of the body.
  func keepFirst(_ node: Node) -> NodeState {
    let operand = state(of: operand(node, 0))
    let body = reading.zones.body
    let end = body.lowerBound + min(body.count, Int(node.payload))
    let all = operand.start..<operand.start + operand.count
    let start = records.count
    let next = partitionPoint(in: all) { Int(records[$0].first) >= body.lowerBound }
    for index in next..<all.upperBound {
      if Int(records[index].first) >= end { break }
      if Int(records[index].last) < end { records.append(records[index]) }
    }
    return finish(from: start)
  }
}
