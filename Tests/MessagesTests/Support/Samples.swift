import AlertSchema
import Foundation
import RuleLanguage
import TestSupport

@testable import Alerts
@testable import Messages

extension JSONSchema {
  /// Of a service's messages, in the folder Schemas.
  static func ofMessages(_ name: String) throws -> JSONSchema {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONSchema(
      String(contentsOf: folder.appendingPathComponent("Schemas/\(name).json"), encoding: .utf8))
  }
}

extension JSONValue {
  /// All texts in it, those of keys excepted.
  var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let values): values.flatMap(\.texts)
    case .object(let members): members.values.flatMap(\.texts)
    case .null, .bool, .integer, .number: []
    }
  }

  subscript(index: Int) -> JSONValue? {
    if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
  }
}

/// Alerts as they are stored, well-behaved and not.
enum Samples {
  static func alert(
    rule: String = "uz-intelligence", title: String = "Intelligence cooperation", severity: Severity = .high,
    kind: Alert.Kind = .new, article: Alert.Article = article(), snippets: [Alert.Snippet]? = [snippet()],
    correction: Alert.Correction? = nil, story: String = "s"
  ) -> Alert {
    Alert(
      id: Alert.id(rule: rule, articleHash: article.hash), time: "2025-12-19T10:15:30.123Z", kind: kind,
      correction: correction,
      rule: Alert.Rule(id: rule, title: title, severity: severity, tags: ["uzbekistan"], version: "0a1b2c3d"),
      article: article,
      story: Alert.Story(id: story, firstSeen: "2025-12-19T10:15:30.123Z", copies: 16, sources: 15),
      snippets: snippets, parts: [])
  }

  static func article(
    title: String? = "Talks in Tashkent", url: String? = "https://example.org/news/talks?id=7&lang=en"
  ) -> Alert.Article {
    Alert.Article(
      hash: String(repeating: "0123456789abcdef", count: 4), file: "reuters/talks.txt", title: title, source: "reuters",
      author: "Staff", url: url, published: "2025-12-19", lang: "en")
  }

  static func snippet(
    _ text: String = "The heads of two services met in Tashkent to discuss the exchange of intelligence."
  ) -> Alert.Snippet {
    let bytes = Array(text.utf8)
    let from = text.range(of: "intelligence").map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) }
    return Alert.Snippet(zone: "body", text: text, marks: from.map { [[$0, min($0 + 12, bytes.count)]] } ?? [])
  }

  /// Alerts of one article that somebody wrote to break what is made of it.
  static func hostile(_ random: inout SplitMix64) -> [Alert] {
    let article = Alert.Article(
      hash: String(repeating: "ab", count: 32), file: text(&random), title: random.chance(90) ? text(&random) : nil,
      source: text(&random), author: text(&random), url: url(&random), published: text(&random), lang: "en")
    let count = random.pick([1, 1, 1, 2, 3, 12, 30, 200])
    return (0..<count).map { index in
      // The first ones have long texts, and all of them would take long.
      let size = index < 3 ? 2_000 : 20
      func text(_ random: inout SplitMix64) -> String { Samples.text(&random, atMost: size) }
      let kind = random.pick([Alert.Kind.new, .new, .correction, .withdrawn, .test])
      let correction = Alert.Correction(
        alert: "0123456789abcdef01234567", because: [.denial],
        changes: (0..<random.below(9)).map { _ in
          Alert.Correction.Change(zone: "body", old: text(&random), new: random.chance(50) ? text(&random) : nil)
        })
      return alert(
        rule: "rule-\(index)", title: text(&random), severity: random.pick(Array(Severity.allCases)), kind: kind,
        article: article, snippets: (0..<random.below(4)).map { _ in snippet(&random, atMost: size) },
        correction: kind == .new || kind == .test ? nil : correction)
    }
  }

  private static func snippet(_ random: inout SplitMix64, atMost maximum: Int) -> Alert.Snippet {
    let text = text(&random, atMost: maximum)
    let count = max(1, text.utf8.count)
    // In order or not, within the text or not, in the middle of characters.
    let marks = (0..<random.below(6)).map { _ in [random.below(count), random.below(count + 10)] }
    return Alert.Snippet(zone: random.pick(["body", "title", "lead"]), text: text, marks: marks + [[-1, 3], [5]])
  }

  private static func url(_ random: inout SplitMix64) -> String? {
    random.pick([
      nil, "https://example.org/a", "javascript:alert(1)", "https://example.org/a|b>c<d)e](f) \u{202E}\n*_~`",
      "https://user:password@example.org/", "http://[::1]/x", "https://пример.рф/новости?q=а&b=ц", "ftp://example.org",
      "https://example.org/" + String(repeating: "&", count: 1_900), "https://" + text(&random), "//example.org",
    ])
  }

  /// What a text is made of.
  private static let pieces = [
    "Tashkent ", "talks. ", "новость ", "أخبار ", "חדשות ", "新聞。", "👩‍👩‍👧‍👦", "🇺🇿", "e\u{301}\u{302}\u{303}",
    "\u{200F}", "\u{202E}", "\u{1B}[31m", "\u{0}", "\r\n", "\n", "\t", "<!channel> ", "<!here>", "<@U123>",
    "<#C1|x>", "@everyone ", "@here ", "@channel ", "@all", "@\u{301}here", "<at>all</at>",
    "https://evil.example/x ", "[click](https://evil.example) ", "*bold* ", "_it_ ", "~s~ ", "`code` ",
    "```\n", "\\", "\"", "'", "}}", "{{DATE(2020-01-01T00:00:00Z, SHORT)}}", "||spoiler|| ", "# head\n",
    "> quote\n", "- item\n", "1. one\n", "&amp;", "<b>", "</b>", "&lt;", "…", " ", "   ", "\u{FEFF}",
    "\u{FFFF}", "\u{E0041}", "$", "\u{2028}", "~channel ", "#tag ",
  ]

  static func text(_ random: inout SplitMix64, atMost maximum: Int = 2_000) -> String {
    var text = ""
    let size = min(maximum, random.pick([0, 1, 3, 20, 200, 2_000]))
    let favourite = random.pick(pieces)
    for _ in 0..<random.below(size + 1) { text += random.chance(30) ? favourite : random.pick(pieces) }
    // A tower of accents, and one word without an end.
    guard maximum > 20 else { return text }
    if random.chance(10) { text += "a" + String(repeating: "\u{301}", count: 5_000) }
    if random.chance(10) { text += String(repeating: random.pick(["x", "😀", "&", "_", "@", "\""]), count: 6_000) }
    return text
  }
}
