import TextAnalysis

/// Finds the candidates of an article and decides most of them.
struct Screening {
  /// A rule that depends on nodes: its last instructions.
  struct Pending {
    let rule: Int32
    /// In `Screen.rests`.
    let instructions: Range<Int>
  }

  /// The rules that are known to be true.
  private var truth: RuleBits
  /// Rules that are true or not as nodes are, in the order in which they were met.
  private(set) var pending: [Pending] = []
  /// Rules that have passed their test and have a rest; with its first instruction, which is kept for the reason that
  /// `Found.touched` is.
  private var candidates: [(rule: Int32, operation: Int32)] = []
  private var found: [Found] = []
  private(set) var tally = Tally()

  /// What an article gave to do.
  struct Tally {
    /// Entries that were looked at.
    var entries = 0
    /// Those of them that passed the tests for terms.
    var candidates = 0
  }

  /// The entries under a term, in `Screen.entries`.
  private struct Found {
    let start: Int32
    let end: Int32
    /// What was read of them to have them in the cache. Nobody asks for it, but if it were not kept, nothing would be read.
    let touched: Int32
  }

  init(ruleCount: Int) { truth = RuleBits(count: ruleCount) }

  mutating func setTrue(_ rule: Int32) { truth.insert(rule) }

  func isTrue(_ rule: Int32) -> Bool { truth.contains(rule) }

  /// Moves the true rules to an array, ascending.
  mutating func takeRules(_ rules: inout [Int32]) { truth.take(&rules) }

  /// Looks at all entries under the terms that are present.
  mutating func run(_ screen: Screen, _ reading: inout ArticleReading) {
    tally = Tally()
    candidates.empty()
    pending.empty()
    do {
      let slots = reading.slots.span
      precondition(slots.count >= Screen.slots)
      let count = Self.find(reading.presentTerms, reading.presentCount, screen, &found)
      let entries = screen.entries.span
      for index in 0..<count { Self.test(entries, found[index], slots, &truth, &candidates, &tally) }
    }
    for rule in screen.unanchored { candidates.append((rule, 0)) }
    tally.entries += screen.unanchored.count
    tally.candidates += candidates.count
    touchRests(screen)
    let rests = screen.rests.span
    for candidate in candidates where !isTrue(candidate.rule) {
      let rest = Int(screen.restStarts[Int(candidate.rule)])..<Int(screen.restStarts[Int(candidate.rule) + 1])
      decide(candidate.rule, rests, rest, &reading)
    }
  }

  /// Finds the entries under some terms; returns of how many terms there are any. Touches them: what is not in the
  /// cache comes in while others are looked for, instead of one after another when it is needed.
  private static func find(
    _ terms: [Int32], _ termCount: Int, _ screen: Screen, _ found: inout [Found]
  ) -> Int {
    // One more, to write to behind the last.
    let missing = termCount + 1 - found.count
    if missing > 0 { found += repeatElement(Found(start: 0, end: 0, touched: 0), count: missing) }
    let terms = terms.span
    let starts = screen.entryStarts.span
    let entries = screen.entries.span
    var found = found.mutableSpan
    var count = 0
    precondition(found.count > termCount)
    for index in 0..<termCount {
      let term = Int(terms[index])
      let (start, end) = (starts[term], starts[term &+ 1])
      // Sixteen words are a cache line; what lies behind two is foreseen by the processor. Unchecked: the invariant of
      // `Screen.entries`, and `count` is never above `index`.
      let touched = entries[unchecked: Int(start)] ^ entries[unchecked: Int(min(start &+ 16, end))]
      found[unchecked: count] = Found(start: start, end: end, touched: touched)
      // Without a branch that nobody could foresee.
      count &+= start < end ? 1 : 0
    }
    return count
  }

  /// The same for the rests of the candidates.
  private mutating func touchRests(_ screen: Screen) {
    let starts = screen.restStarts.span
    let rests = screen.rests.span
    for index in candidates.indices {
      let start = Int(starts[Int(candidates[index].rule)])
      if start < rests.count { candidates[index].operation = rests[start] }
    }
  }

  /// The tests of the entries under a term.
  ///
  /// Most of the time that many rules take goes by here, so bounds are not checked: the invariant of `Screen.entries`
  /// keeps `entries` inside, and `slots` has a byte for every number of 16 bits.
  @inline(__always)
  private static func test(
    _ entries: Span<Int32>, _ found: Found, _ slots: Span<UInt8>, _ truth: inout RuleBits,
    _ candidates: inout [(rule: Int32, operation: Int32)], _ tally: inout Tally
  ) {
    var next = Int(found.start)
    let last = Int(found.end)
    while next < last {
      tally.entries &+= 1
      let head = entries[unchecked: next]
      next &+= 1
      let pairs = Int(head & 15)
      if pairs > 0 {
        // Few pairs are the rule, for which a loop would cost more than what it does.
        var present = Self.flags(entries[unchecked: next], slots)
        if pairs > 1 {
          present |= Self.flags(entries[unchecked: next &+ 1], slots)
          if pairs > 2 {
            present |= Self.flags(entries[unchecked: next &+ 2], slots)
            for pair in 3..<max(3, pairs) { present |= Self.flags(entries[unchecked: next &+ pair], slots) }
          }
        }
        next &+= pairs
        if present == 0 { continue }
      }
      let rule = head >> 5
      if head & 16 != 0 {
        candidates.append((rule, 0))
      } else {
        tally.candidates &+= 1
        truth.insert(rule)
      }
    }
  }

