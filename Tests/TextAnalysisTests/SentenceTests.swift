import Testing
import TextAnalysis

@Suite struct SentenceTests {
  @Test(arguments: [
    Row(
      "They met. They signed! Why? Nobody said… Later they left.",
      "they met", "they signed", "why", "nobody said", "later they left"),
    Row("«Мы рады.» Он уехал.", "мы рады", "он уехал"),
    Row("\"It works!\" he said. (All agreed.) Next.", "it works he said", "all agreed", "next"),
    Row("Встреча в\nТашкенте. Она\nпрошла.", "встреча в ташкенте", "она прошла"),
    Row("А. В. Бортников прибыл.", "а в бортников прибыл"),
    Row("А.В. Бортников прибыл", "ав бортников прибыл"),
    Row("Глава ФСБ А.В. Бортников и Ф. Э. Иванов", "глава фсб ав бортников и ф э иванов"),
    Row("Sh. Mirziyoyev met Gen. Smith and Mr. Jones.", "sh mirziyoyev met gen smith and mr jones"),
    Row("В 2024 г. Президент, проф. Иванов и др. Гости", "в 2024 г президент проф иванов и др гости"),
    Row("Gʻ. Karimov va prof. Olimov", "g karimov va prof olimov"),
    Row("The U.S. forces left.", "the us forces left"),
    Row("The U.S. Army left the U.S. They returned.", "the us army left the us", "they returned"),
    Row("at 5 p.m. Tashkent time", "at 5 pm tashkent time"),
    Row("It grew 3.14 percent. 2024 was better.", "it grew 3.14 percent", "2024 was better"),
    Row("See no. 7 of vol. 3. He said no. They left.", "see no 7 of vol 3", "he said no", "they left"),
    Row("Yahoo!, Google and others", "yahoo google and others"),
    Row("в Ташкенте.Президент", "в ташкенте президент"),
    Row("Done. — Нет. – Да", "done", "нет", "да"),
    Row("協力した。次に", "協力 した", "次に"),
    Row("قال ذلك؟ نعم", "قال ذلك", "نعم"),
    Row("Fini. L'Italie gagne. l'italie", "fini", "italie gagne italie"),
    Row("... Begun", "begun"),
    Row("Dec. 19 and Jan. 5", "dec 19 and jan 5"),
    Row("О нём. 😀 Потом", "о нем", "потом"),
  ])
  func sentencesEndWhereAReaderEndsThem(row: Row) throws { #expect(try sentences(row.text) == row.expected) }

  @Test func aParagraphEndsASentence() throws {
    let article = try analyze("One two", "three", "...", "Four")
    #expect(article.tokens.map(\.sentence) == [0, 0, 1, 2])
  }
}
