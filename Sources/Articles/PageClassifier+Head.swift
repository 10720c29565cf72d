extension PageClassifier {
  /// Finds the first line of running text and, before it, the headline; what precedes the headline is furniture.
  mutating func judgeHead() {
    judgeSiteDescriptions()
    leadIndex = lines.indices.first { isLead($0) }
    let head = 0..<(leadIndex ?? lines.count)
    headlineIndex = headline(in: head)
    if givenTitle.isEmpty {
      titleIndex = headlineIndex ?? lateHeading()
      if let titleIndex { judgements[titleIndex].fixedZone = .title }
    }
    judgeRepeatedTitle()
    if let headlineIndex { judgePrecedingLines(headlineIndex) }
    if let headlineIndex, let leadIndex, headlineIndex < leadIndex {
      for index in headlineIndex + 1..<leadIndex { judgeLineUnderHeadline(index) }
    }
  }

  private func isLead(_ index: Int) -> Bool {
    guard judgements[index].zone == .body, lines[index].headingLevel == 0 else { return false }
    return features[index].isSentence || Dateline(of: lines[index].text) != nil
  }

  /// "The latest news from …, stay tuned": sentences about the site, before the headline.
  private mutating func judgeSiteDescriptions() {
    for index in lines.indices.prefix(12) {
      let features = features[index]
      if isHeadlineLike(index) && features.words >= 4 && features.blurb < 18 { return }
      guard features.blurb >= (features.isSentence ? 24 : 18), judgements[index].zone == .body,
        headlineFollows(index)
      else { continue }
      judgements[index].add(.siteDescription, features.blurb)
    }
  }

  private func headlineFollows(_ index: Int) -> Bool {
    let next = lines.indices[(index + 1)...].prefix(8)
    guard let headline = next.first(where: { isHeadlineLike($0) && features[$0].words >= 3 }) else { return false }
    return lines.indices[(headline + 1)...].prefix(8).contains { features[$0].isSentence }
  }

  /// Short, no stop at its end, no known phrase, no list item.
  private func isHeadlineLike(_ index: Int) -> Bool {
    let features = features[index]
    return judgements[index].zone == .body && lines[index].marker == .none && features.letters > 0
      && features.words <= 40 && !features.isSentence && !features.isBreadcrumb && features.dateLine == nil
      && features.phrase?.role != .bodyHeading
  }

  /// The best of the lines that look like a headline, the first of equals; text must follow it.
  private func headline(in head: Range<Int>) -> Int? {
    if let own = head.first(where: { isGivenTitle($0) }) { return own }
    var best: (index: Int, rank: Int)?
    for index in head where index + 1 < lines.count && isHeadlineLike(index) {
      let rank = headlineRank(index)
      if rank > best?.rank ?? Int.min { best = (index, rank) }
    }
    return best?.index
  }

  private func headlineRank(_ index: Int) -> Int {
    let words = features[index].words
    let level = lines[index].headingLevel
    let headingRank = level == 0 ? 0 : level == 1 ? 8 : 6
    let lengthRank = words >= 4 ? 4 : words == 3 ? 2 : 0
    return headingRank + lengthRank
  }

  /// In Markdown a top heading is the title wherever it stands.
  private func lateHeading() -> Int? {
    lines.indices.first { lines[$0].headingLevel == 1 && isHeadlineLike($0) }
  }

  private func isGivenTitle(_ index: Int) -> Bool {
    !givenTitle.isEmpty && lines[index].text.onOneLine.lowercased() == givenTitle.lowercased()
  }

  private mutating func judgeRepeatedTitle() {
    let title = titleIndex.map { lines[$0].text } ?? givenTitle
    guard !title.isEmpty else { return }
    let lowered = title.lowercased()
    for index in lines.indices where index != titleIndex && lines[index].text.utf8.count == title.utf8.count {
      if lines[index].text.lowercased() == lowered { judgements[index].add(.titleRepeated, 30) }
    }
  }

  private mutating func judgePrecedingLines(_ headline: Int) {
    for index in 0..<headline where judgements[index].zone == .body && !features[index].isSentence {
      let isShort = features[index].words <= 3 || lines[index].marker != .none || features[index].isBreadcrumb
      // Beside a given title the page's own headline is a guess.
      guard titleIndex != nil || isShort || isGivenTitle(headline) else { continue }
      judgements[index].add(features[index].isBreadcrumb ? .breadcrumb : .beforeTitle, 14)
    }
  }

  private mutating func judgeLineUnderHeadline(_ index: Int) {
    guard judgements[index].zone == .body, lines[index].headingLevel == 0 else { return }
    let features = features[index]
    if let dateLine = features.dateLine {
      judgements[index].add(.publicationDate, 30)
      if published == nil { published = dateLine.date }
    } else if features.letters == 0 {
      judgements[index].add(.numberAlone, 12)
    } else if features.isBreadcrumb {
      judgements[index].add(.breadcrumb, 14)
    } else if features.words <= 3, features.ending == .none, lines[index].marker == .none,
      features.phrase?.role != .bodyHeading
    {
      judgements[index].add(.shortLabel, 8)
    }
  }
}
