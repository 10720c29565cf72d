import Diagnostics
import Languages

/// What a query's text says, or what is wrong with it.
package struct ParsedQuery: Sendable, Equatable {
  /// nil exactly when `diagnostics` has an error.
  package let expression: Expression?
  /// In the order of the text; ranges are UTF-8 bytes of the text that was parsed.
  package let diagnostics: [Diagnostic]

  package init(expression: Expression?, diagnostics: [Diagnostic]) {
    self.expression = expression
    self.diagnostics = diagnostics
  }
}

/// Reads queries. Pure functions: no file is read, no list looked up.
package enum QueryParser {
  /// The longest text that is read.
  package static let maximumUTF8Bytes = 1 << 20
  /// How deep parentheses, prefixes and NOT may stand inside one another.
  package static let maximumDepth = 100
  /// How many words, operators, lists and conditions a query may have.
  package static let maximumNodes = 100_000

  /// The query that a rule's `match:` or `--query` holds. Tells all mistakes at once.
  ///
  /// - Parameter language: of the rule, for `word~`; `nil`: each word is of the language that its letters tell.
  package static func parse(_ text: String, file: String = "query", language: LanguageCode? = nil) -> ParsedQuery {
    guard var grammar = grammar(of: text, file: file, language) else { return tooLarge(text, file: file) }
    let expression = grammar.parseQuery()
    if let expression { grammar.checkAsQuery(expression) }
    return grammar.finished(expression)
  }

  /// The syntax tree of a text that was read before, without its warnings; `nil` for a text that is no query.
  static func tree(of text: String, language: LanguageCode?) -> Expression? {
    guard var grammar = grammar(of: text, file: "", language) else { return nil }
    let expression = grammar.parseQuery()
    return grammar.finished(expression).expression
  }

  /// One item of a list in a rule file. Only words, with or without `*`, `?`, `~`, `=`: one phrase (operators in small
  /// letters are words there). Anything else: an expression, and one that gives spans.
  package static func parseListItem(
    _ text: String, file: String = "query", language: LanguageCode? = nil
  ) -> ParsedQuery {
    guard text.utf8.count <= maximumUTF8Bytes else { return tooLarge(text, file: file) }
    let source = QuerySource(text)
    if let phrase = ListItem.phrase(source, file: file, language) { return phrase }
    guard var grammar = grammar(of: text, file: file, language) else { return tooLarge(text, file: file) }
    if grammar.tellsCapitalsAsPhrase() { return grammar.finished(nil) }
    grammar.isListItem = true
    let expression = grammar.parseQuery()
    if let expression { grammar.checkAsListItem(expression) }
    return grammar.finished(expression)
  }

  /// What `parseListItem` reads as one phrase, whatever stands in a text: operators, quotes and signs are words or
  /// nothing there, only the signs of single words (`=`, `*`, `?`) and `\` mean what they mean in a phrase.
  static func phraseItem(_ text: Substring) -> String {
    var item = "\""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, "$/(:".unicodeScalars.contains(scalar) || scalar.isQuote { item.unicodeScalars.append("\\") }
      item.unicodeScalars.append(scalar)
      isEscaped = !isEscaped && scalar == "\\"
    }
    item += isEscaped ? "\\\"" : "\""
    return item
  }

  private static func grammar(of text: String, file: String, _ language: LanguageCode?) -> QueryGrammar? {
    guard text.utf8.count <= maximumUTF8Bytes else { return nil }
    var lexer = QueryLexer(source: QuerySource(text), language: language, problems: QueryProblems(file: file))
    lexer.run()
    return QueryGrammar(lexer)
  }

  private static func tooLarge(_ text: String, file: String) -> ParsedQuery {
    var problems = QueryProblems(file: file)
    problems.report(
      .tooLarge, "the query has \(text.utf8.count) bytes; at most \(maximumUTF8Bytes) are read", at: 0..<0,
      hint: "split it into several rules, or move words into lists")
    return ParsedQuery(expression: nil, diagnostics: problems.finished())
  }
}

/// List items that are only words.
enum ListItem {
  /// The item read as one phrase, or nil where it holds anything but words.
  static func phrase(_ source: QuerySource, file: String, _ language: LanguageCode?) -> ParsedQuery? {
    var lexer = QueryLexer(source: source, language: language, problems: QueryProblems(file: file))
    lexer.skipSpace()
    let start = lexer.position
    var end = start
    var count = 0
    while lexer.current != nil {
      let runEnd = lexer.endOfRun(from: lexer.position)
      guard runEnd > lexer.position, isWord(lexer.position..<runEnd, source) else { return nil }
      lexer.position = runEnd
      end = runEnd
      count += 1
      lexer.skipSpace()
    }
    guard count > 0, count <= QueryParser.maximumNodes else { return nil }
    let words = lexer.phraseWords(in: start..<end)
    let place = source.utf8Range(start..<end)
    if words.isEmpty, !lexer.problems.hasErrors {
      lexer.problems.report(
        .noLetter, "\(source.excerpt(start..<end)) has no letter and no digit, so no word of an article can be it",
        at: place, hint: "write a word, or take the item out")
    }
    guard !lexer.problems.hasErrors, let first = words.first else {
      return ParsedQuery(expression: nil, diagnostics: lexer.problems.finished())
    }
    let kind = words.count == 1 ? Expression.Kind.word(first) : .phrase(words)
    return ParsedQuery(expression: Expression(kind, at: place), diagnostics: [])
  }

  /// Whether a run of characters is a word, rather than an operator or a prefix.
  private static func isWord(_ range: Range<Int>, _ source: QuerySource) -> Bool {
    var lexer = QueryLexer(source: source, problems: QueryProblems(file: ""))
    lexer.position = range.lowerBound
    if ["/", "$", "^"].contains(source[range.lowerBound]) { return false }
    if lexer.lexSign(at: range.lowerBound) || lexer.firstColon(in: range) != nil { return false }
    lexer.position = range.upperBound
    let text = source.text(range)
    if ["AND", "OR", "NOT", "UNLESS", "NEAR", "BEFORE", "&&", "||", "|", "!"].contains(text) { return false }
    return !lexer.lexOperator(range) && !lexer.lexCalledForm(range) && (text == "&" || !lexer.lexForeignOperator(range))
  }
}
