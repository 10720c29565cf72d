import Testing

@testable import Messages

@Suite struct ShorteningTests {
  private func shortened(_ runs: [StyledRun], to limit: Int) -> String? {
    StyledLine(middle: runs).shortened(to: limit, size: { $0.text.utf16.count })?.text
  }

  @Test(arguments: [
    ("One two three.", 20, "One two three."),
    ("One two three. Four five six seven.", 20, "One two three. …"),
    ("One two three four five six seven", 20, "One two three four…"),
    ("Onetwothreefourfivesixseven", 20, "Onetwothreefourfiv…"),
    // Four of five code units each, and what is before a cut is whole.
    ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 30, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…"),
    ("e\u{301}e\u{301}e\u{301}e\u{301}", 6, "e\u{301}e\u{301}…"),
  ])
  func endsWell(text: String, limit: Int, expected: String) {
    #expect(shortened([StyledRun(text)], to: limit).map { Array($0.utf8) } == Array(expected.utf8))
  }

  @Test func whatWasFoundStays() throws {
    let start = String(repeating: "Long before that. ", count: 20)
    let text = try #require(shortened([StyledRun(start), StyledRun("found", .bold), StyledRun(" behind it")], to: 100))
    #expect(text.hasPrefix("…") && text.contains(" found") && text.utf16.count <= 100)
  }

  @Test func nothingFitsInNothing() {
    #expect(shortened([StyledRun("text")], to: 0) == nil)
    #expect(StyledLine(head: [StyledRun("head")]).shortened(to: 3, size: { $0.text.count }) == nil)
  }

  @Test func longLinesGiveWayToShortOnes() throws {
    let lines = [
      StyledLine(middle: [StyledRun("short")]), StyledLine(middle: [StyledRun(String(repeating: "long ", count: 50))]),
    ]
    let fitted = try #require(LineFitting(limit: 60, size: { $0.text.count }).fitted(lines))
    #expect(fitted[0].text == "short" && fitted[1].text.count <= 54 && fitted[1].text.hasSuffix("…"))
  }

  @Test func towersOfAccentsAreCutDown() {
    #expect(("a" + String(repeating: "\u{301}", count: 500)).shown.unicodeScalars.count == 16)
  }

  @Test(arguments: [
    ("https://example.org/a?b=c&d=e", "https://example.org/a?b=c&d=e"),
    ("https://example.org/a|b>c)d", "https://example.org/a%7Cb%3Ec%29d"),
    ("HTTP://EXAMPLE.ORG/", "HTTP://EXAMPLE.ORG/"),
    ("http://[::1]/x", "http://[::1]/x"),
  ])
  func links(text: String, url: String) { #expect(ArticleLink(text)?.url == url) }

  @Test(arguments: [
    "javascript:alert(1)", "ftp://example.org/", "//example.org/a", "https://user:pw@example.org/", "https:///a", "",
    "data:text/html,x", "https://example.org/" + String(repeating: "a", count: 2_000),
  ])
  func noLinks(text: String) { #expect(ArticleLink(text) == nil) }
}
