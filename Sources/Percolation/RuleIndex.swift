import Diagnostics
import RuleLanguage

/// Rules ready to be asked with articles: immutable, shared by all workers.
///
/// It has two parts: the graph of what the rules ask for, and the screen, which says from the terms that an article has
/// which rules are worth a look. The graph depends on the rules alone; the screen also on how rare terms are in the
/// stream, and is made anew when that has changed.
package final class RuleIndex: Sendable {
  /// The rules that could be compiled and are enabled, in their order.
  package let rules: [RuleHead]
  let graph: RuleGraph
  let screen: Screen

  private init(rules: [RuleHead], graph: RuleGraph, frequencies: TermFrequencies) {
    self.rules = rules
    self.graph = graph
    screen = ScreenBuilder.build(graph, frequencies)
  }

  /// Compiles rules. Those that cannot be compiled are left out, each with a diagnostic in the file of the rule;
  /// disabled rules are left out without. Time and memory are linear in the size of rules and lists.
  ///
  /// - Parameter frequencies: how often terms were seen in the stream so far, for anchors that are rare there.
  package static func build(
    _ ruleSet: RuleSet, frequencies: TermFrequencies = TermFrequencies()
  ) -> (index: RuleIndex, diagnostics: [Diagnostic]) {
    var builder = RuleIndexBuilder(lists: ruleSet.lists)
    for rule in ruleSet.rules where rule.isEnabled { builder.add(rule) }
    builder.numberCompounds()
    let (rules, diagnostics) = (builder.rules, builder.diagnostics)
    return (RuleIndex(rules: rules, graph: RuleGraph(builder), frequencies: frequencies), diagnostics)
  }

  /// The same rules, screened by what has been counted since. A percolator of this index can go on with it and keep
  /// what it knows (`Percolator.adopt`).
  package func screened(by frequencies: TermFrequencies) -> RuleIndex {
    RuleIndex(rules: rules, graph: graph, frequencies: frequencies)
  }
}
