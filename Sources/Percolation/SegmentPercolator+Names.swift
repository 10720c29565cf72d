import PersonNames

/// Where a name stands. What counts is defined by `NameFinder`; here terms say what the words of an article are.
extension SegmentPercolator {
  /// One span for each place of the surname that is the person's.
  func findName(_ node: Node, atMost limit: Int = .max) -> NodeState {
    let terms = NameTerms(graph.nameShapes[Int(node.payload)], graph.operands(of: node))
    let name = NameReading(terms, self)
    var isNamed: Bool?
    var isInOrder = true
    let start = records.count
    for place in reading.places(of: terms.anchor) {
      let first = reading.place(place)
      guard name.isSurname(at: first) else { continue }
      var words = name.fullName(at: first)
      if words == nil, name.mayStandAlone(at: first) {
        if isNamed == nil { isNamed = findFullName(name) }
        if isNamed == true || name.isCertain(at: first) { words = first..<first + terms.shape.familyParts }
      }
      guard let words else { continue }
      let record = SpanRecord(
        first: Int32(words.lowerBound), last: Int32(words.upperBound - 1), count: Int32(words.count))
      if records.count > start, !records[records.count - 1].precedes(record, positions) { isInOrder = false }
      records.append(record)
      if isInOrder, records.count - start == limit { break }
    }
    if !isInOrder {
      var found = Array(records[start...])
      found.normalize(keeping: limit, positions)
      records.replaceSubrange(start..., with: found)
    }
    return NodeState(start: start, count: records.count - start)
  }

  /// Whether the article has the full name, or an initial with the surname, anywhere that counts.
  private func findFullName(_ name: NameReading) -> Bool {
    for place in reading.places(of: name.terms.evidence) {
      let first = reading.place(place)
      if name.isSurname(at: first), name.fullName(at: first) != nil { return true }
    }
    return false
  }
}

/// The words around the places of a surname.
private struct NameReading {
  let terms: NameTerms
  /// Whose `reading` is that of the article: a copy of that would make it copy all its memory.
  private let percolator: SegmentPercolator

  init(_ terms: NameTerms, _ percolator: SegmentPercolator) {
    self.terms = terms
    self.percolator = percolator
  }

  // MARK: - Words

  private func has(_ position: Int, _ term: Int32) -> Bool { percolator.reading.token(at: position, satisfies: term) }
  private func has(_ position: Int, _ kind: NameTerms.Common) -> Bool { has(position, terms.common(kind)) }

  /// Whether two positions are of one sentence; false beyond the ends.
  private func isSameSentence(_ position: Int, _ other: Int) -> Bool {
    percolator.reading.tokens.indices.contains(position)
      && percolator.reading.tokens[position].sentence == percolator.reading.tokens[other].sentence
  }

  private func gap(before position: Int) -> NameToken.Gap {
    NameToken.Gap(
      percolator.reading.text, from: Int(percolator.reading.tokens[position - 1].utf8End),
      to: Int(percolator.reading.tokens[position].utf8Start))
  }

  private func isCapital(_ position: Int) -> Bool {
    NameToken.isCapital(percolator.reading.text, at: Int(percolator.reading.tokens[position].utf8Start))
  }

  private func isInitial(_ position: Int) -> Bool {
    has(position, .joinedInitials)
      || has(position, .initial)
        && NameToken.isStop(percolator.reading.text, at: Int(percolator.reading.tokens[position].utf8End))
  }

  // MARK: - The surname

  func isSurname(at place: Int) -> Bool {
    if !has(place, terms.family(0)) { return false }
    for part in 1..<max(1, terms.shape.familyParts) {
      guard isSameSentence(place + part, place), has(place + part, terms.family(part)) else { return false }
      switch gap(before: place + part) {
      case .space, .hyphen: break
      case .stop, .comma, .other: return false
      }
    }
    return true
  }

  /// Whether nothing but the want of the full name elsewhere can speak against the surname by itself.
  func mayStandAlone(at place: Int) -> Bool { isCapital(place) && !isAnothers(at: place) }

  /// Whether the surname counts in an article that never has the full name.
  func isCertain(at place: Int) -> Bool {
    terms.shape.isAlone && (terms.shape.givenParts == 0 || !isAmbiguous(at: place))
  }

