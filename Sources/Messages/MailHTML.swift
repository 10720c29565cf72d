import RuleLanguage

/// A mail as most people read it: nothing from elsewhere, no colours but those of marks and severities, so that it is
/// legible on a dark ground too. Lines ended by LF.
enum MailHTML {
  static func text(of sections: [MailSection]) -> String {
    let head = """
      <!DOCTYPE html>
      <html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark"><title></title></head>
      <body style="font-family:sans-serif;line-height:1.4;max-width:44em">

      """
    return head + sections.map(text).joined(separator: "<hr>\n") + "</body></html>\n"
  }

  private static func text(of section: MailSection) -> String {
    var lines = ["<h2 dir=\"auto\" style=\"font-size:1.2em;margin:0.6em 0 0.2em\">\(section.title.escapedAsHTML)</h2>"]
    if !section.credits.isEmpty { lines.append(small(section.credits.joined(separator: " · "))) }
    lines += section.lines.map { "<p dir=\"auto\" style=\"margin:0.2em 0\">\(text(of: $0))</p>" }
    if let url = section.url?.escapedAsHTML {
      lines.append("<p style=\"margin:0.2em 0\"><a href=\"\(url)\" rel=\"noreferrer\">\(url)</a></p>")
    }
    for entry in section.entries { lines += text(of: entry) }
    lines.append(small(section.origin.joined(separator: " · ")))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(of line: MailSection.Line) -> String {
    let text = line.text.escapedAsHTML
    let linked = line.url.map { "<a href=\"\($0.escapedAsHTML)\" rel=\"noreferrer\">\(text)</a>" }
    return line.before.escapedAsHTML + (linked ?? text) + line.after.escapedAsHTML
  }

  private static func text(of entry: MailSection.Entry) -> [String] {
    let style = "border-left:4px solid \(colour(of: entry.severity));padding-left:0.8em;margin:1em 0"
    let words = ([entry.severity.rawValue.uppercased()] + entry.marks).joined(separator: " ")
    var lines = [
      "<div style=\"\(style)\">",
      "<p style=\"margin:0.2em 0\"><b>\(words.escapedAsHTML)</b> <b dir=\"auto\">\(entry.rule.escapedAsHTML)</b></p>",
    ]
    lines += entry.changes.map { change in
      "<p dir=\"auto\" style=\"margin:0.4em 0\"><i>\(change.label.escapedAsHTML):</i> \(change.text.escapedAsHTML)</p>"
    }
    lines += entry.quotes.map { quote in
      let zone = quote.zone.map { "<i>\($0.escapedAsHTML):</i> " } ?? ""
      return "<p dir=\"auto\" style=\"margin:0.4em 0\">\(zone)\(quote.pieces.map(text).joined())</p>"
    }
    return lines + [small(entry.origin), "</div>"]
  }

  private static func text(of piece: MailSection.Piece) -> String {
    guard piece.isMarked else { return piece.text.escapedAsHTML }
    return "<mark style=\"background:#ffe58a;color:#1a1a1a\">\(piece.text.escapedAsHTML)</mark>"
  }

  private static func small(_ text: String) -> String {
    "<p dir=\"auto\" style=\"font-size:0.85em;opacity:0.75;margin:0.2em 0\">\(text.escapedAsHTML)</p>"
  }

  /// Seen on white and on black.
  private static func colour(of severity: Severity) -> String {
    switch severity {
    case .info: "#2a9db0"
    case .low: "#3f9a50"
    case .medium: "#3b7dd8"
    case .high: "#e07000"
    case .critical: "#d93025"
    }
  }
}

extension String {
  /// Text that stays text between tags and in quoted values of attributes.
  fileprivate var escapedAsHTML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
