import Articles
import RuleLanguage
import SafeText

/// An explanation as a person reads it on a terminal: the tree, a line or two for each part.
///
/// Everything that came from an article or a rule file is made safe to show.
package struct ExplanationTextRenderer: Sendable {
  /// Longer expressions are cut: their parts stand below, or say nothing new.
  private static let expressionCharacters = 100

  private let terminal: TerminalText
  private let showsAll: Bool

  /// - Parameter showsAll: the places of every part, and not only where they say something new.
  package init(usesColour: Bool, showsAll: Bool = false) {
    terminal = TerminalText(usesColour: usesColour)
    self.showsAll = showsAll
  }

  /// Several lines, the last one ended, and an empty one.
  package func text(_ explanation: Explanation) -> String {
    let verdict = explanation.isMatch ? styled("matches", .yes) : styled("does not match", .no)
    let rule = explanation.rule
    let title = rule.title == rule.id || rule.id == "query" ? "" : " · \(rule.title)"
    var lines = ["\(explanation.file.safeToShow): \(verdict) \(styled((rule.id + title).safeToShow, .bold))"]
    if let title = explanation.title { lines.append("  " + styled(title.safeToShow, .underlined)) }
    lines += explanation.notes.map { "  " + styled("note: " + $0.safeToShow, .dim) }
    add(explanation.tree, lead: "", below: "", isInsideNear: false, to: &lines)
    if let disagreement = explanation.disagreement {
      lines.append(
        styled("This explanation cannot be trusted: \(disagreement). Please report it, with rule and article.", .no))
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  // MARK: - The tree

  /// - Parameters:
  ///   - lead: what stands before the part's own line.
  ///   - below: what stands before the lines of what is inside.
  ///   - isInsideNear: whether an operator around it shows its places already.
  private func add(
    _ node: Explanation.Node, lead: String, below: String, isInsideNear: Bool, to lines: inout [String]
  ) {
    let hasMore = !node.parts.isEmpty || isOmissionShown(node)
    let mark = node.isTrue ? styled("✓", .yes) : styled("✗", .no)
    let facts = facts(on: node)
    lines.append(
      styled(lead, .dim) + "\(mark) \(expression(of: node))" + (facts.isEmpty ? "" : "  " + styled(facts, .dim)))
    let inner = styled(below + (hasMore ? "│ " : "  "), .dim)
    if let miss = node.miss {
      lines.append("\(inner)  \(styled(miss.message.safeToShow, .miss))")
      if let place = miss.place { lines.append("\(inner)    \(text(of: place))") }
    }
    let showsPlaces = showsAll || !isInsideNear && (Self.showsPlaces(node) || node.parts.isEmpty)
    if showsPlaces {
      lines += node.places.map { "\(inner)  \(text(of: $0))" }
      if let count = node.placeCount, count > node.places.count, !node.places.isEmpty {
        lines.append("\(inner)  \(styled("… and \(count - node.places.count) more", .dim))")
      }
    }
    for (index, part) in node.parts.enumerated() {
      let isLast = index == node.parts.count - 1 && !isOmissionShown(node)
      add(
        part, lead: below + (isLast ? "└─ " : "├─ "), below: below + (isLast ? "   " : "│  "),
        isInsideNear: isInsideNear || node.isTrue && Self.showsPlaces(node), to: &lines)
    }
    if isOmissionShown(node) {
      lines.append(styled("\(below)└─ … and \(node.omittedParts) more; --all shows them", .dim))
    }
  }

  /// Of a list, and of alternatives that all failed, the number is told anyway.
  private func isOmissionShown(_ node: Explanation.Node) -> Bool {
    node.omittedParts > 0 && node.kind != .list && (node.isTrue || node.kind != .or)
  }

  /// Kinds whose places are others than those of their parts together.
  private static func showsPlaces(_ node: Explanation.Node) -> Bool {
    switch node.kind {
    case .near, .before, .notNear, .first: true
    default: false
    }
  }

  private func expression(of node: Explanation.Node) -> String {
    let text = node.expression.safeToShow
    let isLong = text.count > Self.expressionCharacters
    let weight = node.weight.map { "^\($0)" } ?? ""
    return (isLong ? text.prefix(Self.expressionCharacters - 1) + "…" : text) + weight
  }

  private func facts(on node: Explanation.Node) -> String {
    var facts = node.notes.map(\.safeToShow)
    if let count = node.placeCount, count > 0 { facts.insert("\(count.counted("place"))", at: 0) }
    return facts.joined(separator: "; ")
  }

  private func text(of place: Explanation.Place) -> String {
    let zone =
      switch place.zone {
      case .body: "paragraph \(place.paragraph)"
      case .caption, .furniture: "\(place.zone.name) \(place.paragraph)"
      case .title, .dateline: place.zone.name
      }
    return styled("\(zone):", .dim) + " " + terminal.marked(place.text, place.marks)
  }

  private func styled(_ text: String, _ style: TerminalStyle) -> String { terminal.styled(text, style) }
}

extension TerminalStyle {
  fileprivate static var yes: TerminalStyle { .boldGreen }
  fileprivate static var no: TerminalStyle { .boldRed }
  fileprivate static var miss: TerminalStyle { .cyan }
}
