/// A part of an article that is searched or not searched as one.
///
/// Rules search title and body; the others only when a rule asks for them.
package enum Zone: UInt8, Sendable, CaseIterable, Codable {
  case title, body, dateline, caption, furniture

  /// The name in queries and in alerts.
  package var name: String {
    switch self {
    case .title: "title"
    case .body: "body"
    case .dateline: "dateline"
    case .caption: "caption"
    case .furniture: "furniture"
    }
  }
}

/// One article: the text of its zones and what is known about it.
///
/// All text lies in one native UTF-8 string, zone after zone in the order of `Zone`, so that an engine can read it in
/// one pass. Within it every paragraph is one element of `paragraphs`; paragraphs are separated by `"\n\n"`.
/// A title, a caption and each piece of furniture are paragraphs too.
package struct Article: Sendable, Equatable {
  package struct Paragraph: Sendable, Equatable {
    package let zone: Zone
    /// In bytes of `Article.text`. Never empty.
    package let utf8Range: Range<Int>
  }

  package let text: String
  /// In the order of `text`; the paragraphs of one zone are contiguous. The first of the body is the lead.
  package let paragraphs: [Paragraph]
  package var metadata: ArticleMetadata

  /// Puts the zones together. Blank paragraphs are dropped; line ends inside a paragraph stay.
  package init(
    title: String = "", body: [String] = [], dateline: String = "", captions: [String] = [], furniture: [String] = [],
    metadata: ArticleMetadata = ArticleMetadata()
  ) {
    var text = ""
    var paragraphs: [Paragraph] = []
    func append(_ zone: Zone, _ paragraph: String) {
      guard paragraph.contains(where: { !$0.isWhitespace }) else { return }
      if !text.isEmpty { text += "\n\n" }
      let start = text.utf8.count
      text += paragraph
      paragraphs.append(Paragraph(zone: zone, utf8Range: start..<text.utf8.count))
    }
    append(.title, title)
    for paragraph in body { append(.body, paragraph) }
    append(.dateline, dateline)
    for caption in captions { append(.caption, caption) }
    for piece in furniture { append(.furniture, piece) }
    text.makeContiguousUTF8()
    self.text = text
    self.paragraphs = paragraphs
    self.metadata = metadata
  }

  /// The bytes of `text` that a zone takes; empty at the end of the text where the article has no such zone.
  package func utf8Range(of zone: Zone) -> Range<Int> {
    guard let first = paragraphs.first(where: { $0.zone == zone }),
      let last = paragraphs.last(where: { $0.zone == zone })
    else { return text.utf8.count..<text.utf8.count }
    return first.utf8Range.lowerBound..<last.utf8Range.upperBound
  }

  /// A zone's text. Offsets in alerts are UTF-8 bytes of this.
  package func text(of zone: Zone) -> String { substring(utf8Range(of: zone)) }

  package var title: String { text(of: .title) }

  /// The text at a range of UTF-8 bytes of `text`, which must lie on scalar boundaries.
  package func substring(_ utf8Range: Range<Int>) -> String {
    let start = text.utf8.index(text.utf8.startIndex, offsetBy: utf8Range.lowerBound)
    let end = text.utf8.index(start, offsetBy: utf8Range.count)
    return String(text[start..<end])
  }
}

/// What is known about an article besides its text. Unknown is `nil` (or empty), never a guess.
package struct ArticleMetadata: Sendable, Equatable {
  /// Where it came from: the first subfolder of the inbox.
  package var source: String?
  package var url: String?
  /// The id its source gave it.
  package var id: String?
  package var author: String?
  package var section: String?
  package var tags: [String]
  package var published: PublicationDate?
  /// A BCP 47 language code in lower case, such as `ru` or `uz-cyrl`.
  package var language: String?

  package init(
    source: String? = nil, url: String? = nil, id: String? = nil, author: String? = nil, section: String? = nil,
    tags: [String] = [], published: PublicationDate? = nil, language: String? = nil
  ) {
    self.source = source
    self.url = url
    self.id = id
    self.author = author
    self.section = section
    self.tags = tags
    self.published = published
    self.language = language
  }
}

/// When an article was published, as precisely as its page says.
package struct PublicationDate: Sendable, Equatable {
  /// Seconds since 1970-01-01T00:00:00Z. For a bare date the start of that day in UTC.
  package let secondsSince1970: Int64
  /// True where only the day is known.
  package let isWholeDay: Bool
  /// ISO 8601, as told in alerts: `2025-04-24` or `2025-04-24T09:30:00Z`.
  package let text: String

  package init(secondsSince1970: Int64, isWholeDay: Bool, text: String) {
    self.secondsSince1970 = secondsSince1970
    self.isWholeDay = isWholeDay
    self.text = text
  }
}
