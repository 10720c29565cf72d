import PersonNames
import Testing

/// What stands before a surname with a capital letter and is nobody's given name.
@Suite struct NotGivenNameTests {
  @Test(
    arguments: [
      "On Monday Karimov said so.", "It was in March Karimov left.", "In Tashkent Karimov said so.",
      "From Uzbekistan Karimov flew on.", "In the East Karimov said so.", "Then in Moscow Karimov met them.",
      "Und am Montag Karimov kam.", "Es war in Berlin Karimov, und in Deutschland Karimov.",
      "Und im Dezember Karimov kam.",
      "Et à Paris Karimov parlait.", "Et en Ouzbékistan Karimov parlait.",
      "Вчера в Ташкенте Karimov был.", "А из Москвы Karimov уехал.", "А в Узбекистане Karimov был.",
      "А В Понедельник Karimov был.", "А перед Францией Karimov был.", "А в Январе Karimov был.",
      "Kecha Toshkentda Karimov boʻldi.", "Kecha Oʻzbekistonda Karimov boʻldi.", "Кеча Тошкентда Karimov бўлди.",
      "Bu Dushanba Karimov boʻldi.", "Кеча Ўзбекистонда Karimov бўлди.",
    ])
  func isNone(_ text: String) throws {
    #expect(try !places("Islam Karimov", alone: true, in: text).isEmpty)
  }

  @Test(
    arguments: [
      "Then Sofia Karimov said so.", "Then Jordan Karimov said so.", "Then Akmal Karimov said so.",
      "Потом Роман Karimov был.", "Then Israel Karimov said so.",
    ])
  func isOne(_ text: String) throws {
    #expect(try places("Islam Karimov", alone: true, in: text).isEmpty)
  }

  /// The stop behind joined initials may belong to them.
  @Test func nothingBehindAStopIsAStop() {
    let text = "И.А.Каримов (И) Каримов"
    let end = "И.А.".utf8.count
    #expect(NameToken.Gap(text, from: end, to: end) == .stop)
    #expect(NameToken.Gap("ab", from: 1, to: 1) == .other)
    #expect(NameToken.Gap("ab", from: 0, to: 0) == .other)
  }
}
