import TextAnalysis

/// Finds the candidates of an article and decides most of them.
struct Screening {
  /// A rule that has passed the tests for terms, and where the rest of its entry lies.
  struct Candidate {
    let rule: Int32
    /// In `Screen.entries`, or of a rule without anchor in `Screen.unanchored`.
    let start: Int32
    let end: Int32
    let isAnchored: Bool
  }

  /// A bit for each rule: whether it is known to be true.
  private(set) var isTrue: [UInt64]
  /// Rules that are true or not as nodes are, in the order in which they were met.
  private(set) var pending: [Candidate] = []
  private var survivors: [Candidate] = []
  /// Entries that were looked at, and those of them that passed the tests for terms.
  private(set) var entries = 0
  private(set) var candidates = 0

  init(ruleCount: Int) { isTrue = Array(repeating: 0, count: ruleCount / 64 + 1) }

  mutating func begin() {
    pending.removeAll(keepingCapacity: true)
    (entries, candidates) = (0, 0)
  }

  mutating func setTrue(_ rule: Int32) { isTrue[Int(rule >> 6)] |= 1 << UInt64(truncatingIfNeeded: rule & 63) }

  func isTrue(_ rule: Int32) -> Bool {
    isTrue[Int(rule >> 6)] & (1 << UInt64(truncatingIfNeeded: rule & 63)) != 0
  }

  /// Moves the true rules to an array, ascending.
  mutating func takeRules(_ rules: inout [Int32]) {
    for index in isTrue.indices where isTrue[index] != 0 {
      var bits = isTrue[index]
      while bits != 0 {
        rules.append(Int32(truncatingIfNeeded: index << 6 + bits.trailingZeroBitCount))
        bits &= bits - 1
      }
      isTrue[index] = 0
    }
  }

  /// Looks at all entries under the terms that are present.
  mutating func run(_ screen: Screen, _ reading: inout ArticleReading) {
    survivors.removeAll(keepingCapacity: true)
    if !screen.unanchored.isEmpty {
      test(screen.unanchored.span, 0..<screen.unanchored.count, isAnchored: false, reading.presence.span)
    }
    do {
      let presence = reading.presence.span
      let terms = reading.presentTerms.span
      let starts = screen.entryStarts.span
      let code = screen.entries.span
      for index in terms.indices {
        let term = Int(terms[index])
        let range = Int(starts[term])..<Int(starts[term + 1])
        if !range.isEmpty { test(code, range, isAnchored: true, presence) }
      }
    }
    candidates += survivors.count
    for candidate in survivors where !isTrue(candidate.rule) {
      decide(candidate, candidate.isAnchored ? screen.entries.span : screen.unanchored.span, &reading)
    }
  }

  /// The tests for terms of some entries.
  @inline(__always)
  private mutating func test(_ code: Span<Int32>, _ range: Range<Int>, isAnchored: Bool, _ presence: Span<UInt64>) {
    var start = range.lowerBound
    entry: while start < range.upperBound {
      let end = start + Int(code[start + 1])
      entries += 1
      var next = start + 2
      while next < end {
        let operation = code[next] & 15
        if operation > Screen.Operation.none.rawValue { break }
        let terms = next + 1..<next + 1 + Int(code[next] >> 4)
        var found: UInt64 = 0
        for index in terms {
          let term = code[index]
          found |= presence[Int(term >> 6)] &>> UInt64(truncatingIfNeeded: term & 63)
        }
        // One of `any` must be there, of `none` none may be.
        if Int32(truncatingIfNeeded: found & 1) == operation {
          start = end
          continue entry
        }
        next = terms.upperBound
      }
      if next == end {
        candidates += 1
        setTrue(code[start])
      } else {
        survivors.append(
          Candidate(
            rule: code[start], start: Int32(truncatingIfNeeded: next), end: Int32(truncatingIfNeeded: end),
            isAnchored: isAnchored))
      }
      start = end
    }
  }

