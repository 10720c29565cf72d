import Percolation
import RuleLanguage
import Testing

/// What queries find, row by row, by the engine and by the definition.
@Suite struct ConformanceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let query: String
    let text: String
    /// As `spansText` writes it.
    let expected: String
    var testDescription: String { "\(query) in \(text.replacing("\n", with: " ¶ "))" }

    init(_ query: String, _ text: String, _ expected: String) {
      self.query = query
      self.text = text
      self.expected = expected
    }
  }

  static let lists =
    [
      ("pets", ["cat", "dog house", "owl NEAR/0 nest", "=Rex UNLESS king", "$fish"]),
      ("fish", ["eel*", "red herring"]),
      ("places", ["title:rome", "oslo"]),
      ("uzbek", ["uz(davlat xavfsizlik xizmati)"]),
      ("tonnage", ["/[0-9]+ k?tons/", "/[0-9]+ kt/"]),
      ("services", ["Нарушение~ граница~", "Mossad~1"]),
    ] + itemLists

  static let rows =
    words + forms + phrases + booleans + near + units + notNear + unless + zones + inLists + atLeast + of + score
    + first + uzbek + regexes + corners + pairs

  @Test(arguments: rows)
  func queryFinds(_ row: Row) throws {
    let lists = try Self.lists.map { try Make.list($0.0, $0.1) }
    let ruleSet = try Make.ruleSet([row.query], lists: lists)
    let article = try Make.article(row.text)
    let (index, diagnostics) = RuleIndex.build(ruleSet)
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
    #expect(Percolator(index).percolate(article, arrival: 0).spansText == row.expected, "engine")
    #expect(NaiveEvaluator(ruleSet).percolate(article, arrival: 0).spansText == row.expected, "definition")
  }

  /// In one index queries that differ in little share what is equal, and nothing else.
  @Test func allQueriesTogetherFindWhatEachFindsAlone() throws {
    let lists = try Self.lists.map { try Make.list($0.0, $0.1) }
    let ruleSet = try Make.ruleSet(Self.rows.map(\.query), lists: lists)
    let percolator = Percolator(RuleIndex.build(ruleSet).index)
    for (number, row) in Self.rows.enumerated() {
      let found = percolator.percolate(try Make.article(row.text), arrival: 0)
      #expect(found.filter { $0.rule.id == "r\(number)" }.spansText == row.expected, "\(row)")
    }
  }

  static let words = [
    Row("red", "Red green blue", "0"),
    Row("RED", "red ants, Red ants", "0 2"),
    Row("red", "redder", "-"),
    Row("red", "green", "-"),
    Row("=Red", "red Red RED", "1"),
    Row("=Red", "THE RED DOORS STAY CLOSED", "1"),
    Row("=r*d", "THE RED DOORS STAY CLOSED", "1"),
    Row("=US", "Give us the U.S. view", "3"),
    Row("us", "Give us the U.S. view", "1 3"),
    Row("re*", "red green rewind", "0 2"),
    Row("*een", "red green seen", "1 2"),
    Row("g*n", "green gun gone garden", "0 1 3"),
    Row("*ar*", "art bars beer tar", "0 1 3"),
    Row("r?d", "red rod rd reed", "0 1"),
    Row("r??d", "red rod rd reed", "3"),
    Row("=Re*", "red Red Redder", "1 2"),
    Row("café", "cafe Café", "0 1"),
    Row("cafe", "Café", "0"),
    Row("=Café", "cafe Café", "1"),
    Row("ёлка", "Елка ёлка", "0 1"),
    Row("oʻzbek", "O'zbek o‘zbek uzbek", "0 1"),
    Row("president", "The president's car", "1"),
  ]

  static let forms = [
    // Inflections.
    Row("cooperation~", "Cooperation, cooperations and corporation", "0 1"),
    Row("Узбекистан~", "Узбекистан Узбекистана УЗБЕКИСТАНОМ узбекский", "0 1 2"),
    Row("узбекистан~", "В ТАШКЕНТЕ И УЗБЕКИСТАНЕ ЖДУТ", "3"),
    Row("самолёт~", "Самолеты, самолётов", "0 1"),
    Row("Häuser~de", "Das Haus, des Hauses; the house", "1 3"),
    Row("élection~fr", "élections d'election", "0 1"),
    Row("\"служба~ =безопасности\"", "службой безопасности, службы Безопасности", "0+1"),
    Row("\"внешняя~ разведка~\"", "Во внешней разведке", "1+2"),
    Row("бизнес-план~", "бизнес-планом, бизнесов плана", "0+1 2+3"),
    Row("title:Ташкент~", "T:В Ташкенте\nТашкент", "1"),
    Row("title:Ташкент~ OR body:Ташкент~", "T:В Ташкенте\nТашкент", "1 2"),
    Row("разведка~ NEAR/1 сотрудничество~", "сотрудничества в разведке", "0+2"),
    Row("$services", "нарушения границ; Mosad", "0+1 2"),
    // Edits.
    Row("Karimov~1", "Karimof Karimow Karmov Krimof Kairmov Karimovv", "0 1 2 4 5"),
    Row("Karimov~2", "Karimof Krimof aKrimof Krmof Kamirof", "0 1 2"),
    Row("Mirziyoyev~2", "Mirziyayev Mirziyoev Mirzieev Merziyoyef", "0 1 3"),
    Row("Каримов~1", "Керимов КАРИМОФФ Каримова", "0 2"),
    Row("cafés~1", "cafe Cafès caves CAFS", "0 1 2 3"),
    Row("oʻzbek~1", "uzbek ozbek O'zbekka", "0 1"),
    Row("\"Islam Karimov~1\"", "Islam Karimof, Islom Karimov", "0+1"),
    Row("abcdefg~2", "ca abcdefg bacdegf abdcfeg gabcdef", "1 2 3 4"),
    // One is the folded letter, one the edit, and a form that is neither stays apart.
    Row("Karimov OR Karimov~1 OR =KARIMOV", "karimov KARIMOV", "0 1"),
  ]

  static let phrases = [
    Row("\"red green\"", "red green green red", "0+1"),
    Row("\"red green\"", "red\ngreen", "-"),
    Row("\"red green\"", "Blue red. Green blue.", "1+2"),
    Row("\"red red\"", "red red red", "0+1 1+2"),
    Row("\"re* =Green\"", "red Green rest green", "0+1"),
    Row("ut-Tahrir", "the Hizb ut-Tahrir group", "2+3"),
    Row("\"hizb ut-Tahrir\"", "the Hizb ut Tahrir group", "1+2+3"),
    Row("\"red green\"", "T:red\ngreen", "-"),
    Row("\"green blue red\"", "red green blue", "-"),
  ]

  static let booleans = [
    Row("red AND green", "green red", "1 0"),
    Row("red AND green", "red", "-"),
    Row("red OR green", "green red", "0 1"),
    Row("red OR re*", "red rest", "0 1"),
    Row("red AND NOT green", "red", "0"),
    Row("red AND NOT green", "red green", "-"),
    Row("red AND NOT (green OR blue)", "red blue", "-"),
    Row("red AND (green OR blue)", "red blue", "0 1"),
    Row("(red AND green) OR blue", "blue", "0"),
    Row("(red AND green) OR blue", "red blue", "1"),
    Row("(red AND green) OR blue", "red green blue", "0 1 2"),
    Row("red AND NOT (green AND blue)", "red green", "0"),
    Row("red AND (green OR (blue AND NOT pink))", "red blue pink", "-"),
  ]

  static let near = [
    Row("red NEAR/0 green", "green red green", "0+1 1+2"),
    Row("red NEAR/1 green", "red pink green", "0+2"),
    Row("red NEAR/0 green", "red pink green", "-"),
    Row("red NEAR/1 green", "red pink pink green", "-"),
    Row("red NEAR/2 red", "red pink red", "0+2"),
    Row("red NEAR/5 red", "red", "-"),
    Row("re* NEAR/5 red", "red", "-"),
    Row("red BEFORE/1 green", "green red pink green", "1+3"),
    Row("red BEFORE/1 green", "green red", "-"),
    Row("red BEFORE/0 red", "red red red", "0+1 1+2"),
    Row("NEAR/1 (red, green, blue)", "blue pink red pink green", "0+2+4"),
    Row("NEAR/1 (red, green, blue)", "blue pink red pink pink green", "-"),
    Row("red NEAR/1 green NEAR/1 blue", "blue red green", "0+1+2"),
    Row("BEFORE/1 (red, green, blue)", "red green blue green", "0+1+2"),
    Row("BEFORE/1 (red, green, blue)", "red blue green", "-"),
    Row("red NEAR/1 green", "Blue red. Green.", "1+2"),
    Row("red NEAR/1 green", "blue red\ngreen", "1+2"),
    Row("red NEAR/1 green", "T:red\ngreen", "-"),
    Row("red NEAR/1 \"green blue\"", "green blue pink red", "0+1+3"),
    Row("(red NEAR/3 green) NEAR/0 blue", "red blue green", "0+1+2"),
    Row("(red NEAR/3 green) NEAR/0 red", "red pink green", "-"),
    Row("(red NEAR/3 green) NEAR/0 red", "red red green", "0+1+2"),
    Row("(red BEFORE/3 green) BEFORE/0 blue", "red blue green", "-"),
    Row("(red OR green) NEAR/0 blue", "red blue green", "0+1 1+2"),
    Row("red NEAR/2 green", "red green green red", "0+1 0+2 1+3 2+3"),
    Row("(red NOT NEAR/0 pink) NEAR/3 blue", "red pink grey red blue", "3+4"),
  ]

  static let units = [
    Row("red NEAR/s green", "Red blue. Green red.", "2+3"),
    Row("red NEAR/s green", "Red blue. Green blue.", "-"),
    Row("red NEAR/p green", "Red blue. Green blue.", "0+2"),
    Row("red NEAR/p green", "red\ngreen", "-"),
    Row("red NEAR/s green", "red red green", "1+2"),
    Row("red NEAR/s green", "red green pink green", "0+1"),
    Row("red NEAR/s green", "red green red", "0+1 1+2"),
    Row("red BEFORE/s green", "green red pink green", "1+3"),
    Row("red BEFORE/s green", "green red", "-"),
    Row("NEAR/s (red, green, blue)", "red green green blue", "0+1+3 0+2+3"),
    Row("BEFORE/p (red, green, blue)", "Red blue. Green. Blue red.", "0+2+3"),
    Row("\"red green\" NEAR/s green", "red green", "-"),
    Row("(red NEAR/9 blue) NEAR/s green", "Red. Blue green.", "-"),
    Row("(red NEAR/9 blue) NEAR/p green", "Red. Blue green.", "0+1+2"),
    Row("red NEAR/s red", "Red pink red red.", "0+2 2+3"),
  ]

  static let notNear = [
    Row("red NOT NEAR/0 \"red tape\"", "red tape pink red", "3"),
    Row("red NOT NEAR/1 green", "red pink green red", "-"),
    Row("red NOT NEAR/1 green", "red pink pink green", "0"),
    Row("red NOT NEAR/1 green", "green pink pink red", "3"),
    Row("red NOT NEAR/1 green", "green pink red pink pink red", "5"),
    Row("red NOT NEAR/s green", "Red blue. Red green.", "0"),
    Row("red NOT NEAR/p green", "Red blue. Red green.", "-"),
    Row("red NOT NEAR/5 green", "T:red\ngreen", "0"),
    Row("red NOT NEAR/5 green", "red\nC:green", "0"),
    Row("red NOT NEAR/0 (green NEAR/5 blue)", "green pink red pink blue", "-"),
    Row("red NOT NEAR/s (green NEAR/9 blue)", "Red green. Pink. Blue red. Red.", "5"),
  ]

  static let unless = [
    Row("red UNLESS green", "red blue", "0"),
    Row("red UNLESS green", "red green", "-"),
    Row("red UNLESS green", "T:green\nred", "-"),
    Row("red UNLESS green", "red\nC:green", "0"),
    Row("red UNLESS (green OR blue)", "red blue", "-"),
    Row("title:(red UNLESS green)", "T:red\ngreen", "-"),
    Row("caption:(red UNLESS green)", "blue\nC:red", "1"),
    Row("caption:(red UNLESS green)", "green\nC:red", "-"),
    Row("caption:(red UNLESS green)", "blue\nC:red\nC:green", "-"),
    Row("(red UNLESS green) NEAR/0 blue", "red blue", "0+1"),
    Row("red AND NOT (blue UNLESS green)", "red blue green", "0"),
  ]

  static let zones = [
    Row("title:red", "T:red\nred", "0"),
    Row("body:red", "T:red\nred", "1"),
    Row("lead:red", "green\nred", "-"),
    Row("lead:red", "red\nred", "0"),
    Row("red", "green\nD:red\nC:red\nF:red", "-"),
    Row("dateline:red", "green\nD:red\nC:red\nF:red", "1"),
    Row("caption:red", "green\nD:red\nC:red\nF:red", "2"),
    Row("furniture:red", "green\nD:red\nC:red\nF:red", "3"),
    Row("any:red", "T:red\nred\nD:red\nC:red\nF:red", "0 1 2 3 4"),
    Row("body:(lead:red)", "red\nred", "0"),
    Row("title:(red OR green)", "T:green\nred", "0"),
    Row("caption:\"red green\"", "red green\nC:red green", "2+3"),
    Row("caption:(red NEAR/3 green)", "blue\nC:red\nC:green", "1+2"),
    Row("(title:red OR body:green) AND blue", "T:red\nblue green", "0 2 1"),
    Row("lead:red NEAR/5 blue", "red\nblue", "0+1"),
  ]

  static let inLists = [
    Row("$pets", "cat dog house owl nest", "0 1+2 3+4"),
    Row("$pets", "Rex the king", "-"),
    Row("$pets", "Rex eels", "0 1"),
    Row("$pets NEAR/0 red", "red cat cat red herring", "0+1 2+3"),
    Row("title:$pets", "T:a cat\ncat", "1"),
    Row("title:$pets AND $pets", "T:cat\ndog house", "0 0 1+2"),
    Row("$places", "T:Rome Oslo\nRome Oslo", "0 1 3"),
    Row("body:$places", "T:Rome Oslo\nRome Oslo", "3"),
    Row("red AND NOT $pets", "red dog", "0"),
    Row("red UNLESS $fish", "red herring", "-"),
  ]
}
