import RegularExpressions

/// Where a regex matches. Run only for rules that everything cheaper lets through, and once for each article however many
/// rules have it.
extension SegmentPercolator {
  func findRegex(_ node: Node) -> NodeState {
    let regex = graph.regexes[Int(node.payload)]
    let start = records.count
    // The first token that ends behind the match before.
    var next = 0
    let isWhole = regex.regex.forEachMatch(
      in: reading.text, parts: reading.texts(of: regex.zones), maximumBytes: limits.regexBytes
    ) { match in
      let tokens = reading.tokens
      next = partitionPoint(in: next..<tokens.count) { Int(tokens[$0].utf8End) > match.lowerBound }
      let end = partitionPoint(in: next..<tokens.count) { Int(tokens[$0].utf8Start) >= match.upperBound }
      guard next < end else { return }
      let record = SpanRecord(first: Int32(next), last: Int32(end - 1), count: Int32(end - next))
      if records.count > start, records[records.count - 1].isEqual(record, positions) { return }
      records.append(record)
    }
    var state = finish(from: start)
    state.isTruncated = !isWhole
    return state
  }
}

extension ArticleReading {
  /// The texts of zones, in bytes of the article's text; of the body all, or the lead.
  func texts(of zones: ZoneSet) -> [Range<Int>] {
    var texts: [Range<Int>] = []
    for (index, paragraph) in paragraphs.enumerated() {
      let isSameZone = index > 0 && paragraphs[index - 1].zone == paragraph.zone
      let zone: ZoneSet =
        switch paragraph.zone {
        case .title: .title
        case .body: isSameZone ? .afterLead : .lead
        case .dateline: .dateline
        case .caption: .caption
        case .furniture: .furniture
        }
      guard zones.isSuperset(of: zone) else { continue }
      if isSameZone, let last = texts.last {
        texts[texts.count - 1] = last.lowerBound..<paragraph.utf8Range.upperBound
      } else {
        texts.append(paragraph.utf8Range)
      }
    }
    return texts
  }
}
