import ArgumentParser
import Foundation
import RuleLint
import TextAnalysis

/// The articles that `check --articles` names, read as `scan` reads them.
enum LintArticles {
  static let maximumCount = 2_000
  private static let maximumTokens = 4_000_000

  /// The first so many; files that cannot be read are told on standard error and passed over.
  ///
  /// - Throws: `ExitCode` where there is not one article.
  static func read(_ paths: [String]) throws -> RuleLinter.Sample {
    var articles: [AnalyzedArticle] = []
    var tokens = 0
    _ = ArticleInputs(paths).forEachFile { file in
      for article in file.articles {
        guard articles.count < maximumCount, tokens < maximumTokens else {
          Terminal.writeError("watchword: only the first \(articles.count) articles are looked at")
          return false
        }
        let analyzed = try file.analyzed(article)
        tokens += analyzed.tokens.count
        articles.append(analyzed)
      }
      return true
    }
    guard !articles.isEmpty else {
      Terminal.writeError("watchword: --articles names no article")
      throw ExitCode.error
    }
    return RuleLinter.Sample(articles: articles, arrival: Int64(Date().timeIntervalSince1970))
  }
}