  private func isAmbiguous(at place: Int) -> Bool {
    (0..<terms.shape.familyParts).contains { has(place + $0, terms.ambiguousFamily($0)) }
  }

  /// Whether the word before is the given name of somebody else.
  private func isAnothers(at place: Int) -> Bool {
    let before = place - 1
    guard terms.shape.givenParts > 0, isSameSentence(before, place) else { return false }
    let gap = gap(before: place)
    if gap == .comma || gap == .other { return false }
    if isInitial(before) { return true }
    if gap == .stop { return false }
    if has(before, .patronymic) || has(before, .patronymicMarker) { return true }
    guard isCapital(before), !has(before, .title), !has(before, .possessive) else { return false }
    return isCaseTelling(before) || has(before, .givenName)
  }

  private func isCaseTelling(_ position: Int) -> Bool {
    let token = percolator.reading.tokens[position]
    return token.zone != .title && !token.isInCapitalsLine && isSameSentence(position - 1, position)
  }

  // MARK: - The full name

  func fullName(at place: Int) -> Range<Int>? {
    if terms.shape.givenParts == 0 { return nil }
    return givenBefore(place) ?? givenAfter(place)
  }

  /// Goes back for as long as words may belong to the name, and remembers the farthest given name.
  private func givenBefore(_ place: Int) -> Range<Int>? {
    var farthest: Int?
    var position = place - 1
    while position >= place - 1 - NameFinder.maximumMiddle, isSameSentence(position, place),
      isJoined(position + 1, isSurname: position + 1 == place)
    {
      if isGiven(position, of: place)
        || isGivenInitial(position)
          && !(isSameSentence(position - 1, place) && isInitial(position - 1) && isJoined(position, isSurname: false))
      {
        farthest = position
      }
      if !isMiddle(position) { break }
      position -= 1
    }
    return farthest.map { $0..<place + terms.shape.familyParts }
  }

  private func givenAfter(_ place: Int) -> Range<Int>? {
    let first = place + terms.shape.familyParts
    guard isSameSentence(first, place) else { return nil }
    let isFull = isGiven(first, of: place)
    guard isFull || isGivenInitial(first), !isAnothers(at: place) else { return nil }
    let gap = gap(before: first)
    guard gap == .space || gap == .comma && isFull else { return nil }
    var end = first + 1
    while end <= first + NameFinder.maximumMiddle, isSameSentence(end, place), isJoined(end, isSurname: false),
      isMiddle(end)
    {
      end += 1
    }
    let isWhole = isFull && gap == .space
    if !isWhole, isSameSentence(end, place), isCapital(end), isJoined(end, isSurname: true) { return nil }
    return place..<end
  }

  private func isGiven(_ position: Int, of place: Int) -> Bool {
    guard has(position, terms.given(0)) else { return false }
    return !(terms.shape.isDecidedByCase && has(position, .nominative) && isAmbiguous(at: place))
  }

  private func isGivenInitial(_ position: Int) -> Bool {
    guard !has(position, terms.given(0)), has(position, terms.initial(0)), isInitial(position) else { return false }
    if !terms.shape.hasPatronymic || !has(position, .joinedInitials) { return true }
    return terms.laterParts.contains { has(position, terms.secondInitial($0)) }
  }

  private func isMiddle(_ position: Int) -> Bool {
    let shape = terms.shape
    for part in 1..<max(1, shape.givenParts) where has(position, terms.given(part)) { return true }
    if has(position, .patronymicMarker) { return true }
    let isBeforeMarker = position + 1 < percolator.reading.tokens.count && has(position + 1, .patronymicMarker)
    if isBeforeMarker || has(position, .patronymic) {
      return !shape.hasPatronymic || has(position, terms.given(shape.givenParts))
    }
    guard isInitial(position) else { return false }
    return !shape.hasPatronymic || terms.laterParts.contains { has(position, terms.initial($0)) }
  }

  private func isJoined(_ position: Int, isSurname: Bool) -> Bool {
    switch gap(before: position) {
    case .space: true
    case .stop: isInitial(position - 1)
    case .hyphen: !isSurname
    case .comma, .other: false
    }
  }
}