  /// Not 0 where one of a pair of terms is present.
  @inline(__always)
  private static func flags(_ pair: Int32, _ slots: Span<UInt8>) -> UInt8 {
    let pair = UInt32(bitPattern: pair)
    return slots[unchecked: Int(pair & 0xFFFF)] | slots[unchecked: Int(pair >> 16)]
  }

  /// Runs the rest of a rule, but for the nodes, which stand last.
  private mutating func decide(
    _ rule: Int32, _ code: Span<Int32>, _ rest: Range<Int>, _ reading: inout ArticleReading
  ) {
    reading.forgetPlacesIfMany()
    var next = rest.lowerBound
    while next < rest.upperBound {
      let count = Int(code[next] >> 4)
      switch code[next] & 15 {
      case Screen.Operation.any.rawValue:
        let terms = next + 1..<next + 1 + count
        if !terms.contains(where: { reading.isPresent(code[$0]) }) { return }
        next = terms.upperBound
      case Screen.Operation.none.rawValue:
        let terms = next + 1..<next + 1 + count
        if terms.contains(where: { reading.isPresent(code[$0]) }) { return }
        next = terms.upperBound
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
        pending.append(Pending(rule: rule, instructions: next..<rest.upperBound))
        return
      }
    }
    setTrue(rule)
  }
}

extension ArticleReading {
  /// Positions that are looked at one after another, before places are gathered to be searched.
  private static let fewSteps = 64

  /// Whether the terms stand side by side in one paragraph.
  fileprivate mutating func hasPhrase(_ code: Span<Int32>, _ terms: Range<Int>, rarest: Int) -> Bool {
    let term = code[terms.lowerBound + rarest]
    if !isPresent(term) { return false }
    if var position = lastPosition(of: term) {
      while position >= 0 {
        if isPhrase(code, terms, at: Int(position) - rarest) { return true }
        position = positionBefore(position)
      }
      return false
    }
    for index in places(of: term) where isPhrase(code, terms, at: place(index) - rarest) { return true }
    return false
  }

  @inline(__always)
  private func isPhrase(_ code: Span<Int32>, _ terms: Range<Int>, at first: Int) -> Bool {
    let last = first + terms.count - 1
    guard first >= 0, last < tokens.count else { return false }
    var offset = 0
    while offset < terms.count {
      if !token(at: first + offset, satisfies: code[terms.lowerBound + offset]) { return false }
      offset += 1
    }
    return tokens[first].paragraph == tokens[last].paragraph
  }

  /// Whether any term of one side stands near one of the other.
  fileprivate mutating func hasNear(
    _ code: Span<Int32>, _ left: Range<Int>, _ right: Range<Int>, _ reach: NearReach
  ) -> Bool {
    for leftIndex in left where isPresent(code[leftIndex]) {
      for rightIndex in right where isPresent(code[rightIndex]) {
        if isNear(code[leftIndex], code[rightIndex], reach) { return true }
      }
    }
    return false
  }

  private mutating func isNear(_ left: Int32, _ right: Int32, _ reach: NearReach) -> Bool {
    if let first = lastPosition(of: left), let second = lastPosition(of: right),
      let isNear = isNearInFewSteps(first, second, reach)
    {
      return isNear
    }
    let (a, b) = (places(of: left), places(of: right))
    return a.count <= b.count ? isNear(a, b, reach, looksBehind: true) : isNear(b, a, reach, looksBehind: false)
  }

  /// Looks at every pair; most words stand in an article once or twice. `nil` where there are too many.
  @inline(__always)
  private func isNearInFewSteps(_ left: Int32, _ right: Int32, _ reach: NearReach) -> Bool? {
    var steps = 0
    var a = left
    while a >= 0 {
      var b = right
      while b >= 0 {
        // One token is not two.
        if a < b ? isWithin(reach, Int(a), Int(b)) : a > b && !reach.isOrdered && isWithin(reach, Int(b), Int(a)) {
          return true
        }
        steps += 1
        if steps == Self.fewSteps { return nil }
        b = positionBefore(b)
      }
      a = positionBefore(a)
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

/// A set of rules, for many insertions and being emptied again and again.
private struct RuleBits {
  private var bits: [UInt64]
  /// A bit for each element of `bits` that is not 0.
  private var summary: [UInt64]

  init(count: Int) {
    bits = Array(repeating: 0, count: count >> 6 + 1)
    summary = Array(repeating: 0, count: count >> 12 + 1)
  }

  func contains(_ rule: Int32) -> Bool {
    bits[Int(rule >> 6)] & (1 << UInt64(truncatingIfNeeded: rule & 63)) != 0
  }

  mutating func insert(_ rule: Int32) {
    bits[Int(rule >> 6)] |= 1 << UInt64(truncatingIfNeeded: rule & 63)
    summary[Int(rule >> 12)] |= 1 << UInt64(truncatingIfNeeded: rule >> 6 & 63)
  }

  /// Moves all to an array, ascending.
  mutating func take(_ rules: inout [Int32]) {
    for block in summary.indices where summary[block] != 0 {
      var words = summary[block]
      summary[block] = 0
      while words != 0 {
        let index = block << 6 + words.trailingZeroBitCount
        words &= words - 1
        var rest = bits[index]
        bits[index] = 0
        while rest != 0 {
          rules.append(Int32(truncatingIfNeeded: index << 6 + rest.trailingZeroBitCount))
          rest &= rest - 1
        }
      }
    }
  }
}
