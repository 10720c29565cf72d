import Alerts
import SafeText

/// Articles that a search has found, for people and for programs.
package struct SearchText: Sendable {
  private let terminal: TerminalText
  private let snippets: AlertTextRenderer

  package init(usesColour: Bool) {
    terminal = TerminalText(usesColour: usesColour)
    snippets = AlertTextRenderer(usesColour: usesColour)
  }

  /// Some lines and an empty one. What comes from an article is made safe to show.
  package func text(_ example: BacktestExample) -> String {
    var lines = [heading(example)]
    for snippet in example.snippets ?? [] { lines.append("  " + snippets.text(snippet)) }
    var facts = [example.article.file]
    if let url = example.article.url { facts.append(url) }
    lines.append("  " + terminal.styled(facts.map(\.safeToShow).joined(separator: " · "), .dim))
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func heading(_ example: BacktestExample) -> String {
    // As `2026-11-22 13:45`.
    var facts = [String(example.arrived.prefix(16)).replacing("T", with: " ")]
    if let source = example.article.source { facts.append(source.safeToShow) }
    facts.append(terminal.styled((example.article.title ?? "(no title)").safeToShow, .bold))
    return facts.joined(separator: "  ")
  }

  /// One object on a line that is ended; absent values are left out.
  package static func jsonLine(_ example: BacktestExample) throws -> String { try SafeJSON.line(example) + "\n" }
}
