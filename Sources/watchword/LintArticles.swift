import ArgumentParser
import Articles
import Foundation
import RuleLint
import SafeText
import TextAnalysis

/// The articles that `check --articles` names, read as `scan` reads them.
enum LintArticles {
  static let maximumCount = 2_000
  private static let maximumTokens = 4_000_000

  /// The first so many; files that cannot be read are told on standard error and passed over.
  ///
  /// - Throws: `ExitCode` where there is not one article.
  static func read(_ paths: [String]) throws -> RuleLinter.Sample {
    let limits = ArticleLimits()
    var articles: [AnalyzedArticle] = []
    var tokens = 0
    reading: for input in ScanInputs(paths) {
      do {
        let decoded = try ArticleDecoder(limits: limits).decode(
          try input.read(), fileName: input.fileName, source: input.source)
        for article in decoded.articles {
          guard articles.count < maximumCount, tokens < maximumTokens else {
            Terminal.writeError("watchword: only the first \(articles.count) articles are looked at")
            break reading
          }
          let analyzed = try TextAnalyzer().analyze(article, maximumTokens: limits.maximumTokens)
          tokens += analyzed.tokens.count
          articles.append(analyzed)
        }
      } catch {
        Terminal.writeError("watchword: \(input.name.safeToShow): \(ScanFailure.message(of: error).safeToShow)")
      }
    }
    guard !articles.isEmpty else {
      Terminal.writeError("watchword: --articles names no article")
      throw ExitCode.error
    }
    return RuleLinter.Sample(articles: articles, arrival: Int64(Date().timeIntervalSince1970))
  }
}
