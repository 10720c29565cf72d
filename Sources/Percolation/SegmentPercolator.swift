import Articles
import RuleLanguage
import TextAnalysis

/// Asks one segment of an index about articles, one after another, with scratch memory of its own.
final class SegmentPercolator {
  // Exclusive access is not checked while the program runs: the properties are reached on one thread only, never from
  // closures that outlive a call, and the checks took a twentieth of the time of an article.

  /// What is known about a node on the present article.
  struct NodeState {
    var stamp: UInt32 = 0
    var isTruncated = false
    var isTrue = false
    /// In `records`.
    private var startIndex: Int32 = 0
    private var recordCount: Int32 = 0

    init(stamp: UInt32 = 0, isTrue: Bool = false, start: Int = 0, count: Int = 0) {
      self.stamp = stamp
      self.isTrue = isTrue
      startIndex = Int32(start)
      recordCount = Int32(count)
    }

    var start: Int { Int(startIndex) }
    var count: Int {
      get { Int(recordCount) }
      set { recordCount = Int32(newValue) }
    }
  }

  /// Above so much scratch memory, in elements, results are forgotten after each rule, and the memory after the
  /// article.
  static let maximumRecords = 4 << 20
  static let maximumPositions = 16 << 20

  private(set) var index: IndexSegment
  let limits: EvaluationLimits
  @exclusivity(unchecked) private(set) var statistics = PercolationStatistics()
  let graph: RuleGraph

  // The article.
  /// Known while nodes are evaluated.
  @exclusivity(unchecked) var metadata: ArticleMetadata?
  @exclusivity(unchecked) var arrival: Int64 = 0
  @exclusivity(unchecked) var wordCount = 0
  @exclusivity(unchecked) var reading: ArticleReading
  @exclusivity(unchecked) private var screening: Screening
  /// The rules that are true of it, ascending, and those that were evaluated and are not.
  @exclusivity(unchecked) private var trueRules: [Int32] = []
  @exclusivity(unchecked) private var falseRules: [Int32] = []

  // What nodes give. A stamp that is not the present one means "not yet".
  @exclusivity(unchecked) var resultStamp: UInt32 = 0
  @exclusivity(unchecked) var states: [NodeState]
  @exclusivity(unchecked) var records: [SpanRecord] = []
  @exclusivity(unchecked) var positions: [Int32] = []
  var collector = SpanCollector()
  var unitCollector = SpanCollector()
  var search = ChainSearch()

  private var recentRules = RecentRules()

  // What the limits kept from being known.
  /// Whether any node was truncated on this article.
  @exclusivity(unchecked) var somethingIsTruncated = false
  var outlooks: [Int: Outlook] = [:]
  var exactness: [Int: Bool] = [:]

  init(_ index: IndexSegment, limits: EvaluationLimits) {
    self.index = index
    self.limits = limits
    graph = index.graph
    reading = ArticleReading(index.graph)
    screening = Screening(index.screen, ruleCount: index.rules.count)
    states = Array(repeating: NodeState(), count: index.graph.nodes.count)
  }

  /// Goes on with a segment of the same queries, whose heads may be others and which may be screened otherwise; what is
  /// known about tokens is kept.
  ///
  /// - Returns: false where the segment has other queries; then nothing has changed.
  func adopt(_ index: IndexSegment) -> Bool {
    guard index.graph === graph else { return false }
    self.index = index
    screening.adopt(index.screen)
    return true
  }

  /// What has been counted since the last call.
  func takeSample() -> TermSample { reading.takeSample() }

  /// The rules that are true of an article, ascending, without the reasons.
  func matchingRules(in article: AnalyzedArticle, arrival: Int64) -> [Int32] {
    findRules(article, arrival)
    end()
    return trueRules
  }

  /// Whether limits kept something of the last article from being looked at.
  var wasLimited: Bool { somethingIsTruncated }

