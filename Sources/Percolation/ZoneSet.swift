import Articles
import RuleLanguage
import TextAnalysis

/// What is searched: a set of the stretches that zone prefixes tell apart. The body is the lead and the rest of it.
struct ZoneSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let title = ZoneSet(rawValue: 1 << 0)
  static let lead = ZoneSet(rawValue: 1 << 1)
  static let afterLead = ZoneSet(rawValue: 1 << 2)
  static let dateline = ZoneSet(rawValue: 1 << 3)
  static let caption = ZoneSet(rawValue: 1 << 4)
  static let furniture = ZoneSet(rawValue: 1 << 5)
  static let count = 6

  static let body: ZoneSet = [.lead, .afterLead]
  static let unprefixed: ZoneSet = [.title, .body]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ selector: ZoneSelector) {
    self =
      switch selector {
      case .title: .title
      case .lead: .lead
      case .body: .body
      case .dateline: .dateline
      case .caption: .caption
      case .furniture: .furniture
      case .any: [.title, .body, .dateline, .caption, .furniture]
      }
  }
}

/// The positions of each stretch of an article, in the order of `ZoneSet`'s bits, which is that of the positions.
struct ZoneMap {
  private(set) var stretches: [Range<Int>] = Array(repeating: 0..<0, count: ZoneSet.count)
  /// The stretches that are not empty.
  private(set) var present: ZoneSet = []

  mutating func map(_ article: AnalyzedArticle) {
    let tokens = article.tokens
    var start = 0
    var end = 0
    func next(_ zone: Zone) -> Range<Int> {
      start = end
      // Most articles are one zone to their end.
      if start < tokens.count, tokens[start].zone == zone {
        end = tokens[tokens.count - 1].zone == zone ? tokens.count : article.positions(of: zone).upperBound
      }
      return start..<end
    }
    stretches[0] = next(.title)
    let body = next(.body)
    let leadEnd = endOfLead(article, body)
    stretches[1] = body.lowerBound..<leadEnd
    stretches[2] = leadEnd..<body.upperBound
    stretches[3] = next(.dateline)
    stretches[4] = next(.caption)
    stretches[5] = next(.furniture)
    present = []
    for (bit, stretch) in stretches.enumerated() where !stretch.isEmpty {
      present.insert(ZoneSet(rawValue: 1 << UInt8(bit)))
    }
  }

  private func endOfLead(_ article: AnalyzedArticle, _ body: Range<Int>) -> Int {
    guard !body.isEmpty, let lead = article.article.paragraphs.firstIndex(where: { $0.zone == .body }) else {
      return body.lowerBound
    }
    return partitionPoint(in: body) { Int(article.tokens[$0].paragraph) > lead }
  }

  /// How many tokens title and body have.
  var titleAndBodyCount: Int { stretches[0].count + stretches[1].count + stretches[2].count }

  /// The stretch that a position lies in.
  func stretch(of position: Int) -> ZoneSet {
    for (bit, stretch) in stretches.enumerated() where stretch.contains(position) {
      return ZoneSet(rawValue: 1 << UInt8(bit))
    }
    return []
  }

  /// The positions of the zone that a position lies in.
  func zone(of position: Int) -> Range<Int> {
    for (bit, stretch) in stretches.enumerated() where stretch.contains(position) {
      // Stretches 1 and 2 are both the body.
      return bit == 1 || bit == 2 ? stretches[1].lowerBound..<stretches[2].upperBound : stretch
    }
    return position..<position + 1
  }
}
