import Alerts

/// What differs between an article that was told and one that came later, as far as a rule's readers have to know.
struct TextChanges: Equatable {
  private(set) var because: [Alert.Correction.Reason] = []
  private(set) var changes: [Alert.Correction.Change] = []

  var isEmpty: Bool { because.isEmpty }

  /// Nothing.
  init() {}

  /// - Parameters:
  ///   - told: the earlier article.
  ///   - shown: what its alert showed.
  ///   - sentences: what an alert on the later one would show. A copy from another source has a headline of its own more
  ///     often than not, and leaves sentences out: there a title has changed only where it is still the same title but for
  ///     a few words, and a sentence where another one with half of its words is in its place.
  init(from told: ToldArticle, _ shown: [ToldSentence], to sentences: [ToldSentence], in comparison: StoryComparison) {
    if let change = told.titleChange { add(.title, change) }
    let oldHashes = Set(shown.map(\.hash))
    for old in shown where old.zone != "title" && !comparison.article.traits.sentences.contains(old.hash) {
      let new = sentences.first { new in
        new.zone == old.zone && !oldHashes.contains(new.hash) && comparison.areAlike(old, new)
      }
      guard told.isSameHand || new != nil else { continue }
      add(.sentence, Alert.Correction.Change(zone: old.zone, old: old.text, new: new?.text))
    }
    for found in comparison.article.traits.denials where !told.denials.contains(found.said) {
      let change = found.sentence.map { Alert.Correction.Change(zone: found.zone, new: $0) }
      let isShown = changes.contains { $0.new == change?.new }
      add(.denial, isShown ? nil : change)
    }
  }

  private mutating func add(_ reason: Alert.Correction.Reason, _ change: Alert.Correction.Change?) {
    if !because.contains(reason) { because.append(reason) }
    if let change, !changes.contains(change) { changes.append(change) }
  }

  /// Because of who tells it, or in which language.
  mutating func add(_ retellings: [Alert.Correction.Reason]) {
    for reason in retellings { add(reason, nil) }
  }

  /// With sentences that were never told.
  mutating func add(new sentences: [ToldSentence]) {
    for sentence in sentences where !changes.contains(where: { $0.new == sentence.text }) {
      add(.newSentence, Alert.Correction.Change(zone: sentence.zone, new: sentence.text))
    }
  }

  /// Whether an article that was told said all this already. Of titles only the same says so: another source's headline is
  /// no word on whether this one's changed.
  func areSaid(by told: ToldArticle, differing difference: TextChanges) -> Bool {
    guard !difference.because.contains(.sentence), !difference.because.contains(.denial) else { return false }
    return !because.contains(.title) || told.hasSameTitle
  }

  /// Of a rule that had withdrawn what it matches now.
  static var matchingAgain: TextChanges {
    var changes = TextChanges()
    changes.add(.again, nil)
    return changes
  }
}
