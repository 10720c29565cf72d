import Articles
import TextAnalysis

/// What an article has of the terms of an index, and where. Scratch memory, used again for each article; a value, so
/// that the inner loops work on it alone.
struct ArticleReading {
  /// An element of a list that is linked backwards.
  struct Link {
    let value: Int32
    let previous: Int32
  }

  /// A set that a stretch has and none of those before it in it.
  private struct NewSet {
    let set: Int32
    /// Whether no other stretch before has it either.
    let isFirst: Bool
  }

  /// Above so many elements, scratch memory of one long article is given back after it.
  static let maximumKept = 1 << 20

  let graph: RuleGraph
  private(set) var tokens: [Token] = []
  /// Of the article, where `tokens` stand.
  private(set) var text = ""
  private(set) var paragraphs: [Article.Paragraph] = []
  private(set) var zones = ZoneMap()
  /// Whether all of it is title and body.
  private var areUsualZones = true
  private(set) var lexicon: Lexicon

  // Tokens.
  /// For each position the set of terms that its token satisfies, and the position before with the same set.
  private(set) var setOfToken: [Int32] = []
  private var previousOfSet: [Int32] = []
  /// For each set its last position on this article, or -1.
  private var lastOfSet: [Int32] = []
  /// The first `newSetCount` of them count.
  private var newSets: [NewSet] = []
  private var newSetCount = 0

  private var literalScratch = LiteralSearch.Scratch()

  // Terms.
  /// The terms that are present.
  private var presence: TermFlags
  /// The same by the slots of terms (see `Screen`), where terms are more than slots; else `presence` serves.
  private var sharedSlots: TermFlags?
  /// The first `presentCount` of them are present; compound terms behind the others.
  private(set) var presentTerms: [Int32]
  private(set) var presentCount = 0
  /// For each term the zones that count, as `ZoneSet.rawValue`.
  private let zonesOfTerm: [UInt8]
  /// For each term the last of its mixed sets on this article, in `setLinks`, or -1.
  private var lastSetOfTerm: [Int32]
  private var setLinks: [Link] = []
  private var linkedTerms: [Int32] = []
  /// For each compound term its last present operand, in `operandLinks`, or -1.
  private var lastOperandOfCompound: [Int32]
  private var operandLinks: [Link] = []

  // Places.
  /// For each term where its places begin in `places`, or -1 while they have not been gathered.
  private var placesStart: [Int32]
  private var placesCount: [Int32]
  private var termsWithPlaces: [Int32] = []
  private var places: [Int32] = []
  private var gathered: [Int32] = []

  // What is counted.
  private var counts: [UInt32]
  private var countedArticles = 0
  private var readArticles = 0

  init(_ graph: RuleGraph) {
    self.graph = graph
    lexicon = Lexicon(termCount: graph.terms.count)
    zonesOfTerm = graph.terms.map(\.zones.rawValue)
    presence = TermFlags(count: max(graph.termCount, Screen.slots))
    sharedSlots = graph.termCount > Screen.slots ? TermFlags(count: Screen.slots) : nil
    presentTerms = Array(repeating: 0, count: graph.termCount)
    lastSetOfTerm = Array(repeating: -1, count: graph.terms.count)
    lastOperandOfCompound = Array(repeating: -1, count: graph.compounds.count)
    placesStart = Array(repeating: -1, count: graph.terms.count)
    placesCount = Array(repeating: 0, count: graph.terms.count)
    counts = Array(repeating: 0, count: graph.terms.count)
  }

  // MARK: - Reading

