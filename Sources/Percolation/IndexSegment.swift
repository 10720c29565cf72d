import Diagnostics
import RuleLanguage

/// Rules compiled together: immutable, shared by all workers.
///
/// It has two parts: the graph of what the rules ask for, and the screen, which says from the terms that an article has
/// which rules are worth a look. The graph depends on the rules alone; the screen also on how rare terms are in the
/// stream, and is made anew when that has changed.
final class IndexSegment: Sendable {
  /// The rules that could be compiled and are enabled, in their order.
  let rules: RuleHeads
  /// Those of them that have been replaced or taken away since, ascending.
  let gone: [Int32]
  /// For each rule a hash of its id, so that rules are found without unpacking all heads.
  private let idHashes: [UInt64]
  let graph: RuleGraph
  let screen: Screen

  private init(rules: RuleHeads, gone: [Int32], idHashes: [UInt64], graph: RuleGraph, screen: Screen) {
    self.rules = rules
    self.gone = gone
    self.idHashes = idHashes
    self.graph = graph
    self.screen = screen
  }

  static func build(
    _ rules: [Rule], lists: [String: RuleList], _ frequencies: TermFrequencies,
    sources: [String: SourceText] = [:]
  ) -> (segment: IndexSegment, diagnostics: [Diagnostic]) {
    var builder = RuleGraphBuilder(lists: lists, sources: sources)
    for rule in rules where rule.isEnabled { builder.add(rule) }
    let (heads, idHashes, diagnostics) = (builder.rules, builder.idHashes, builder.diagnostics)
    let graph = RuleGraph(builder)
    let screen = ScreenBuilder.build(graph, frequencies)
    let segment = IndexSegment(rules: heads, gone: [], idHashes: idHashes, graph: graph, screen: screen)
    return (segment, diagnostics)
  }

  func screened(by frequencies: TermFrequencies) -> IndexSegment {
    IndexSegment(
      rules: rules, gone: gone, idHashes: idHashes, graph: graph, screen: ScreenBuilder.build(graph, frequencies))
  }

  /// Without the rules of these ids too.
  func without(_ ids: Set<String>) -> IndexSegment {
    let gone = (gone + places(of: ids).values.map(Int32.init)).sorted()
    return IndexSegment(rules: rules, gone: gone, idHashes: idHashes, graph: graph, screen: screen)
  }

  /// With other heads of rules that ask for what they asked for.
  func replacingHeads(_ heads: [String: RuleHead]) -> IndexSegment {
    var replacements: [Int: RuleHead] = [:]
    for (id, place) in places(of: Set(heads.keys)) { replacements[place] = heads[id] }
    guard !replacements.isEmpty else { return self }
    let rules = rules.replacing(replacements)
    return IndexSegment(rules: rules, gone: gone, idHashes: idHashes, graph: graph, screen: screen)
  }

  /// The positions of rules that are not gone, by their ids.
  private func places(of ids: Set<String>) -> [String: Int] {
    let hashes = Set(ids.map(StableHash.of))
    var places: [String: Int] = [:]
    for rule in idHashes.indices where hashes.contains(idHashes[rule]) && !isGone(Int32(rule)) {
      let id = rules.name(at: rule).id
      if ids.contains(id) { places[id] = rule }
    }
    return places
  }

  func isGone(_ rule: Int32) -> Bool { gone.hasSorted(rule) }
}
