import Percolation
import TextAnalysis

/// Articles that follow one another by id, as a segment that is to be written.
package struct NewSegment: Sendable {
  /// All ids between count as indexed, whether they have articles or not.
  package let ids: ClosedRange<Int64>
  /// How many articles.
  package let articles: Int
  /// When they arrived, in milliseconds since 1970; `nil` where there are none.
  let arrived: ClosedRange<Int64>?
  /// In their order.
  let words: [WordEntry]
}

/// Gathers the words of articles, one article after another by ascending id. Memory grows with the distinct words and
/// with the words that each article has, which `isFull` bounds.
package struct SegmentBuilder: Sendable {
  private struct Slot {
    var key: UInt64 = 0
    /// -1: free.
    var word: Int32 = -1
  }

  private struct Word {
    /// In `surfaces`.
    let surface: Range<Int>
    var last: UInt32
  }

  /// Of surfaces and places together, in bytes; an article more may go beyond.
  package static let maximumBytes = 32 << 20

  package let firstID: Int64
  package private(set) var articles = 0
  private var arrived: ClosedRange<Int64>?
  private var slots = [Slot](repeating: Slot(), count: 1 << 12)
  private var words: [Word] = []
  private var surfaces: [UInt8] = []
  /// In the order in which they were met.
  private var places: [(word: Int32, document: UInt32)] = []
  /// Documents with a word that is too long.
  private var overlong: [UInt32] = []

  package init(firstID: Int64) { self.firstID = firstID }

  package var isFull: Bool { surfaces.count + places.count * 8 + words.count * 64 > Self.maximumBytes }

  /// - Parameters:
  ///   - id: greater than that of the article before, and at most 2^31 above `firstID`.
  ///   - arrived: in milliseconds since 1970.
  package mutating func add(_ article: AnalyzedArticle, id: Int64, arrived milliseconds: Int64) {
    let document = UInt32(clamping: id - firstID)
    articles += 1
    arrived =
      arrived.map { min($0.lowerBound, milliseconds)...max($0.upperBound, milliseconds) }
      ?? milliseconds...milliseconds
    let text = article.article.text.utf8.span
    for token in article.tokens {
      guard token.utf8Range.count <= EvaluationLimits.wordBytes else {
        if overlong.last != document { overlong.append(document) }
        continue
      }
      let word = number(of: token, in: text)
      guard words[Int(word)].last != document else { continue }
      words[Int(word)].last = document
      places.append((word, document))
    }
  }

  private mutating func number(of token: Token, in text: Span<UInt8>) -> Int32 {
    var index = Int(truncatingIfNeeded: token.hash) & (slots.count - 1)
    while slots[index].word >= 0 {
      // As in the lexicon: the hash is keyed with a secret, and alone tells surfaces apart.
      if slots[index].key == token.hash { return slots[index].word }
      index = (index + 1) & (slots.count - 1)
    }
    let start = surfaces.count
    for place in token.utf8Range { surfaces.append(text[place]) }
    words.append(Word(surface: start..<surfaces.count, last: .max))
    slots[index] = Slot(key: token.hash, word: Int32(words.count - 1))
    if words.count * 2 > slots.count { grow() }
    return Int32(words.count - 1)
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    for slot in old where slot.word >= 0 {
      var index = Int(truncatingIfNeeded: slot.key) & (slots.count - 1)
      while slots[index].word >= 0 { index = (index + 1) & (slots.count - 1) }
      slots[index] = slot
    }
  }

  /// What was gathered, as all that there is up to an id.
  package consuming func finish(upTo lastID: Int64) -> NewSegment {
    var documents = [[UInt32]](repeating: [], count: words.count)
    for (word, document) in places { documents[Int(word)].append(document) }
    var entries: [(order: UInt64, entry: WordEntry)] = []
    entries.reserveCapacity(words.count + 1)
    for (word, documents) in zip(words, documents) {
      let form = WordForm(utf8: surfaces.span.extracting(word.surface))
      let folded = Array(form.folded.utf8)
      // The first eight bytes decide nearly always.
      var order: UInt64 = 0
      for index in 0..<8 { order = order << 8 | UInt64(index < folded.count ? folded[index] : 0) }
      let entry = WordEntry(folded: folded, surface: Array(surfaces[word.surface]), documents: documents)
      entries.append((order, entry))
    }
    entries.sort { $0.order == $1.order ? $0.entry.precedes($1.entry) : $0.order < $1.order }
    var words = entries.map(\.entry)
    if !overlong.isEmpty { words.insert(WordEntry(folded: [], surface: [], documents: overlong), at: 0) }
    return NewSegment(ids: firstID...max(firstID, lastID), articles: articles, arrived: arrived, words: words)
  }
}