  /// Adds the rules that are true of an article, in their order, and why, and those that might be were there no limits.
  func find(in article: AnalyzedArticle, arrival: Int64, _ findings: inout Findings) {
    findRules(article, arrival)
    metadata = article.article.metadata
    for rule in trueRules {
      findings.matches.append(explain(Int(rule)))
      forgetIfMuch()
    }
    if somethingIsTruncated {
      falseRules.sort()
      var last: Int32 = -1
      for rule in falseRules where rule != last && !trueRules.hasSorted(rule) && !index.isGone(rule) {
        last = rule
        if outlook(of: Int(graph.roots[Int(rule)])) != .no { findings.uncertain.append(index.rules[Int(rule)]) }
        forgetIfMuch()
      }
    }
    end()
  }

  private func explain(_ rule: Int) -> Match {
    let root = Int(graph.roots[rule])
    let head = index.rules[rule]
    var parts: [Match.Part] = []
    if let query = recentRules.query(rule, of: head) { collectParts(query, root, &parts) }
    return Match(rule: head, parts: parts, isTruncated: isTruncatedAnywhere(root))
  }

  // MARK: - The article

  private func findRules(_ article: AnalyzedArticle, _ arrival: Int64) {
    begin(arrival)
    reading.read(article)
    wordCount = reading.zones.titleAndBodyCount
    screening.run(&reading)
    if !screening.pending.isEmpty {
      metadata = article.article.metadata
      evaluatePending(index.screen)
    }
    screening.takeRules(&trueRules)
    if !index.gone.isEmpty { trueRules.removeAll { index.isGone($0) } }
    statistics.add(screening.tally, matches: trueRules.count, reading)
  }

  private func evaluatePending(_ screen: Screen) {
    for pending in screening.pending where !screening.isTrue(pending.rule) {
      if screen.areAllNodes(from: pending.firstInstruction, { isTrue($0) }) {
        screening.setTrue(pending.rule)
      } else {
        falseRules.append(pending.rule)
      }
      forgetIfMuch()
    }
  }

  /// Tells of every rule that has to be looked at what it takes, nothing remembered of other rules.
  func measure(_ article: AnalyzedArticle, arrival: Int64, _ tell: (_ rule: Int32, _ steps: Int) -> Void) {
    begin(arrival)
    reading.read(article)
    wordCount = reading.zones.titleAndBodyCount
    screening.run(&reading)
    metadata = article.article.metadata
    let screen = index.screen
    for pending in screening.pending where !index.isGone(pending.rule) {
      forgetResults()
      (search.allSteps, search.steps) = (0, 0)
      _ = screen.areAllNodes(from: pending.firstInstruction) { isTrue($0) }
      tell(pending.rule, 1 + records.count + positions.count + search.allSteps + search.steps)
    }
    screening.takeRules(&trueRules)
    for rule in trueRules where !index.isGone(rule) { tell(rule, 1) }
    end()
  }

  private func begin(_ arrival: Int64) {
    self.arrival = arrival
    trueRules.empty()
    falseRules.empty()
    somethingIsTruncated = false
    if !outlooks.isEmpty { outlooks.removeAll(keepingCapacity: true) }
    if !exactness.isEmpty { exactness.removeAll(keepingCapacity: true) }
    forgetResults()
  }

  private func end() {
    reading.end()
    screening.end()
    if metadata != nil { metadata = nil }
  }

  private func forgetIfMuch() {
    if records.count > Self.maximumRecords || positions.count > Self.maximumPositions { forgetResults() }
    reading.forgetPlacesIfMany()
  }

  private func forgetResults() {
    if resultStamp == .max {
      states = Array(repeating: NodeState(), count: states.count)
      resultStamp = 0
    }
    resultStamp += 1
    if records.capacity > 2 * Self.maximumRecords { records = [] }
    if positions.capacity > 2 * Self.maximumPositions { positions = [] }
    if !records.isEmpty { records.removeAll(keepingCapacity: true) }
    if !positions.isEmpty { positions.removeAll(keepingCapacity: true) }
  }

  /// Whether what a node needs is present; if not, the node gives nothing.
  func mayBeTrue(_ node: Int) -> Bool {
    let term = graph.nodes[node].neededTerm
    return term < 0 || reading.isPresent(term)
  }
}

extension [Int32] {
  /// Whether an ascending array has an element.
  func hasSorted(_ element: Int32) -> Bool {
    let index = partitionPoint(in: indices) { self[$0] >= element }
    return index < count && self[index] == element
  }
}
