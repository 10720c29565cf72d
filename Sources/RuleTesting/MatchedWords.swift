import Articles
import Percolation
import TextAnalysis

/// The words of an article that a match marks.
struct MatchedWords {
  private let analyzed: AnalyzedArticle
  private let positions: Set<Int>

  init(_ match: Match, in analyzed: AnalyzedArticle) {
    self.analyzed = analyzed
    positions = Set(match.parts.flatMap(\.spans).flatMap(\.positions))
  }

  /// Whether the words of a text stand among them side by side, in its order and in one paragraph. Words are compared
  /// as rules compare them: letter case and accents make no difference.
  ///
  /// - Throws: `too-many-tokens`, as of an article.
  func contain(_ text: String) throws(ArticleError) -> Bool {
    let wanted = try TextAnalyzer().analyze(Article(body: [text]))
    let words = wanted.tokens.map { Self.form(of: $0, in: wanted) }
    guard !words.isEmpty else { return false }
    return positions.contains { start in
      words.indices.allSatisfy { offset in
        let position = start + offset
        return positions.contains(position)
          && analyzed.tokens[position].paragraph == analyzed.tokens[start].paragraph
          && Self.form(of: analyzed.tokens[position], in: analyzed) == words[offset]
      }
    }
  }

  private static func form(of token: Token, in analyzed: AnalyzedArticle) -> String {
    WordForm(surface: analyzed.article.substring(token.utf8Range)).folded
  }
}
