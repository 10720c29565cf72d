/// A service's markup, in which lines are written as text.
struct TextMarkup: Sendable {
  /// In which the service's limits count.
  let unit: MessageUnit
  /// A text as it stands, nothing in it taken for markup.
  let escape: @Sendable (String) -> String
  /// Around bold words.
  let bold: String
  /// Around ids, which have no signs that would end it.
  let code: String
  /// Before words of an article that stand in a line of their own.
  let quotation: String
  /// A text, with its markup, that leads to an address; the text alone where the service has no links in texts.
  var link: @Sendable (_ text: String, _ url: String) -> String = { text, _ in text }
  /// A text that is to be such a link, before it is escaped, without what could end it all the same.
  var linkable: @Sendable (String) -> String = { $0 }

  func text(_ line: StyledLine) -> String {
    let middle = line.middle
      .map { text(line.link == nil ? $0 : StyledRun(linkable($0.text), $0.style)) }.joined()
    let linked = line.link.flatMap { middle.isEmpty ? nil : link(middle, $0.url) } ?? middle
    return (line.isQuotation ? quotation : "") + line.head.map(text).joined() + linked + line.tail.map(text).joined()
  }

  private func text(_ run: StyledRun) -> String {
    switch run.style {
    case .plain: return escape(run.text)
    case .bold:
      guard !bold.isEmpty else { return escape(run.text) }
      // Markers beside a space are none.
      let word = run.text.drop { $0 == " " }
      let trailing = word.reversed().prefix { $0 == " " }.count
      guard word.count > trailing else { return escape(run.text) }
      let leading = run.text.count - word.count
      return String(repeating: " ", count: leading) + bold + escape(String(word.dropLast(trailing))) + bold
        + String(repeating: " ", count: trailing)
    case .code:
      return run.text.isEmpty ? "" : code + run.text + code
    }
  }

  func text(_ lines: [StyledLine]) -> String { lines.map(text).joined(separator: "\n") }

  func size(_ line: StyledLine) -> Int { unit.count(text(line)) }

  func fitting(_ limit: Int) -> LineFitting { LineFitting(limit: limit, size: size) }

  /// One line within a limit, without its tail where that leaves no room.
  func text(_ line: StyledLine, limit: Int) -> String {
    let fitting = fitting(limit)
    if let fitted = fitting.fitted([line]) { return text(fitted) }
    return text(fitting.fitted([StyledLine(head: line.head, middle: line.middle)]) ?? [StyledLine(head: line.head)])
  }
}

extension TextMarkup {
  /// Nothing is markup in a text for which the service knows none.
  static func none(_ unit: MessageUnit) -> TextMarkup {
    TextMarkup(unit: unit, escape: { $0 }, bold: "", code: "", quotation: "")
  }

  /// Some of the services take a bracket for the end of a link's text though a backslash is before it: look-alikes have its place.
  @Sendable private static func brackets(_ text: String) -> String {
    text.replacingScalars { $0 == "[" ? "\u{FF3B}" : $0 == "]" ? "\u{FF3D}" : nil }
  }

  /// CommonMark and its relatives. What means something only at the beginning of a line never stands there: a character of no
  /// width is before it.
  ///
  /// - Parameter signs: those that mean something inside a line; each has a backslash before it.
  static func markdown(_ unit: MessageUnit, signs: String) -> TextMarkup {
    let signs = Set(signs.unicodeScalars)
    return TextMarkup(
      unit: unit, escape: { $0.withoutMentions.replacingScalars { signs.contains($0) ? "\\\($0)" : nil } }, bold: "**",
      code: "`", quotation: "> \u{200B}", link: { "[\($0)](\($1))" }, linkable: brackets)
  }
}
