import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

/// What `name(…)` finds, by the engine and by the definition.
@Suite struct NameTests {
  typealias Row = ConformanceTests.Row

  static let rows = [
    // Spellings, cases and orders.
    Row("name(Shavkat Mirziyoyev)", "So Shavkat Mirziyaev spoke", "1+2"),
    Row("name(Shavkat Mirziyoyev)", "Встреча с Шавкатом Мирзиёевым была", "2+3"),
    Row("name(Шавкат Мирзиёев)", "So Sh. Mirziyoyev spoke", "1+2"),
    Row("name(Шавкат Мирзиёев)", "So Sh.M. Mirziyoyev spoke", "1+2+3"),
    Row("name(Шавкат Мирзиёев)", "Указ Ш.М. Мирзиёева", "1+2"),
    Row("name(Шавкат Мирзиёев)", "Указ Ш. М. Мирзиёева", "1+2+3"),
    Row("name(Шавкат Мирзиёев)", "Указ Ш.Мирзиёева", "1+2"),
    Row("name(Шавкат Мирзиёев)", "Указ: Мирзиёев Шавкат Миромонович подписал", "1+2+3"),
    Row("name(Шавкат Мирзиёев)", "Указ подписал Мирзиёев Ш.М.", "2+3"),
    Row("name(Шавкат Мирзиёев)", "SHAVKAT MIRZIYOYEV SPEAKS", "0+1"),
    Row("name(Шавкат Мирзиёев)", "shavkat mirziyoyev speaks", "0+1"),
    Row("name(Shavkat Mirziyoyev)", "Shavkat. Mirziyoyev spoke", "-"),
    Row("name(Shavkat Mirziyoyev)", "Shavkat\nMirziyoyev", "-"),
    Row("name(Shavkat Mirziyoyev)", "Shavkat\u{A0}Mirziyoyev’s visit", "0+1"),
    Row("name(Kassym-Jomart Tokayev)", "Касым-Жомарт Токаев и К.-Ж. Токаев", "0+1+2 4+5+6"),
    Row("name(Лола Каримова-Тилляева)", "Лола Каримова-Тилляева", "0+1+2"),
    Row("name(Islam Karimov)", "Указ И.А.Каримова и I.A.Karimov", "1+2 4+5"),
    Row("name(Шавкат Мирзиёев)", "Указ Ш.М.Мирзиёева", "1+2"),
    Row("name(Шавкат Мирзиёев, alone)", "Указ А.М.Мирзиёева", "-"),
    // The surname alone.
    Row("name(Shavkat Mirziyoyev)", "So Mirziyoyev spoke", "-"),
    Row("name(Shavkat Mirziyoyev, alone)", "So Mirziyoyev spoke", "1"),
    Row("name(Shavkat Mirziyoyev)", "So Mirziyoyev spoke. Later Sh. Mirziyoyev left", "1 4+5"),
    Row("name(Shavkat Mirziyoyev)", "So Mirziyoyev spoke.\nShavkat Mirziyoyev left", "1 3+4"),
    Row("name(Shavkat Mirziyoyev)", "T:Mirziyoyev Speaks\nShavkat Mirziyoyev left", "0 2+3"),
    Row("title:name(Shavkat Mirziyoyev)", "T:Mirziyoyev Speaks\nShavkat Mirziyoyev left", "0"),
    Row("name(Shavkat Mirziyoyev)", "So Mirziyoyev spoke\nF:Shavkat Mirziyoyev left", "-"),
    Row("furniture:name(Shavkat Mirziyoyev)", "Shavkat Mirziyoyev left\nF:So Mirziyoyev spoke", "4"),
    Row("name(Mirziyoyev, alone)", "So Saida Mirziyoyev and Mirziyoyev", "2 4"),
    // Other people.
    Row("name(Bakhodir Kurbanov, alone)", "There Ahmad Kurbanov was", "-"),
    Row("name(Bakhodir Kurbanov, alone)", "Ahmad Kurbanov was there", "-"),
    Row("name(Bakhodir Kurbanov, alone)", "There A. Kurbanov was", "-"),
    Row("name(Bakhodir Kurbanov, alone)", "There President Kurbanov was", "2"),
    Row("name(Bakhodir Kurbanov, alone)", "Yesterday Kurbanov was there", "1"),
    Row("name(Bakhodir Kurbanov, alone)", "In Tashkent, Kurbanov was there", "2"),
    Row("name(Bakhodir Kurbanov, alone)", "On Monday Kurbanov was in Tashkent. In Tashkent Kurbanov spoke", "2 8"),
    Row("name(Bakhodir Kurbanov, alone)", "Вчера в Ташкенте Курбанов выступил", "3"),
    Row("name(Bakhodir Kurbanov, alone)", "T:Tashkent Hears Kurbanov\nx", "2"),
    Row("name(Bakhodir Kurbanov)", "Bakhodir Kurbanov met Ahmad Kurbanov", "0+1"),
    Row("name(Islam Karimov)", "Гульнара Каримова и Ислам Каримов", "3+4"),
    Row("name(Гульнара Каримова)", "Гульнары Каримовой и Ислама Каримова", "0+1"),
    Row("name(Islam Karimov, alone)", "Он видел Каримова", "-"),
    Row("name(Islam Karimov, alone)", "Он был с Каримовым", "3"),
    // In other operators.
    Row("name(Ann Lee) NEAR/1 red", "Ann Lee was here: red", "-"),
    Row("name(Ann Lee) NEAR/2 red", "Ann Lee was red", "0+1+3"),
    Row("red NOT NEAR/0 name(Ann Red)", "Ann Red red", "-"),
    Row("name(Ann Lee) UNLESS red", "Ann Lee", "0+1"),
    Row("name(Ann Lee) OR red", "Ann Lee, red", "0+1 2"),
    Row("NOT name(Ann Lee) AND red", "Bob Lee, red", "2"),
  ]

