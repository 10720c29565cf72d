/// Finds the candidates of an article and decides most of them.
struct Screening {
  /// A rule that depends on nodes: its last instructions.
  struct Pending {
    let rule: Int32
    /// In `Screen.rests`.
    let firstInstruction: Int
  }

  /// Kept here and not handed in: all workers share its arrays, and would count references to them with every article.
  private var screen: Screen
  /// The rules that are known to be true.
  private var truth: RuleBits
  /// The rules whose rest was run: once, however many of their entries passed.
  private var met: RuleBits
  /// Rules that are true or not as nodes are.
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
    /// Rests that were run.
    var rests = 0
  }

  init(_ screen: Screen, ruleCount: Int) {
    self.screen = screen
    truth = RuleBits(count: ruleCount)
    met = RuleBits(count: ruleCount)
  }

  mutating func setTrue(_ rule: Int32) { truth.insert(rule) }

  func isTrue(_ rule: Int32) -> Bool { truth.contains(rule) }

  /// Moves the true rules to an array, ascending.
  mutating func takeRules(_ rules: inout [Int32]) { truth.take(&rules) }

  /// Goes on with another screen of the same rules.
  mutating func adopt(_ screen: Screen) { self.screen = screen }

  /// Looks at all entries under the terms that are present.
  mutating func run(_ reading: inout ArticleReading) {
    pending.empty()
    reading.complete(by: screen)
    let count = findCandidates(reading)
    let starts = Self.sort(passed, count, into: &candidates)
    let decided = starts[Int(Screen.Operation.match.rawValue) + 1]
    // Their heads name rules.
    truth.insert(decided: candidates, count: decided)
    let end = met.insert(rulesOf: &candidates, decided..<count, screen.rests)
    tally.rests = end - decided
    for index in decided..<end {
      Self.decide(candidates[index].index, screen.rests, &reading, &truth, &pending)
    }
    met.removeAll()
  }

  // MARK: - Entries

  /// Puts the heads of all entries that pass their test into `passed`; returns how many they are.
  private mutating func findCandidates(_ reading: borrowing ArticleReading) -> Int {
    let (foundCount, entryCount) = Self.find(reading.presentTerms, reading.presentCount, screen, &found)
    let all = entryCount + screen.unanchored.count
    Self.makeRoom(all, &passed)
    var count = Self.test(screen, found, foundCount, entryCount, reading.slots.span, &passed)
    for head in screen.unanchored {
      passed[count] = head
      count += 1
    }
    Self.makeRoom(count, &candidates)
    tally = Tally(entries: all, candidates: count)
    return count
  }

  private static func makeRoom(_ count: Int, _ heads: inout [Screen.Head]) {
    let missing = count - heads.count
    if missing > 0 { heads += repeatElement(Screen.Head(.match, 0), count: missing) }
  }

  /// Gives back the scratch memory of an article with very many entries.
  mutating func end() {
    if found.count > ArticleReading.maximumKept { found = [] }
    if passed.count > ArticleReading.maximumKept { passed = [] }
    if candidates.count > ArticleReading.maximumKept { candidates = [] }
  }

  /// Finds the entries under some terms; returns of how many terms there are any, and how many entries.
  private static func find(
    _ terms: [Int32], _ termCount: Int, _ screen: Screen, _ found: inout [Range<Int32>]
  ) -> (found: Int, entries: Int) {
    let missing = termCount - found.count
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
  /// the rests of what has passed long before they are run.
  private static func test(
    _ screen: Screen, _ found: [Range<Int32>], _ foundCount: Int, _ entryCount: Int, _ slots: Span<UInt8>,
    _ passed: inout [Screen.Head]
  ) -> Int {
    precondition(slots.count >= Screen.slots && passed.count >= entryCount)
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
        // Unchecked: the invariant of `Screen.entryStarts` keeps `entries` inside. `count` grows by 0 or 1 an entry, so that
        // it is below their number, for which there is room.
        let entry = entries[unchecked: next]
        passed[unchecked: count] = entry.head
        count &+= entry.flag(slots)
        next &+= 1
      }
      // Not with each term, for how many pass in one go cannot be foreseen.
      if index % Self.termsInOneGo == Self.termsInOneGo - 1 || index &+ 1 == foundCount {
        while announced < count {
          let head = passed[announced]
          screen.rests.prefetch(head.hasRest ? head.index : 0)
          announced &+= 1
        }
      }
    }
    return count
  }

  // Found out by trial.
  private static let termsAhead = 12
  private static let termsInOneGo = 16
  private static let linesAhead = 4

  /// Has the first entries under a term come into the cache; what lies behind them is foreseen by the processor.
  @inline(__always)
  private static func announce(_ range: Range<Int32>, _ entries: [Screen.Entry]) {
    for line in 0..<Self.linesAhead {
      // Four entries are a line.
      entries.prefetch(Int(min(range.lowerBound &+ Int32(truncatingIfNeeded: 4 &* line), range.upperBound)))
    }
  }

  // MARK: - Rests

  /// Sorts the first heads by operation, so that the processor foresees what is done with each; returns where each
  /// operation begins.
  private static func sort(
    _ passed: [Screen.Head], _ count: Int, into candidates: inout [Screen.Head]
  ) -> InlineArray<8, Int> {
    // As many as `Screen.Head.operations`.
    let passed = passed.span
    var candidates = candidates.mutableSpan
    var starts = InlineArray<8, Int>(repeating: 0)
    for index in 0..<count { starts[passed[index].operation] += 1 }
    var start = 0
    for operation in starts.indices { (starts[operation], start) = (start, start + starts[operation]) }
    var next = starts
    for index in 0..<count {
      let operation = passed[index].operation
      candidates[next[operation]] = passed[index]
      next[operation] += 1
    }
    return starts
  }

  /// Runs the rest that begins at `start`, but for the nodes, which stand last.
  private static func decide(
    _ start: Int, _ rests: [Int32], _ reading: inout ArticleReading, _ truth: inout RuleBits, _ pending: inout [Pending]
  ) {
    let code = rests.span
    reading.forgetPlacesIfMany()
    let rule = code[start]
    var next = start + 1
    while true {
      let count = Int(code[next] >> 4)
      switch code[next] & 15 {
      case Screen.Operation.match.rawValue:
        truth.insert(rule)
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
