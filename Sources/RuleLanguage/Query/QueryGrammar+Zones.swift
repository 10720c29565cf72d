import Diagnostics

/// The parts of an article that zone prefixes tell apart.
struct ZoneSet: OptionSet, Hashable {
  let rawValue: UInt8

  static let title = ZoneSet(rawValue: 1)
  static let lead = ZoneSet(rawValue: 2)
  static let restOfBody = ZoneSet(rawValue: 4)
  static let dateline = ZoneSet(rawValue: 8)
  static let caption = ZoneSet(rawValue: 16)
  static let furniture = ZoneSet(rawValue: 32)
  static let body: ZoneSet = [.lead, .restOfBody]
  static let everything: ZoneSet = [.title, .body, .dateline, .caption, .furniture]
  /// What is searched without a prefix.
  static let searched: ZoneSet = [.title, .body]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ selector: ZoneSelector) {
    switch selector {
    case .title: self = .title
    case .lead: self = .lead
    case .body: self = .body
    case .dateline: self = .dateline
    case .caption: self = .caption
    case .furniture: self = .furniture
    case .any: self = .everything
    }
  }

  /// With the whole body where it has a part of it: NEAR crosses paragraphs.
  var wholeZones: ZoneSet { isDisjoint(with: .body) ? self : union(.body) }
}

/// A zone prefix around the part that is parsed.
struct ZonePrefix {
  var selector: ZoneSelector
  var utf8Range: Range<Int>
  /// Where something inside it can stand, the prefixes further out considered.
  var zones: ZoneSet
}

extension QueryGrammar {
  mutating func parseZone(_ zone: ZoneSelector) -> Operand {
    let token = take()
    guard descend(at: token.utf8Range) else { return Operand(expression: nil, utf8Range: token.utf8Range) }
    defer { ascend() }
    let isNearList = if case .near = current.kind { next.kind == .open } else { false }
    guard current.startsOperand || current.kind == .not || isNearList else {
      tellEmptyPrefix(token, example: "\(zone.rawValue):word or \(zone.rawValue):(a OR b)")
      return Operand(expression: nil, utf8Range: token.utf8Range)
    }
    var zones = ZoneSet(zone)
    if let outer = enclosingZones.last {
      zones.formIntersection(outer.zones)
      if zones.isEmpty {
        let culprit = enclosingZones.last { ZoneSet($0.selector).isDisjoint(with: ZoneSet(zone)) }
        tellDisjoint(token, culprit ?? outer)
        zones = ZoneSet(zone)
      }
    }
    enclosingZones.append(ZonePrefix(selector: zone, utf8Range: token.utf8Range, zones: zones))
    let inner = parsePrimary(after: token)
    enclosingZones.removeLast()
    let place = token.utf8Range.lowerBound..<max(token.utf8Range.upperBound, inner.utf8Range.upperBound)
    guard let expression = inner.expression else { return Operand(expression: nil, utf8Range: place) }
    let operand = node(.zone(zone, expression), at: place)
    checkSpans(operand, name: "\(zone.rawValue):", at: token.utf8Range)
    return operand
  }

  private mutating func tellDisjoint(_ token: QueryToken, _ outer: ZonePrefix) {
    let outerName = "\(outer.selector.rawValue):"
    report(
      .disjointZones, "\(written(token.utf8Range)) inside \(outerName) can never match: no place is in both",
      at: token.utf8Range,
      secondary: Diagnostic.Label(utf8Range: outer.utf8Range, message: "only what is in \(outerName) is searched here"),
      hint: "take one of the two prefixes out, or write them side by side with AND")
  }

  /// NEAR never crosses zones.
  mutating func checkCommonZone(_ operands: [Expression], name: String, at place: Range<Int>) {
    let enclosing = enclosingZones.last?.zones
    var common = ZoneSet.everything
    for operand in operands {
      common.formIntersection(operand.possibleZones(inside: enclosing).wholeZones)
      guard common.isEmpty else { continue }
      report(
        .neverMatches, "\(name) can never match here: its parts stand in different zones, and it does not cross them",
        at: place,
        secondary: Diagnostic.Label(
          utf8Range: operand.utf8Range, message: "this is in another zone than what is before"),
        hint: "write AND for parts that may stand in different zones")
      return
    }
  }
}

extension Expression {
  /// Where its spans can stand; `enclosing`: what prefixes around it leave, nil for none.
  func possibleZones(inside enclosing: ZoneSet?) -> ZoneSet {
    switch kind {
    case .word, .phrase, .name, .regex, .and, .not, .metadata, .atLeast, .of, .score: enclosing ?? .searched
    case .first(_, let operand): operand.possibleZones(inside: enclosing).intersection(.body)
    // Items of the list may have prefixes of their own.
    case .list: enclosing ?? .everything
    case .or(let operands):
      operands.reduce(into: ZoneSet()) { $0.formUnion($1.possibleZones(inside: enclosing)) }
    case .near(_, let operands):
      operands.reduce(into: ZoneSet.everything) { $0.formIntersection($1.possibleZones(inside: enclosing).wholeZones) }
    case .unless(let a, _), .notNear(let a, _, _): a.possibleZones(inside: enclosing)
    case .zone(let zone, let operand):
      operand.possibleZones(inside: (enclosing ?? .everything).intersection(ZoneSet(zone)))
    }
  }
}
