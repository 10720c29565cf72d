import CPrefetch

/// Finds the candidates of an article and decides most of them.
struct Screening {
  /// A rule that depends on nodes: its last instructions.
  struct Pending {
    let rule: Int32
    /// In `Screen.rests`.
    let firstInstruction: Int
  }

  /// The rules that are known to be true.
  private var truth: RuleBits
  /// Rules that are true or not as nodes are, in the order in which they were met.
  private(set) var pending: [Pending] = []
  /// The entries under the terms that are present, as ranges of `Screen.entries`; as many as `find` says.
  private var found: [Range<Int32>] = []
  /// The heads of those that passed their test; as many as `test` says.
  private var passed: [Screen.Head] = []
  /// The same by operation.
  private var candidates: [Screen.Head] = []
  private(set) var tally = Tally()

  /// What an article gave to do.
  struct Tally {
    /// Entries that were looked at.
    var entries = 0
    /// Those of them that passed the tests for terms.
    var candidates = 0
  }

  init(ruleCount: Int) { truth = RuleBits(count: ruleCount) }

  mutating func setTrue(_ rule: Int32) { truth.insert(rule) }

  func isTrue(_ rule: Int32) -> Bool { truth.contains(rule) }

  /// Moves the true rules to an array, ascending.
  mutating func takeRules(_ rules: inout [Int32]) { truth.take(&rules) }

  /// Looks at all entries under the terms that are present.
  mutating func run(_ screen: Screen, _ reading: inout ArticleReading) {
    pending.empty()
    let count = findCandidates(screen, reading)
    let starts = Self.sort(passed, count, into: &candidates)
    let decided = starts[Int(Screen.Operation.match.rawValue) + 1]
    truth.insert(candidates, count: decided)
    let rests = screen.rests.span
    for index in decided..<count {
      let start = candidates[index].index
      let rule = rests[start]
      if !isTrue(rule) { decide(rule, rests, start + 1, &reading) }
    }
  }

  // MARK: - Entries

  /// Puts the heads of all entries that pass their test into `passed`; returns how many they are.
  private mutating func findCandidates(_ screen: Screen, _ reading: borrowing ArticleReading) -> Int {
    let (foundCount, entryCount) = Self.find(reading.presentTerms, reading.presentCount, screen, &found)
    let all = entryCount + screen.unanchored.count
    if passed.count > ArticleReading.maximumKept { (passed, candidates) = ([], []) }
    // One more, to write to behind the last.
    let missing = all + 1 - passed.count
    if missing > 0 {
      passed += repeatElement(Screen.Head(.match, 0), count: missing)
      candidates += repeatElement(Screen.Head(.match, 0), count: missing)
    }
    var count = Self.test(screen, found, foundCount, reading.slots.span, &passed)
    for head in screen.unanchored {
      passed[count] = head
      count += 1
    }
    tally = Tally(entries: all, candidates: count)
    return count
  }

  /// Finds the entries under some terms; returns of how many terms there are any, and how many entries.
  private static func find(
    _ terms: [Int32], _ termCount: Int, _ screen: Screen, _ found: inout [Range<Int32>]
  ) -> (found: Int, entries: Int) {
    let missing = termCount + 1 - found.count
    if missing > 0 { found += repeatElement(0..<0, count: missing) }
    let terms = terms.span
    let starts = screen.entryStarts.span
    var found = found.mutableSpan
    var count = 0
    var entryCount = 0
    for index in 0..<termCount {
      let term = Int(terms[index])
      let (start, end) = (starts[term], starts[term &+ 1])
      found[count] = Range(uncheckedBounds: (start, end))
      // Without a branch that nobody could foresee.
      count &+= start < end ? 1 : 0
      entryCount &+= Int(end &- start)
    }
    return (count, entryCount)
  }

