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
  private var candidates: [Candidate] = []
  private var found: [Found] = []
  private(set) var tally = Tally()

  /// What an article gave to do.
  struct Tally {
    /// Entries that were looked at.
    var entries = 0
    /// Those of them that passed the tests for terms.
    var candidates = 0
  }

  /// The entries under a term.
  private struct Found {
    let start: Int32
    let end: Int32
    let firstRule: Int32
  }

  init(ruleCount: Int) { isTrue = Array(repeating: 0, count: ruleCount / 64 + 1) }

  mutating func begin() {
    pending.removeAll(keepingCapacity: true)
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
    tally = Tally()
    candidates.removeAll(keepingCapacity: true)
    do {
      let presence = reading.presence.span
      if !screen.unanchored.isEmpty {
        let all = Found(start: 0, end: Int32(truncatingIfNeeded: screen.unanchored.count), firstRule: 0)
        Self.test(screen.unanchored.span, all, isAnchored: false, presence, &isTrue, &candidates, &tally)
      }
      let count = Self.find(reading.presentTerms, screen, &found)
      let code = screen.entries.span
      for index in 0..<count {
        Self.test(code, found[index], isAnchored: true, presence, &isTrue, &candidates, &tally)
      }
    }
    tally.candidates += candidates.count
    for candidate in candidates where !isTrue(candidate.rule) {
      decide(candidate, candidate.isAnchored ? screen.entries.span : screen.unanchored.span, &reading)
    }
  }

  /// Finds the entries under some terms; returns of how many terms there are any. Touches each first one: what is not in
  /// the cache comes in while others are looked for, instead of one after another when it is needed.
  private static func find(_ terms: [Int32], _ screen: Screen, _ found: inout [Found]) -> Int {
    let missing = terms.count - found.count
    if missing > 0 { found += repeatElement(Found(start: 0, end: 0, firstRule: 0), count: missing) }
    let terms = terms.span
    let starts = screen.entryStarts.span
    let code = screen.entries.span
    var found = found.mutableSpan
    var count = 0
    for index in terms.indices {
      let term = Int(terms[index])
      let (start, end) = (starts[term], starts[term + 1])
      found[count] = Found(start: start, end: end, firstRule: code[Int(start)])
      // Without a branch that nobody could foresee.
      count += start < end ? 1 : 0
    }
    return count
  }

  /// The tests for terms of some entries.
  ///
  /// Most of the time that many rules take goes by here, so bounds are not checked: the invariant of `Screen.entries`
  /// keeps `code` inside, and `presence` has a byte for every term of the graph.
  @inline(__always)
  private static func test(
    _ code: Span<Int32>, _ found: Found, isAnchored: Bool, _ presence: Span<UInt8>, _ isTrue: inout [UInt64],
    _ candidates: inout [Candidate], _ tally: inout Tally
  ) {
    var start = Int(found.start)
    let last = Int(found.end)
    entry: while start < last {
      tally.entries += 1
      let header = Int(code[unchecked: start + 1])
      let end = start &+ header >> 8
      var next = start &+ 2
      var behind = next &+ header & 0xFF
      if next < behind {
        var present: UInt8 = 0
        repeat {
          present |= presence[unchecked: Int(code[unchecked: next])]
          next &+= 1
        } while next < behind
        if present == 0 {
          start = end
          continue entry
        }
      }
      while next < end {
        let operation = code[unchecked: next] & 15
        if operation > Screen.Operation.none.rawValue { break }
        behind = next &+ 1 &+ Int(code[unchecked: next] >> 4)
        var present: UInt8 = 0
        next &+= 1
        while next < behind {
          present |= presence[unchecked: Int(code[unchecked: next])]
          next &+= 1
        }
        // One of `any` must be there, of `none` none may be.
        if Int32(present) == operation {
          start = end
          continue entry
        }
      }
      let rule = code[start]
      if next == end {
        tally.candidates += 1
        isTrue[Int(rule >> 6)] |= 1 << UInt64(truncatingIfNeeded: rule & 63)
      } else {
        candidates.append(
          Candidate(
            rule: rule, start: Int32(truncatingIfNeeded: next), end: Int32(truncatingIfNeeded: end),
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
