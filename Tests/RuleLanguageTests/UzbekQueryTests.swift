import Testing

@testable import RuleLanguage

struct UzbekQueryTests {
  /// A query, its tree, and its canonical text.
  @Test(
    arguments: [
      ("uz(Toshkent)", "Toshkent<uz>", "uz(Toshkent)"),
      ("uz( xavfsizlik\n xizmati )", "[xavfsizlik<uz> xizmati<uz>]", "uz(xavfsizlik xizmati)"),
      ("uz(oʻgʻil)", "oʻgʻil<uz>", "uz(oʻgʻil)"), ("uz(o'g`il)", "o'g`il<uz>", "uz(o'g`il)"),
      ("uz(ўғил қизи)", "[ўғил<uz> қизи<uz>]", "uz(ўғил қизи)"), ("uz(şahar)", "şahar<uz>", "uz(şahar)"),
      ("uz(ota-ona)", "ota-ona<uz>", "uz(ota-ona)"), ("uz(7-maktab)", "7-maktab<uz>", "uz(7-maktab)"),
      ("uz(oʻ‘z)", "oʻ‘z<uz>", "uz(oʻ‘z)"),
      ("title:uz(til)UNLESS x", "(unless (title til<uz>) x)", "title:uz(til) UNLESS x"),
      ("NEAR/5 (uz(a b), c)", "(near5 [a<uz> b<uz>] c)", "uz(a b) NEAR/5 c"),
      ("SCORE/1 (uz(a b)^2, c^-1)", "(score1 [a<uz> b<uz>]^2 c^-1)", "SCORE/1 (uz(a b)^2, c^-1)"),
      ("uz", "uz", "uz"), ("uz OR uz*", "(or uz uz<*>)", "uz OR uz*"), ("\"uz\\(til)\"", "uz(til)", "uz\\(til\\)"),
    ] as [(String, String, String)])
  func isRead(_ query: String, _ tree: String, _ text: String) throws {
    let parsed = QueryParser.parse(query)
    #expect(parsed.expression.map(dump) == tree, "\(parsed.diagnostics)")
    let expression = try #require(parsed.expression)
    #expect(QueryPrinter.print(expression) == text)
    let again = QueryParser.parse(QueryPrinter.print(expression)).expression
    #expect(again?.hasSameMeaning(as: expression) == true)
  }

  @Test func aListItemMayBeUzbek() {
    #expect(QueryParser.parseListItem("uz(xavfsizlik xizmati)").expression.map(dump) == "[xavfsizlik<uz> xizmati<uz>]")
  }
}
