/// Tells the article from what its saved page carries around it, line by line, by evidence that is added up.
///
/// The page is read as: what precedes the headline, the headline, captions and labels, running text, what follows it.
/// In doubt a line with whole sentences is body: an article that was missed is worse than a false alert.
/// Every pass is linear in the number of lines.
struct PageClassifier {
  let lines: [PageLine]
  let features: [LineFeatures]
  var judgements: [Judgement]
  /// Told from outside the text; empty where nobody did.
  let givenTitle: String
  /// The line that is the title.
  var titleIndex: Int?
  /// The line before which nothing belongs to the article: the title, or the page's own form of a given one.
  var headlineIndex: Int?
  /// The first line of running text.
  var leadIndex: Int?
  var author: String?
  var published: PublicationDate?

  init(_ lines: [PageLine], givenTitle: String = "") {
    self.lines = lines
    self.givenTitle = givenTitle
    features = lines.map { LineFeatures($0) }
    judgements = [Judgement](repeating: Judgement(), count: lines.count)
    guard lines.count > 1 else { return }
    for index in lines.indices { judgeAlone(index) }
    judgeHead()
    judgeRelated()
    judgeTrailingLists()
    judgeClosingBlock()
    judgeEdges()
    restoreBody()
  }

  // MARK: Lines by themselves

  private mutating func judgeAlone(_ index: Int) {
    let line = lines[index]
    let features = features[index]
    if features.sentenceWeight > 0 { judgements[index].add(.sentences, -features.sentenceWeight) }
    if features.isHashtags { judgements[index].add(.hashtags, 20) }
    if line.isImage || Credits.isCaption(line, features) {
      judgements[index].add(.creditWords, 0)
      judgements[index].fixedZone = .caption
      return
    }
    // "By Land and Sea" at the head of a page is its headline.
    if index > 0 || !givenTitle.isEmpty, let name = Credits.author(line, features) {
      judgements[index].add(.byline, 30)
      if author == nil, !name.isEmpty { author = name }
    } else if let publication = Credits.publication(line, features) {
      judgements[index].add(.publicationDate, 30)
      if published == nil { published = publication.date }
    }
    if let phrase = features.phrase {
      let weight = Self.weight(of: phrase, in: line)
      if weight > 0 { judgements[index].add(.knownPhrase, weight) }
    }
    let isAsking = features.phrase?.role == .appeal
    // Words of an appeal also stand in news about newsletters and members; a request, or words to the reader, do not.
    if isAsking || features.appeal >= 11 && features.addressesReader {
      judgements[index].add(.appealWords, features.appeal)
    }
  }

  /// What a known phrase at the head of a line says for furniture.
  private static func weight(of phrase: PhraseHit, in line: PageLine) -> Int {
    if phrase.words == 1 && !phrase.isWhole {
      // "Related parties" and "Copyright law" are news; "Related:" and "Copyright 2025" are not.
      let rest = Credits.rest(of: line.text, behindWords: 1)
      let isNumbered = rest.unicodeScalars.first { !$0.isSpace }?.isASCIIDigit ?? false
      guard Credits.isSetOff(rest) || isNumbered || phrase.role == .appeal else { return 0 }
    }
    switch phrase.role {
    case .caption, .byline, .publication, .bodyHeading: return 0
    case .appeal: return phrase.isWhole ? 30 : 14
    case .notice: return 30
    case .relatedHeading, .adjacentHeading, .control, .share: return phrase.isWhole ? 30 : 20
    }
  }

  // MARK: What several passes ask

  func isFurniture(_ index: Int) -> Bool { judgements[index].isFurniture }

  /// Running text that nothing speaks against.
  func isRunningText(_ index: Int) -> Bool {
    features[index].isSentence && judgements[index].zone == .body
  }

  func role(_ index: Int) -> PhraseRole? {
    isFurniture(index) ? features[index].phrase?.role : nil
  }

  var lastRunningText: Int? { lines.indices.last { isRunningText($0) } }

  // MARK: Nothing left

  /// A page of which nothing remained keeps the lines that only their place spoke against.
  private mutating func restoreBody() {
    guard !judgements.contains(where: { $0.zone == .body }) else { return }
    let hasTitle = titleIndex != nil || !givenTitle.isEmpty
    for index in lines.indices {
      judgements[index].drop { kind in
        kind.isPlaceAlone || !hasTitle && (kind == .underRelatedHeading || kind == .besideAdjacentHeading)
      }
    }
  }
}
