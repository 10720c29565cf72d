import Articles
import Testing
import TextAnalysis

@Suite struct TokenTests {
  @Test(arguments: [
    Row("Talks began, quietly.", "Talks", "began", "quietly"),
    Row("Hizb ut-Tahrir", "Hizb", "ut", "Tahrir"),
    Row("AT&T", "AT", "T"),
    Row("covid_19 a_b", "covid", "19", "a", "b"),
    Row("", []),
    Row("— … !?", []),
    Row("🇺🇿 👍🏽 ok 👩‍👩‍👧", "ok"),
    Row("a\0b", "a", "b"),
    Row("Größe Ωμέγα שלום مرحبا", "Größe", "Ωμέγα", "שלום", "مرحبا"),
    Row("col·lecció", "col·lecció"),
    Row("צה\"ל", "צה\"ל"),
    Row("1\u{202F}000", "1", "000"),
  ])
  func wordsFollowUnicodesRules(row: Row) throws { #expect(try surfaces(row.text) == row.expected) }

  @Test(arguments: [
    Row("в Ташкенте.Президент прибыл", "в", "Ташкенте", "Президент", "прибыл"),
    Row("president.uz", "president", "uz"),
    Row("на president.uz:новость", "на", "president", "uz", "новость"),
    Row("U.S. forces", "U.S.", "forces"),
    Row("the U.S", "the", "U.S"),
    Row("U.S.-backed", "U.S.", "backed"),
    Row("U.States", "U", "States"),
    Row("Ф.С.Б. сообщила", "Ф.С.Б.", "сообщила"),
    Row("А.В.Бортников", "А.В.", "Бортников"),
    Row("А. В. Бортников", "А", "В", "Бортников"),
    Row("J.O'Neill", "J", "O'Neill"),
    Row("e\u{301}.u\u{308}.", "e\u{301}.u\u{308}."),
    Row("end.", "end"),
    Row("A.1", "A", "1"),
    Row("U.S...", "U.S."),
  ])
  func stopsSeparateLettersButSingleOnes(row: Row) throws { #expect(try surfaces(row.text) == row.expected) }

  @Test(arguments: [
    Row("1,000 and 3.14", "1,000", "and", "3.14"),
    Row("1.000.000,50.", "1.000.000,50"),
    Row("9:11", "9", "11"),
    Row("1,x 2, 3", "1", "x", "2", "3"),
    Row("1'000 v1.2", "1'000", "v1.2"),
    Row("1990's", "1990's"),
  ])
  func numbersStayWhole(row: Row) throws { #expect(try surfaces(row.text) == row.expected) }

  static let apostrophes: [Character] = [
    "\u{27}", "\u{2018}", "\u{2019}", "\u{2BB}", "\u{2BC}", "\u{2BD}", "\u{2BE}", "\u{2BF}", "\u{60}", "\u{B4}",
  ]

  @Test(arguments: apostrophes)
  func everyApostropheBelongsToTheWord(apostrophe: Character) throws {
    #expect(try surfaces("o\(apostrophe)zbek") == ["o\(apostrophe)zbek"])
    #expect(try surfaces("tog\(apostrophe) bo\(apostrophe)!") == ["tog\(apostrophe)", "bo\(apostrophe)"])
    #expect(try surfaces("\(apostrophe)talks\(apostrophe)") == ["talks"])
    #expect(try folded("O\(apostrophe)ZBEK tog\(apostrophe)") == ["ozbek", "tog"])
    #expect(try exact("O\(apostrophe)zbek tog\(apostrophe)") == ["O'zbek", "tog'"])
  }

  @Test func anApostropheThatClosesAQuotationIsNoPartOfTheWord() throws {
    #expect(try surfaces("a 'trip to Chicago' and ‘Congo’") == ["a", "trip", "to", "Chicago", "and", "Congo"])
    #expect(try exact("'Chicago'") == ["Chicago"])
  }

  @Test(arguments: [
    Row("l'Italie", "Italie"), Row("D’Italia", "Italia"), Row("qu'il", "il"), Row("jusqu'à", "à"),
    Row("lorsqu’elle", "elle"), Row("quoiqu'on", "on"), Row("puisqu'ils", "ils"), Row("un'altra", "altra"),
    Row("dell'Interno", "Interno"), Row("all'estero", "estero"), Row("nell'aria", "aria"), Row("sull'onda", "onda"),
    Row("dall'Est", "Est"), Row("quest'anno", "anno"), Row("l'homme", "homme"),
    Row("L'\u{AD}E\u{301}tat", "E\u{301}tat"),
    Row("j'ai", "ai"), Row("m'a", "a"), Row("t'es", "es"), Row("s'est", "est"), Row("n'est", "est"),
    Row("c'est", "est"),
    Row("qu'\u{301}elle", "elle"), Row("l'un'altra", "altra"),
    Row("l'ʻAli", "l", "Ali"),
    Row("N'Djamena", "N'Djamena"), Row("O'Neill", "O'Neill"), Row("oʻzbek", "oʻzbek"), Row("don't", "don't"),
    Row("sanʼat", "sanʼat"), Row("rock'n'roll", "rock'n'roll"),
  ])
  func elidedArticlesTakeNoPosition(row: Row) throws { #expect(try surfaces(row.text) == row.expected) }

  @Test(arguments: [
    Row("Tashkent's", "tashkent"), Row("PUTIN’S", "putin"), Row("U.S.'s", "us"), Row("Chicago's", "chicago"),
    Row("states' rights", "states", "rights"), Row("F-16's", "f", "16"), Row("Tashkent's's", "tashkents"),
    Row("oʻs o's", "os", "os"), Row("boʻs", "bos"),
  ])
  func possessiveIsNoPartOfTheForms(row: Row) throws { #expect(try folded(row.text) == row.expected) }

  @Test func ignorableCharactersAreDropped() throws {
    #expect(try surfaces("Таш\u{AD}кент\u{200B} x") == ["Таш\u{AD}кент", "x"])
    #expect(try folded("Таш\u{AD}ке\u{200B}н\u{200D}т\u{FEFF}") == ["ташкент"])
    #expect(try exact("\u{2060}F\u{200C}S\u{202E}B") == ["FSB"])
    #expect(try folded("\u{AD}\u{200B}") == [])
  }

  @Test func marksBelongToTheLetterBefore() throws {
    #expect(try surfaces("i\u{306}\u{301}x \u{301} y") == ["i\u{306}\u{301}x", "y"])
    #expect(try forms("и\u{306}од") == forms("йод"))
  }

  @Test func positionsCarryZoneAndParagraph() throws {
    let article = Article(
      title: "Talks held", body: ["One two.", "Three."], dateline: "Tashkent", captions: ["Photo"], furniture: ["Menu"])
    let analyzed = try TextAnalyzer().analyze(article)
    #expect(analyzed.tokens.map(\.zone) == [.title, .title, .body, .body, .body, .dateline, .caption, .furniture])
    #expect(analyzed.tokens.map(\.paragraph) == [0, 0, 1, 1, 2, 3, 4, 5])
    #expect(analyzed.tokens.map(\.sentence) == [0, 0, 1, 1, 2, 3, 4, 5])
    #expect(analyzed.positions(of: .body) == 2..<5)
    #expect(analyzed.surface(at: 4) == "Three")
  }

  @Test func tooManyTokensAreRefused() throws {
    let article = Article(body: ["one two three"])
    #expect(try TextAnalyzer().analyze(article, maximumTokens: 3).tokens.count == 3)
    let error = #expect(throws: ArticleError.self) { try TextAnalyzer().analyze(article, maximumTokens: 2) }
    #expect(error?.code == "too-many-tokens")
  }

  @Test(arguments: [
    (["ПРЕЗИДЕНТ ПРИБЫЛ", "Он рад"], [true, true, false, false]),
    (["TASHKENT"], [true]),
    (["NATO"], [false]),
    (["FSB, SVR"], [true, true]),
    (["UZBEKISTAN joins"], [false, false]),
    (["2024 – 情報"], [false, false]),
  ])
  func linesAllInCapitalsAreTold(lines: [String], expected: [Bool]) throws {
    let article = try analyze(lines.joined(separator: "\n"))
    #expect(article.tokens.map(\.isInCapitalsLine) == expected)
  }

  @Test func aLineOfCapitalsEndsWithItsParagraph() throws {
    let article = try TextAnalyzer().analyze(Article(title: "LEADERS MEET", body: ["They met\r\nIN TASHKENT\rtoday"]))
    #expect(article.tokens.map(\.isInCapitalsLine) == [true, true, false, false, true, true, false])
  }

  @Test(arguments: [
    Row("情報機関", "情報", "機関"),
    Row("ウズベキスタンとの協力", "ウズベキスタン", "と", "の", "協力"),
    Row("ความร่วมมือ", "ความ", "ร่วม", "มือ"),
    Row("FSB情報2024年", "FSB", "情報", "2024", "年"),
    Row("情\u{AD}報", "情\u{AD}報"),
    Row("대한민국 정부", "대한민국", "정부"),
    Row("ភាសា\u{200B}ខ្មែរ", "ភាសា", "ខ្មែរ"),
    Row("情報\u{FE00}a", "情報", "a"),
  ])
  func scriptsWithoutSpacesAreSegmented(row: Row) throws { #expect(try surfaces(row.text) == row.expected) }

  @Test(arguments: ["情報機関との協力", "ความร่วมมือ", "ก"])
  func longRunsAreSegmentedAsShortOnes(unit: String) throws {
    let once = try surfaces(unit)
    let often = try surfaces(String(repeating: unit, count: 3000))
    #expect(often.joined() == String(repeating: unit, count: 3000))
    if once.count > 1 { #expect(often == Array(repeating: once, count: 3000).flatMap { $0 }) }
  }
}

extension Row {
  init(_ text: String, _ expected: [String]) {
    self.text = text
    self.expected = expected
  }
}
