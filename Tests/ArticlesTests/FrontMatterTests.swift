import Testing

@testable import Articles

struct FrontMatterTests {
  private let body = "\nThe delegations met at the border post on Monday.\n"

  @Test(arguments: ["---", "..."])
  func everyKeyIsRead(closing: String) throws {
    let file = try readFile(
      """
      ---
      title: "Talks: a beginning"
      url: https://news.example/talks?id=1
      id: 0042
      author: [Anna Petrova, John Doe]
      section: no
      tags:
        - border
        - 9:11
      published: 2025-04-24T09:30:00+05:00
      lang: UZ_Cyrl
      layout: post
      nested: {a: [1, {b: c}]}
      \(closing)\(body)
      """)
    let article = file.articles[0]
    #expect(file.notes.isEmpty)
    #expect(article.title == "Talks: a beginning")
    #expect(
      article.metadata
        == ArticleMetadata(
          url: "https://news.example/talks?id=1", id: "0042", author: "Anna Petrova, John Doe", section: "no",
          tags: ["border", "9:11"],
          published: PublicationDate(secondsSince1970: 1_745_469_000, isWholeDay: false, text: "2025-04-24T04:30:00Z"),
          language: "uz-cyrl"))
    #expect(article.text(of: .body) == "The delegations met at the border post on Monday.")
    #expect(article.paragraphs(of: .furniture).isEmpty)
  }

  @Test func tagsMayStandOnOneLineWithCommas() throws {
    #expect(try read("---\ntags: border, trade ,, water\n---" + body).metadata.tags == ["border", "trade", "water"])
  }

  @Test func unquotedColonIsReadLineByLineWithANote() throws {
    let file = try readFile("---\ntitle: Talks: what is known\nauthor: 'Anna Petrova'\ntags:\n- a\n- b\n---" + body)
    #expect(file.articles[0].title == "Talks: what is known")
    #expect(file.articles[0].metadata.author == "Anna Petrova")
    #expect(file.articles[0].metadata.tags == ["a", "b"])
    #expect(file.notes.count == 1)
    #expect(file.notes.first?.contains("line 2") == true)
    #expect(file.articles[0].text(of: .body).hasPrefix("The delegations"))
  }

  @Test(arguments: [
    "title: @handle speaks", "title: \"open", "title: 50%\n\turl: x", "title: [a", "title: x\n  y: z: w",
    "title: \u{1}x",
    "title: *nowhere\nid: {", "title: &a &b c",
  ])
  func brokenYAMLNeverLosesTheArticle(yaml: String) throws {
    let file = try readFile("---\n\(yaml)\n---" + body)
    #expect(!file.articles[0].title.isEmpty)
    #expect(file.articles[0].text(of: .body) == "The delegations met at the border post on Monday.")
    #expect(file.notes.count == 1)
  }

  @Test func aLineThatIsNoKeyStaysInTheText() throws {
    let file = try readFile("---\ntitle: a: b\nThe minister left the room in silence.\n---" + body)
    #expect(file.articles[0].paragraphs(of: .body).first == "The minister left the room in silence.")
  }

  @Test func aFrontMatterThatIsNeverClosedIsText() throws {
    let file = try readFile("---\ntitle: Talks\n" + body)
    #expect(file.notes.count == 1)
    #expect(file.articles[0].metadata == ArticleMetadata())
    #expect(file.articles[0].text.contains("title: Talks"))
  }

  @Test func rulersAroundTextAreNoFrontMatter() throws {
    let file = try readFile("---\nNote: the border reopened.\n---" + body)
    #expect(file.articles[0].text.contains("the border reopened"))
    #expect(file.notes.count == 1)
    #expect(try read("---\nThe border reopened on Sunday.\n---" + body).text.contains("reopened on Sunday"))
  }

  @Test func aFrontMatterOverItsBoundIsText() throws {
    let long = "---\ntitle: Talks\nx: " + String(repeating: "y", count: FrontMatter.maximumBytes) + "\n---" + body
    #expect(try read(long).text.contains("title: Talks"))
  }

  @Test(arguments: [
    "a: &x [1]\ntitle: T\nid: *x", "title: T\nb: &b [*b]", "title: T\nx: !!binary abc", "<<: *missing\ntitle: T",
  ])
  func anchorsAndAliasesAreIgnored(yaml: String) throws {
    let article = try read("---\n\(yaml)\n---" + body)
    #expect(article.title == "T")
    #expect(article.metadata.id == nil || article.metadata.id == "*x")
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "&a [*a, "])
  func deepAndLongYAMLIsBounded(part: String) throws {
    let yaml = "title: T\nx: " + String(repeating: part, count: 5000)
    let file = try readFile("---\n\(yaml)\n---" + body)
    #expect(file.articles[0].title == "T")
  }

  @Test func tooManyPartsFallBackToLines() throws {
    let items = (0..<FrontMatterValues.maximumEvents).map { "- t\($0)" }.joined(separator: "\n")
    let file = try readFile("---\ntitle: T\nx:\n\(items)\n---" + body)
    #expect(file.articles[0].title == "T")
    #expect(file.notes.first?.contains("parts") == true)
  }

  @Test func nothingIsUnknownAndTheFirstOfTwoHolds() throws {
    let file = try readFile("---\ntitle: One\nauthor: null\nsection: ~\nid: 'null'\ntitle: Two\nurl:\n---" + body)
    #expect(file.articles[0].title == "One")
    #expect(file.articles[0].metadata.author == nil)
    #expect(file.articles[0].metadata.section == nil)
    #expect(file.articles[0].metadata.id == "null")
    #expect(file.notes.count == 1)
  }

  @Test(arguments: [
    ("RU", "ru"), ("uz-Cyrl", "uz-cyrl"), ("en_US", "en-us"), ("kaa", "kaa"), ("English", nil), ("u", nil),
    ("ru--x", nil),
    ("рус", nil),
  ])
  func languageIsNormalised(text: String, code: String?) throws {
    let file = try readFile("---\nlang: \(text)\n---" + body)
    #expect(file.articles[0].metadata.language == code)
    #expect(file.notes.isEmpty == (code != nil))
  }

  @Test func metadataOfThePageFillsWhatIsUnknownOnly() throws {
    let page = "\nBy Jane Doe\nPublished: 24 April 2025\n\nThe delegations met at the border post on Monday.\n"
    let known = try read("---\ntitle: T\nauthor: Anna\npublished: 2024-01-01\n---" + page).metadata
    #expect(known.author == "Anna")
    #expect(known.published?.text == "2024-01-01")
    let unknown = try read("---\ntitle: T\n---" + page).metadata
    #expect(unknown.author == "Jane Doe")
    #expect(unknown.published?.text == "2025-04-24")
  }
}