  /// Moves the heads of the entries that pass their test to `passed`, which has room for all; returns how many they are.
  ///
  /// Most of the time that many rules take goes by here, waiting for memory. So entries are asked for some terms ahead, and
  /// the rests of what has passed long before they are run. Bounds are not checked: the invariant of `Screen.entries`
  /// keeps `entries` inside, `slots` has a byte for every number of 16 bits, and `passed` grows by at most one an entry.
  private static func test(
    _ screen: Screen, _ found: [Range<Int32>], _ foundCount: Int, _ slots: Span<UInt8>, _ passed: inout [Screen.Head]
  ) -> Int {
    precondition(slots.count >= Screen.slots)
    let found = found.span
    let entries = screen.entries.span
    var passed = passed.mutableSpan
    var count = 0
    var announced = 0
    for index in 0..<min(Self.termsAhead, foundCount) { announce(found[index], screen.entries) }
    for index in 0..<foundCount {
      if index &+ Self.termsAhead < foundCount { announce(found[index &+ Self.termsAhead], screen.entries) }
      let range = found[index]
      var next = Int(range.lowerBound)
      while next < Int(range.upperBound) {
        let entry = entries[unchecked: next]
        passed[unchecked: count] = entry.head
        // A flag is 0 or 1: no branch.
        count &+= Int(flags(entry.first, slots) | flags(entry.second, slots) | flags(entry.third, slots))
        next &+= 1
      }
      // Not with each term, for how many pass in one go cannot be foreseen.
      if index & 15 == 15 || index &+ 1 == foundCount {
        while announced < count {
          announce(passed[announced], screen.rests)
          announced &+= 1
        }
      }
    }
    return count
  }

  /// Found out by trial.
  private static let termsAhead = 12

  /// Has the first entries under a term come into the cache, four of which are a cache line; what lies behind them is
  /// foreseen by the processor.
  @inline(__always)
  private static func announce(_ range: Range<Int32>, _ entries: [Screen.Entry]) {
    // The addresses lie in the array or just behind it, and nothing is read from them here.
    entries.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      for line in 0..<4 {
        watchword_prefetch(base + Int(min(range.lowerBound &+ Int32(truncatingIfNeeded: 4 &* line), range.upperBound)))
      }
    }
  }

  /// Has the rest that a head leads to, if any, come into the cache.
  @inline(__always)
  private static func announce(_ head: Screen.Head, _ rests: [Int32]) {
    // The address lies in the array, and nothing is read from it here.
    rests.withUnsafeBufferPointer { rests in
      guard let base = rests.baseAddress else { return }
      watchword_prefetch(base + (head.operationCode == Int(Screen.Operation.match.rawValue) ? 0 : head.index))
    }
  }

  /// 1 where one of a pair of terms is present, else 0.
  @inline(__always)
  private static func flags(_ pair: UInt32, _ slots: Span<UInt8>) -> UInt8 {
    slots[unchecked: Int(pair & 0xFFFF)] | slots[unchecked: Int(pair >> 16)]
  }

  // MARK: - Rests

  /// Sorts the first heads by operation, so that the processor foresees what is done with each; returns where each
  /// operation begins.
  private static func sort(
    _ passed: [Screen.Head], _ count: Int, into candidates: inout [Screen.Head]
  ) -> InlineArray<8, Int> {
    let passed = passed.span
    var candidates = candidates.mutableSpan
    var starts = InlineArray<8, Int>(repeating: 0)
    for index in 0..<count { starts[passed[index].operationCode] += 1 }
    var start = 0
    for operation in starts.indices { (starts[operation], start) = (start, start + starts[operation]) }
    var next = starts
    for index in 0..<count {
      let operation = passed[index].operationCode
      candidates[next[operation]] = passed[index]
      next[operation] += 1
    }
    return starts
  }

  /// Runs the rest of a rule, but for the nodes, which stand last.
  private mutating func decide(_ rule: Int32, _ code: Span<Int32>, _ start: Int, _ reading: inout ArticleReading) {
    reading.forgetPlacesIfMany()
    var next = start
    while true {
      let count = Int(code[next] >> 4)
      switch code[next] & 15 {
      case Screen.Operation.match.rawValue:
        setTrue(rule)
        return
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
        pending.append(Pending(rule: rule, firstInstruction: next))
        return
      }
    }
  }
}
