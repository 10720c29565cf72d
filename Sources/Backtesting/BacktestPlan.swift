import Diagnostics
import Percolation
import RuleLanguage

/// The rules that a backtest asks about, compiled: as they are to be, as they run now, and as they would find things
/// in every zone. Immutable, shared by all workers.
package struct BacktestPlan: Sendable {
  /// What a rule is to its running version.
  package enum Comparison: Sendable, Equatable {
    /// There is none: a new rule, or a query that was typed.
    case new
    case unchanged
    /// From the version that is running.
    case changed(from: String)
  }

  package struct Subject: Sendable {
    package let rule: RuleHead
    package let comparison: Comparison
  }

  /// In the order of the rules.
  package let subjects: [Subject]
  /// Of rules that cannot be compiled.
  package let diagnostics: [Diagnostic]
  let candidate: NumberedIndex
  /// Of the rules that are changed, where there are any.
  let running: NumberedIndex?
  let everywhere: NumberedIndex

  /// - Parameters:
  ///   - rules: to be asked about, with the lists they use. Whether they are switched on makes no difference.
  ///   - running: those that are in force.
  package init(_ rules: RuleSet, running: RuleSet) {
    var rules = rules
    for index in rules.rules.indices { rules.rules[index].head.isEnabled = true }
    let inForce = Dictionary(running.rules.map { ($0.id, $0) }) { first, _ in first }
    let subjects = rules.rules.map { rule in
      Subject(rule: rule.head, comparison: Comparison(rule.head, inForce[rule.id]?.head))
    }
    let numbers = Dictionary(subjects.enumerated().map { ($1.rule.id, $0) }) { first, _ in first }
    var changed = RuleSet(lists: running.lists)
    for subject in subjects {
      guard case .changed = subject.comparison, var rule = inForce[subject.rule.id] else { continue }
      rule.head.isEnabled = true
      changed.rules.append(rule)
    }
    let everywhere = RuleSet(rules: rules.rules.map { $0.searchingEverywhere() }, lists: rules.lists)
    self.subjects = subjects
    let (candidate, diagnostics) = NumberedIndex.build(rules, numbers)
    self.candidate = candidate
    self.diagnostics = diagnostics
    self.running = changed.rules.isEmpty ? nil : NumberedIndex.build(changed, numbers).index
    self.everywhere = NumberedIndex.build(everywhere, numbers).index
  }
}

extension BacktestPlan.Comparison {
  fileprivate init(_ rule: RuleHead, _ running: RuleHead?) {
    // A rule that is switched off is not running, though its definition is kept.
    guard let running, running.isEnabled else {
      self = .new
      return
    }
    let isSame = running.version == rule.version && running.language == rule.language
    self = isSame ? .unchanged : .changed(from: running.version)
  }
}

/// An index whose rules are known by the number of their subject.
struct NumberedIndex: Sendable {
  let index: RuleIndex
  /// By the number of the index.
  private let subjects: [Int]

  static func build(_ ruleSet: RuleSet, _ numbers: [String: Int]) -> (index: NumberedIndex, diagnostics: [Diagnostic]) {
    let (index, diagnostics) = RuleIndex.build(ruleSet)
    let subjects = (0..<index.ruleNumbers).map { index.ruleUnlessGone($0).flatMap { numbers[$0.id] } ?? -1 }
    return (NumberedIndex(index: index, subjects: subjects), diagnostics)
  }

  func subject(_ number: Int32) -> Int { subjects[Int(number)] }
}
