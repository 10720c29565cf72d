/// A test as YAML, for a rule file that people read: each value quoted so that whatever an article says stays its text.
package struct TestEntry {
  let input: RuleTest.Input
  let source: String?
  let expectsMatch: Bool
  /// What a person should know of it, of letters, digits and spaces: the text of a comment before it.
  let comment: String

  private var expectation: String { expectsMatch ? "match" : "no match" }

  /// As an item of a list with dashes.
  ///
  /// - Parameter indentation: what stands before the dash.
  func lines(_ indentation: String) -> [String] {
    var values: [String] = []
    switch input {
    case .article(let path): values.append("article: \(Self.quoted(path))")
    case .text(let title, let text):
      if !title.isEmpty { values.append("title: \(Self.quoted(title))") }
      if Self.canStandAsBlock(text) {
        values.append("text: |")
        // An empty line has no indentation: editors and fmt would take it away.
        values += text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
      } else if !text.isEmpty {
        values.append("text: \(Self.quoted(text))")
      }
    }
    if let source { values.append("source: \(Self.quoted(source))") }
    values.append("expect: \(expectation)")
    let lines = values.enumerated().map { number, line in
      line.isEmpty ? "" : indentation + (number == 0 ? "- " : "  ") + line
    }
    return ["\(indentation)# \(comment)"] + lines
  }

  /// Within a list in brackets.
  var flow: String {
    var values: [(String, String)]
    switch input {
    case .article(let path): values = [("article", path)]
    case .text(let title, let text): values = [("title", title), ("text", text)].filter { !$0.1.isEmpty }
    }
    if let source { values.append(("source", source)) }
    return "{" + values.map { "\($0): \(Self.quoted($1)), " }.joined() + "expect: \(expectation)}"
  }

  // MARK: Quoting

  /// Whether a text can stand behind `|`: YAML would take spaces before its first line for indentation, and the ends of lines must not
  /// be lost to editors.
  private static func canStandAsBlock(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first != " ", first != "\n",
      !text.unicodeScalars.contains(where: isEscaped)
    else { return false }
    return text.split(separator: "\n").allSatisfy { $0.last != " " } && text.last != "\n"
  }

  /// In double quotes on one line.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      case _ where isEscaped(scalar):
        let digits = String(scalar.value, radix: 16)
        let isShort = digits.utf8.count <= 4
        result +=
          (isShort ? "\\u" : "\\U") + String(repeating: "0", count: (isShort ? 4 : 8) - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// What YAML does not take as it is, and what an editor would not show, such as a change of direction. Those that are part of how
  /// people write stay: the soft hyphen, the joiners.
  private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar != "\n"
    case .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
    case .format: ![0xAD, 0x200B, 0x200C, 0x200D].contains(scalar.value)
    default: false
    }
  }
}
