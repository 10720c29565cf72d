import Foundation
import RuleLanguage
import Testing

@testable import Backtesting

@Suite struct BacktestReportTests {
  @Test func theTextSaysWhatAPersonNeeds() throws {
    var archive = Archive()
    for number in 1...3 { archive.add("Title \(number)", "An apple lies here.", story: "same") }
    archive.add("Later", "A pear lies here.", after: 2)
    var report = try backtest(rule("apple OR pear"), running: rule("apple OR plum"), over: archive, examples: 1)
    report.rules[0].alerted = 1
    report.completeExamples { $0.article.file = "inbox/\($0.articleID).txt" }
    let version = try rule("apple OR plum").rules[0].version
    #expect(
      BacktestText(usesColour: false).text(report, period: "today") == """
        4 articles arrived today

        rule
          4 of 4 articles would match (100 %), 2 stories
          against the running version \(version): 1 gained, 0 lost, 3 kept
          1 alert was raised in that time

          Per day (UTC)
            2025-04-24  1  █
            2025-04-25  1  █
            2025-04-26  1  █
            2025-04-27  0  (no articles)
            2025-04-28  1  █

          Gained
            2025-04-28 09:30  Later
              A [pear] lies here.
              inbox/4.txt

          Would match, the newest 1 of 4
            2025-04-28 09:30  Later
              A [pear] lies here.
              inbox/4.txt


        """)
  }

  @Test func colourIsThereOnlyWhereItIsWanted() throws {
    var archive = Archive()
    archive.add("Title \u{1B}[31m", "An apple \u{202E} lies here.")
    let report = try backtest(rule("apple"), over: archive)
    let plain = BacktestText(usesColour: false).text(report, period: "")
    #expect(plain.unicodeScalars.allSatisfy { ($0.value >= 0x20 || $0 == "\n") && $0.value != 0x202E })
    #expect(plain.contains("Title \\u{1b}[31m"))
    #expect(BacktestText(usesColour: true).text(report, period: "").contains("\u{1B}["))
  }

  @Test func theObjectHasWhatIsDocumented() throws {
    var archive = Archive()
    archive.add("Title \u{202E}", "An apple lies here.", furniture: ["A plum"])
    archive.add("Other", "A pear lies here.")
    let report = try backtest(rule("apple"), running: rule("pear"), over: archive)
    let line = try BacktestJSON.line(report, since: "a", until: "b")
    #expect(line.hasSuffix("}\n"))
    #expect(line.dropLast().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["since", "until", "articles", "rules"])
    let rule = try #require((object["rules"] as? [[String: Any]])?.first)
    #expect(
      Set(rule.keys) == [
        "id", "title", "version", "comparison", "running_version", "matched", "stories", "kept", "days", "examples",
        "gained", "lost", "elsewhere", "uncertain",
      ])
    #expect(rule["comparison"] as? String == "changed")
    #expect((rule["gained"] as? [String: Any])?["count"] as? Int == 1)
    let days = try #require(rule["days"] as? [[String: Any]])
    #expect(days.map { $0["day"] as? String } == ["2025-04-24", "2025-04-25"])
    #expect(days.map { $0["matched"] as? Int } == [1, 0])
    let example = try #require((rule["examples"] as? [[String: Any]])?.first)
    #expect(Set(example.keys) == ["arrived", "article", "snippets"])
  }

  @Test(arguments: [
    (1, "day", 1), (31, "day", 31), (32, "week", 5), (364, "week", 53), (365, "month", 13), (1460, "month", 49),
    (1461, "year", 5), (900_000, "year", 53),
  ])
  func manyDaysAreDrawnAsLongerOnes(days: Int, unit: String, lines: Int) {
    // From 2025-04-24 on.
    var articles = [20202: 5]
    articles[20202 + days - 1] = 7
    let chart = BacktestChart(articles: articles, matched: [20202: 2])
    #expect(chart.unit.rawValue == unit)
    #expect(chart.lines.count == lines)
    #expect(chart.lines.first?.matched == 2)
    #expect(chart.rows.allSatisfy { $0.count <= 80 })
  }

  @Test func weeksBeginOnMondaysAndMonthsOnTheirFirst() {
    #expect(BacktestChart(articles: [20202: 1, 20240: 1], matched: [:]).lines.first?.label == "2025-04-21")
    #expect(BacktestChart(articles: [20202: 1, 21000: 1], matched: [:]).lines.prefix(2).last?.label == "2025-05-01")
    #expect(BacktestChart.Unit.week.start(of: -4) == -10)
  }

  @Test func barsAreAsLongAsTheirNumbersAndNeverGone() {
    let chart = BacktestChart(articles: [1: 9999, 2: 9999, 3: 9999], matched: [1: 4000, 2: 1, 3: 2000])
    #expect(chart.rows.map { $0.count { $0 == "█" } } == [40, 1, 20])
  }

  @Test(arguments: [(1, 3, "33.3 %"), (1, 100_000, "under 0.1 %"), (99_999, 100_000, "99.9 %"), (2, 2, "100 %")])
  func partsAreNeverRoundedToNothingOrAll(part: Int, whole: Int, text: String) {
    #expect(BacktestText.percent(part, of: whole) == text)
  }

  @Test func numbersAreGrouped() {
    #expect([0, 999, 1_000, 1_234_567].map(\.grouped) == ["0", "999", "1,000", "1,234,567"])
  }
}
