/// What is tried with inputs nobody wrote: any bytes, and what must hold of what is made of them.
///
/// `make fuzz` searches for bytes of which it does not hold, guided by what code they reach; those it found worth keeping
/// are in Tests/Corpus and tried with every run of the tests.
package enum FuzzTarget: String, Sendable, CaseIterable {
  /// A query, or a list item.
  case query
  /// A rule file.
  case rules
  /// Rules and an article.
  case match
  /// A rule file to be laid out.
  case layout
  /// A query of another program.
  case importing = "import"

  /// Inputs that are longer are passed over: what is long finds nothing that the short does not, and takes time.
  package static let maximumBytes = 4096

  /// - Throws: `Violation` where something does not hold. What traps, hangs or eats memory does so.
  package func check(_ bytes: [UInt8]) throws {
    guard bytes.count <= Self.maximumBytes else { return }
    switch self {
    case .query: try QueryCheck.check(bytes)
    case .rules: try RuleFileCheck.check(bytes)
    case .match: try MatchCheck.check(bytes)
    case .layout: try LayoutCheck.check(bytes)
    case .importing: try ImportCheck.check(bytes)
    }
  }

  /// Something that must hold, and does not.
  package struct Violation: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
  }
}

/// - Throws: `FuzzTarget.Violation` unless it holds.
func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw FuzzTarget.Violation(what()) }
}
