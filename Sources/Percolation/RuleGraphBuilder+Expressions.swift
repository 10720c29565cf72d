import RuleLanguage
import TextAnalysis

extension RuleGraphBuilder {
  /// Compiles an expression that is true or false (and may give spans).
  mutating func compile(_ expression: Expression, _ outer: Context) throws(CompileError) -> Int32 {
    let context = try outer.deeper()
    switch expression.kind {
    case .and(let operands):
      return addBoolean(.and, try compileEach(operands, context))
    case .or(let operands) where !expression.givesSpans:
      return addBoolean(.or, try compileEach(operands, context))
    case .not(let operand):
      return addBoolean(.not, [try compile(operand, context)])
    case .metadata(let condition):
      return addCondition(condition)
    case .atLeast(let count, let operand):
      return addCount(count, try compileSpans(operand, context))
    case .of(let count, let operands):
      return addTally(count, operands.map { _ in 1 }, try compileEach(operands, context))
    case .score(let threshold, let operands):
      return addTally(threshold, operands.map(\.weight), try compileEach(operands.map(\.expression), context))
    default:
      return try compileSpans(expression, outer)
    }
  }

  private mutating func compileEach(_ operands: [Expression], _ context: Context) throws(CompileError) -> [Int32] {
    var nodes: [Int32] = []
    for operand in operands { nodes.append(try compile(operand, context)) }
    return nodes
  }

  /// Compiles an expression that must give spans.
  private mutating func compileSpans(_ expression: Expression, _ outer: Context) throws(CompileError) -> Int32 {
    let context = try outer.deeper()
    switch expression.kind {
    case .word(let word):
      return addWords(try patternIDs(of: word), context)
    case .phrase(let words):
      return addWords(try patternIDs(of: words), context)
    case .list(let name):
      return try compileList(name, context)
    case .name(let pattern):
      return addName(pattern, context)
    case .regex(let pattern):
      return addRegex(pattern, context)
    case .or(let operands):
      return try compileAny(operands, context)
    case .near(let proximity, let operands):
      var nodes: [Int32] = []
      for operand in operands { nodes.append(try compileSpans(operand, context)) }
      return try addNear(.near, proximity.distance, isOrdered: proximity.isOrdered, nodes)
    case .notNear(let kept, let distance, let excluded):
      let nodes = [try compileSpans(kept, context), try compileSpans(excluded, context)]
      return try addNear(.notNear, distance, isOrdered: false, nodes)
    case .unless(let kept, let excluded):
      let nodes = [try compileSpans(kept, context), try compileSpans(excluded, context.excluding)]
      return addNode(NodeDraft(.unless), operands: nodes)
    case .zone(let selector, let inner):
      let prefixed = context.prefixed(by: selector)
      return try compileSpans(inner, prefixed)
    case .first(let words, let inner):
      return addNode(NodeDraft(.first, payload: Int32(clamping: words)), operands: [try compileSpans(inner, context)])
    case .and, .not, .metadata, .atLeast, .of, .score:
      throw CompileError(
        code: "no-places",
        message: "AND, NOT, ATLEAST, OF, SCORE and metadata have no places in the text, so nothing can be near them",
        hint: "put them outside of NEAR, UNLESS, zone prefixes and lists")
    }
  }

  /// OR, or the items of a list. Many single words among the operands become one term, so that a list of a hundred
  /// thousand words costs no more than a word; few are terms of their own, which rules share.
  mutating func compileAny(_ operands: [Expression], _ context: Context) throws(CompileError) -> Int32 {
    var words: [Int32] = []
    var nodes: [Int32] = []
    for operand in operands {
      if case .word(let word) = operand.kind {
        let ids = try patternIDs(of: word)
        if ids.count == 1 { words += ids } else { nodes.append(addWords(ids, context)) }
      } else {
        nodes.append(try compileSpans(operand, context))
      }
    }
    if words.count > Self.maximumSingleWords {
      nodes.append(addWord(addTerm(words, context.zones)))
    } else {
      for word in words { nodes.append(addWord(addTerm(word, context.zones))) }
    }
    nodes.sort()
    return addNode(NodeDraft(.or), operands: nodes.withoutRepetitions())
  }

  // MARK: - Words

  /// The patterns of words in a row; a word that text analysis splits gives several.
  private mutating func patternIDs(of words: [WordPattern]) throws(CompileError) -> [Int32] {
    var ids: [Int32] = []
    for word in words { ids += try addPatterns(of: word) }
    if ids.isEmpty { throw .nothingToFind(words) }
    return ids
  }

  private mutating func patternIDs(of word: WordPattern) throws(CompileError) -> [Int32] {
    let ids = try addPatterns(of: word)
    if ids.isEmpty { throw .nothingToFind([word]) }
    return ids
  }

