import Diagnostics

struct ParsedQuery {
  var expression: Expression?
  var diagnostics: [Diagnostic]
}

enum QueryParser {
  static func parse(_ text: String, file: String) -> ParsedQuery {
    var words: [Expression] = []
    var isAnd = false
    var diagnostics: [Diagnostic] = []
    var offset = 0
    for part in text.split(separator: " ", omittingEmptySubsequences: false) {
      let range = offset..<offset + part.utf8.count
      offset = range.upperBound + 1
      let word = part.filter { $0 != "\n" }
      if word.isEmpty || word == "OR" { continue }
      if word == "AND" { isAnd = true; continue }
      if word.hasPrefix("$") {
        words.append(Expression(.list(String(word.dropFirst())), at: range))
      } else if word == "BAD" {
        diagnostics.append(Diagnostic("stand-in", .error, "a bad word", file: file, at: range))
      } else {
        words.append(Expression(.word(WordPattern(String(word))), at: range))
      }
    }
    guard diagnostics.isEmpty, let first = words.first else {
      return ParsedQuery(expression: nil, diagnostics: diagnostics)
    }
    return ParsedQuery(
      expression: words.count == 1 ? first : Expression(isAnd ? .and(words) : .or(words), at: 0..<text.utf8.count),
      diagnostics: [])
  }
  static func parseListItem(_ text: String, file: String) -> ParsedQuery { parse(text, file: file) }
}

enum QueryPrinter {
  static func print(_ expression: Expression) -> String { "\(expression.kind)" }
}

extension Expression {
  var listNames: [(name: String, utf8Range: Range<Int>)] {
    switch kind {
    case .list(let name): [(name, utf8Range)]
    case .and(let all), .or(let all): all.flatMap(\.listNames)
    default: []
    }
  }
}