  /// Looks every token up, and notes which terms are present.
  mutating func read(_ article: AnalyzedArticle) {
    if lexicon.beginArticle() { lastOfSet = [] }
    tokens = article.tokens
    text = article.article.text
    paragraphs = article.article.paragraphs
    zones.map(article)
    let count = tokens.count
    if setOfToken.count < count {
      let missing = count - setOfToken.count
      setOfToken += repeatElement(0, count: missing)
      previousOfSet += repeatElement(0, count: missing)
    }
    lexicon.look(up: article, graph, into: &setOfToken)
    let missingSets = lexicon.setCount - lastOfSet.count
    if missingSets > 0 { lastOfSet += repeatElement(-1, count: max(missingSets, 256)) }
    areUsualZones = zones.present.isSubset(of: .unprefixed)
    for bit in 0..<ZoneSet.count where !zones.stretch(bit).isEmpty {
      let stretch = zones.stretch(bit)
      let known = newSetCount
      let missing = known + stretch.count + 1 - newSets.count
      if missing > 0 { newSets += repeatElement(NewSet(set: 0, isFirst: false), count: missing) }
      Self.link(stretch, setOfToken, &previousOfSet, &lastOfSet, &newSets, &newSetCount)
      let zone = ZoneSet(rawValue: 1 << UInt8(bit))
      let firstMixed = lexicon.firstMixedSet
      Self.meet(newSets, known..<newSetCount, firstMixed, zone, zonesOfTerm, &presence, &presentTerms, &presentCount)
      for index in known..<newSetCount where newSets[index].set >= firstMixed { meet(newSets[index], zone) }
    }
    if let search = graph.literalSearch { meetLiterals(search) }
    // A sample is enough to know what is rare.
    if readArticles & 3 == 0 {
      for term in presentTerms[..<presentCount] { counts[Int(term)] &+= 1 }
      countedArticles += 1
    }
    readArticles &+= 1
  }

  /// Notes which compound terms are present, after which a screen may be run.
  mutating func complete(by screen: Screen) {
    if !screen.edges.isEmpty { spread(screen) }
    if sharedSlots != nil { for term in presentTerms[..<presentCount] { sharedSlots?.insert(term & 0xFFFF) } }
  }

  /// Links the positions of each set, and notes those sets that this stretch has and none before it in it.
  private static func link(
    _ stretch: Range<Int>, _ setOfToken: [Int32], _ previousOfSet: inout [Int32], _ lastOfSet: inout [Int32],
    _ newSets: inout [NewSet], _ newSetCount: inout Int
  ) {
    let sets = setOfToken.span
    var previous = previousOfSet.mutableSpan
    var lasts = lastOfSet.mutableSpan
    var new = newSets.mutableSpan
    var count = newSetCount
    let start = Int32(truncatingIfNeeded: stretch.lowerBound)
    precondition(stretch.upperBound <= sets.count && sets.count == previous.count && new.count >= count + stretch.count)
    for position in stretch {
      // Unchecked: the position is below the counts above, and `new` grows by at most one for each. The empty set is
      // linked like any other, for nobody could foresee which tokens have it.
      let set = sets[unchecked: position]
      let last = lasts[Int(set)]
      new[unchecked: count] = NewSet(set: set, isFirst: last < 0)
      count &+= last < start ? 1 : 0
      previous[unchecked: position] = last
      lasts[Int(set)] = Int32(truncatingIfNeeded: position)
    }
    newSetCount = count
  }

  /// Notes the terms of sets of one term that stand in a stretch for the first time.
  private static func meet(
    _ newSets: [NewSet], _ range: Range<Int>, _ firstMixedSet: Int32, _ zone: ZoneSet, _ zonesOfTerm: [UInt8],
    _ presence: inout TermFlags, _ presentTerms: inout [Int32], _ presentCount: inout Int
  ) {
    let new = newSets.span
    let zones = zonesOfTerm.span
    var terms = presentTerms.mutableSpan
    var count = presentCount
    for index in range {
      let set = new[index].set
      if set == 0 || set >= firstMixedSet { continue }
      let term = set - 1
      if zones[Int(term)] & zone.rawValue != 0, presence.insert(term) {
        terms[count] = term
        count &+= 1
      }
    }
    presentCount = count
  }

