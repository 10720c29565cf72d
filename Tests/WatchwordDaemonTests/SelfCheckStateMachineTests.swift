import Testing

@testable import WatchwordDaemon

@Suite struct SelfCheckStateMachineTests {
  private enum Event {
    /// Articles of 100 tokens.
    case articles(Int, rules: Int = 1)
    case article(tokens: Int)
    /// The check under way ends, the given seconds after it began.
    case ends(after: Int)
    /// Seconds.
    case wait(Int)
  }

  private static let limits: SelfCheckStateMachine.Limits = {
    var limits = SelfCheckStateMachine.Limits()
    limits.articles = 10
    limits.tokens = 100
    limits.rest = 5
    return limits
  }()

  /// What happens, and the numbers of the articles, from 1 on, that are taken.
  @Test(
    arguments: [
      // The first, then every tenth, as long as each check ends at once.
      ([.articles(1), .ends(after: 0), .articles(9), .articles(1), .ends(after: 0), .articles(30)], [1, 11, 21]),
      // None while one is under way; then the next at once, and ten later the next.
      ([.articles(50), .ends(after: 0), .articles(1), .ends(after: 0), .articles(10)], [1, 51, 61]),
      // Other rules: the first with them. Back to those before: again.
      (
        [.articles(5), .ends(after: 0), .articles(5, rules: 2), .ends(after: 0), .articles(3), .ends(after: 0)],
        [1, 6, 11]
      ),
      // Other rules while a check is under way: as soon as it has ended.
      ([.articles(2), .articles(2, rules: 2), .ends(after: 0), .articles(2, rules: 2)], [1, 5]),
      // Long articles are let go, and the next short one is taken.
      ([.article(tokens: 101), .article(tokens: 100)], [2]),
      ([.articles(1), .ends(after: 0), .articles(9), .article(tokens: 101), .articles(1)], [1, 12]),
      // After two seconds of work ten of rest, also from other rules.
      (
        [
          .articles(1), .ends(after: 2), .articles(20), .wait(9), .articles(20), .articles(20, rules: 2), .wait(1),
          .articles(1),
        ], [1, 62]
      ),
    ] as [([Event], [Int])])
  private func articlesAreTaken(_ events: [Event], _ expected: [Int]) {
    var machine = SelfCheckStateMachine(Self.limits, turn: 7)
    var now: Duration = .seconds(1_000_000)
    var began = now
    var turn = 7
    var number = 0
    var taken: [Int] = []
    func seen(_ tokens: Int, _ rules: Int) {
      number += 1
      guard let given = machine.matched(tokens: tokens, rules: rules, now: now) else { return }
      #expect(given == turn)
      taken.append(number)
      began = now
    }
    for event in events {
      switch event {
      case .articles(let count, let rules): for _ in 0..<count { seen(100, rules) }
      case .article(let tokens): seen(tokens, 1)
      case .wait(let seconds): now += .seconds(seconds)
      case .ends(let seconds):
        now = began + .seconds(seconds)
        turn += 3
        machine.ended(turn: turn, began: began, now: now)
      }
    }
    #expect(taken == expected)
  }

  /// Its share of time is bounded however many articles come and however long checks take.
  @Test func checksTakeTheirShareOfTimeAndNoMore() {
    var limits = SelfCheckStateMachine.Limits()
    limits.articles = 1
    var machine = SelfCheckStateMachine(limits)
    let taking: Duration = .milliseconds(30)
    var (now, work) = (Duration.zero, Duration.zero)
    while now < .seconds(600) {
      if machine.matched(tokens: 1, rules: 1, now: now) == nil {
        now += .milliseconds(1)
      } else {
        machine.ended(turn: 0, began: now, now: now + taking)
        now += taking
        work += taking
      }
    }
    #expect(work > .zero)
    #expect(work / now <= 0.0021)
  }
}

@Suite struct SelfCheckChoiceTests {
  private let limits: SelfCheckStateMachine.Limits = {
    var limits = SelfCheckStateMachine.Limits()
    limits.matchedRules = 2
    limits.rules = 5
    limits.steps = 100
    limits.stepsOfRule = 60
    return limits
  }()

  @Test func everyRuleHasItsTurnAndThenTheFirstAgain() {
    var turn = 3
    var seen: [[Int]] = []
    for _ in 0..<3 {
      let choice = SelfCheckChoice(limits, matched: [], ruleNumbers: 7, turn: turn) { _ in 1 }
      seen.append(choice.inTurn)
      turn = choice.turn
    }
    #expect(seen == [[3, 4, 5, 6, 0], [1, 2, 3, 4, 5], [6, 0, 1, 2, 3]])
  }

  @Test func matchedRulesComeFirstAndAreBounded() {
    let choice = SelfCheckChoice(limits, matched: [61, 10, 10, 10], ruleNumbers: 100, turn: 250) { _ in 1 }
    // Of the first two; the others have their turn.
    #expect(choice.matched == [1])
    #expect(choice.inTurn == [50, 51, 52, 53])
    #expect(choice.turn == 54)
  }

  @Test func whatIsTooMuchForThisCheckIsFirstInTheNext() {
    let first = SelfCheckChoice(limits, matched: [50], ruleNumbers: 10, turn: 0) { $0 == 2 ? 60 : 5 }
    #expect(first.inTurn == [0, 1])
    #expect(first.turn == 2)
    let second = SelfCheckChoice(limits, matched: [], ruleNumbers: 10, turn: first.turn) { $0 == 2 ? 60 : 5 }
    #expect(second.inTurn == [2, 3, 4, 5, 6])
  }

  @Test(arguments: [61, Double.infinity, Double.nan])
  func whatIsTooMuchForAnyCheckIsPassedOver(_ cost: Double) {
    let choice = SelfCheckChoice(limits, matched: [cost], ruleNumbers: 4, turn: 0) { $0 == 1 ? cost : 1 }
    #expect(choice.matched == [])
    #expect(choice.inTurn == [0, 2, 3])
    #expect(choice.turn == 0)
  }

  @Test func numbersWithoutARuleArePassedOverAndFewAreAskedFor() {
    var asked = 0
    let choice = SelfCheckChoice(limits, matched: [], ruleNumbers: 1_000_000, turn: 999_999) { _ in
      asked += 1
      return nil
    }
    #expect(choice.inTurn == [])
    #expect(choice.turn == 4)
    #expect(asked == 5)
  }

  @Test func withoutRulesThereIsNothingToChoose() {
    let choice = SelfCheckChoice(limits, matched: [], ruleNumbers: 0, turn: 12) { _ in 1 }
    #expect(choice.inTurn == [])
    #expect(choice.turn == 0)
  }
}