  /// Splitting and folding cost much more than remembering, and rules share most of their words.
  private mutating func addPatterns(of word: WordPattern) throws(CompileError) -> [Int32] {
    if let known = wordPatterns[word] { return known }
    var ids: [Int32] = []
    for pattern in try word.patterns() { ids.append(addPattern(pattern)) }
    wordPatterns[word] = ids
    return ids
  }

  mutating func addPattern(_ pattern: Pattern) -> Int32 {
    if let known = patternIDs[pattern] { return known }
    let id = Int32(patterns.count)
    patterns.append(pattern)
    usualTerms.append(-1)
    patternIDs[pattern] = id
    return id
  }

  private mutating func addTerm(_ pattern: Int32, _ zones: ZoneSet) -> Int32 {
    if zones != .unprefixed { return addTerm([pattern], zones) }
    if usualTerms[Int(pattern)] < 0 { usualTerms[Int(pattern)] = addTerm([pattern], zones) }
    return usualTerms[Int(pattern)]
  }

  mutating func addTerm(_ patterns: [Int32], _ zones: ZoneSet) -> Int32 {
    let sorted = patterns.count == 1 ? patterns : patterns.sorted().withoutRepetitions()
    let key = TermKey(patterns: sorted, zones: zones)
    if let known = termIDs[key] { return known }
    let id = Int32(terms.count)
    var guess: Double = 0
    var hash = StableHash()
    hash.combine(UInt64(zones.rawValue))
    for pattern in sorted {
      guess += self.patterns[Int(pattern)].weight
      hash.combine(self.patterns[Int(pattern)].stableHash)
      patternTerms.append((pattern, id))
    }
    terms.append(Term(zones: zones, guess: Float(min(1, guess)), key: hash.value))
    termIDs[key] = id
    return id
  }

  private mutating func addWords(_ patterns: [Int32], _ context: Context) -> Int32 {
    if patterns.count == 1 { return addWord(addTerm(patterns[0], context.zones)) }
    let terms = patterns.map { addTerm($0, context.zones) }
    return addNode(NodeDraft(.phrase), operands: terms)
  }

  private mutating func addWord(_ term: Int32) -> Int32 { addNode(NodeDraft(.word, payload: term), operands: []) }

  // MARK: - Operators

  private mutating func addNear(
    _ kind: Node.Kind, _ distance: Distance, isOrdered: Bool, _ nodes: [Int32]
  ) throws(CompileError) -> Int32 {
    if kind == .near, nodes.reduce(0, { $0 + Int(widths[Int($1)]) }) > EvaluationLimits.matchedTokens {
      throw CompileError(
        code: "near-too-wide",
        message: "NEAR and BEFORE may match at most \(EvaluationLimits.matchedTokens) words at a time",
        hint: "use fewer operands, or shorter phrases")
    }
    var draft = NodeDraft(kind)
    draft.isOrdered = isOrdered
    switch distance {
    case .words(let count): draft.payload = Int32(clamping: count)
    case .sameSentence: draft.reach = .sentence
    case .sameParagraph: draft.reach = .paragraph
    }
    return addNode(draft, operands: nodes)
  }

  private mutating func addBoolean(_ kind: Node.Kind, _ nodes: [Int32]) -> Int32 {
    var draft = NodeDraft(kind)
    draft.givesSpans = false
    return addNode(draft, operands: nodes)
  }

  private mutating func addCondition(_ condition: MetadataCondition) -> Int32 {
    let id = conditionIDs[condition] ?? Int32(conditions.count)
    if conditionIDs.updateValue(id, forKey: condition) == nil { conditions.append(CompiledCondition(condition)) }
    var draft = NodeDraft(.metadata, payload: id)
    draft.givesSpans = false
    return addNode(draft, operands: [])
  }
}

extension RuleGraphBuilder.Context {
  func deeper() throws(CompileError) -> Self {
    if level >= EvaluationLimits.depth { throw .tooDeep }
    var inner = self
    inner.level += 1
    return inner
  }
}

extension CompileError {
  fileprivate static func nothingToFind(_ words: [WordPattern]) -> CompileError {
    CompileError(
      code: "nothing-to-find", message: "\(words.map(\.plainText).joined(separator: " ")) has no letters or digits",
      hint: "articles are searched for words; take it out or write the words around it")
  }
}

extension [Int32] {
  /// Of a sorted array each element once.
  fileprivate func withoutRepetitions() -> [Int32] {
    var result: [Int32] = []
    for element in self where result.last != element { result.append(element) }
    return result
  }
}

extension QueryElement {
  init(_ element: WordPattern.Element) {
    switch element {
    case .text(let text): self = .text(text)
    case .anyRun: self = .anyRun
    case .anyCharacter: self = .anyCharacter
    }
  }
}
