/// Decides which articles the running daemon checks itself on, and by which rules.
///
/// Pure: it is told what happens and what time it is (a duration on a monotonic clock, from any start).
struct SelfCheckStateMachine: Sendable {
  struct Limits: Sendable {
    /// One article in so many is checked; besides, the first after a start or a change of rules.
    var articles = 1_000
    /// Longer articles are not checked.
    var tokens = 2_000
    /// Of the rules that were found true, the first so many.
    var matchedRules = 20
    /// By so many rules in all, at most.
    var rules = 200
    /// Of all rules of a check together, as `NaiveCost` counts them.
    var steps = 100_000_000.0
    /// A rule that may take more than this on an article is skipped: its turn is over, and comes again on another.
    var stepsOfRule = 25_000_000.0
    /// After a check there is none for so many times as long as it took: what estimates do not see costs at most 0.2 %
    /// of one core for that.
    var rest = 500
  }

  let limits: Limits
  private(set) var isChecking = false
  /// Those in force when the last article was taken.
  private var rules: Int?
  /// Seen since then.
  private var articles = 0
  private var restsUntil: Duration = .zero
  /// The number of the rule whose turn is next.
  private var turn: Int

  /// - Parameter turn: the number of the rule that begins: at every start another, so that one that is often restarted
  ///   does not check the same rules again and again.
  init(_ limits: Limits = Limits(), turn: Int = 0) {
    self.limits = limits
    self.turn = turn
  }

  /// An article was matched.
  ///
  /// - Parameters:
  ///   - tokens: how many it has.
  ///   - rules: a number that is another one for other rules.
  /// - Returns: the turn with which to check it, after which `ended` is called; `nil` for nearly all, which are not.
  mutating func matched(tokens: Int, rules: Int, now: Duration) -> Int? {
    articles += 1
    guard !isChecking, now >= restsUntil, tokens <= limits.tokens else { return nil }
    guard rules != self.rules || articles >= limits.articles else { return nil }
    self.rules = rules
    articles = 0
    isChecking = true
    return turn
  }

  /// A check is done.
  ///
  /// - Parameter turn: of the next one.
  mutating func ended(turn: Int, began: Duration, now: Duration) {
    isChecking = false
    self.turn = turn
    restsUntil = now + (now - began) * limits.rest
  }
}

/// The rules of one check.
struct SelfCheckChoice: Sendable, Equatable {
  /// Which of those that were found true, as indices.
  private(set) var matched: [Int] = []
  /// The numbers of those whose turn it is.
  private(set) var inTurn: [Int] = []
  /// The number of the rule whose turn is next.
  private(set) var turn: Int
  private var steps = 0.0

  /// - Parameters:
  ///   - matched: the steps of each rule that was found true, as far as they may be taken.
  ///   - ruleNumbers: the rules in force have the numbers below.
  ///   - turn: any number.
  ///   - steps: of the rule with a number; `nil` where there is none. Asked once, for few of them.
  init(
    _ limits: SelfCheckStateMachine.Limits, matched costs: [Double], ruleNumbers: Int, turn: Int,
    steps cost: (Int) -> Double?
  ) {
    self.turn = ruleNumbers > 0 ? turn % ruleNumbers : 0
    for (index, cost) in costs.prefix(limits.matchedRules).enumerated() {
      if cost <= limits.stepsOfRule && take(cost, limits) { matched.append(index) }
    }
    for _ in 0..<max(0, min(ruleNumbers, limits.rules - matched.count)) {
      if let cost = cost(self.turn), cost <= limits.stepsOfRule {
        // Next time it is the first.
        guard take(cost, limits) else { return }
        inTurn.append(self.turn)
      }
      self.turn = (self.turn + 1) % ruleNumbers
    }
  }

  private mutating func take(_ cost: Double, _ limits: SelfCheckStateMachine.Limits) -> Bool {
    guard steps + cost <= limits.steps else { return false }
    steps += cost
    return true
  }
}
