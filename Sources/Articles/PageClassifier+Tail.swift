extension PageClassifier {
  // MARK: Under headings

  /// What stands under "Read also" and beside "Next article".
  mutating func judgeRelated() {
    var index = 0
    while index < lines.count {
      switch role(index) {
      case .relatedHeading: index = judgeList(behind: index)
      case .adjacentHeading:
        judgeAdjacent(index + 1)
        index += 1
      default: index += 1
      }
    }
  }

  /// Gives the first line that the heading says nothing about.
  private mutating func judgeList(behind heading: Int) -> Int {
    // With a headline on the line itself only list items go on.
    let isInline = !(features[heading].phrase?.isWhole ?? true)
    var index = heading + 1
    while index < lines.count, index != headlineIndex, lines[index].headingLevel == 0 {
      let features = features[index]
      if judgements[index].zone == .furniture {
        if let role = features.phrase?.role, role == .relatedHeading || role == .adjacentHeading { return index }
      } else if judgements[index].zone == .body {
        let isItem = lines[index].marker != .none
        guard isItem || !isInline && features.sentenceWeight <= 6, features.phrase?.role != .bodyHeading else { break }
        judgements[index].add(.underRelatedHeading, isItem ? 18 : 14)
        guard isFurniture(index) else { return index + 1 }
      }
      index += 1
    }
    return index
  }

  private mutating func judgeAdjacent(_ index: Int) {
    guard index < lines.count, index != headlineIndex, judgements[index].zone == .body, features[index].words <= 30,
      lines[index].headingLevel == 0
    else { return }
    judgements[index].add(.besideAdjacentHeading, 14)
  }

  // MARK: Lists at the end

  /// Headlines of other articles at the end of the page, with bullets or without, that no heading announces.
  mutating func judgeTrailingLists() {
    guard let leadIndex else { return }
    var end = lines.count
    while end > leadIndex + 1, judgements[end - 1].zone != .body { end -= 1 }
    let items = trailingRun(to: end, after: leadIndex) { self.isListItem($0) }
    if items.count >= 2, isOtherHeadlines(items), isOutside(items.lowerBound) {
      for index in items { judgements[index].add(.trailingList, 18) }
      return
    }
    let headlines = trailingRun(to: end, after: leadIndex) { self.isBareHeadline($0) }
    let hasText = lines.indices.count { isRunningText($0) } >= 2
    if headlines.count >= 3, hasText, isOutside(headlines.lowerBound) {
      for index in headlines { judgements[index].add(.trailingHeadlines, 14) }
    }
  }

  private func trailingRun(to end: Int, after lead: Int, _ belongs: (Int) -> Bool) -> Range<Int> {
    var start = end
    while start - 1 > lead, belongs(start - 1) { start -= 1 }
    return start..<end
  }

  private func isListItem(_ index: Int) -> Bool {
    lines[index].marker == .bullet && features[index].sentenceWeight <= 6 && judgements[index].zone == .body
  }

  private func isBareHeadline(_ index: Int) -> Bool {
    let features = features[index]
    return lines[index].marker == .none && lines[index].headingLevel == 0 && judgements[index].zone == .body
      && (4...25).contains(features.words) && features.sentenceWeight <= 4 && !features.startsLowercase
      && (features.ending == .none || features.ending == .question) && features.phrase?.role != .bodyHeading
  }

  /// Long items that begin with a capital letter and end without a mark are headlines; the items of a list are not.
  private func isOtherHeadlines(_ items: Range<Int>) -> Bool {
    let words = items.reduce(0) { $0 + features[$1].words }
    let fitting = items.count { !features[$0].startsLowercase && features[$0].ending != .comma }
    return words >= 6 * items.count && fitting * 5 >= items.count * 4
  }

  /// Whether what stands before is a finished paragraph that announces no list.
  private func isOutside(_ start: Int) -> Bool {
    guard start > 0, judgements[start - 1].zone == .body else { return true }
    let before = features[start - 1]
    return before.ending == .stop && before.isSentence && !(before.introducesList && before.words <= 25)
  }

  // MARK: The block at the end

  /// From the first share button, notice or appeal behind the last paragraph on, everything is furniture, whole
  /// sentences too where they go on with the appeal.
  mutating func judgeClosingBlock() {
    guard let leadIndex else { return }
    var start = lines.count
    while start - 1 > leadIndex, start - 1 != titleIndex, goesOnWithClosingBlock(start - 1) { start -= 1 }
    let opening = (start..<lines.count).first { role($0)?.opensClosingBlock ?? false }
    guard let opening else { return }
    for index in opening..<lines.count where judgements[index].zone == .body {
      judgements[index].add(.closingBlock, 24)
    }
  }

  private func goesOnWithClosingBlock(_ index: Int) -> Bool {
    let features = features[index]
    guard judgements[index].zone == .body else { return true }
    guard features.phrase?.role != .bodyHeading else { return false }
    return features.sentenceWeight <= 4 || features.appeal >= 6 || isBetweenAppeals(index)
  }

  /// A sentence of praise between two appeals: it names what they offer, or speaks to the reader.
  private func isBetweenAppeals(_ index: Int) -> Bool {
    guard index > 0, index + 1 < lines.count, features[index - 1].appeal >= 6, features[index + 1].appeal >= 6 else {
      return false
    }
    if features[index].addressesReader { return true }
    let names = properNames(index)
    return !names.isDisjoint(with: properNames(index - 1)) || !names.isDisjoint(with: properNames(index + 1))
  }

  /// Words of four letters and more that begin with a capital letter.
  private func properNames(_ index: Int) -> Set<Substring> {
    guard features[index].words <= LineFeatures.maximumPhraseWords else { return [] }
    let words = lines[index].text.split { !$0.unicodeScalars.allSatisfy(\.isInWord) }
    return Set(words.filter { $0.count >= 4 && ($0.unicodeScalars.first?.isUppercaseLetter ?? false) })
  }

  // MARK: Head and tail alike

  /// Numbers and lines in another alphabet, before the running text or behind it.
  mutating func judgeEdges() {
    guard let leadIndex, let last = lastRunningText else { return }
    let script = mainScript
    for index in lines.indices where (index < leadIndex || index > last) && judgements[index].zone == .body {
      let features = features[index]
      if features.letters == 0 {
        judgements[index].add(.numberAlone, 12)
      } else if features.isOneScript, features.letters >= 3, features.script != script, !features.isSentence,
        script == .latin || script == .cyrillic
      {
        judgements[index].add(.otherScript, 12)
      }
    }
  }

  /// The script in which most of the running text is written.
  private var mainScript: LineFeatures.Script {
    var letters: [LineFeatures.Script: Int] = [:]
    for index in lines.indices where isRunningText(index) {
      letters[features[index].script, default: 0] += features[index].letters
    }
    return letters.max { $0.value < $1.value }?.key ?? .none
  }
}
