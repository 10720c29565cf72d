import Articles
import Testing
import TextAnalysis

/// The analysis of a body of paragraphs.
func analyze(_ body: String...) throws -> AnalyzedArticle { try TextAnalyzer().analyze(Article(body: body)) }

func surfaces(_ text: String) throws -> [String] {
  let article = try analyze(text)
  return article.tokens.indices.map(article.surface(at:))
}

func folded(_ text: String) throws -> [String] { try forms(text).map(\.folded) }

func exact(_ text: String) throws -> [String] { try forms(text).map(\.exact) }

func forms(_ text: String) throws -> [WordForm] {
  let article = try analyze(text)
  return article.tokens.indices.map(article.form(at:))
}

/// The sentences of a text, each as its folded words.
func sentences(_ text: String) throws -> [String] {
  let article = try analyze(text)
  var sentences: [[String]] = []
  for position in article.tokens.indices {
    let number = Int(article.tokens[position].sentence)
    while sentences.count <= number { sentences.append([]) }
    sentences[number].append(article.form(at: position).folded)
  }
  return sentences.map { $0.joined(separator: " ") }
}

/// A row of a table whose name tells which one failed.
struct Row: Sendable, CustomTestStringConvertible {
  let text: String
  let expected: [String]

  init(_ text: String, _ expected: String...) {
    self.text = text
    self.expected = expected
  }

  var testDescription: String { text }
}
