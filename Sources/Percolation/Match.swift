import Articles
import RuleLanguage

/// A place in an article where an expression found something: the tokens that it matched.
package struct TokenSpan: Sendable, Hashable, Comparable {
  /// Positions, ascending, at least one; between them may lie gaps (of NEAR) that belong to the span's extent only.
  package let positions: [Int]

  package init(_ positions: [Int]) { self.positions = positions }

  package var first: Int { positions[0] }
  package var last: Int { positions[positions.count - 1] }

  /// By first, then last position, then all of them.
  package static func < (a: TokenSpan, b: TokenSpan) -> Bool {
    if a.first != b.first { return a.first < b.first }
    if a.last != b.last { return a.last < b.last }
    return a.positions.lexicographicallyPrecedes(b.positions)
  }
}

/// One rule that is true of one article, and why.
package struct Match: Sendable {
  /// A part of the rule that has places in the text (or a metadata condition that is met, without any).
  package struct Part: Sendable, Equatable {
    /// As the rule's author wrote it, on one line.
    package let expression: String
    /// Ascending.
    package let spans: [TokenSpan]

    package init(expression: String, spans: [TokenSpan]) {
      self.expression = expression
      self.spans = spans
    }
  }

  package let rule: RuleHead
  package let parts: [Part]
  /// Whether some operator had more spans than are kept, so that only the first of them were looked at.
  package let isTruncated: Bool

  package init(rule: RuleHead, parts: [Part], isTruncated: Bool = false) {
    self.rule = rule
    self.parts = parts
    self.isTruncated = isTruncated
  }
}
