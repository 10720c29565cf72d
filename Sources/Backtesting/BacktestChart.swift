import CivilDate

/// How many articles match, over time: a line for each day, or for longer times where those would be many.
struct BacktestChart {
  struct Line: Equatable {
    /// The first day.
    let label: String
    let articles: Int
    let matched: Int
  }

  enum Unit: String {
    case day, week, month, year

    /// Days since 1970-01-01 of the first day of the unit in which a day lies; weeks begin on Mondays.
    func start(of day: Int) -> Int {
      switch self {
      case .day: return day
      case .week:
        // 1970-01-01 was a Thursday.
        let sinceMonday = (day + 3) % 7
        return day - (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday)
      case .month:
        let date = CivilDate(dayNumber: day)
        return CivilDate(year: date.year, month: date.month, day: 1).dayNumber
      case .year: return CivilDate(year: CivilDate(dayNumber: day).year, month: 1, day: 1).dayNumber
      }
    }

    /// Behind the unit that begins with a day.
    func next(after start: Int) -> Int {
      switch self {
      case .day: start + 1
      case .week: start + 7
      case .month: self.start(of: start + 31)
      case .year: self.start(of: start + 366)
      }
    }
  }

  static let maximumLines = 53
  private static let maximumDays = 31
  private static let maximumBarWidth = 40

  let unit: Unit
  /// Without gaps, from the first day with an article to the last; empty where there is none.
  let lines: [Line]

  init(articles: [Int: Int], matched: [Int: Int]) {
    let days = articles.keys
    guard let first = days.min(), let last = days.max() else {
      (unit, lines) = (.day, [])
      return
    }
    let count = last - first + 1
    let unit: Unit =
      count <= Self.maximumDays ? .day : count <= 52 * 7 ? .week : count <= 365 * 4 ? .month : .year
    var lines: [Line] = []
    let articles = Self.sums(articles, unit)
    let matched = Self.sums(matched, unit)
    var start = unit.start(of: first)
    // A clock that was wrong may have written any year.
    while start <= last, lines.count < Self.maximumLines {
      lines.append(
        Line(
          label: CivilDate(dayNumber: start).text(), articles: articles[start] ?? 0, matched: matched[start] ?? 0))
      start = unit.next(after: start)
    }
    self.unit = unit
    self.lines = lines
  }

  private static func sums(_ counts: [Int: Int], _ unit: Unit) -> [Int: Int] {
    Dictionary(counts.map { (unit.start(of: $0.key), $0.value) }, uniquingKeysWith: +)
  }

  /// A row for each line: date, number, bar. Bars are as long as their numbers are large, the longest 40 characters.
  var rows: [String] {
    let most = lines.map(\.matched).max() ?? 0
    let width = most.grouped.count
    return lines.map { line in
      let number = line.matched.grouped
      let padding = String(repeating: " ", count: width - number.count)
      return "\(line.label)  \(padding)\(number)  \(bar(line, most))"
    }
  }

  private func bar(_ line: Line, _ most: Int) -> String {
    if line.articles == 0 { return "(no articles)" }
    guard line.matched > 0 else { return "" }
    let length = (line.matched * Self.maximumBarWidth + most - 1) / most
    return String(repeating: "█", count: most <= Self.maximumBarWidth ? line.matched : length)
  }
}

extension Int {
  /// As `1,234,567`.
  var grouped: String {
    var result = ""
    for (index, digit) in String(magnitude).reversed().enumerated() {
      if index > 0 && index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return (self < 0 ? "-" : "") + String(result.reversed())
  }
}
