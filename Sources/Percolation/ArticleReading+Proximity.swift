import TextAnalysis

/// Whether words stand side by side, or near each other: what a screen asks beside which terms are present.
extension ArticleReading {
  /// Positions that are looked at one after another, before places are gathered to be searched.
  private static let fewSteps = 64

  /// Whether the terms stand side by side in one paragraph.
  mutating func hasPhrase(_ code: Span<Int32>, _ terms: Range<Int>, rarest: Int) -> Bool {
    let term = code[terms.lowerBound + rarest]
    if !isPresent(term) { return false }
    if var position = lastPosition(of: term) {
      while position >= 0 {
        if isPhrase(code, terms, at: Int(position) - rarest) { return true }
        position = positionBefore(position)
      }
      return false
    }
    for index in places(of: term) where isPhrase(code, terms, at: place(index) - rarest) { return true }
    return false
  }

  @inline(__always)
  private func isPhrase(_ code: Span<Int32>, _ terms: Range<Int>, at first: Int) -> Bool {
    let last = first + terms.count - 1
    guard first >= 0, last < tokens.count else { return false }
    var offset = 0
    while offset < terms.count {
      if !token(at: first + offset, satisfies: code[terms.lowerBound + offset]) { return false }
      offset += 1
    }
    return tokens[first].paragraph == tokens[last].paragraph
  }

  /// Whether any term of one side stands near one of the other.
  mutating func hasNear(
    _ code: Span<Int32>, _ left: Range<Int>, _ right: Range<Int>, _ reach: NearReach
  ) -> Bool {
    for leftIndex in left where isPresent(code[leftIndex]) {
      for rightIndex in right where isPresent(code[rightIndex]) {
        if isNear(code[leftIndex], code[rightIndex], reach) { return true }
      }
    }
    return false
  }

  private mutating func isNear(_ left: Int32, _ right: Int32, _ reach: NearReach) -> Bool {
    if let first = lastPosition(of: left), let second = lastPosition(of: right),
      let isNear = isNearInFewSteps(first, second, reach)
    {
      return isNear
    }
    let (a, b) = (places(of: left), places(of: right))
    return a.count <= b.count ? isNear(a, b, reach, looksBehind: true) : isNear(b, a, reach, looksBehind: false)
  }

  /// Looks at every pair; most words stand in an article once or twice. `nil` where there are too many.
  @inline(__always)
  private func isNearInFewSteps(_ left: Int32, _ right: Int32, _ reach: NearReach) -> Bool? {
    var steps = 0
    var a = left
    while a >= 0 {
      var b = right
      while b >= 0 {
        // One token is not two.
        if a < b ? isWithin(reach, Int(a), Int(b)) : a > b && !reach.isOrdered && isWithin(reach, Int(b), Int(a)) {
          return true
        }
        steps += 1
        if steps == Self.fewSteps { return nil }
        b = positionBefore(b)
      }
      a = positionBefore(a)
    }
    return false
  }

  /// Whether one of some places has one of others near it. It is enough to look at the nearest on either side.
  ///
  /// - Parameter looksBehind: where order counts, whether the others have to stand behind.
  private func isNear(_ some: Range<Int>, _ others: Range<Int>, _ reach: NearReach, looksBehind: Bool) -> Bool {
    for index in some {
      let position = place(index)
      let behind = firstPlace(in: others, after: position)
      if !reach.isOrdered || looksBehind {
        if behind < others.upperBound, isWithin(reach, position, place(behind)) { return true }
      }
      if !reach.isOrdered || !looksBehind {
        var before = behind - 1
        // One token is not two.
        if before >= others.lowerBound, place(before) == position { before -= 1 }
        if before >= others.lowerBound, isWithin(reach, place(before), position) { return true }
      }
    }
    return false
  }

  @inline(__always)
  private func firstPlace(in range: Range<Int>, after position: Int) -> Int {
    if range.count <= 8 {
      var index = range.lowerBound
      while index < range.upperBound, place(index) <= position { index += 1 }
      return index
    }
    return partitionPoint(in: range) { place($0) > position }
  }

  private func isWithin(_ reach: NearReach, _ first: Int, _ last: Int) -> Bool {
    switch reach.distance {
    case -1: return tokens[first].sentence == tokens[last].sentence
    case -2: return tokens[first].paragraph == tokens[last].paragraph
    case let distance: return last - first - 1 <= distance && tokens[first].zone == tokens[last].zone
    }
  }
}
