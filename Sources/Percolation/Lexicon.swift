import Articles
import TextAnalysis

/// Remembers for every distinct token it has met which terms it satisfies. Scratch memory of one worker, bounded.
///
/// Terms are remembered as the number of a set of terms; equal sets are one, and 0 is the empty set, so that looking up
/// a token of an article costs one probe whatever the number of patterns and their kind.
///
/// Tokens are told apart by their 64-bit hash alone, which is keyed with a secret of the process: of a million distinct
/// tokens two have the same one with a probability of 3 in 100 million, and nobody can write an article that makes it
/// more likely.
struct Lexicon {
  struct Slot {
    var key: UInt64 = 0
    /// -1: free.
    var set: Int32 = -1
  }

  static let maximumSurfaces = 1 << 18
  static let maximumSets = 1 << 16
  static let maximumSetTerms = 1 << 22
  private static let fewestSlots = 1 << 12
  /// A token in a line all in capitals is another one: there, letters count whatever their case.
  private static let capitals: UInt64 = 0x5851_F42D_4C95_7F2D

  private var slots = [Slot](repeating: Slot(), count: fewestSlots)
  private(set) var surfaceCount = 0
  /// The terms of set n are `setTerms[setStarts[n]..<setStarts[n + 1]]`, ascending.
  private var setStarts: [Int32] = [0, 0]
  private var setTerms: [Int32] = []
  private var setIDs: [[Int32]: Int32] = [:]
  private var foundPatterns: [Int32] = []

  var setCount: Int { setStarts.count - 1 }
  @inline(__always)
  func terms(ofSet set: Int32) -> Range<Int> { Int(setStarts[Int(set)])..<Int(setStarts[Int(set) + 1]) }
  @inline(__always)
  subscript(index: Int) -> Int32 { setTerms[index] }

  /// Whether a set has a term.
  func set(_ set: Int32, contains term: Int32) -> Bool {
    var range = terms(ofSet: set)
    while range.count > 8 {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = setTerms[middle] <= term ? middle..<range.upperBound : range.lowerBound..<middle
    }
    for index in range where setTerms[index] == term { return true }
    return false
  }

  /// Forgets sets that have become too many, true then. Only between articles: until then their numbers are in use.
  mutating func beginArticle() -> Bool {
    guard setCount > Self.maximumSets || setTerms.count > Self.maximumSetTerms else { return false }
    forgetSurfaces()
    setStarts = [0, 0]
    setTerms = []
    setIDs = [:]
    return true
  }

  /// The set of terms that a token satisfies.
  @inline(__always)
  mutating func set(of token: Token, in article: AnalyzedArticle, _ graph: RuleGraph) -> Int32 {
    let key = token.isInCapitalsLine ? token.hash ^ Self.capitals : token.hash
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: key) & mask
    while true {
      let slot = slots[index]
      if slot.key == key, slot.set >= 0 { return slot.set }
      if slot.set < 0 { break }
      index = (index + 1) & mask
    }
    return learn(token, key, in: article, graph)
  }

  @inline(never)
  private mutating func learn(_ token: Token, _ key: UInt64, in article: AnalyzedArticle, _ graph: RuleGraph) -> Int32 {
    var set: Int32 = 0
    if token.utf8Range.count <= EvaluationLimits.wordBytes {
      let surface = article.article.text.utf8Span.span.extracting(token.utf8Range)
      set = makeSet(surface, token.isInCapitalsLine, graph)
    }
    if surfaceCount >= Self.maximumSurfaces { forgetSurfaces() }
    if (surfaceCount + 1) * 2 > slots.count { grow() }
    place(Slot(key: key, set: set))
    surfaceCount += 1
    return set
  }

  private mutating func makeSet(_ surface: Span<UInt8>, _ isInCapitalsLine: Bool, _ graph: RuleGraph) -> Int32 {
    foundPatterns.removeAll(keepingCapacity: true)
    let text = surface.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    graph.vocabulary.patterns(surface: text, isInCapitalsLine: isInCapitalsLine, &foundPatterns)
    if foundPatterns.isEmpty { return 0 }
    var terms: Set<Int32> = []
    for pattern in foundPatterns {
      for position in graph.termsOfPattern.range(Int(pattern)) { terms.insert(graph.termsOfPattern[position]) }
    }
    let key = terms.sorted()
    if key.isEmpty { return 0 }
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
