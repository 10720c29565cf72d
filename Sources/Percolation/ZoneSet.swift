import Articles
import RuleLanguage
import TextAnalysis

/// What is searched: a set of the stretches that zone prefixes tell apart. The body is the lead and the rest of it.
package struct ZoneSet: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  static let title = ZoneSet(rawValue: 1 << 0)
  static let lead = ZoneSet(rawValue: 1 << 1)
  static let afterLead = ZoneSet(rawValue: 1 << 2)
  static let dateline = ZoneSet(rawValue: 1 << 3)
  static let caption = ZoneSet(rawValue: 1 << 4)
  static let furniture = ZoneSet(rawValue: 1 << 5)
  static let count = 6

  static let body: ZoneSet = [.lead, .afterLead]
  /// What is searched without a prefix.
  package static let unprefixed: ZoneSet = [.title, .body]

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package init(_ selector: ZoneSelector) {
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
  /// Where each stretch begins; one more at the end.
  private var starts = InlineArray<7, Int>(repeating: 0)
  /// The stretches that are not empty.
  private(set) var present: ZoneSet = []

  /// Most articles are one zone to their end, and many one paragraph.
  mutating func map(_ article: AnalyzedArticle) {
    let tokens = article.tokens
    let count = tokens.count
    let lastZone = count == 0 ? Zone.title : tokens[count - 1].zone
    func end(of zone: Zone, from start: Int) -> Int {
      if start == count || tokens[start].zone != zone { return start }
      return lastZone == zone ? count : partitionPoint(in: start..<count) { tokens[$0].zone != zone }
    }
    starts[1] = end(of: .title, from: 0)
    let body = starts[1]..<end(of: .body, from: starts[1])
    starts[2] = body.lowerBound
    if !body.isEmpty, let lead = article.article.paragraphs.firstIndex(where: { $0.zone == .body }) {
      starts[2] =
        Int(tokens[body.upperBound - 1].paragraph) == lead
        ? body.upperBound : partitionPoint(in: body) { Int(tokens[$0].paragraph) > lead }
    }
    starts[3] = body.upperBound
    starts[4] = end(of: .dateline, from: starts[3])
    starts[5] = end(of: .caption, from: starts[4])
    starts[6] = end(of: .furniture, from: starts[5])
    present = []
    for bit in 0..<ZoneSet.count where starts[bit] < starts[bit + 1] {
      present.insert(ZoneSet(rawValue: 1 << UInt8(bit)))
    }
  }

  /// The positions of the stretch with this bit.
  func stretch(_ bit: Int) -> Range<Int> { starts[bit]..<starts[bit + 1] }

  /// The positions of the body.
  var body: Range<Int> { starts[1]..<starts[3] }

  /// How many tokens title and body have.
  var titleAndBodyCount: Int { starts[3] }

  /// The stretch that a position lies in.
  func stretch(of position: Int) -> ZoneSet {
    for bit in 0..<ZoneSet.count where position < starts[bit + 1] { return ZoneSet(rawValue: 1 << UInt8(bit)) }
    return []
  }

  /// The positions of the zone that a position lies in.
  func zone(of position: Int) -> Range<Int> {
    for bit in 0..<ZoneSet.count where position < starts[bit + 1] {
      // Stretches 1 and 2 are both the body.
      return bit == 1 || bit == 2 ? starts[1]..<starts[3] : stretch(bit)
    }
    return position..<position + 1
  }
}
