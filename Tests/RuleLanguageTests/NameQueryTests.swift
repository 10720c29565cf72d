import Testing

@testable import RuleLanguage

struct NameQueryTests {
  /// A query, its tree, and its canonical text.
  @Test(
    arguments: [
      ("name(Shavkat Mirziyoyev)", "<Shavkat Mirziyoyev>", "name(Shavkat Mirziyoyev)"),
      ("name( Shavkat\n  Mirziyoyev )", "<Shavkat Mirziyoyev>", "name(Shavkat Mirziyoyev)"),
      ("name(Shavkat Mirziyoyev,alone)", "<Shavkat Mirziyoyev, alone>", "name(Shavkat Mirziyoyev, alone)"),
      ("name(Mirziyoyev, alone)", "<Mirziyoyev, alone>", "name(Mirziyoyev, alone)"),
      ("name(Ўткир Султонов)", "<Ўткир Султонов>", "name(Ўткир Султонов)"),
      ("name(Oʻtkir O'Neill-Султонов)", "<Oʻtkir O'Neill-Султонов>", "name(Oʻtkir O'Neill-Султонов)"),
      ("NOT name(Ann Lee) AND x", "(and (not <Ann Lee>) x)", "NOT name(Ann Lee) AND x"),
      ("title:name(Ann Lee)", "(title <Ann Lee>)", "title:name(Ann Lee)"),
      (
        "name(Ann Lee) NEAR/5 (x OR name(Bob Ray))", "(near5 <Ann Lee> (or x <Bob Ray>))",
        "name(Ann Lee) NEAR/5 (x OR name(Bob Ray))"
      ),
      ("NEAR/5 (name(Ann Lee, alone), b)", "(near5 <Ann Lee, alone> b)", "name(Ann Lee, alone) NEAR/5 b"),
      ("name(Ann Lee)UNLESS x", "(unless <Ann Lee> x)", "name(Ann Lee) UNLESS x"),
      ("name", "name", "name"), ("\"name\\(Ann Lee)\"", "[name(Ann Lee)]", "\"name\\(Ann Lee)\""),
    ] as [(String, String, String)])
  func isRead(_ query: String, _ tree: String, _ text: String) throws {
    let parsed = QueryParser.parse(query)
    #expect(parsed.expression.map(dump) == tree, "\(parsed.diagnostics)")
    let expression = try #require(parsed.expression)
    #expect(QueryPrinter.print(expression) == text)
    let again = QueryParser.parse(QueryPrinter.print(expression)).expression
    #expect(again?.hasSameMeaning(as: expression) == true)
  }

  @Test func aListItemMayBeAName() {
    let parsed = QueryParser.parseListItem("name(Shavkat Mirziyoyev)")
    #expect(parsed.expression.map(dump) == "<Shavkat Mirziyoyev>")
  }
}
