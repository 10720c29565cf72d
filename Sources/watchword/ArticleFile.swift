import Articles
import Hashing
import SafeText
import TextAnalysis

/// The articles of one file, read as the daemon reads them, with its default limits.
struct ArticleFile {
  private static let limits = ArticleLimits()

  let input: ArticleInput
  let articles: [Article]
  /// What is remarkable about how it was read.
  let notes: [String]
  /// Of the file's bytes.
  let hash: SHA256Digest

  /// - Throws: `ArticleInputError`, `ArticleError`.
  init(_ input: ArticleInput) throws {
    let bytes = try input.read()
    let decoded = try ArticleDecoder(limits: Self.limits).decode(
      bytes, fileName: input.fileName, source: input.source)
    self.input = input
    (articles, notes) = (decoded.articles, decoded.notes)
    hash = SHA256Digest(of: bytes.span)
  }

  /// One of its articles, ready to be searched.
  func analyzed(_ article: Article) throws(ArticleError) -> AnalyzedArticle {
    try TextAnalyzer().analyze(article, maximumTokens: Self.limits.maximumTokens)
  }
}

extension ArticleInputs {
  /// Does something with each file; a file that cannot be read is told on standard error and passed over.
  ///
  /// - Parameter body: returns false where no more files are wanted.
  /// - Returns: whether all could be read.
  func forEachFile(_ body: (ArticleFile) throws -> Bool) -> Bool {
    var isComplete = true
    for input in self {
      do {
        if try !body(ArticleFile(input)) { break }
      } catch {
        isComplete = false
        Terminal.writeError("watchword: \(input.name.safeToShow): \(ArticleInputError.message(of: error).safeToShow)")
      }
    }
    return isComplete
  }
}
