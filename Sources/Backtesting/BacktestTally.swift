/// What has been counted so far. Tallies of several workers add up to the same whatever each of them read.
struct BacktestTally: Sendable {
  /// Stories are told apart up to so many over all rules; what goes beyond is counted as "at least".
  static let maximumStories = 2_000_000

  private(set) var articles = 0
  /// By the day of arrival, counted from 1970-01-01 in UTC.
  private(set) var articlesByDay: [Int: Int] = [:]
  var rules: [RuleTally]

  init(ruleCount: Int, examples: Int) {
    let stories = max(1_000, Self.maximumStories / max(1, ruleCount))
    rules = (0..<ruleCount).map { _ in RuleTally(maximumStories: stories, examples: examples) }
  }

  mutating func count(day: Int) {
    articles += 1
    articlesByDay[day, default: 0] += 1
  }

  mutating func add(_ other: BacktestTally) {
    articles += other.articles
    articlesByDay.merge(other.articlesByDay, uniquingKeysWith: +)
    for index in rules.indices { rules[index].add(other.rules[index]) }
  }
}

/// Of one rule.
struct RuleTally: Sendable {
  private let maximumStories: Int
  private(set) var stories: Set<String> = []
  /// Whether there are more stories than are told apart.
  private(set) var hasMoreStories = false
  private(set) var matchedByDay: [Int: Int] = [:]
  var matched: Finds
  var gained: Finds
  var lost: Finds
  /// True only if every zone is searched.
  var elsewhere: Finds
  /// Articles that have more places than are looked at, which do not decide.
  var uncertain = 0

  init(maximumStories: Int, examples: Int) {
    self.maximumStories = maximumStories
    matched = Finds(maximumExamples: examples)
    (gained, lost, elsewhere) = (matched, matched, matched)
  }

  mutating func countMatch(story: String, day: Int) {
    matchedByDay[day, default: 0] += 1
    addStory(story)
  }

  private mutating func addStory(_ story: String) {
    if stories.count < maximumStories {
      stories.insert(story)
    } else if !stories.contains(story) {
      hasMoreStories = true
    }
  }

  mutating func add(_ other: RuleTally) {
    matchedByDay.merge(other.matchedByDay, uniquingKeysWith: +)
    for story in other.stories { addStory(story) }
    if other.hasMoreStories { hasMoreStories = true }
    matched.add(other.matched)
    gained.add(other.gained)
    lost.add(other.lost)
    elsewhere.add(other.elsewhere)
    uncertain += other.uncertain
  }
}

/// How many articles, and the newest of them as examples.
struct Finds: Sendable {
  private let maximumExamples: Int
  private(set) var count = 0
  /// Newest first.
  private(set) var examples: [BacktestExample] = []

  init(maximumExamples: Int) { self.maximumExamples = maximumExamples }

  var wantsExample: Bool { examples.count < maximumExamples }

  /// Articles come in newest first.
  mutating func add(_ example: @autoclosure () -> BacktestExample?) {
    count += 1
    if wantsExample, let example = example() { examples.append(example) }
  }

  mutating func add(_ other: Finds) {
    count += other.count
    examples = Array((examples + other.examples).sorted { $0.articleID > $1.articleID }.prefix(maximumExamples))
  }
}
