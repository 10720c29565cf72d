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
  package let zone: Zone
  /// Whether it stands in a line all in capitals, where letter case says nothing.
  package let isInCapitalsLine: Bool

  package var utf8Range: Range<Int> { Int(utf8Start)..<Int(utf8End) }

  package init(utf8Range: Range<Int>, paragraph: Int, sentence: Int, zone: Zone, isInCapitalsLine: Bool) {
    self.utf8Start = UInt32(utf8Range.lowerBound)
    self.utf8End = UInt32(utf8Range.upperBound)
    self.paragraph = UInt32(paragraph)
    self.sentence = UInt32(sentence)
    self.zone = zone
    self.isInCapitalsLine = isInCapitalsLine
  }
}

/// An article and its tokens. A token's position is its index in `tokens`; the tokens of one zone are contiguous, in
/// the order of `Zone`, and positions run on through sentences and paragraphs.
package struct AnalyzedArticle: Sendable {
  package let article: Article
  package let tokens: [Token]

  package init(article: Article, tokens: [Token]) {
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
