import Articles
import TextAnalysis

/// Remembers for every distinct token it has met which terms it satisfies. Scratch memory of one worker, bounded.
///
/// Terms are remembered as the number of a set of terms, so that looking up a token of an article costs one probe
/// whatever the number of patterns and their kind. Set 0 is empty, set n + 1 is term n alone, and from `firstMixedSet` on
/// are those of several terms, equal ones once.
///
/// Tokens are told apart by their 64-bit hash alone, which is keyed with a secret of the process: of a million distinct
/// tokens two have the same one with a probability of 3 in 100 million, and nobody can write an article that makes it
/// more likely.
struct Lexicon {
  private struct Slot {
    var key: UInt64 = 0
    /// -1: free.
    var set: Int32 = -1
  }

  static let maximumSurfaces = 1 << 18
  static let maximumMixedSets = 1 << 16
  static let maximumSetTerms = 1 << 22
  private static let fewestSlots = 1 << 12
  /// A token in a line all in capitals is another one: there, letters count whatever their case.
  private static let capitals: UInt64 = 0x5851_F42D_4C95_7F2D

  let firstMixedSet: Int32
  private var slots = [Slot](repeating: Slot(), count: fewestSlots)
  private(set) var surfaceCount = 0
  /// The terms of mixed set n are `setTerms[setStarts[n]..<setStarts[n + 1]]`, ascending; n without `firstMixedSet`.
  private var setStarts: [Int32] = [0]
  private var setTerms: [Int32] = []
  private var setIDs: [[Int32]: Int32] = [:]
  private var foundPatterns: [Int32] = []

  init(termCount: Int) { firstMixedSet = Int32(termCount) + 1 }

  var setCount: Int { Int(firstMixedSet) + setStarts.count - 1 }

  /// The terms of a mixed set, for `subscript`.
  @inline(__always)
  func terms(ofMixedSet set: Int32) -> Range<Int> {
    let index = Int(set - firstMixedSet)
    return Int(setStarts[index])..<Int(setStarts[index + 1])
  }
  @inline(__always)
  subscript(index: Int) -> Int32 { setTerms[index] }

  /// Whether a set has a term.
  @inline(__always)
  func set(_ set: Int32, contains term: Int32) -> Bool {
    set < firstMixedSet ? set == term + 1 : mixedSet(set, contains: term)
  }

  private func mixedSet(_ set: Int32, contains term: Int32) -> Bool {
    var range = terms(ofMixedSet: set)
    while range.count > 8 {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = setTerms[middle] <= term ? middle..<range.upperBound : range.lowerBound..<middle
    }
    for index in range where setTerms[index] == term { return true }
    return false
  }

  /// Forgets mixed sets that have become too many, true then. Only between articles: until then their numbers are in
  /// use.
  mutating func beginArticle() -> Bool {
    guard setStarts.count > Self.maximumMixedSets || setTerms.count > Self.maximumSetTerms else { return false }
    forgetSurfaces()
    setStarts = [0]
    setTerms = []
    setIDs = [:]
    return true
  }

  /// Puts the set of terms that each token satisfies at its position in `sets`.
  mutating func look(up article: AnalyzedArticle, _ graph: RuleGraph, into sets: inout [Int32]) {
    var isAnyMissing = false
    for start in stride(from: 0, to: article.tokens.count, by: Self.tokensInOneGo) {
      let range = start..<min(start + Self.tokensInOneGo, article.tokens.count)
      if Self.probe(article.tokens, range, slots, &sets) { isAnyMissing = true }
    }
    guard isAnyMissing else { return }
    for position in article.tokens.indices where sets[position] < 0 {
      sets[position] = learn(article.tokens[position], in: article, graph)
    }
  }

  /// The sets of those tokens that are known, -1 for others; returns whether there are any.
  ///
  /// All slots are asked for before the first is read, so that they come into the cache together.
  private static func probe(_ tokens: [Token], _ range: Range<Int>, _ slots: [Slot], _ sets: inout [Int32]) -> Bool {
    let mask = slots.count - 1
    for position in range { slots.prefetch(Int(truncatingIfNeeded: key(tokens[position])) & mask) }
    let tokens = tokens.span
    let slots = slots.span
    var sets = sets.mutableSpan
    precondition(range.upperBound <= min(tokens.count, sets.count) && slots.count & mask == 0)
    var least: Int32 = 0
    for position in range {
      // Unchecked: the position is below the counts above; the mask keeps the index below the number of slots, which is a
      // power of two.
      let key = key(tokens[unchecked: position])
      var index = Int(truncatingIfNeeded: key) & mask
      while slots[unchecked: index].key != key, slots[unchecked: index].set >= 0 { index = (index &+ 1) & mask }
      let set = slots[unchecked: index].set
      sets[unchecked: position] = set
      least = min(least, set)
    }
    return least < 0
  }

  /// No more than the nearest caches hold.
  private static let tokensInOneGo = 512

  @inline(__always)
  private static func key(_ token: Token) -> UInt64 {
    token.hash ^ (token.isInCapitalsLine ? Self.capitals : 0)
  }

  @inline(never)
  private mutating func learn(_ token: Token, in article: AnalyzedArticle, _ graph: RuleGraph) -> Int32 {
    let key = Self.key(token)
    // The same token may have been met before in this article.
    if let known = find(key) { return known }
    var set: Int32 = 0
    if token.utf8Range.count <= EvaluationLimits.wordBytes {
      let surface = article.article.text.utf8Span.span.extracting(token.utf8Range)
      set = makeSet(surface, token.isInCapitalsLine, graph)
    }
    if surfaceCount >= Self.maximumSurfaces { forgetSurfaces() }
    // At five eighths: fuller, more tokens would collide; emptier, fewer would be in the cache.
    if (surfaceCount + 1) * 8 > slots.count * 5 { grow() }
    place(Slot(key: key, set: set))
    surfaceCount += 1
    return set
  }

  private func find(_ key: UInt64) -> Int32? {
    var index = Int(truncatingIfNeeded: key) & (slots.count - 1)
    while slots[index].set >= 0 {
      if slots[index].key == key { return slots[index].set }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  private mutating func makeSet(_ surface: Span<UInt8>, _ isInCapitalsLine: Bool, _ graph: RuleGraph) -> Int32 {
    foundPatterns.removeAll(keepingCapacity: true)
    graph.vocabulary.patterns(utf8: surface, isInCapitalsLine: isInCapitalsLine, &foundPatterns)
    if foundPatterns.isEmpty { return 0 }
    var terms: Set<Int32> = []
    for pattern in foundPatterns {
      for position in graph.termsOfPattern.range(Int(pattern)) { terms.insert(graph.termsOfPattern[position]) }
    }
    let key = terms.sorted()
    if key.isEmpty { return 0 }
    if key.count == 1 { return key[0] + 1 }
    if let known = setIDs[key] { return known }
    let id = Int32(setCount)
    setTerms += key
    setStarts.append(Int32(setTerms.count))
    setIDs[key] = id
    return id
  }

  private mutating func place(_ new: Slot) {
    var index = Int(truncatingIfNeeded: new.key) & (slots.count - 1)
    while slots[index].set >= 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = new
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    for slot in old where slot.set >= 0 { place(slot) }
  }

  private mutating func forgetSurfaces() {
    slots = [Slot](repeating: Slot(), count: Self.fewestSlots)
    surfaceCount = 0
  }
}
