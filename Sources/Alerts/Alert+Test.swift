import Hashing

extension Alert {
  /// Where ids of test alerts begin. One of a real alert, the beginning of a SHA-256, does so once in 281 million million.
  package static let testIDPrefix = String(repeating: "0", count: 12)

  /// An alert by which somebody tries an endpoint. It says in its kind, rule, title and words that it is a test, so that people see
  /// it whatever the endpoint shows; no database has it, nor a rule or article of it.
  ///
  /// - Parameters:
  ///   - milliseconds: when, since 1970.
  ///   - number: tells it from all others, so that no receiver takes it for a repetition.
  package static func test(
    of endpoint: String, milliseconds: Int64, number: UInt64 = .random(in: .min ... .max)
  ) -> Alert {
    let time = time(milliseconds)
    let id = testIDPrefix + SHA256Digest(ofParts: [endpoint, time, String(number)]).prefix(12)
    let words = "This is a test by Watchword: nothing has happened, and nobody needs to do anything."
    // Of what people write, and of what markup is made of, so that it is seen whether it arrives as it is.
    let signs = #"Signs that have to arrive as they are: Ўзбекистон, O‘zbekiston, “é”, 中文, <b>&amp;</b>, *a* _b_ \c."#
    return Alert(
      id: id, time: time, kind: .test, old: nil, correction: nil,
      rule: Rule(id: "test", title: "Test of the endpoint \(endpoint)", severity: .info, tags: nil, version: "1"),
      article: Article(
        hash: SHA256Digest(ofParts: [words, signs]).prefix(64), file: "test.txt", title: "Test by Watchword",
        source: "watchword", lang: "en"),
      story: Story(id: id, firstSeen: time, copies: 1, sources: 1),
      snippets: [
        Snippet(zone: "body", text: words, marks: [[10, 14]]), Snippet(zone: "body", text: signs, marks: []),
      ],
      parts: [Part(expression: "test", spans: [Span(zone: "body", from: 10, to: 14)])])
  }
}
