import Dispatch
import Logging
import Percolation
import RuleLanguage
import Synchronization
import TextAnalysis

/// The running daemon's check of itself: on a sample of articles, what the index found is compared with the definition
/// of some rules, as `watchword scan --verify` does for all.
///
/// Checked are the first article after a start, a change of rules or a new choice of anchors, and then about one in a
/// thousand, by the rules that were found true and by others in turn, so that every rule is met in time.
///
/// Skipped are articles of more than 2,000 tokens, and rules that the naive evaluator might take too long for, since it
/// is quadratic in places: those with lists of very many items (on an article of 2,000 tokens more than about 3,000
/// words, on one of 600 more than about 10,000), and those with operators in one another that may have very many places,
/// such as NEAR of many words inside NOT NEAR. On a short article they may pass; `watchword scan --verify` skips nothing.
/// `SelfCheckStateMachine.Limits` has the numbers, `NaiveCost` the estimate.
///
/// It runs on its own queue; at most one article is under way, and others are let go meanwhile. A stop does not wait for
/// it; a run that ends by itself does. May be called from any thread.
final class SelfCheck: Sendable {
  /// What it has done since the start.
  struct Counts: Sendable, Equatable {
    var articles = 0
    /// Over all articles.
    var rules = 0
    /// Over all articles: also of rules that have been told of already.
    var differences = 0
  }

  /// Values only: nothing here is shared with the worker they come from.
  private struct Subject: Sendable {
    let article: AnalyzedArticle
    let findings: Findings
    let index: RuleIndex
    let arrival: Int64
    let file: String
    let hash: String
  }

  private struct State {
    var machine: SelfCheckStateMachine
    var counts = Counts()
    /// Ids and versions of rules that have been told of.
    var told: Set<String> = []
  }

  /// After so many rules there is nothing new in telling of more.
  static let maximumTold = 1_000

  /// Where checks run, one after another.
  let queue = DispatchQueue(label: "self-check", qos: .background)
  private let log: Logger
  private let board: ConditionBoard
  private let state: Mutex<State>
  private let start = ContinuousClock.now

  /// - Parameter turn: the number of the rule that begins.
  init(
    log: Logger, limits: SelfCheckStateMachine.Limits = SelfCheckStateMachine.Limits(),
    turn: Int = .random(in: 0..<Int(Int32.max)), board: ConditionBoard = ConditionBoard()
  ) {
    self.log = log
    self.board = board
    state = Mutex(State(machine: SelfCheckStateMachine(limits, turn: turn)))
  }

  var counts: Counts { state.withLock { $0.counts } }

  /// An article was matched. Returns at once.
  ///
  /// - Parameters:
  ///   - arrival: that with which it was matched, in seconds since 1970.
  ///   - file: its name, for people.
  ///   - hash: of its bytes, in hexadecimal.
  func matched(
    _ article: AnalyzedArticle, _ findings: Findings, _ index: RuleIndex, arrival: Int64,
    file: @autoclosure () -> String, hash: @autoclosure () -> String
  ) {
    // An index that was let go may leave its address to another: that one is then met a thousand articles later.
    let rules = Int(bitPattern: ObjectIdentifier(index))
    let now = ContinuousClock.now - start
    let turn = state.withLock { $0.machine.matched(tokens: article.tokens.count, rules: rules, now: now) }
    guard let turn else { return }
    let subject = Subject(
      article: article, findings: findings, index: index, arrival: arrival, file: file(), hash: hash())
    queue.async { [self] in check(subject, turn) }
  }

  /// Calls back when no check is under way.
  func whenIdle(_ completion: @escaping @Sendable () -> Void) { queue.async(execute: completion) }

  /// On the queue.
  private func check(_ subject: Subject, _ turn: Int) {
    let began = ContinuousClock.now - start
    let (rules, next) = choose(subject, turn)
    let verifier = Verifier(subject.index, rules: rules)
    let differences = verifier.differences(subject.findings, in: subject.article, arrival: subject.arrival)
    for difference in differences { tell(difference, subject) }
    let now = ContinuousClock.now - start
    state.withLock { state in
      state.counts.articles += 1
      state.counts.rules += rules.count
      state.counts.differences += differences.count
      state.machine.ended(turn: next, began: began, now: now)
    }
  }

  /// The rules to check, and the turn that is next.
  private func choose(_ subject: Subject, _ turn: Int) -> (rules: [RuleHead], turn: Int) {
    var cost = NaiveCost(subject.article, lists: subject.index.lists)
    // One that cannot be read costs nothing and is told.
    func steps(_ head: RuleHead) -> Double { head.parsedQuery().map { cost.steps($0) } ?? 0 }
    let limits = state.withLock { $0.machine.limits }
    let matched = subject.findings.matches.prefix(limits.matchedRules).map(\.rule)
    var inTurn: [Int: RuleHead] = [:]
    let choice = SelfCheckChoice(
      limits, matched: matched.map(steps), ruleNumbers: subject.index.ruleNumbers, turn: turn
    ) { number in
      guard let head = subject.index.ruleUnlessGone(number) else { return nil }
      inTurn[number] = head
      return steps(head)
    }
    let first = choice.matched.map { matched[$0] }
    let ids = Set(first.map(\.id))
    let others = choice.inTurn.compactMap { inTurn[$0] }.filter { !ids.contains($0.id) }
    return (first + others, choice.turn)
  }

  /// Once for each rule.
  private func tell(_ difference: Verifier.Difference, _ subject: Subject) {
    let rule = difference.rule
    let (isNew, isLast) = state.withLock { state in
      guard state.told.count < Self.maximumTold else { return (false, false) }
      let isNew = state.told.insert("\(rule.id) \(rule.version)").inserted
      return (isNew, isNew && state.told.count == Self.maximumTold)
    }
    guard isNew else { return }
    log.error(
      """
      WRONG RESULT, found by checking a sample: rule ‘\(rule.id)’ (\(rule.location.file):\(rule.location.line)) on \
      \(subject.file) (article \(subject.hash)): \(difference.message). Until this is mended, alerts of this rule may be \
      missing or wrong. It is a fault of Watchword's: please report it with the article and the rule.
      """)
    board.report(
      "self-check \(rule.id)", "the rule \(rule.id) gave a wrong result on \(subject.file) (article \(subject.hash))",
      action: "It is a fault of Watchword's: please report it with the article and the rule; the log says more.")
    if isLast { log.error("so many rules give wrong results that further ones are not told") }
  }
}