  @Test(arguments: rows)
  func nameFinds(_ row: Row) throws {
    let ruleSet = try Make.ruleSet([row.query])
    let article = try Make.article(row.text)
    let (index, diagnostics) = RuleIndex.build(ruleSet)
    #expect(diagnostics.isEmpty)
    #expect(Percolator(index).percolate(article, arrival: 0).spansText == row.expected, "engine")
    #expect(NaiveEvaluator(ruleSet).percolate(article, arrival: 0).spansText == row.expected, "definition")
  }

  private static let names = [
    "Islam Karimov", "Ислам Абдуганиевич Каримов", "Гульнара Каримова", "Kassym-Jomart Karim", "Karim Karim",
    "Islam Karim-Karimov",
    "Islam Jomart Karimov",
  ]
  private static let words = [
    "Islam", "Ислам", "Ислама", "Karimov", "Каримов", "Каримова", "Каримовым", "Karimova", "I", "И", "А", "Р", "I.A",
    "И.Р", "K.J", "И.А.", "Tashkent",
    "Абдуганиевич", "Рустамович", "Abduganiyevich", "ogli", "President", "Ahmad", "Гульнара", "Гульнары", "the", "said",
    "Tashkent’s",
    "Karim", "Kassym", "Jomart", "Karimov", "Каримов",
  ]
  private static let gaps = [" ", " ", " ", " ", " ", ". ", ".", ", ", "-", " (", ".-", "\n", "; ", "\u{A0}"]

  @Test func engineAgreesWithTheDefinition() throws {
    var random = SplitMix64(seed: 11)
    var queries = Self.names.flatMap { ["name(\($0))", "name(\($0), alone)"] } + ["name(Karimov, alone)"]
    queries += ["title:name(Islam Karimov)", "furniture:name(Islam Karimov)", "lead:name(Islam Karimov, alone)"]
    queries += ["name(Islam Karimov) NEAR/2 name(Гульнара Каримова)", "name(Islam Karimov) BEFORE/s said"]
    let ruleSet = try Make.ruleSet(queries)
    let (index, _) = RuleIndex.build(ruleSet)
    let percolator = Percolator(index)
    let naive = NaiveEvaluator(ruleSet)
    var spans = 0
    for _ in 0..<300 {
      let article = try Make.article(Self.text(&random))
      let expected = naive.findings(in: article, arrival: 0)
      let found = percolator.findings(in: article, arrival: 0)
      let difference = AgreementTests.difference(expected, found, article)
      #expect(difference == nil)
      if difference != nil { return }
      spans += expected.matches.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.spans.count } }
    }
    print("names: engine and definition agree on \(spans) spans")
    #expect(spans > 3_000)
  }

  private static func text(_ random: inout SplitMix64) -> String {
    var text = random.chance(30) ? "T:" : ""
    for _ in 0..<4 + random.below(30) {
      text += random.pick(words)
      let gap = random.pick(gaps)
      text += gap
      if gap == "\n", random.chance(20) { text += "F:" }
    }
    return random.chance(10) ? text.uppercased() : text
  }

  /// A surname over and over is gone through once.
  @Test func aSurnameOverAndOverIsReadInProportion() throws {
    let index = RuleIndex.build(try Make.ruleSet(["name(Islam Karimov)", "name(Islam Karimov, alone)"])).index
    func time(_ count: Int) throws -> Duration {
      // In one sentence, where every word has neighbours.
      let article = Make.article(words: Array(repeating: "Karimov", count: count), sentence: count)
      let percolator = Percolator(index)
      return processorTime { _ = percolator.percolate(article, arrival: 0) }
    }
    // Eight times as many: sixty-four times the time were it their product.
    let (few, many) = (try time(5_000), try time(40_000))
    print("names: a surname 5,000 and 40,000 times took \(few) and \(many)")
    #expect(many < few * 24)
  }

  /// No article, however written, makes a name slow.
  @Test func hostileTextsTakeBoundedTime() throws {
    let (index, _) = RuleIndex.build(try Make.ruleSet(["name(Islam Karimov)", "name(Karim Karim, alone)"]))
    let percolator = Percolator(index)
    for word in ["Karimov", "И.", "Islam", "Karim", "Karim-Karim"] {
      let article = try Make.article(Array(repeating: word, count: 20_000).joined(separator: " "))
      _ = percolator.percolate(article, arrival: 0)
    }
  }
}
