import Testing

@testable import RuleLanguage

struct QueryListItemTests {
  /// A line of a list file is one phrase, whatever stands in it.
  @Test(
    arguments: [
      "TRINIDAD AND TOBAGO", "AT&T tower", "NOT OR", "\"say\" «so» “now”", "$list (OR title:x, y)", "one two\\",
      "a\\\"b c\\\\", "=Acme Inc* # no comment", "name(x) NEAR/3 y", "uz\\*bek AND", "/a b/",
    ])
  func linesOfListFilesArePhrases(_ line: String) throws {
    let parsed = QueryParser.parseListItem(QueryParser.phraseItem(line[...]))
    #expect(parsed.diagnostics.isEmpty)
    guard case .phrase = try #require(parsed.expression).kind else {
      Issue.record("no phrase")
      return
    }
  }

  @Test(arguments: [
    ("exchange of information", "[exchange of information]"), ("Tashkent", "Tashkent"), ("=SGB", "=SGB"),
    ("uzbek* embass?", "[uzbek<*> embass<?>]"), ("law and order or not", "[law and order or not]"), ("AT&T", "AT&T"),
    ("AT & T", "[AT T]"), ("C++ near 5 km", "[C++ near 5 km]"), ("OF 24/7 9:11", "[OF 24/7 9:11]"),
    ("1,000 men", "[1,000 men]"),
    ("  =State =Security  ", "[=State =Security]"), ("FIRST lady # wife", "[FIRST lady]"), ("2 OF them", "[2 OF them]"),
    ("intelligence UNLESS \"artificial intelligence\"", "(unless intelligence [artificial intelligence])"),
    ("разведк* UNLESS (геолог* OR месторожден*)", "(unless разведк<*> (or геолог<*> месторожден<*>))"),
    ("=SNB UNLESS (Swiss OR franc*)", "(unless =SNB (or Swiss franc<*>))"),
    ("TASHKENT OR SAMARKAND", "(or TASHKENT SAMARKAND)"),
    ("$other", "$other"), ("\"TRINIDAD AND TOBAGO\"", "[TRINIDAD AND TOBAGO]"), ("title:x", "(title x)"),
    ("FIRST/50 (a) UNLESS b", "(unless (first50 a) b)"), ("first 50 days", "[first 50 days]"),
    ("exchange~ of Informationen~de", "[exchange<~english> of Informationen<~german>]"), ("Karimov~2", "Karimov<~2>"),
    ("exchange of \\(secret\\) data", "[exchange of (secret) data]"), ("\\AND now", "[AND now]"),
  ])
  func readsWordsAsOnePhraseAndTheRestAsExpression(item: String, tree: String) {
    let parsed = QueryParser.parseListItem(item)
    #expect(parsed.diagnostics == [])
    #expect(parsed.expression.map(dump) == tree)
  }

  @Test(arguments: [
    ("TRINIDAD AND TOBAGO", "boolean-in-list"), ("New York AND Boston", "boolean-in-list"),
    ("a AND NOT b", "boolean-in-list"),
    ("(a AND b)", "boolean-in-list"), ("source:x", "boolean-in-list"), ("a OR NOT (b)", "boolean-in-list"),
    ("", "empty-query"),
    ("# x", "empty-query"), ("word~uz here", "no-stemmer"), ("uz()", "bad-uzbek"),
    ("*", "few-literals"),
    ("a, b", "comma-outside-near"), ("-word", "foreign-operator"), ("a || b", "foreign-operator"), ("– –", "no-letter"),
    ("ATLEAST/2 (a)", "boolean-in-list"), ("1 OF (a, b)", "boolean-in-list"), ("SCORE/1 (a^2)", "boolean-in-list"),
    ("a^2", "bad-weight"), ("a OR $x^2", "bad-weight"),
    ("New York OR Boston", "side-by-side"), ("http://example.org", "bare-address"), ("/x y", "unclosed-regex"),
  ])
  func tellsWhatCannotStandInAList(item: String, code: String) {
    let parsed = QueryParser.parseListItem(item)
    #expect(parsed.expression == nil)
    #expect(parsed.diagnostics.map(\.code) == [code])
  }
}
