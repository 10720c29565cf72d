/// A mail for those who read no HTML. Lines ended by LF.
enum MailPlainText {
  static func text(of sections: [MailSection]) -> String {
    sections.map(text).joined(separator: "\n\n") + "\n"
  }

  private static func text(of section: MailSection) -> String {
    var lines = [section.title]
    if !section.credits.isEmpty { lines.append(section.credits.joined(separator: " · ")) }
    for line in section.lines {
      lines.append(line.before + line.text + line.after)
      if let url = line.url { lines.append("    " + url) }
    }
    if let url = section.url { lines.append(url) }
    for entry in section.entries {
      lines += ["", ([entry.severity.rawValue.uppercased()] + entry.marks + [entry.rule]).joined(separator: "  ")]
      lines += entry.changes.map { "  \($0.label): \($0.text)" }
      lines += entry.quotes.map { quote in
        let words = quote.pieces.map { $0.isMarked ? "[\($0.text)]" : $0.text }.joined()
        return "  " + (quote.zone.map { "\($0): " } ?? "") + words
      }
      lines.append("  " + entry.origin)
    }
    return (lines + ["", section.origin.joined(separator: " · ")]).joined(separator: "\n")
  }
}
