import Testing

@testable import Articles

struct DatelineTests {
  @Test(arguments: [
    ("MOSCOW, November 14 (RIA Novosti) - ", "Two presidents met."),
    ("TASHKENT, Dec 19 (Reuters) – ", "Two presidents met."),
    ("TASHKENT, Dec. 19, 2024 (Reuters) — ", "Two presidents met."),
    ("Tashkent (AFP) - ", "Two presidents met."),
    ("TASHKENT – ", "Two presidents met."),
    ("ТАШКЕНТ, 19 дек — РИА Новости. ", "Два президента встретились."),
    ("МОСКВА, 24 апреля. /ТАСС/. ", "Два президента встретились."),
    ("Москва. 14 ноября. INTERFAX.RU - ", "Два президента встретились."),
    ("TOSHKENT, 19-dekabr. /UzA/ ", "Ikki prezident uchrashdi."),
    ("ТОШКЕНТ, 19 декабрь. /ЎзА/. ", "Икки президент учрашди."),
    ("ASTANA. KAZINFORM – ", "Two presidents met."),
    ("MOSCOW/TASHKENT, April 24 (Interfax) - ", "Two presidents met."),
    ("NEW YORK, 3 May (Xinhua) -- ", "Two presidents met."),
    ("Tashkent, 24 April – ", "Two presidents met."),
  ])
  func datelinesAreCutOffTheFirstParagraph(dateline: String, text: String) throws {
    let article = try read(
      "Presidents of two countries meet\n\n\(dateline)\(text)\n\nMore will follow tomorrow, they said.")
    #expect(article.text(of: .dateline) == dateline.trimmed)
    #expect(article.paragraphs(of: .body).first == text)
  }

  @Test(arguments: [
    "WHO – the health body of the United Nations – sent a team to Nukus.",
    "NATO - an alliance of many - held a drill near the coast.",
    "Vladimir Putin (Russia) – the host of the meeting – spoke first.",
    "SCO (Shanghai Cooperation Organisation) - that is how it is called here - will meet.",
    "UNESCO – Director and deputies alike – will send a team to Bukhara.",
    "Tashkent, the capital, hosted the talks on April 24.",
    "On December 19 (Thursday) – a day off – nobody worked.",
    "UZBEKISTAN AND RUSSIA SIGN A PACT ON BORDERS.",
    "Moscow - a city of millions - was quiet on that day.",
    "Mirziyoyev, 19 May, said – and repeated – that trade comes first.",
    "Reuters reported on Monday – and others repeated – the figure.",
  ])
  func sentencesThatLookAlikeStayWhole(text: String) throws {
    let article = try read("Presidents of two countries meet\n\n\(text)\n\nMore will follow tomorrow, they said.")
    #expect(article.text(of: .dateline) == "")
    #expect(article.paragraphs(of: .body).first == text)
  }

  @Test func aDatelineOnItsOwnLineLeavesNoEmptyParagraph() throws {
    let article = try read(
      "Presidents meet in the capital\n\nTASHKENT, April 24 (UzA)\n\nThe talks took an hour, it was said.")
    #expect(article.text(of: .dateline) == "TASHKENT, April 24 (UzA)")
    #expect(article.paragraphs(of: .body) == ["The talks took an hour, it was said."])
  }
}
