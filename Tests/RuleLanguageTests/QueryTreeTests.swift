import Testing

@testable import RuleLanguage

struct QueryTreeTests {
  /// A query, and its tree.
  static let accepted: [(query: String, tree: String)] = [
    // Words
    ("Tashkent", "Tashkent"), ("=SGB", "=SGB"), ("uzbek*", "uzbek<*>"), ("*stan", "<*>stan"), ("w?rd", "w<?>rd"),
    ("=Uz*", "=Uz<*>"), ("ut-Tahrir", "ut-Tahrir"), ("AT&T", "AT&T"), ("U.S.", "U.S."),
    ("president.uz", "president.uz"),
    ("O'zbekiston", "O'zbekiston"), ("Oʻzbekiston", "Oʻzbekiston"), ("1,000", "1,000"), ("C++", "C++"),
    ("24/7", "24/7"),
    ("9:11", "9:11"), ("12:30:45", "12:30:45"), ("ÖZBEK", "ÖZBEK"), ("разведк*", "разведк<*>"), ("塔什干", "塔什干"),
    ("7", "7"), ("a**b*", "a<*>b<*>"), ("and", "and"), ("NEARBY", "NEARBY"), ("OF", "OF"), ("FIRST", "FIRST"),
    ("name", "name"), ("title", "title"), ("w/5", "w/5"), ("T-72", "T-72"), ("US$", "US$"), ("foo#bar", "foo#bar"),
    // Escapes
    (#"\AND"#, "AND"), (#"a\*b"#, "a*b"), (#"\-x"#, "-x"), (#"\$100"#, "$100"), (##"\#tag"##, "#tag"),
    (#"a\:b"#, "a:b"),
    (#"a\ b"#, "a b"), (#"\=x"#, "=x"), (#"x\~"#, "x~"), (#"a\|\|b"#, "a||b"), (#"c\\d"#, #"c\d"#), (#"\/etc"#, "/etc"),
    (#"\"x\""#, "\"x\""),
    // Phrases
    (#""exchange of information""#, "[exchange of information]"), ("“a1 b1”", "[a1 b1]"), ("„a1 b1“", "[a1 b1]"),
    ("«служба безопасности»", "[служба безопасности]"), (#""Tom & Jerry – x""#, "[Tom Jerry x]"),
    (#""=State security serv*""#, "[=State security serv<*>]"), (#""Tashkent""#, "Tashkent"), (#""AND""#, "AND"),
    ("\"a\nb\"", "[a b]"), (#""$100 million""#, "[$100 million]"), (#""say \"x y\"""#, "[say \"x y\"]"),
    (#""who, me (x): y""#, "[who, me (x): y]"), (#""a # b""#, "[a b]"),
    // Word forms
    ("word~", "word<~english>"), ("слово~", "слово<~russian>"), ("Wort~de", "Wort<~german>"), ("word~1", "word<~1>"),
    ("Mirziyoyev~2", "Mirziyoyev<~2>"),
    (
      #""служба~ безопасности~ =Узбекистана karimov~1""#,
      "[служба<~russian> безопасности<~russian> =Узбекистана karimov<~1>]"
    ),
    ("ut-Tahrir~", "ut-Tahrir<~english>"), (#"x\~1y~"#, "x~1y<~english>"), ("o'zbek~1", "o'zbek<~1>"),
    ("2024~", "2024<~english>"),
    ("λόγος~el", "λόγος<~greek>"), ("NEAR/5 (cat~, dogs~1)", "(near5 cat<~english> dogs<~1>)"),
    ("title:word~", "(title word<~english>)"),
    // AND, OR, NOT
    ("a AND b AND c", "(and a b c)"), ("a OR b OR c", "(or a b c)"), ("a AND NOT b", "(and a (not b))"),
    ("(a OR b) AND c", "(and (or a b) c)"), ("a AND (b AND c)", "(and a (and b c))"), ("((a))", "a"),
    ("a AND NOT NOT b", "(and a (not (not b)))"), ("a AND NOT (b OR c)", "(and a (not (or b c)))"),
    // UNLESS binds tighter than NOT and AND, NEAR tighter still
    ("a UNLESS b", "(unless a b)"), ("a UNLESS b AND c", "(and (unless a b) c)"),
    ("a AND NOT b UNLESS c", "(and a (not (unless b c)))"), ("a NEAR/5 b UNLESS c", "(unless (near5 a b) c)"),
    ("a UNLESS b NEAR/5 c", "(unless a (near5 b c))"),
    ("x AND NOT a NEAR/1 b", "(and x (not (near1 a b)))"),
    // NEAR, BEFORE
    ("a NEAR/5 b", "(near5 a b)"), ("a BEFORE/0 b", "(before0 a b)"), ("a NEAR/s b", "(nears a b)"),
    ("a BEFORE/p b", "(beforep a b)"), ("a NEAR/1000 b", "(near1000 a b)"),
    ("a NEAR/5 b NEAR/5 c", "(near5 a b c)"), ("NEAR/5 (a, b, c)", "(near5 a b c)"), ("NEAR/5(a,b)", "(near5 a b)"),
    ("BEFORE/s (a, \"b c\")", "(befores a [b c])"), ("NEAR/5 (1,000, 2,5)", "(near5 1,000 2,5)"),
    ("(a NEAR/5 b) NEAR/3 c", "(near3 (near5 a b) c)"), ("NEAR/5 (a OR b, $c)", "(near5 (or a b) $c)"),
    ("a NEAR/5 NEAR/2 (b, c)", "(near5 a (near2 b c))"), ("a NEAR/05 b", "(near5 a b)"),
    ("NEAR/5 (a NEAR/2 b, c UNLESS d)", "(near5 (near2 a b) (unless c d))"),
    // NOT NEAR
    ("a NOT NEAR/5 b", "(not-near5 a b)"), ("a NOT NEAR/s (b OR c)", "(not-nears a (or b c))"),
    ("a NOT NEAR/p b AND c", "(and (not-nearp a b) c)"), ("c AND NOT NEAR/5 (a, b)", "(and c (not (near5 a b)))"),
    // Lists
    (
      "$uzbekistan AND ($secret_services NEAR/p $working-together)",
      "(and $uzbekistan (nearp $secret_services $working-together))"
    ),
    ("$список AND x", "(and $список x)"),
    // Zones
    ("title:a", "(title a)"), ("title:a AND b", "(and (title a) b)"), ("title:\"a b\"", "(title [a b])"),
    ("lead:$x", "(lead $x)"), ("body:(a OR b)", "(body (or a b))"), ("any:(a NEAR/5 b)", "(any (near5 a b))"),
    ("dateline:Tashkent", "(dateline Tashkent)"), ("caption:=A", "(caption =A)"), ("furniture:x", "(furniture x)"),
    ("title: a", "(title a)"), ("any:title:a", "(any (title a))"), ("body:(lead:a OR b)", "(body (or (lead a) b))"),
    ("title:a NEAR/2 title:b", "(near2 (title a) (title b))"), ("title:9:11", "(title 9:11)"),
    ("any:(a NEAR/2 caption:b)", "(any (near2 a (caption b)))"), ("lead:a NEAR/3 body:b", "(near3 (lead a) (body b))"),
    // Metadata
    ("a AND source:reuters", "(and a {source reuters})"),
    ("a AND source:\"Gazeta (uz), x\"", "(and a {source Gazeta (uz), x})"),
    ("a AND url:https://www.example.uz/news/*?id=1,2", "(and a {url https://www.example.uz/news/<*><?>id=1,2})"),
    ("a AND lang:(ru OR uz OR \"x y\")", "(and a {lang ru uz x y})"), ("a AND author:*", "(and a {author <*>})"),
    ("a AND NOT lang:en", "(and a (not {lang en}))"), ("a AND section:(x)", "(and a {section x})"),
    ("a AND tag:\"AND\"", "(and a {tag AND})"), ("a AND source:x:y", "(and a {source x:y})"),
    ("a AND published:>=2025-01-01", "(and a {published >= day 20089})"),
    ("a AND published:1970-01-01", "(and a {published  day 0})"),
    ("a AND published:<2024-02-29", "(and a {published < day 19782})"),
    ("a AND published:<7d", "(and a {published < age 604800})"),
    ("a AND published:> 12h", "(and a {published > age 43200})"),
    ("a AND published:<=2w", "(and a {published <= age 1209600})"), ("a AND words:>=200", "(and a {words >= 200})"),
    ("a AND words:=5", "(and a {words  5})"), ("words:>3 AND a", "(and {words > 3} a)"),
    // White space and comments
    ("a # first\n  AND b # second", "(and a b)"), ("# all about a\na", "a"), ("\u{FEFF}a\u{A0}AND\tb", "(and a b)"),
    ("(#x OR b)", "(or #x b)"),
  ]

  @Test(arguments: accepted)
  func parsesToItsTree(query: String, tree: String) {
    let parsed = QueryParser.parse(query)
    #expect(parsed.diagnostics == [])
    #expect(parsed.expression.map(dump) == tree)
  }

  @Test(arguments: accepted)
  func printsWhatParsesToTheSame(query: String, tree: String) throws {
    let expression = try #require(QueryParser.parse(query).expression)
    let printed = QueryPrinter.print(expression)
    let again = try #require(QueryParser.parse(printed).expression, "\(printed)")
    #expect(expression.hasSameMeaning(as: again), "\(printed)")
    #expect(QueryPrinter.print(again) == printed)
    #expect(printed.split(whereSeparator: \.isNewline).count == 1)
  }

  /// A query, and how the printer writes it.
  @Test(arguments: [
    ("“a  b”   AND\n  ((c))", "\"a b\" AND c"), ("(a OR (b OR c))", "a OR b OR c"),
    ("a NEAR/5 b NEAR/5 c", "NEAR/5 (a, b, c)"),
    ("NEAR/5 (a, b)", "a NEAR/5 b"), ("$x AND NEAR/p(a,b)", "$x AND (a NEAR/p b)"), ("\\OR", "\"OR\""),
    ("a AND published:<14d", "a AND published:<2w"), ("a AND NOT(b)", "a AND NOT b"), ("\\a", "a"),
    ("a AND words:=5", "a AND words:5"), ("a AND source:(\"b\")", "a AND source:b"),
  ])
  func printsCanonically(query: String, printed: String) {
    #expect(QueryParser.parse(query).expression.map(QueryPrinter.print) == printed)
  }

  @Test(arguments: [
    ("a AND (b OR c)", [[0, 14], [0, 1], [7, 13], [7, 8], [12, 13]]),
    ("(a) NEAR/5 title:(ў)", [[0, 21], [1, 2], [11, 21], [18, 20]]),
    ("NEAR/5 (a, NEAR/5 (b, c))", [[0, 25], [8, 9], [11, 24], [19, 20], [22, 23]]),
    ("a AND source:(x OR y)", [[0, 21], [0, 1], [6, 21]]),
  ])
  func rangesAreBytesOfTheText(query: String, ranges: [[Int]]) throws {
    func places(_ e: Expression) -> [[Int]] {
      [[e.utf8Range.lowerBound, e.utf8Range.upperBound]] + e.operands.flatMap(places)
    }
    let expression = try #require(QueryParser.parse(query).expression)
    #expect(places(expression) == ranges)
  }

  @Test func listNamesAreToldWithTheirPlaces() throws {
    let query = "$один AND (a NEAR/5 ($two)) AND title:$two"
    let names = try #require(QueryParser.parse(query).expression).listNames
    #expect(names.map(\.name) == ["один", "two", "two"])
    #expect(
      names.map { String(decoding: Array(query.utf8)[$0.utf8Range], as: UTF8.self) } == ["$один", "$two", "$two"])
  }

  /// A condition, and whether it holds of an article without text.
  @Test(arguments: [
    ("a", false), ("$x", false), ("NOT a", true), ("a OR NOT b", true), ("a AND NOT b", false), ("words:<100", true),
    ("words:>0", false), ("words:0", true), ("words:>=0", true), ("words:<=0", true), ("lang:en", false),
    ("NOT lang:en", true),
    ("a OR lang:en", false), ("published:<7d", false), ("NOT (a AND b)", true), ("NOT NOT a", false),
    ("a UNLESS b", false),
  ])
  func knowsWhatIsTrueOfAnEmptyArticle(query: String, isTrue: Bool) {
    let parsed = QueryParser.parse(query)
    #expect(parsed.diagnostics.contains { $0.code == "matches-everything" } == isTrue)
    #expect((parsed.expression == nil) == isTrue)
  }

  @Test(arguments: [
    ("source:x", ["metadata-only"]), ("a OR source:x", ["metadata-only"]), ("source:x AND NOT b", ["metadata-only"]),
    ("a AND source:x", []), ("a AND NOT b", []),
  ])
  func warnsOfQueriesThatNeedNoWord(query: String, codes: [String]) {
    let parsed = QueryParser.parse(query)
    #expect(parsed.diagnostics.map(\.code) == codes)
    #expect(parsed.diagnostics.allSatisfy { $0.severity == .warning })
    #expect(parsed.expression != nil)
  }
}
