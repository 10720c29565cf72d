import Percolation
import RuleLanguage
import TextAnalysis

/// Explains the parts of one rule on one article, from the outside in.
struct PartExplainer {
  typealias Node = Explanation.Node
  typealias Scope = PartReading.Scope

  /// Of each part so many places are shown.
  static let shownPlaces = 3
  static let mostShownPlaces = 1_000
  /// Operands and items beyond these are shown only where they are true.
  static let fewParts = 8
  /// So many parts of one part are shown, however many are true.
  static let shownParts = 20
  /// Of more parts in all no more are shown, whatever was asked for.
  static let mostNodes = 200_000

  let reading: PartReading
  let lists: [String: RuleList]
  let candidates: ListCandidates
  let arrival: Int64
  let places: Places
  let words: ClosestWords
  /// Whether words that have nothing to do with the rule are left out of `reading`, though not of `words`.
  let isLong: Bool
  let showsAll: Bool
  private let count = NodeCount()

  init(
    _ reading: PartReading, lists: [String: RuleList], candidates: ListCandidates, words: ClosestWords, arrival: Int64,
    isLong: Bool,
    showsAll: Bool
  ) {
    self.reading = reading
    self.lists = lists
    self.candidates = candidates
    self.arrival = arrival
    self.isLong = isLong
    self.words = words
    self.showsAll = showsAll
    places = Places(reading.article)
  }

  /// - Parameter isNeeded: whether the rule would need this part to be true, and what comes nearest to it is of interest.
  func node(_ part: Expression, _ scope: Scope, isNeeded: Bool, weight: Int? = nil) -> Node {
    let outcome = reading.evaluate(part, in: scope)
    var node = Node(
      kind: part.explanationKind, expression: PartText.of(part), isTrue: outcome.isTrue, weight: weight,
      isTruncated: outcome.isTruncated)
    if part.givesSpans {
      node.placeCount = outcome.spans.count
      let shown = showsAll ? Self.mostShownPlaces : Self.shownPlaces
      node.places = outcome.spans.prefix(shown).map(places.place)
    }
    let hasFailed = isNeeded && !outcome.isTrue
    node.notes = notes(on: part, scope)
    count.nodes += 1
    if count.nodes < Self.mostNodes, outcome.isTrue || hasFailed || showsAll {
      addParts(of: part, scope, isNeeded: hasFailed, to: &node)
    }
    if hasFailed { node.miss = miss(of: part, scope).map(shown) }
    // Said once, where it happened.
    if outcome.isTruncated, !node.parts.contains(where: \.isTruncated) {
      let count = node.placeCount.map { " the first \($0) places" } ?? " the first places"
      node.notes.append("there is more than can be looked at here: only\(count) were")
    }
    return node
  }

  private func shown(_ miss: NearMiss) -> Explanation.Miss {
    Explanation.Miss(message: miss.message, place: miss.span.map(places.place))
  }

  // MARK: - Parts

  private func addParts(of part: Expression, _ scope: Scope, isNeeded: Bool, to node: inout Node) {
    switch part.kind {
    case .list(let name): addItems(of: name, scope, isNeeded: isNeeded, to: &node)
    case .or(let operands): addAlternatives(operands, scope, isNeeded: isNeeded, to: &node)
    case .and(let operands), .of(_, let operands), .near(_, let operands):
      add(operands.map { ($0, nil) }, scope, isNeeded: isNeeded, to: &node)
    case .score(_, let operands):
      add(operands.map { ($0.expression, $0.weight) }, scope, isNeeded: isNeeded, to: &node)
    case .not(let operand): node.parts = [self.node(operand, scope, isNeeded: false)]
    case .notNear(let kept, _, let excluded):
      node.parts = [self.node(kept, scope, isNeeded: isNeeded), self.node(excluded, scope, isNeeded: false)]
    case .unless(let kept, let excluded):
      node.parts = [
        self.node(kept, scope, isNeeded: isNeeded), self.node(excluded, reading.excluding(scope), isNeeded: false),
      ]
    case .zone(let selector, let operand):
      node.parts = [self.node(operand, reading.prefixed(selector, in: scope), isNeeded: isNeeded)]
    case .atLeast(_, let operand), .first(_, let operand):
      node.parts = [self.node(operand, scope, isNeeded: isNeeded)]
    // What has no parts.
    default: break
    }
  }

  private func add(_ operands: [(Expression, Int?)], _ scope: Scope, isNeeded: Bool, to node: inout Node) {
    let shown = showsAll ? operands.count : max(Self.shownParts, Self.fewParts)
    for (operand, weight) in operands.prefix(shown) where count.nodes < Self.mostNodes {
      node.parts.append(self.node(operand, scope, isNeeded: isNeeded && (weight ?? 1) > 0, weight: weight))
    }
    node.omittedParts = operands.count - node.parts.count
  }

  /// Of few all; of many those that are true.
  private func addAlternatives(_ operands: [Expression], _ scope: Scope, isNeeded: Bool, to node: inout Node) {
    if showsAll || operands.count <= Self.fewParts {
      return add(operands.map { ($0, nil) }, scope, isNeeded: isNeeded, to: &node)
    }
    for operand in operands where node.isTrue && node.parts.count < Self.shownParts {
      let inner = self.node(operand, scope, isNeeded: false)
      if inner.isTrue { node.parts.append(inner) }
    }
    node.omittedParts = operands.count - node.parts.count
    if !node.isTrue { node.notes.append("none of \(operands.count)") }
  }

  private func addItems(of name: String, _ scope: Scope, isNeeded: Bool, to node: inout Node) {
    guard let list = lists[name] else { return }
    let numbers = showsAll ? Array(list.items.indices) : candidates.numbers(in: list)
    let isKept = Set(candidates.numbers(in: list))
    var found = 0
    for number in numbers where count.nodes < Self.mostNodes {
      let item = list.items[number].expression
      if !isKept.contains(number) {
        // What stands nowhere needs no search.
        count.nodes += 1
        node.parts.append(
          Node(kind: item.explanationKind, expression: PartText.of(item), isTrue: false, placeCount: 0))
        continue
      }
      if !showsAll, !node.isTrue { continue }
      let inner = self.node(item, scope, isNeeded: false)
      if inner.isTrue { found += 1 }
      if showsAll || inner.isTrue && found <= Self.shownParts { node.parts.append(inner) }
    }
    node.omittedParts = list.items.count - node.parts.count
    let total = list.items.count == 1 ? "1 item" : "\(list.items.count) items"
    node.notes.append(node.isTrue ? "\(found) of \(total)" : "none of \(total)")
  }
}

/// How many nodes there are already.
private final class NodeCount {
  var nodes = 0
}

extension Expression {
  var explanationKind: Explanation.Kind {
    switch kind {
    case .word: .word
    case .phrase: .phrase
    case .list: .list
    case .name: .name
    case .regex: .regex
    case .and: .and
    case .or: .or
    case .not: .not
    case .unless: .unless
    case .near(let proximity, _): proximity.isOrdered ? .before : .near
    case .notNear: .notNear
    case .zone: .zone
    case .metadata: .condition
    case .atLeast: .atLeast
    case .of: .of
    case .score: .score
    case .first: .first
    }
  }

  /// To be named in a sentence.
  var short: String {
    let text = PartText.of(self)
    return text.count <= 60 ? text : text.prefix(59) + "…"
  }

  init(_ kind: Kind) { self.init(kind, at: 0..<0) }
}
