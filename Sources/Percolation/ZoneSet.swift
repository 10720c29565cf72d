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

  mutating func map(_ article: AnalyzedArticle) {
    let body = article.positions(of: .body)
    let lead = article.article.paragraphs.firstIndex { $0.zone == .body } ?? 0
    var leadEnd = body.lowerBound
    while leadEnd < body.upperBound, Int(article.tokens[leadEnd].paragraph) == lead { leadEnd += 1 }
    stretches[0] = article.positions(of: .title)
    stretches[1] = body.lowerBound..<leadEnd
    stretches[2] = leadEnd..<body.upperBound
    stretches[3] = article.positions(of: .dateline)
    stretches[4] = article.positions(of: .caption)
    stretches[5] = article.positions(of: .furniture)
  }
}