  /// The same for a set of several terms.
  private mutating func meet(_ new: NewSet, _ zone: ZoneSet) {
    for element in lexicon.terms(ofMixedSet: new.set) {
      let term = lexicon[element]
      if new.isFirst {
        if lastSetOfTerm[Int(term)] < 0 { linkedTerms.append(term) }
        setLinks.append(Link(value: new.set, previous: lastSetOfTerm[Int(term)]))
        lastSetOfTerm[Int(term)] = Int32(truncatingIfNeeded: setLinks.count - 1)
      }
      if zonesOfTerm[Int(term)] & zone.rawValue != 0 { setPresent(term) }
    }
  }

  /// Notes the terms of regexes one of whose literals the text has.
  private mutating func meetLiterals(_ search: LiteralSearch) {
    search.run(text, &literalScratch)
    for literal in literalScratch.found {
      for index in graph.termsOfLiteral.range(Int(literal)) { setPresent(graph.termsOfLiteral[index]) }
    }
  }

  private mutating func setPresent(_ term: Int32) {
    guard presence.insert(term) else { return }
    presentTerms[presentCount] = term
    presentCount += 1
  }

  /// From the present terms to the compound terms that they make present.
  private mutating func spread(_ screen: Screen) {
    var next = 0
    while next < presentCount {
      let term = Int(presentTerms[next])
      for index in Int(screen.edgeStarts[term])..<Int(screen.edgeStarts[term + 1]) {
        let edge = screen.edges[index]
        let compound = Int(edge.compound)
        operandLinks.append(Link(value: edge.operand, previous: lastOperandOfCompound[compound]))
        lastOperandOfCompound[compound] = Int32(truncatingIfNeeded: operandLinks.count - 1)
        setPresent(Int32(graph.terms.count + compound))
      }
      next += 1
    }
  }

  /// Forgets the article.
  mutating func end() {
    if sharedSlots != nil { for term in presentTerms[..<presentCount] { sharedSlots?.remove(term & 0xFFFF) } }
    tokens = []
    text = ""
    paragraphs = []
    for index in 0..<newSetCount { lastOfSet[Int(newSets[index].set)] = -1 }
    for term in linkedTerms { lastSetOfTerm[Int(term)] = -1 }
    for term in termsWithPlaces { placesStart[Int(term)] = -1 }
    for index in 0..<presentCount {
      let term = presentTerms[index]
      presence.remove(term)
      if Int(term) >= graph.terms.count { lastOperandOfCompound[Int(term) - graph.terms.count] = -1 }
    }
    newSetCount = 0
    presentCount = 0
    linkedTerms.empty()
    termsWithPlaces.empty()
    setLinks.empty()
    operandLinks.empty()
    places.empty()
    gathered.empty()
    if newSets.count > Self.maximumKept { newSets = [] }
    if setOfToken.count > Self.maximumKept { (setOfToken, previousOfSet) = ([], []) }
  }

  /// What has been counted since the last call.
  mutating func takeSample() -> TermSample {
    var sample = TermSample(articles: countedArticles)
    for index in counts.indices where counts[index] > 0 {
      sample.counts.append((graph.terms[index].key, counts[index]))
      counts[index] = 0
    }
    countedArticles = 0
    return sample
  }

  // MARK: - Terms and their places

  /// By slots of terms.
  var slots: [UInt8] { (sharedSlots ?? presence).bytes }

  @inline(__always)
  func isPresent(_ term: Int32) -> Bool { presence.contains(term) }

  /// Whether the token at a position satisfies a term, whatever the zone.
  func token(at position: Int, satisfies term: Int32) -> Bool { lexicon.set(setOfToken[position], contains: term) }

  /// Calls with every operand of a compound term's OR that may be true; with some of them more than once.
  func forEachPresentOperand(ofCompound compound: Int, _ body: (Int32) -> Void) {
    var link = lastOperandOfCompound[compound]
    while link >= 0 {
      body(operandLinks[Int(link)].value)
      link = operandLinks[Int(link)].previous
    }
  }

