import Diagnostics

/// The tags of a template, looked at before the library reads it: it knows more than is wanted here, and takes a name that
/// nothing has for one that is empty.
struct TemplateTags {
  /// All of them.
  private(set) var count = 0
  /// Whether one shows what a section is about as a whole, `{{.}}`.
  private(set) var showsWholeValues = false

  static let maximumTags = 1_000
  static let maximumDepth = 16

  /// - Throws: `TemplateMistake` for the first that cannot be used.
  init(_ text: String, escaping: TemplateEscaping) throws(TemplateMistake) {
    let bytes = Array(text.utf8)
    let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    var (index, line, depth) = (0, 1, 0)
    while index + 1 < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") { line += 1 }
      guard bytes[index] == open, bytes[index + 1] == open else {
        index += 1
        continue
      }
      var end = index + 2
      while end < bytes.count, end + 1 >= bytes.count || bytes[end] != close || bytes[end + 1] != close { end += 1 }
      let tag = String(decoding: bytes[(index + 2)..<min(end, bytes.count)], as: UTF8.self)
      count += 1
      guard count <= Self.maximumTags else {
        throw TemplateMistake(
          line: line, "the template has more than \(Self.maximumTags) tags", hint: "write a shorter one")
      }
      try check(tag, escaping: escaping, line: line, depth: &depth)
      line += tag.utf8.count { $0 == UInt8(ascii: "\n") }
      index = end + 2
    }
  }

  private mutating func check(
    _ tag: String, escaping: TemplateEscaping, line: Int, depth: inout Int
  ) throws(TemplateMistake) {
    let trimmed = tag.drop { $0.isWhitespace }
    switch trimmed.first {
    case "!": return
    case "/": depth -= 1
    case "#", "^":
      depth += 1
      guard depth <= Self.maximumDepth else {
        throw TemplateMistake(
          line: line, "sections stand in one another more than \(Self.maximumDepth) deep", hint: "use fewer of them")
      }
      try checkName(trimmed.dropFirst(), line: line)
    case "{", "&":
      guard escaping == .plain else {
        throw TemplateMistake(
          line: line, "text of articles has to be escaped here, or it could write more than itself",
          hint: "write two braces and the name, as in {{article.title}}")
      }
      try checkName(trimmed.dropFirst(), line: line)
    case ">", "<", "$", "=", "%", "*":
      throw TemplateMistake(
        line: line, "tags that begin with {{\(trimmed.prefix(1)) are not known here",
        hint: "a template stands alone: use {{name}}, {{#name}}, {{^name}}, {{/name}} and {{! comments}}")
    default: try checkName(trimmed, line: line)
    }
  }

  /// - Parameter name: with transforms around it, as in `uppercased(rule.severity)`.
  private mutating func checkName(_ name: Substring, line: Int) throws(TemplateMistake) {
    let path = (name.split(separator: "(", omittingEmptySubsequences: false).last ?? name).prefix { $0 != ")" }
      .filter { !$0.isWhitespace && $0 != "}" }
    if path.hasPrefix(".") || path.isEmpty { showsWholeValues = true }
    for part in path.split(separator: ".") where !TemplateFields.all.contains(String(part)) {
      // What is no name is told by the library.
      guard part.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else { continue }
      let near = Suggestion.closest(to: String(part), among: TemplateFields.all.sorted())
      throw TemplateMistake(
        line: line, "alerts have no field \"\(part.prefix(60))\"",
        hint: near.map { "did you mean \"\($0)\"?" } ?? "the fields are those of an alert, text and snippet")
    }
  }
}

/// What a template can name.
package enum TemplateFields {
  /// The fields of alerts, at any depth.
  package static let ofAlerts: Set<String> = [
    "id", "time", "kind", "old", "correction", "rule", "article", "story", "snippets", "parts", "title", "severity",
    "tags",
    "version", "hash", "file", "source", "author", "url", "published", "lang", "first_seen", "copies", "sources",
    "zone",
    "text", "marks", "expression", "spans", "from", "to", "alert", "because", "changes", "new",
  ]
  /// What is there beside them: the alert as people read it, and its first passage.
  package static let text = "text"
  package static let snippet = "snippet"

  static let all = ofAlerts.union([text, snippet])
}
