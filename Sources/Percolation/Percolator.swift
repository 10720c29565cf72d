import Articles
import RuleLanguage
import TextAnalysis

/// What a percolation did, to see that the index filters.
package struct PercolationStatistics: Sendable, Equatable {
  package var articles = 0
  /// Rules whose anchors were present (or that have none) and that were evaluated, over all articles.
  package var candidates = 0
  package var matches = 0
  /// Terms (patterns, or sets of them in an OR) that were present, over all articles.
  package var presentTerms = 0
  /// Distinct tokens that the lexicon remembers now.
  package var lexiconSurfaces = 0
}

/// Asks an index about articles, one after another. Holds scratch memory: one for each worker, never shared.
package final class Percolator {
  /// What is known about a node on the present article.
  struct NodeState {
    var stamp: UInt32 = 0
    var isTruncated = false
    var isTrue = false
    /// In `records`.
    var start = 0
    var count = 0
  }

  /// What is known about a term on the present article.
  struct TermState {
    /// Last of the sets with it, in `setLinks`.
    var link: Int32 = -1
    var occurrencesStamp: UInt32 = 0
    /// In `occurrences`.
    var start = 0
    var count = 0
  }

  /// An element of a list that is linked backwards.
  struct Link {
    let value: Int32
    let previous: Int32
  }

  /// Above so much scratch memory, in elements, results are forgotten after each rule, and the memory after the
  /// article.
  static let maximumRecords = 4 << 20
  static let maximumPositions = 16 << 20

  package let index: RuleIndex
  package let limits: EvaluationLimits
  package private(set) var statistics = PercolationStatistics()

  // The article.
  var article: AnalyzedArticle?
  var arrival: Int64 = 0
  var wordCount = 0
  var zones = ZoneMap()
  var lexicon = Lexicon()
  /// For each position the set of terms that its token satisfies, and the position before with the same set.
  var setOfToken: [Int32] = []
  private var previousOfSet: [Int32] = []
  /// For each set its last position on this article, or -1.
  private var lastOfSet: [Int32] = []
  private var presentSets: [Int32] = []

  // What it makes present. A stamp that is not the present one means "not yet".
  private var articleStamp: UInt32 = 0
  private var anchorStamps: [UInt32]
  private var termStates: [TermState]
  private var setLinks: [Link] = []
  private var pendingAnchors: [Int32] = []
  /// For each OR node its last present operand, in `operandLinks`.
  var lastPresentOperand: [Int32]
  var operandLinks: [Link] = []
  private var candidates: [Int32] = []

  // What nodes give.
  var resultStamp: UInt32 = 0
  var states: [NodeState]
  var records: [SpanRecord] = []
  var positions: [Int32] = []
  private var occurrences: [Int32] = []
  var collector = SpanCollector()
  var unitCollector = SpanCollector()
  var search = ChainSearch()

  private var recentRules = RecentRules()

  // What the limits kept from being known.
  /// Whether any node was truncated on this article.
  var somethingIsTruncated = false
  var outlooks: [Int: Outlook] = [:]
  var exactness: [Int: Bool] = [:]

  package init(_ index: RuleIndex, limits: EvaluationLimits = EvaluationLimits()) {
    self.index = index
    self.limits = limits
    let anchors = index.termCount + index.nodes.count
    anchorStamps = Array(repeating: 0, count: anchors)
    termStates = Array(repeating: TermState(), count: index.termCount)
    lastPresentOperand = Array(repeating: -1, count: index.nodes.count)
    states = Array(repeating: NodeState(), count: index.nodes.count)
  }

  /// The rules that are true of an article, in their order, and why.
  ///
  /// - Parameter arrival: when the article arrived, in seconds since 1970; ages in conditions are measured from it.
  package func percolate(_ article: AnalyzedArticle, arrival: Int64) -> [Match] {
    findings(in: article, arrival: arrival).matches
  }

  /// The rules that are true of an article, and those that might be were there no limits.
  ///
  /// - Parameter arrival: as above.
  package func findings(in article: AnalyzedArticle, arrival: Int64) -> Findings {
    begin(article, arrival)
    defer { self.article = nil }
    findTerms(article)
    spreadPresence()
    candidates.sort()
    var findings = Findings()
    for rule in candidates {
      if let match = match(Int(rule)) {
        findings.matches.append(match)
      } else if somethingIsTruncated, outlook(of: Int(index.roots[Int(rule)])) != .no {
        findings.uncertain.append(index.rules[Int(rule)])
      }
      if records.count > Self.maximumRecords || positions.count > Self.maximumPositions { forgetResults() }
    }
    statistics.articles += 1
    statistics.candidates += candidates.count
    statistics.matches += findings.matches.count
    statistics.lexiconSurfaces = lexicon.surfaceCount
    return findings
  }

  private func match(_ rule: Int) -> Match? {
    let root = Int(index.roots[rule])
    guard isTrue(root) else { return nil }
    let (head, query) = recentRules.rule(rule, of: index)
    var parts: [Match.Part] = []
    if let query { collectParts(query, root, &parts) }
    return Match(rule: head, parts: parts, isTruncated: isTruncatedAnywhere(root))
  }

  // MARK: - The article

  private func begin(_ article: AnalyzedArticle, _ arrival: Int64) {
    self.article = article
    self.arrival = arrival
    if articleStamp == .max {
      anchorStamps = Array(repeating: 0, count: anchorStamps.count)
      articleStamp = 0
    }
    articleStamp += 1
    zones.map(article)
    wordCount = article.positions(of: .title).count + article.positions(of: .body).count
    if setOfToken.capacity > Self.maximumRecords { (setOfToken, previousOfSet) = ([], []) }
    if setLinks.capacity > Self.maximumRecords { setLinks = [] }
    if occurrences.capacity > Self.maximumRecords { occurrences = [] }
    setLinks.removeAll(keepingCapacity: true)
    operandLinks.removeAll(keepingCapacity: true)
    candidates.removeAll(keepingCapacity: true)
    pendingAnchors.removeAll(keepingCapacity: true)
    occurrences.removeAll(keepingCapacity: true)
    for set in presentSets where Int(set) < lastOfSet.count { lastOfSet[Int(set)] = -1 }
    presentSets.removeAll(keepingCapacity: true)
    lexicon.beginArticle()
    somethingIsTruncated = false
    outlooks.removeAll(keepingCapacity: true)
    exactness.removeAll(keepingCapacity: true)
    forgetResults()
  }

  private func forgetResults() {
    if resultStamp == .max {
      states = Array(repeating: NodeState(), count: states.count)
      for term in termStates.indices { termStates[term].occurrencesStamp = 0 }
      resultStamp = 0
    }
    resultStamp += 1
    if records.capacity > 2 * Self.maximumRecords { records = [] }
    if positions.capacity > 2 * Self.maximumPositions { positions = [] }
    records.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    occurrences.removeAll(keepingCapacity: true)
  }

  /// Looks every token up, and notes which terms are present.
  private func findTerms(_ article: AnalyzedArticle) {
    setOfToken.removeAll(keepingCapacity: true)
    previousOfSet.removeAll(keepingCapacity: true)
    let text = article.article.text.utf8Span.span
    for (position, token) in article.tokens.enumerated() {
      let set = lexicon.set(of: text, token.utf8Range, isInCapitalsLine: token.isInCapitalsLine, index: index)
      setOfToken.append(set)
      guard set != 0 else {
        previousOfSet.append(-1)
        continue
      }
      while lastOfSet.count <= Int(set) { lastOfSet.append(-1) }
      if lastOfSet[Int(set)] < 0 { noteSet(set) }
      previousOfSet.append(lastOfSet[Int(set)])
      lastOfSet[Int(set)] = Int32(position)
    }
  }

  private func noteSet(_ set: Int32) {
    presentSets.append(set)
    for element in lexicon.terms(ofSet: set) {
      let term = lexicon[element]
      if anchorStamps[Int(term)] != articleStamp {
        anchorStamps[Int(term)] = articleStamp
        termStates[Int(term)].link = -1
        pendingAnchors.append(term)
        statistics.presentTerms += 1
      }
      setLinks.append(Link(value: set, previous: termStates[Int(term)].link))
      termStates[Int(term)].link = Int32(setLinks.count - 1)
    }
  }

  /// From the present terms to the OR nodes that they make present, and to the rules anchored at either.
  private func spreadPresence() {
    candidates += index.unanchoredRules
    while let anchor = pendingAnchors.popLast() {
      for position in index.rulesOfAnchor.range(Int(anchor)) { candidates.append(index.rulesOfAnchor[position]) }
      for position in index.edgesOfAnchor.range(Int(anchor)) {
        let edge = index.edges[Int(index.edgesOfAnchor[position])]
        let node = Int(edge.node)
        if anchorStamps[index.termCount + node] != articleStamp {
          anchorStamps[index.termCount + node] = articleStamp
          lastPresentOperand[node] = -1
          pendingAnchors.append(Int32(index.termCount + node))
        }
        operandLinks.append(Link(value: edge.operand, previous: lastPresentOperand[node]))
        lastPresentOperand[node] = Int32(operandLinks.count - 1)
      }
    }
  }

  /// Whether what a node needs is present; if not, the node gives nothing.
  func mayBeTrue(_ node: Int) -> Bool {
    let anchor = index.nodes[node].anchor
    return anchor < 0 || anchorStamps[Int(anchor)] == articleStamp
  }

  func isPresent(term: Int32) -> Bool { anchorStamps[Int(term)] == articleStamp }

  /// The positions of a term, ascending, by their range in `occurrence(_:)`.
  func occurrences(of term: Int32) -> Range<Int> {
    let state = termStates[Int(term)]
    if state.occurrencesStamp == resultStamp { return state.start..<state.start + state.count }
    let start = occurrences.count
    if isPresent(term: term) { gatherOccurrences(state.link) }
    termStates[Int(term)].occurrencesStamp = resultStamp
    termStates[Int(term)].start = start
    termStates[Int(term)].count = occurrences.count - start
    return start..<occurrences.count
  }

  private func gatherOccurrences(_ lastLink: Int32) {
    var gathered: [Int32] = []
    var link = lastLink
    while link >= 0 {
      let (set, previous) = (setLinks[Int(link)].value, setLinks[Int(link)].previous)
      var position = lastOfSet[Int(set)]
      while position >= 0 {
        gathered.append(position)
        position = previousOfSet[Int(position)]
      }
      link = previous
    }
    gathered.sort()
    occurrences += gathered
  }

  func occurrence(_ index: Int) -> Int { Int(occurrences[index]) }
}
