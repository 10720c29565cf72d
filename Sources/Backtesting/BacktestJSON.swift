import CivilDate
import Foundation
import SafeText

/// What a backtest has shown, for programs.
package enum BacktestJSON {
  /// One object on a line that is ended; absent values are left out. Times are ISO 8601, days are those of UTC.
  ///
  /// - Parameters:
  ///   - since: where the period begins.
  ///   - until: where it ends.
  package static func line(_ report: BacktestReport, since: String, until: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let object = Object(
      since: since, until: until, articles: report.articles, rules: report.rules.map { Rule($0, report) })
    return String(decoding: try encoder.encode(object), as: UTF8.self).escapedAsJSON() + "\n"
  }

  private struct Object: Encodable {
    let since: String
    let until: String
    let articles: Int
    let rules: [Rule]
  }

  private struct Rule: Encodable {
    let id: String
    let title: String
    let version: String
    let comparison: String
    let runningVersion: String?
    let matched: Int
    let stories: Int
    /// There are more than were told apart.
    let hasMoreStories: Bool?
    let alerted: Int?
    let kept: Int?
    let days: [Day]
    let examples: [BacktestExample]
    let gained: BacktestRuleReport.Articles?
    let lost: BacktestRuleReport.Articles?
    let elsewhere: BacktestRuleReport.Articles
    let uncertain: Int

    private enum CodingKeys: String, CodingKey {
      case id, title, version, comparison, matched, stories, alerted, kept, days, examples, gained, lost, elsewhere
      case uncertain
      case runningVersion = "running_version"
      case hasMoreStories = "has_more_stories"
    }

    init(_ result: BacktestRuleReport, _ report: BacktestReport) {
      id = result.rule.id
      title = result.rule.title
      version = result.rule.version
      matched = result.matched.count
      stories = result.stories
      hasMoreStories = result.hasMoreStories ? true : nil
      alerted = result.alerted
      days = report.articlesByDay.sorted { $0.key < $1.key }.map { day, articles in
        Day(
          day: CivilDate(dayNumber: day).text(), articles: articles, matched: result.matchedByDay[day] ?? 0)
      }
      examples = result.matched.examples
      elsewhere = result.elsewhere
      uncertain = result.uncertain
      switch result.comparison {
      case .new: (comparison, runningVersion, gained, lost, kept) = ("new", nil, nil, nil, nil)
      case .unchanged: (comparison, runningVersion, gained, lost, kept) = ("unchanged", version, nil, nil, nil)
      case .changed(let running):
        (comparison, runningVersion) = ("changed", running)
        (gained, lost, kept) = (result.gained, result.lost, result.kept)
      }
    }
  }

  private struct Day: Encodable {
    let day: String
    /// That arrived.
    let articles: Int
    let matched: Int
  }
}