  /// The last position of a present term, from which `positionBefore` leads to the others; `nil` where they are not in
  /// one such chain.
  @inline(__always)
  func lastPosition(of term: Int32) -> Int32? {
    guard areUsualZones, zonesOfTerm[Int(term)] == ZoneSet.unprefixed.rawValue else { return nil }
    let alone = lastOfSet[Int(term) + 1]
    let link = lastSetOfTerm[Int(term)]
    if link < 0 { return alone }
    // In one mixed set, and in no other.
    let mixed = setLinks[Int(link)]
    return alone < 0 && mixed.previous < 0 ? lastOfSet[Int(mixed.value)] : nil
  }

  /// -1 where there is none.
  @inline(__always)
  func positionBefore(_ position: Int32) -> Int32 { previousOfSet[Int(position)] }

  @inline(__always)
  func place(_ index: Int) -> Int { Int(places[index]) }

  /// The positions of a term in its zones, ascending, as a range for `place(_:)`.
  @inline(__always)
  mutating func places(of term: Int32) -> Range<Int> {
    let start = Int(placesStart[Int(term)])
    if start >= 0 { return start..<start + Int(placesCount[Int(term)]) }
    if !isPresent(term) { return 0..<0 }
    return gatherPlaces(of: term)
  }

  private mutating func gatherPlaces(of term: Int32) -> Range<Int> {
    let termZones = graph.terms[Int(term)].zones
    let isEverywhere = zones.present.isSubset(of: termZones)
    let start = places.count
    defer {
      placesStart[Int(term)] = Int32(truncatingIfNeeded: start)
      placesCount[Int(term)] = Int32(truncatingIfNeeded: places.count - start)
      termsWithPlaces.append(term)
    }
    let last = lastOfSet[Int(term) + 1]
    // Set 0 is linked too, but no term's.
    if isEverywhere, lastSetOfTerm[Int(term)] < 0, last >= 0, previousOfSet[Int(last)] < 0 {
      // Most words stand in an article once.
      places.append(last)
      return start..<start + 1
    }
    gathered.empty()
    gather(term + 1)
    var link = lastSetOfTerm[Int(term)]
    let isMixed = link >= 0
    while link >= 0 {
      gather(setLinks[Int(link)].value)
      link = setLinks[Int(link)].previous
    }
    if isMixed { gathered.sort(by: >) }
    for position in gathered.reversed() where isEverywhere || termZones.contains(zones.stretch(of: Int(position))) {
      places.append(position)
    }
    return start..<places.count
  }

  /// Gives up what was gathered, if that is much. Ranges that were given are no longer right then.
  mutating func forgetPlacesIfMany() {
    guard places.count > SegmentPercolator.maximumRecords else { return }
    places.empty()
    for term in termsWithPlaces { placesStart[Int(term)] = -1 }
    termsWithPlaces.empty()
  }

  /// Positions of a set, descending.
  private mutating func gather(_ set: Int32) {
    var position = lastOfSet[Int(set)]
    while position >= 0 {
      gathered.append(position)
      position = previousOfSet[Int(position)]
    }
  }
}

extension Array {
  /// Removes all elements; the memory is kept for the next ones, unless it is that of one very long article.
  mutating func empty() {
    if !isEmpty { removeAll(keepingCapacity: capacity <= ArticleReading.maximumKept) }
  }
}

/// A set of terms as a byte for each: 1 for those that are in it, else 0, and nothing else, for `Screening` adds them up and
/// writes unchecked by the sum.
private struct TermFlags {
  private(set) var bytes: [UInt8]

  init(count: Int) { bytes = Array(repeating: 0, count: count) }

  @inline(__always)
  func contains(_ term: Int32) -> Bool { bytes[Int(term)] != 0 }

  /// Whether it was not there.
  @inline(__always) @discardableResult
  mutating func insert(_ term: Int32) -> Bool {
    if bytes[Int(term)] != 0 { return false }
    bytes[Int(term)] = 1
    return true
  }

  @inline(__always)
  mutating func remove(_ term: Int32) { bytes[Int(term)] = 0 }
}
