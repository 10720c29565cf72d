import Diagnostics
import RuleLanguage

/// Rules ready to be asked with articles: immutable, shared by all workers.
///
/// Nearly all rules are in one segment. Those that were changed since it was built are in a second, small one, so that
/// changing one rule of very many takes no longer than compiling that rule.
package final class RuleIndex: Sendable {
  /// What was built whole, and what has changed since, if anything.
  let segments: [IndexSegment]
  /// The lists that rules may name.
  package let lists: [String: RuleList]

  private init(segments: [IndexSegment], lists: [String: RuleList]) {
    self.segments = segments
    self.lists = lists
  }

  /// Compiles rules. Those that cannot be compiled are left out, each with a diagnostic in the file of the rule;
  /// disabled rules are left out without. Time and memory are linear in the size of rules and lists.
  ///
  /// - Parameters:
  ///   - frequencies: how often terms were seen in the stream so far, for anchors that are rare there.
  ///   - sources: of the rule files, by their names: diagnostics tell their places in these.
  package static func build(
    _ ruleSet: RuleSet, frequencies: TermFrequencies = TermFrequencies(), sources: [String: SourceText] = [:]
  ) -> (index: RuleIndex, diagnostics: [Diagnostic]) {
    let (segment, diagnostics) = IndexSegment.build(
      ruleSet.rules, lists: ruleSet.lists, frequencies, sources: sources)
    return (RuleIndex(segments: [segment], lists: ruleSet.lists), diagnostics)
  }

  /// The same rules, screened by what has been counted since.
  package func screened(by frequencies: TermFrequencies) -> RuleIndex {
    RuleIndex(segments: segments.map { $0.screened(by: frequencies) }, lists: lists)
  }

  // MARK: - Rules

  /// In the order that they had when the index was built whole; those that ask for something else since stand last.
  package var rules: some Sequence<RuleHead> {
    segments.lazy.flatMap { segment in
      segment.rules.indices.lazy.filter { !segment.isGone(Int32($0)) }.map { segment.rules[$0] }
    }
  }

  package var ruleCount: Int { segments.reduce(0) { $0 + $1.rules.count - $1.gone.count } }

  /// The rule that `Percolator.matchingRules` gives a number.
  package func rule(_ number: Int32) -> RuleHead {
    guard let (segment, rule) = place(of: Int(number)) else {
      preconditionFailure("a number that no percolator of this index gives")
    }
    return segment.rules[rule]
  }

  /// How many numbers `ruleUnlessGone` has an answer for, from 0 on.
  package var ruleNumbers: Int { segments.reduce(0) { $0 + $1.rules.count } }

  /// The rule with a number, without going through those before it; `nil` where it has been replaced or taken away.
  package func ruleUnlessGone(_ number: Int) -> RuleHead? {
    guard let (segment, rule) = place(of: number), !segment.isGone(Int32(rule)) else { return nil }
    return segment.rules[rule]
  }

  private func place(of number: Int) -> (segment: IndexSegment, rule: Int)? {
    var rule = number
    for segment in segments {
      if rule < segment.rules.count { return (segment, rule) }
      rule -= segment.rules.count
    }
    return nil
  }

  // MARK: - Changes

  /// This index brought to other rules. `nil` where too many are different, or the lists of one that stays: that shows
  /// in its version. A rule that has moved, or has another title and so on, is not compiled again.
  ///
  /// - Parameters:
  ///   - ruleSet: all lists, and the rules that there are.
  ///   - files: where not all files were parsed, those that were or are gone: `ruleSet` has the rules of these, and
  ///     all other rules stay.
  ///   - sources: as `build` takes them.
  package func updated(
    to ruleSet: RuleSet, in files: Set<String>? = nil, frequencies: TermFrequencies = TermFrequencies(),
    sources: [String: SourceText] = [:]
  ) -> (index: RuleIndex, diagnostics: [Diagnostic])? {
    var known = heads(in: files)
    var changed: [Rule] = []
    var changedHeads: [String: RuleHead] = [:]
    for rule in ruleSet.rules where rule.head.isEnabled {
      let before = known.removeValue(forKey: rule.head.id)
      if before == rule.head { continue }
      // The version leaves out spacing, and what matched is told from the text.
      if before?.queryText == rule.head.queryText, before?.version == rule.head.version {
        changedHeads[rule.head.id] = rule.head
      } else {
        changed.append(rule)
      }
      if changed.count > Self.maximumChangedRules { return nil }
    }
    return updated(
      removing: Set(known.keys), adding: changed, replacing: changedHeads, lists: ruleSet.lists,
      frequencies: frequencies, sources: sources)
  }

  /// By id, of the rules of some files or of all.
  private func heads(in files: Set<String>?) -> [String: RuleHead] {
    var heads: [String: RuleHead] = [:]
    heads.reserveCapacity(files == nil ? ruleCount : 0)
    for segment in segments {
      for rule in segment.rules.indices where !segment.isGone(Int32(rule)) {
        if let files, !files.contains(segment.rules.name(at: rule).file) { continue }
        let head = segment.rules[rule]
        heads[head.id] = head
      }
    }
    return heads
  }

  /// The rules of the small segment are compiled with every change; there may be so many.
  package static let maximumChangedRules = 1_000

  /// This index with few changes: in milliseconds, however many rules there are. `nil` where so much has changed since it
  /// was built whole that this should be done again.
  ///
  /// - Parameters:
  ///   - ids: of rules that are gone.
  ///   - rules: new ones, those that replace others of their ids, and those that use a list that has changed.
  ///   - heads: by id, new ones of other rules, which ask for what they asked for.
  ///   - lists: all that there are now.
  package func updated(
    removing ids: Set<String>, adding rules: [Rule], replacing heads: [String: RuleHead] = [:],
    lists: [String: RuleList],
    frequencies: TermFrequencies = TermFrequencies(), sources: [String: SourceText] = [:]
  ) -> (index: RuleIndex, diagnostics: [Diagnostic])? {
    let replaced = ids.union(rules.map(\.id))
    var changed: [Rule] = []
    if segments.count > 1 {
      for head in segments[1].rules where !replaced.contains(head.id) {
        guard let query = head.parsedQuery() else { return nil }
        changed.append(Rule(head: heads[head.id] ?? head, query: query))
      }
    }
    changed += rules
    guard changed.count <= Self.maximumChangedRules else { return nil }
    let first = segments[0].without(replaced).replacingHeads(heads)
    // Rules that are gone cost articles time and the daemon memory.
    guard first.gone.count <= max(Self.maximumChangedRules, first.rules.count / 2) else { return nil }
    let (second, diagnostics) = IndexSegment.build(changed, lists: lists, frequencies, sources: sources)
    return (RuleIndex(segments: second.rules.isEmpty ? [first] : [first, second], lists: lists), diagnostics)
  }
}
