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

  /// Above so many elements, scratch memory of one long article is given back after it.
  static let maximumKept = 1 << 20

  let graph: RuleGraph
  private(set) var tokens: [Token] = []
  private(set) var zones = ZoneMap()
  private(set) var lexicon = Lexicon()

  // Tokens.
  /// For each position the set of terms that its token satisfies, and the position before with the same set.
  private(set) var setOfToken: [Int32] = []
  private var previousOfSet: [Int32] = []
  /// For each set its last position on this article, or -1.
  private var lastOfSet: [Int32] = []
  private var presentSets: [Int32] = []

  // Terms.
  /// A bit for each term: whether it is present.
  private(set) var presence: [UInt64]
  /// In the order of their first places; compound terms behind the others.
  private(set) var presentTerms: [Int32] = []
  /// For each term the last of its sets on this article, in `setLinks`, or -1.
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
  /// The same for each set: most terms have one set, and its places.
  private var setPlacesStart: [Int32] = []
  private var setPlacesCount: [Int32] = []
  private var places: [Int32] = []
  private var gathered: [Int32] = []

  // What is counted.
  private var counts: [UInt32]
  private var countedArticles = 0

  init(_ graph: RuleGraph) {
    self.graph = graph
    presence = Array(repeating: 0, count: graph.termCount / 64 + 1)
    lastSetOfTerm = Array(repeating: -1, count: graph.terms.count)
    lastOperandOfCompound = Array(repeating: -1, count: graph.compounds.count)
    placesStart = Array(repeating: -1, count: graph.terms.count)
    placesCount = Array(repeating: 0, count: graph.terms.count)
    counts = Array(repeating: 0, count: graph.terms.count)
  }

  // MARK: - Reading

  /// Looks every token up, and notes which terms are present.
  mutating func read(_ article: AnalyzedArticle, _ screen: Screen) {
    if lexicon.beginArticle() { (lastOfSet, setPlacesStart, setPlacesCount) = ([], [], []) }
    tokens = article.tokens
    zones.map(article)
    let count = tokens.count
    if setOfToken.count < count {
      setOfToken += repeatElement(0, count: count - setOfToken.count)
      previousOfSet += repeatElement(0, count: count - previousOfSet.count)
    }
    for (bit, stretch) in zones.stretches.enumerated() where !stretch.isEmpty {
      let zone = ZoneSet(rawValue: 1 << UInt8(bit))
      for position in stretch {
        let set = lexicon.set(of: tokens[position], in: article, graph)
        setOfToken[position] = set
        if set == 0 { continue }
        if lastOfSet.count <= Int(set) { makeRoom(forSet: Int(set)) }
        let last = Int(lastOfSet[Int(set)])
        if last < stretch.lowerBound { meetSet(set, zone, isFirst: last < 0) }
        previousOfSet[position] = Int32(truncatingIfNeeded: last)
        lastOfSet[Int(set)] = Int32(truncatingIfNeeded: position)
      }
    }
    for term in presentTerms { counts[Int(term)] &+= 1 }
    countedArticles += 1
    spread(screen)
  }

  private mutating func makeRoom(forSet set: Int) {
    let missing = set + 1 - lastOfSet.count
    lastOfSet += repeatElement(-1, count: missing)
    setPlacesStart += repeatElement(-1, count: missing)
    setPlacesCount += repeatElement(0, count: missing)
  }

  /// Notes the terms of a set that stands in this stretch for the first time.
  private mutating func meetSet(_ set: Int32, _ zone: ZoneSet, isFirst: Bool) {
    if isFirst { presentSets.append(set) }
    for element in lexicon.terms(ofSet: set) {
      let term = lexicon[element]
      if isFirst {
        if lastSetOfTerm[Int(term)] < 0 { linkedTerms.append(term) }
        setLinks.append(Link(value: set, previous: lastSetOfTerm[Int(term)]))
        lastSetOfTerm[Int(term)] = Int32(truncatingIfNeeded: setLinks.count - 1)
      }
      if graph.terms[Int(term)].zones.contains(zone) { setPresent(term) }
    }
  }

  private mutating func setPresent(_ term: Int32) {
    let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: term & 63)
    if presence[Int(term >> 6)] & bit != 0 { return }
    presence[Int(term >> 6)] |= bit
    presentTerms.append(term)
  }

  /// From the present terms to the compound terms that they make present.
  private mutating func spread(_ screen: Screen) {
    if screen.edges.isEmpty { return }
    var next = 0
    while next < presentTerms.count {
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
    tokens = []
    for set in presentSets {
      lastOfSet[Int(set)] = -1
      setPlacesStart[Int(set)] = -1
    }
    for term in linkedTerms {
      lastSetOfTerm[Int(term)] = -1
      placesStart[Int(term)] = -1
    }
    for term in presentTerms {
      presence[Int(term >> 6)] = 0
      if Int(term) >= graph.terms.count { lastOperandOfCompound[Int(term) - graph.terms.count] = -1 }
    }
    presentSets.removeAll(keepingCapacity: true)
    linkedTerms.removeAll(keepingCapacity: true)
    presentTerms.removeAll(keepingCapacity: true)
    setLinks.removeAll(keepingCapacity: setLinks.capacity <= Self.maximumKept)
    operandLinks.removeAll(keepingCapacity: operandLinks.capacity <= Self.maximumKept)
    places.removeAll(keepingCapacity: places.capacity <= Self.maximumKept)
    gathered.removeAll(keepingCapacity: gathered.capacity <= Self.maximumKept)
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

  @inline(__always)
  func isPresent(_ term: Int32) -> Bool {
    presence[Int(term >> 6)] & (1 << UInt64(truncatingIfNeeded: term & 63)) != 0
  }

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
    let first = setLinks[Int(lastSetOfTerm[Int(term)])]
    let termZones = graph.terms[Int(term)].zones
    let isEverywhere = zones.present.isSubset(of: termZones)
    let range: Range<Int>
    if first.previous < 0, isEverywhere {
      range = places(ofSet: first.value)
    } else {
      gathered.removeAll(keepingCapacity: true)
      gather(first.value)
      var link = first.previous
      while link >= 0 {
        gather(setLinks[Int(link)].value)
        link = setLinks[Int(link)].previous
      }
      if first.previous >= 0 { gathered.sort(by: >) }
      let start = places.count
      for position in gathered.reversed() where isEverywhere || termZones.contains(zones.stretch(of: Int(position))) {
        places.append(position)
      }
      range = start..<places.count
    }
    placesStart[Int(term)] = Int32(truncatingIfNeeded: range.lowerBound)
    placesCount[Int(term)] = Int32(truncatingIfNeeded: range.count)
    return range
  }

  private mutating func places(ofSet set: Int32) -> Range<Int> {
    let known = Int(setPlacesStart[Int(set)])
    if known >= 0 { return known..<known + Int(setPlacesCount[Int(set)]) }
    gathered.removeAll(keepingCapacity: true)
    gather(set)
    let start = places.count
    for position in gathered.reversed() { places.append(position) }
    setPlacesStart[Int(set)] = Int32(truncatingIfNeeded: start)
    setPlacesCount[Int(set)] = Int32(truncatingIfNeeded: places.count - start)
    return start..<places.count
  }

  /// Gives up what was gathered, if that is much. Ranges that were given are no longer right then.
  mutating func forgetPlacesIfMany() {
    guard places.count > Percolator.maximumRecords else { return }
    places.removeAll(keepingCapacity: true)
    for set in presentSets { setPlacesStart[Int(set)] = -1 }
    for term in linkedTerms { placesStart[Int(term)] = -1 }
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
