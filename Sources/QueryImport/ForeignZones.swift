import RuleLanguage

/// Fields that are parts of the article, several perhaps, as title and lead together. AND, NOT and ATLEAST stand outside them
/// here, so that one word may be in the title and the next in the lead; what has places in the text is in one of them.
///
/// A zone inside another leaves at most what is in both: however deep they stand in one another, a word is written once
/// for each zone and no more.
enum ForeignZones {
  /// - Parameter zones: one or more, none of them within another.
  static func applied(_ zones: [ZoneSelector], to operand: Expression) -> Expression {
    func inner(_ operand: Expression) -> Expression { applied(zones, to: operand) }
    if Omission.isMark(operand) || isWithin(zones, operand) { return operand }
    if operand.givesSpans {
      let parts = zones.compactMap { zone in within(zone, operand).map { prefixed(zone, $0) } }
      // Nothing is in both: our own parser says so best.
      return parts.isEmpty ? Expression(.zone(zones[0], operand), at: 0..<0) : .alternatives(parts)
    }
    switch operand.kind {
    case .and(let operands): return Expression(.and(operands.map(inner)), at: 0..<0)
    case .or(let operands): return .alternatives(operands.map(inner))
    case .not(let operand): return Expression(.not(inner(operand)), at: 0..<0)
    case .atLeast(let count, let operand): return Expression(.atLeast(count, inner(operand)), at: 0..<0)
    default: return operand
    }
  }

  /// Whether the operand says by itself that it is only in these zones.
  private static func isWithin(_ zones: [ZoneSelector], _ operand: Expression) -> Bool {
    let parts = if case .or(let operands) = operand.kind { operands } else { [operand] }
    return parts.allSatisfy { part in
      guard case .zone(let inner, _) = part.kind else { return false }
      return zones.contains { contains($0, inner) }
    }
  }

  /// What of an operand can be found in a zone, without prefixes that say no more than the zone; `nil` for nothing.
  private static func within(_ zone: ZoneSelector, _ operand: Expression) -> Expression? {
    switch operand.kind {
    case .zone(let inner, let operand):
      if contains(inner, zone) { return within(zone, operand) }
      return contains(zone, inner) ? within(inner, operand).map { prefixed(inner, $0) } : nil
    case .or(let operands):
      let left = operands.compactMap { within(zone, $0) }
      return left.isEmpty ? nil : .alternatives(left)
    case .near(let proximity, let operands):
      let left = operands.compactMap { within(zone, $0) }
      return left.count == operands.count ? Expression(.near(proximity, left), at: 0..<0) : nil
    case .notNear(let a, let distance, let b):
      guard let a = within(zone, a) else { return nil }
      guard let b = within(zone, b) else { return a }
      return Expression(.notNear(a, distance, b), at: 0..<0)
    case .first(let count, let operand):
      // First words are of the body.
      guard contains(.body, zone) || contains(zone, .body) else { return nil }
      return within(zone, operand).map { Expression(.first(count, $0), at: 0..<0) }
    default: return operand
    }
  }

  private static func prefixed(_ zone: ZoneSelector, _ operand: Expression) -> Expression {
    if case .zone(let inner, _) = operand.kind, contains(zone, inner) { return operand }
    return Omission.isMark(operand) ? operand : Expression(.zone(zone, operand), at: 0..<0)
  }

  private static func contains(_ outer: ZoneSelector, _ inner: ZoneSelector) -> Bool {
    outer == inner || outer == .any || (outer == .body && inner == .lead)
  }
}
