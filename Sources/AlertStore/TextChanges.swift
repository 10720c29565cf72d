import Alerts

/// What differs between an article that was told and one that came later, as far as a rule's readers have to know. Pure.
struct TextChanges: Equatable {
  /// What is known of an article that a rule matched.
  struct Told {
    var source: String
    /// `nil` where it is not kept any more.
    var title: String?
    /// Words of denial and correction in it.
    var denials: Set<String>
    /// What its alert showed.
    var sentences: [ToldSentence]
  }

  private(set) var because: [Alert.Correction.Reason] = []
  private(set) var changes: [Alert.Correction.Change] = []

  var isEmpty: Bool { because.isEmpty }

  /// - Parameters:
  ///   - source: of the article that came later. A copy from another source has a headline of its own more often than not, and
  ///     leaves sentences out: there a title has changed only where it is still the same title but for a few words, and a
  ///     sentence where another one with half of its words is in its place.
  init(from told: Told, to article: StoredArticle, _ sentences: [ToldSentence], source: String) {
    let isSameHand = told.source == source
    let title = article.texts.title
    if let old = told.title {
      let (oldWords, newWords) = (Self.words(old), Self.words(title))
      if oldWords != newWords, isSameHand || Self.isEdited(oldWords, newWords) {
        add(.title, Alert.Correction.Change(zone: "title", old: Self.shown(old), new: Self.shown(title)))
      }
    }
    compareSentences(told, article, sentences, isSameHand: isSameHand)
    for found in article.traits.denials where !told.denials.contains(found.item) {
      let change = Alert.Correction.Change(zone: found.zone, new: found.sentence)
      let isShown = changes.contains { $0.new == change.new }
      if isShown { add(.denial, nil) } else { add(.denial, change) }
    }
  }

  private mutating func compareSentences(
    _ told: Told, _ article: StoredArticle, _ sentences: [ToldSentence], isSameHand: Bool
  ) {
    let oldHashes = Set(told.sentences.map(\.hash))
    for old in told.sentences where old.zone != "title" && !article.traits.sentences.contains(old.hash) {
      let oldWords = Self.words(old.text)
      let new = sentences.first { new in
        new.zone == old.zone && !oldHashes.contains(new.hash) && Self.areAlike(oldWords, Self.words(new.text))
      }
      guard isSameHand || new != nil else { continue }
      add(.sentence, Alert.Correction.Change(zone: old.zone, old: old.text, new: new?.text))
    }
  }

  private mutating func add(_ reason: Alert.Correction.Reason, _ change: Alert.Correction.Change?) {
    if !because.contains(reason) { because.append(reason) }
    if let change, !changes.contains(change) { changes.append(change) }
  }

  /// Whether an article that was told said all this already. Of titles only the same says so: another source's headline is
  /// no word on whether this one's changed.
  func areSaid(by told: Told, differing difference: TextChanges, title: String) -> Bool {
    guard !difference.because.contains(.sentence), !difference.because.contains(.denial) else { return false }
    return !because.contains(.title) || told.title.map(Self.words) == Self.words(title)
  }

  /// Of a rule that had withdrawn what it matches now.
  static var matchingAgain: TextChanges {
    var changes = TextChanges()
    changes.add(.again, nil)
    return changes
  }

  private init() {}

  // MARK: Words

  /// In lower case, in their order. A title or sentence may be as long as an article: its beginning is compared.
  static func words(_ text: String) -> [String] {
    text.prefix(1_000).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// Whether at least half of the words of the longer one are in the other.
  static func areAlike(_ first: [String], _ second: [String]) -> Bool {
    let (first, second) = (Set(first), Set(second))
    guard !first.isEmpty, !second.isEmpty else { return false }
    return first.intersection(second).count * 2 >= max(first.count, second.count)
  }

  /// Whether one title is the other with few changes: at least three quarters of its words are there in their order.
  static func isEdited(_ first: [String], _ second: [String]) -> Bool {
    guard !first.isEmpty, !second.isEmpty else { return false }
    // The longest common subsequence, row by row.
    var lengths = [Int](repeating: 0, count: second.count + 1)
    for word in first {
      var diagonal = 0
      for index in second.indices {
        let above = lengths[index + 1]
        lengths[index + 1] = word == second[index] ? diagonal + 1 : max(above, lengths[index])
        diagonal = above
      }
    }
    return lengths[second.count] * 4 >= max(first.count, second.count) * 3
  }

  private static func shown(_ title: String) -> String? {
    if title.isEmpty { return nil }
    let cut = title.prefix(480)
    return cut.endIndex == title.endIndex ? title : cut + "…"
  }
}
