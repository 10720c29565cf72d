import Articles

/// One token of an article: a run of letters, digits and marks. Where it stands; its forms are made from its surface.
package struct Token: Sendable, Equatable {
  /// In bytes of `Article.text`, dropped characters inside (soft hyphens, the stops of U.S.) included.
  package let utf8Start: UInt32
  package let utf8End: UInt32
  /// Index into `Article.paragraphs`.
  package let paragraph: UInt32
  /// Number of the sentence in the article, over all zones; no sentence crosses a paragraph.
  package let sentence: UInt32
  /// `WordHash` of its surface, the bytes of `utf8Range`: the same for the same surface all through a process, and
  /// another in the next one.
  package let hash: UInt64
  package let zone: Zone
  /// Whether it stands in a line all in capitals, where letter case says nothing.
  package let isInCapitalsLine: Bool

  package var utf8Range: Range<Int> { Int(utf8Start)..<Int(utf8End) }

  /// A token whose hash is not known yet: `AnalyzedArticle` computes it.
  package init(utf8Range: Range<Int>, paragraph: Int, sentence: Int, zone: Zone, isInCapitalsLine: Bool) {
    self.init(
      utf8Start: UInt32(utf8Range.lowerBound), utf8End: UInt32(utf8Range.upperBound), paragraph: UInt32(paragraph),
      sentence: UInt32(sentence), hash: 0, zone: zone, isInCapitalsLine: isInCapitalsLine)
  }

  @inline(__always)
  init(
    utf8Start: UInt32, utf8End: UInt32, paragraph: UInt32, sentence: UInt32, hash: UInt64, zone: Zone,
    isInCapitalsLine: Bool
  ) {
    self.utf8Start = utf8Start
    self.utf8End = utf8End
    self.paragraph = paragraph
    self.sentence = sentence
    self.hash = hash
    self.zone = zone
    self.isInCapitalsLine = isInCapitalsLine
  }

  /// The same token in a line all in capitals.
  var inCapitalsLine: Token {
    Token(
      utf8Start: utf8Start, utf8End: utf8End, paragraph: paragraph, sentence: sentence, hash: hash, zone: zone,
      isInCapitalsLine: true)
  }

  /// The same token with the hash of its surface in a text.
  fileprivate func hashed(in text: RawSpan) -> Token {
    Token(
      utf8Start: utf8Start, utf8End: utf8End, paragraph: paragraph, sentence: sentence,
      hash: WordHash.shared.of(text, utf8Range), zone: zone, isInCapitalsLine: isInCapitalsLine)
  }
}

/// An article and its tokens. A token's position is its index in `tokens`; the tokens of one zone are contiguous, in
/// the order of `Zone`, and positions run on through sentences and paragraphs.
///
/// A worker keeps one and has it filled anew for each article (`TextAnalyzer.analyze(_:maximumTokens:into:)`), which
/// takes no memory then.
package struct AnalyzedArticle: Sendable {
  /// Room for more tokens than this is given back before the next article.
  static let maximumKeptTokens = 1 << 16

  package private(set) var article: Article
  package private(set) var tokens: [Token]

  /// Of an article without text.
  package init() {
    article = Article()
    tokens = []
  }

  /// Of tokens that came about otherwise than by `TextAnalyzer`; their hashes are computed here.
  package init(article: Article, tokens: [Token]) {
    self.article = article
    let text = article.text.utf8.span.bytes
    self.tokens = []
    self.tokens.reserveCapacity(tokens.count)
    for token in tokens { self.tokens.append(token.hashed(in: text)) }
  }

  /// Forgets the tokens and hands out an empty array for others, with the room there is already.
  mutating func takeTokenStorage() -> [Token] {
    var storage: [Token] = []
    swap(&storage, &tokens)
    if storage.capacity > Self.maximumKeptTokens { return [] }
    storage.removeAll(keepingCapacity: true)
    return storage
  }

  /// `tokens` have their hashes.
  mutating func set(_ article: Article, tokens: consuming [Token]) {
    self.article = article
    self.tokens = tokens
  }

  /// The positions of a zone.
  package func positions(of zone: Zone) -> Range<Int> {
    let start = tokens.partitioningIndex { $0.zone.rawValue >= zone.rawValue }
    let end = tokens.partitioningIndex { $0.zone.rawValue > zone.rawValue }
    return start..<end
  }
}

extension Array {
  /// The first index whose element belongs to the second part, in an array ordered false … false true … true.
  package func partitioningIndex(where belongsToSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
