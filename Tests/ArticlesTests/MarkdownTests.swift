import Testing

@testable import Articles

struct MarkdownTests {
  @Test func markupIsReducedToText() throws {
    let article = try read(
      """
      # Guards *meet* at the crossing #

      ![Officers by the river](https://img.example/1.png "Monday")

      The **guards** met [a delegation](https://news.example/a_(b) "x") on `Monday`, said \\*one\\* of_them.

      > Nobody was late, the commander said
      > after the meeting.

      ## What comes next

      - The northern crossing stays open.
      - The southern one is closed until [May][1].

      [1]: https://news.example/may

      They will meet again in the autumn, it was said.
      """, as: "a.md")
    #expect(article.title == "Guards meet at the crossing")
    #expect(article.paragraphs(of: .caption) == ["Officers by the river"])
    #expect(
      article.paragraphs(of: .body) == [
        "The guards met a delegation on Monday, said *one* of_them.",
        "Nobody was late, the commander said after the meeting.", "What comes next",
        "The northern crossing stays open.", "The southern one is closed until May.",
        "They will meet again in the autumn, it was said.",
      ])
    #expect(article.paragraphs(of: .furniture).isEmpty)
  }

  @Test(arguments: ["===", "---"])
  func underlinedHeadingIsTheTitle(line: String) throws {
    let article = try read("Sputnik\n\nTalks\n\(line)\n\nThe guards met on Monday and went home.", as: "a.md")
    #expect(article.title == "Talks")
    #expect(article.paragraphs(of: .furniture) == ["Sputnik"])
  }

  @Test func headingInTheBodyEndsAListOfOthers() throws {
    let article = try read(
      """
      # Guards meet at the crossing

      The guards met on Monday and went home.

      ## Read also

      - [Floods in the Valley](https://news.example/2)

      ## Reaction

      The villages were content, their elders said.
      """, as: "a.md")
    #expect(article.paragraphs(of: .furniture) == ["Read also", "Floods in the Valley"])
    #expect(article.paragraphs(of: .body).suffix(2) == ["Reaction", "The villages were content, their elders said."])
  }

  @Test(arguments: [
    ("a [b](c) d", "a b d"), ("a [b] (c) d", "a [b] (c) d"), ("2 * 3 * 4", "2 * 3 * 4"),
    ("snake_case_x", "snake_case_x"),
    ("_so_ **it** ~~is~~", "so it is"), ("[a](b", "[a](b"), ("[[a](b)](c)", "a"), ("](x", "](x"),
    ("[note](of all words)", "[note](of all words)"), ("`code`", "code"), ("a\\", "a\\"), ("![](x) text", "text"),
  ])
  func inlineMarkup(source: String, text: String) {
    #expect(MarkdownText(Array(source.utf8)).text == text)
  }

  @Test func plainTextKeepsItsSigns() throws {
    #expect(try read("The *guards* met [them](x) on Monday.").text == "The *guards* met [them](x) on Monday.")
  }
}
