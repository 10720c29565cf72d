/// One reason for or against taking a line for page furniture.
struct Evidence: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    // What the line says by itself.
    case sentences, knownPhrase, appealWords, creditWords, byline, publicationDate, hashtags, numberAlone, breadcrumb
    case siteDescription
    // Where it stands.
    case beforeTitle, titleRepeated, shortLabel, underRelatedHeading, besideAdjacentHeading, trailingList
    case trailingHeadlines, otherScript, closingBlock

    /// Whether it says nothing about the line itself, only about its place among others.
    var isPlaceAlone: Bool {
      switch self {
      case .beforeTitle, .shortLabel, .trailingList, .trailingHeadlines, .otherScript, .closingBlock: true
      default: false
      }
    }
  }

  let kind: Kind
  /// Above 0 for furniture, below 0 for the body.
  let weight: Int
}

/// What a line was taken for, and why.
struct Judgement: Sendable, Equatable {
  /// From so much evidence on a line is furniture; below it, in doubt, it is body.
  static let threshold = 8

  private(set) var evidence: [Evidence] = []
  /// Set where the line is known to be of a zone whatever the evidence; otherwise the evidence decides.
  var fixedZone: Zone?

  var score: Int { evidence.reduce(0) { $0 + $1.weight } }
  var isFurniture: Bool { fixedZone == nil && score >= Self.threshold }
  var zone: Zone { fixedZone ?? (score >= Self.threshold ? .furniture : .body) }

  mutating func add(_ kind: Evidence.Kind, _ weight: Int) { evidence.append(Evidence(kind: kind, weight: weight)) }

  mutating func drop(where isDropped: (Evidence.Kind) -> Bool) { evidence.removeAll { isDropped($0.kind) } }

  func has(_ kind: Evidence.Kind) -> Bool { evidence.contains { $0.kind == kind } }
}
