import Testing

@testable import Articles

struct LineTests {
  @Test(arguments: ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{0C}"])
  func everyLineEndEndsALine(end: String) throws {
    let lines = [
      "Guards meet at the northern crossing", "They shook hands on Monday.", "They left on the day after that.",
    ]
    let article = try read(lines.joined(separator: end))
    #expect(article.title == lines[0])
    #expect(article.paragraphs(of: .body) == Array(lines[1...]))
    let spaced = try read(lines.joined(separator: end + end))
    #expect(spaced == article)
  }

  @Test func oneLineIsAllBody() throws {
    for line in [
      "Guards meet at the crossing", "Subscribe", "Photo: a crossing", "Guards met. They shook hands. They left.",
    ] {
      let article = try read(line)
      #expect(article.paragraphs.count == 1)
      #expect(article.text(of: .body) == line)
    }
  }

  private static let wrapped = """
    Guards of both sides met at the northern crossing on Monday to agree
    on a joint timetable for the summer. The meeting was the third of its
    kind this year, and officers said that it would not be the last. In
    Termez, a second group looked at maps.

    The next round is planned for May; it will take place on the other
    side of the river. No documents were signed.
    """

  @Test(arguments: ["\n", "\r\n", "\u{2028}"])
  func hardWrappedLinesAreJoined(end: String) throws {
    let text = Self.wrapped.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
    let body = try read(text).paragraphs(of: .body)
    #expect(body.count == 2)
    #expect(body.first?.contains("agree on a joint timetable") == true)
    #expect(body.first?.contains("In Termez, a second") == true)
    #expect(body.last?.hasSuffix("No documents were signed.") == true)
  }

  @Test func wrappedTextMayHaveATitleInTheSameBlock() throws {
    let article = try read("Guards meet at the crossing\n" + Self.wrapped)
    #expect(article.title == "Guards meet at the crossing")
    #expect(article.paragraphs(of: .body).count == 2)
  }

  @Test func aWrappedTitleIsJoinedInAWrappedFile() throws {
    let article = try read(
      "Guards of both sides agree on a timetable for the northern crossing in\nTermez\n\n" + Self.wrapped)
    #expect(article.title == "Guards of both sides agree on a timetable for the northern crossing in Termez")
  }

  @Test func wrappedParagraphsWithoutBlankLinesEndAtShortLines() throws {
    let text = Self.wrapped.split(separator: "\n").joined(separator: "\n")
    let body = try read(text).paragraphs(of: .body)
    #expect(body.count == 2)
    #expect(body.last?.hasPrefix("The next round") == true)
  }

  @Test func wordsDividedAtALineEndAreWhole() throws {
    let text = """
      The officers said that they would go on with their work on counter-
      terrorism and would meet again in autumn, when the rivers are low and
      the passes are open. They spoke of exchange and of inter\u{AD}
      national courts for an hour.
      """
    let body = try read(text).text(of: .body)
    #expect(body.contains("counter-terrorism"))
    #expect(body.contains("inter\u{AD}national"))
  }

  @Test func linesThatEndInPunctuationAreParagraphs() throws {
    let lines = [
      "Guards meet at the northern crossing of the river", "They shook hands on Monday, a spokesman told reporters.",
      "Nobody asked why.", "The second group looked at maps and at a list of villages.",
    ]
    #expect(try read(lines.joined(separator: "\n")).paragraphs(of: .body) == Array(lines[1...]))
  }

  @Test func headlinesOfLikeLengthAreNotJoined() throws {
    let lines = (0..<6).map { "Number \($0) of the Headlines Is About as Long as Its Other Neighbours" }
    let text = "The guards met on Monday and went home.\n\nRead also\n" + lines.joined(separator: "\n")
    #expect(try read(text).paragraphs(of: .furniture) == ["Read also"] + lines)
  }
}
