import Testing

@testable import RuleLanguage

/// `/regex/`: where a slash begins one and where not, and what is printed.
@Suite struct RegexQueryTests {
  @Test(arguments: [
    ("/[0-9]+ tons/", "/[0-9]+ tons/", "/[0-9]+ tons/"),
    // Nothing inside is read as something of the language.
    ("/a \"b\" OR (c, d) $x # é*~^/", "/a \"b\" OR (c, d) $x # é*~^/", "/a \"b\" OR (c, d) $x # é*~^/"),
    ("/km\\/h and \\\\/", "/km\\/h and \\\\/", "/km\\/h and \\\\/"),
    ("/ two  spaces /", "/ two  spaces /", "/ two  spaces /"),
    ("/a/ AND /b/", "(and /a/ /b/)", "/a/ AND /b/"), ("(/a/OR b)", nil, nil), ("(/a/)OR b", "(or /a/ b)", "/a/ OR b"),
    ("/a/ # comment /", "/a/", "/a/"), ("title:/^Uzbek/", "(title /^Uzbek/)", "title:/^Uzbek/"),
    ("title:(/a/ OR x)", "(title (or /a/ x))", "title:(/a/ OR x)"),
    ("NOT /a/ AND x", "(and (not /a/) x)", "NOT /a/ AND x"),
    ("NEAR/5 (/a/, /b/,/c/)", "(near5 /a/ /b/ /c/)", "NEAR/5 (/a/, /b/, /c/)"),
    ("/a/ NEAR/5 /b/", "(near5 /a/ /b/)", "/a/ NEAR/5 /b/"), ("x BEFORE/s /b/", "(befores x /b/)", "x BEFORE/s /b/"),
    ("SCORE/3 (/a/^2, x^1)", nil, nil),
    ("x UNLESS /a/", "(unless x /a/)", "x UNLESS /a/"), ("FIRST/5 (/a/)", nil, nil), ("ATLEAST/2 (/a/)", nil, nil),
    // In and behind a word it is a sign like any other.
    ("km/h", "km/h", "km/h"), ("and/or", "and/or", "and/or"), ("x AND y/", "(and x y/)", "x AND y/"),
    ("\\/usr\\/bin", "/usr/bin", "\\/usr/bin"), ("\"/a b/\"", "[/a b/]", "\"/a b/\""), ("url:/news/*", nil, nil),
  ])
  func isRead(_ text: String, _ tree: String?, _ printed: String?) throws {
    let parsed = QueryParser.parse(text)
    if text == "(/a/OR b)" { return #expect(parsed.diagnostics.map(\.code) == ["regex-flags"]) }
    let expression = try #require(parsed.expression, "\(parsed.diagnostics)")
    if let tree { #expect(dump(expression) == tree) }
    let canonical = QueryPrinter.print(expression)
    if let printed { #expect(canonical == printed) }
    #expect(QueryParser.parse(canonical).expression?.hasSameMeaning(as: expression) ?? false)
    #expect(QueryParser.parse(canonical).expression.map(QueryPrinter.print) == canonical)
  }

  @Test func aListItemMayBeARegex() {
    let parsed = QueryParser.parseListItem("/[0-9]+ tons/")
    #expect(parsed.diagnostics == [])
    #expect(parsed.expression.map(dump) == "/[0-9]+ tons/")
    #expect(QueryParser.parseListItem("/[0-9]+ tons/ NEAR/5 grain").expression != nil)
    #expect(QueryParser.parseListItem("and/or km/h").expression.map(dump) == "[and/or km/h]")
  }

  @Test func aPatternHasAMostLength() {
    #expect(QueryParser.parse("/" + String(repeating: "a", count: 2_000) + "/").diagnostics == [])
    let parsed = QueryParser.parse("/" + String(repeating: "a", count: 2_001) + "/")
    #expect(parsed.diagnostics.map(\.code) == ["regex-too-large"])
  }

  /// Of the parts of a mistake the wrong one is told, also behind characters of several bytes.
  @Test func aMistakeIsToldWhereItIs() throws {
    let parsed = QueryParser.parse("ўзбек* AND /тонн (?=зерна)/")
    let place = try #require(parsed.diagnostics.first?.utf8Range)
    #expect(parsed.diagnostics.map(\.code) == ["bad-regex"])
    #expect(Array("ўзбек* AND /тонн (?=зерна)/".utf8)[place].elementsEqual("(?=".utf8))
  }

  @Test(arguments: [
    ("/[0-9]+/", true), ("x AND /[0-9]+/", false), ("x OR /[0-9]+/", true), ("/[0-9]+ tons/", false),
    ("x NEAR/5 /[0-9]+/", false), ("/[0-9]+/ NEAR/5 /[A-Z]+/", true), ("/[0-9]+/ UNLESS x", true),
    ("x UNLESS /[0-9]+/", false), ("x AND NOT /[0-9]+/", false), ("title:/[0-9]+/", true),
    ("ATLEAST/3 (/[0-9]+/)", true), ("FIRST/3 (/[0-9]+/)", true), ("/US|UK/", true), ("/(?i)kabul|herat/", false),
    ("2 OF (x, /[0-9]+/, /[A-Z]+/)", true), ("2 OF (x, y, /[0-9]+/)", false),
    ("SCORE/2 (x^2, /[0-9]+/^2)", true), ("SCORE/3 (x^2, /[0-9]+/^2)", false),
  ])
  func whatIsLookedAtForEveryArticleIsWarnedAbout(_ text: String, _ isWarned: Bool) {
    let parsed = QueryParser.parse(text)
    #expect(parsed.expression != nil)
    #expect(parsed.diagnostics.map(\.code) == (isWarned ? ["regex-without-literals"] : []), "\(text)")
    #expect(parsed.diagnostics.allSatisfy { $0.severity == .warning })
  }
}
