@testable import Articles

/// Short ways to read a text in tests.
func read(_ text: String, as fileName: String = "page.txt") throws -> Article {
  try readFile(text, as: fileName).articles[0]
}

func readFile(_ text: String, as fileName: String = "page.txt") throws -> DecodedFile {
  try ArticleDecoder(limits: ArticleLimits()).decode(Array(text.utf8), fileName: fileName, source: nil)
}

extension Article {
  /// The paragraphs of a zone, one by one.
  func paragraphs(of zone: Zone) -> [String] {
    paragraphs.filter { $0.zone == zone }.map { substring($0.utf8Range) }
  }
}

/// Every line of a page with its zone, score and evidence: what a failing test prints.
func explanation(of text: String, format: ArticleFormat = .plainText) throws -> String {
  let bytes = Array(text.utf8)
  var lines: [RawLine] = []
  try RawLine.append(linesOf: bytes, from: 0, to: &lines, maximum: .max)
  let page = PageClassifier(PageLine.lines(lines, of: bytes, format: format))
  return zip(page.lines, page.judgements).map { line, judgement in
    let evidence = judgement.evidence.map { "\($0.kind.rawValue) \($0.weight)" }.joined(separator: ", ")
    return "\(judgement.zone.name) \(judgement.score) [\(evidence)]: \(line.text.prefix(80))"
  }.joined(separator: "\n")
}