  /// The instructions that need places; those that need nodes stand behind them.
  private mutating func decide(_ candidate: Candidate, _ code: Span<Int32>, _ reading: inout ArticleReading) {
    reading.forgetPlacesIfMany()
    let end = Int(candidate.end)
    var next = Int(candidate.start)
    while next < end {
      let count = Int(code[next] >> 4)
      switch code[next] & 15 {
      case Screen.Operation.phrase.rawValue:
        let terms = next + 2..<next + 2 + count
        if !reading.hasPhrase(code, terms, rarest: Int(code[next + 1])) { return }
        next = terms.upperBound
      case Screen.Operation.near.rawValue:
        let left = next + 3..<next + 3 + count
        let right = left.upperBound..<left.upperBound + Int(code[next + 2])
        if !reading.hasNear(code, left, right, NearReach(code: code[next + 1])) { return }
        next = right.upperBound
      default:
        pending.append(
          Candidate(
            rule: candidate.rule, start: Int32(truncatingIfNeeded: next), end: candidate.end,
            isAnchored: candidate.isAnchored))
        return
      }
    }
    setTrue(candidate.rule)
  }
}

extension ArticleReading {
  /// Whether the terms stand side by side in one paragraph.
  fileprivate mutating func hasPhrase(_ code: Span<Int32>, _ terms: Range<Int>, rarest: Int) -> Bool {
    for index in places(of: code[terms.lowerBound + rarest]) {
      let first = place(index) - rarest
      let last = first + terms.count - 1
      guard first >= 0, last < tokens.count, tokens[first].paragraph == tokens[last].paragraph else { continue }
      var offset = 0
      while offset < terms.count, token(at: first + offset, satisfies: code[terms.lowerBound + offset]) { offset += 1 }
      if offset == terms.count { return true }
    }
    return false
  }

  /// Whether any term of one side stands near one of the other.
  fileprivate mutating func hasNear(
    _ code: Span<Int32>, _ left: Range<Int>, _ right: Range<Int>, _ reach: NearReach
  ) -> Bool {
    for leftIndex in left where isPresent(code[leftIndex]) {
      let a = places(of: code[leftIndex])
      for rightIndex in right where isPresent(code[rightIndex]) {
        let b = places(of: code[rightIndex])
        if a.count <= b.count ? isNear(a, b, reach, looksBehind: true) : isNear(b, a, reach, looksBehind: false) {
          return true
        }
      }
    }
    return false
  }

  /// Whether one of some places has one of others near it. It is enough to look at the nearest on either side.
  ///
  /// - Parameter looksBehind: where order counts, whether the others have to stand behind.
  private func isNear(_ some: Range<Int>, _ others: Range<Int>, _ reach: NearReach, looksBehind: Bool) -> Bool {
    for index in some {
      let position = place(index)
      let behind = firstPlace(in: others, after: position)
      if !reach.isOrdered || looksBehind {
        if behind < others.upperBound, isWithin(reach, position, place(behind)) { return true }
      }
      if !reach.isOrdered || !looksBehind {
        var before = behind - 1
        // One token is not two.
        if before >= others.lowerBound, place(before) == position { before -= 1 }
        if before >= others.lowerBound, isWithin(reach, place(before), position) { return true }
      }
    }
    return false
  }

  @inline(__always)
  private func firstPlace(in range: Range<Int>, after position: Int) -> Int {
    if range.count <= 8 {
      var index = range.lowerBound
      while index < range.upperBound, place(index) <= position { index += 1 }
      return index
    }
    return partitionPoint(in: range) { place($0) > position }
  }

  private func isWithin(_ reach: NearReach, _ first: Int, _ last: Int) -> Bool {
    switch reach.distance {
    case -1: return tokens[first].sentence == tokens[last].sentence
    case -2: return tokens[first].paragraph == tokens[last].paragraph
    case let distance: return last - first - 1 <= distance && tokens[first].zone == tokens[last].zone
    }
  }
}
