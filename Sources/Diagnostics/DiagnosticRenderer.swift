import SafeText

/// Writes diagnostics for people, and for programs as JSON. Pure: returns strings, prints nothing.
///
/// What comes from a file is escaped, so that a hostile file cannot write to the terminal.
package struct DiagnosticRenderer: Sendable {
  package var isColoured: Bool
  private let sources: [String: SourceText]

  /// `sources`: by the name that diagnostics give in `file`. Without its source a diagnostic is told without a place.
  package init(sources: [String: SourceText], isColoured: Bool = false) {
    self.sources = sources
    self.isColoured = isColoured
  }

  package init(source: SourceText, isColoured: Bool = false) {
    self.init(sources: [source.file: source], isColoured: isColoured)
  }

  /// All of them, an empty line between, a newline at the end; empty for none.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { render($0) }.joined(separator: "\n")
  }

  /// One diagnostic, of several lines, each ended with a newline.
  package func render(_ diagnostic: Diagnostic) -> String {
    let source = sources[diagnostic.file]
    let colour: TerminalStyle = diagnostic.severity == .error ? .boldRed : .boldYellow
    let place = paint(place(of: diagnostic, in: source), .bold)
    let kind = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", colour)
    var result = "\(place): \(kind): \(VisibleText.escape(diagnostic.message))\n"
    if let source { result += excerpts(of: diagnostic, in: source, colour: colour) }
    if let hint = diagnostic.hint { result += "\(paint("hint", .cyan)): \(VisibleText.escape(hint))\n" }
    return result
  }

  /// `2 errors, 1 warning`; `nil` for none.
  package static func summary(of diagnostics: [Diagnostic]) -> String? {
    func count(_ severity: Diagnostic.Severity) -> String? {
      let number = diagnostics.count { $0.severity == severity }
      return number == 0 ? nil : number.counted(severity.rawValue)
    }
    let parts = [count(.error), count(.warning)].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  func source(named file: String) -> SourceText? { sources[file] }

  private func place(of diagnostic: Diagnostic, in source: SourceText?) -> String {
    let file = VisibleText.escape(diagnostic.file)
    guard let source else { return file }
    let position = source.position(at: diagnostic.utf8Range.lowerBound)
    return "\(file):\(position.line):\(position.column)"
  }

  private func excerpts(of diagnostic: Diagnostic, in source: SourceText, colour: TerminalStyle) -> String {
    guard !source.bytes.isEmpty else { return "" }
    let line = source.line(at: diagnostic.utf8Range.lowerBound)
    let secondary = diagnostic.secondary
    let secondLine = secondary.map { source.line(at: $0.utf8Range.lowerBound) }
    let gutter = String(max(line, secondLine ?? 0)).count
    let first = Block(
      line: line, excerpt: SourceExcerpt(of: diagnostic.utf8Range, in: source), mark: "^", label: "", colour: colour)
    guard let secondary, let secondLine else { return render(first, gutter: gutter) }
    let second = Block(
      line: secondLine, excerpt: SourceExcerpt(of: secondary.utf8Range, in: source), mark: "-",
      label: " " + VisibleText.escape(secondary.message), colour: .blue)
    if secondLine == line, first.excerpt.text == second.excerpt.text {
      return render(first, gutter: gutter) + marks(of: second, gutter: gutter)
    }
    // In the order of the file, as one reads it.
    let blocks = secondLine < line ? [second, first] : [first, second]
    return blocks.map { render($0, gutter: gutter) }.joined()
  }

  private struct Block {
    var line: Int
    var excerpt: SourceExcerpt
    var mark: Character
    var label: String
    var colour: TerminalStyle
  }

  private func render(_ block: Block, gutter: Int) -> String {
    let number = String(block.line)
    let padding = String(repeating: " ", count: gutter - number.count)
    let content = block.excerpt.text.isEmpty ? "" : " " + block.excerpt.text
    return " \(padding)\(paint(number, .blue)) \(paint("|", .blue))\(content)\n" + marks(of: block, gutter: gutter)
  }

  private func marks(of block: Block, gutter: Int) -> String {
    let cells = block.excerpt.markedCells
    let marks = String(repeating: block.mark, count: cells.count) + block.label
    let indent = String(repeating: " ", count: cells.lowerBound)
    return " \(String(repeating: " ", count: gutter)) \(paint("|", .blue)) \(indent)\(paint(marks, block.colour))\n"
  }

  private func paint(_ text: String, _ style: TerminalStyle) -> String {
    TerminalText(usesColour: isColoured).styled(text, style)
  }
}
