import Diagnostics
import Settings
import Testing

/// A secret that was written into the settings against the rule, with whatever other mistake, is never shown again.
@Suite struct HiddenSecretsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var text: String
    /// The diagnostics that there must be, as `code@line:column`.
    var mistakes: [String]
    var says: String?
    var testDescription: String { text.debugDescription }

    /// A line of a webhook, or several, which begin in line 5.
    init(_ line: String, _ mistakes: String..., says: String? = nil) {
      text = "endpoints:\n  desk:\n    type: webhook\n    url: https://example.org/hook\n    \(line)\n"
      self.mistakes = mistakes
      self.says = says
    }

    init(whole text: String, _ mistakes: String..., says: String? = nil) {
      self.text = text
      self.mistakes = mistakes
      self.says = says
    }
  }

  static let keys = [
    Case("baerer: S3CRET", "unknown-key@5:5", says: "did you mean \"bearer\"?"),
    Case("password: S3CRET", "unknown-key@5:5", says: "\"password\" is no key of the endpoint \"desk\""),
    Case("bearer: a\n    bearer: S3CRET", "inline-secret@5:13", "duplicate-key@6:5", says: "\"bearer\" stands here"),
    Case("bearer S3CRET: x", "unknown-key@5:5"),
    Case("bearer S3CRET", "missing-colon@5:5"),
    Case("bearer:S3CRET", "missing-space@5:5"),
    Case("S3CRET", "missing-colon@5:5"),
    Case("\"bearer\": S3CRET", "inline-secret@5:15"),
    Case("? bearer\n    : S3CRET", "inline-secret@6:7"),
    Case("bearer:\n    S3CRET", "missing-colon@6:5"),
    Case("bearer:\n      S3CRET: x", "wrong-value@6:7", "unknown-key@6:7"),
    Case("timeout: 3s S3CRET", "wrong-value@5:14"),
    Case("timeout: 3s #S3CRET", "comment-in-text@5:17"),
    Case("timeout: [S3CRET]", "bracket@5:14"),
    Case("timeout: {bearer: S3CRET}", "bracket@5:14"),
    Case("enabled: \"no S3CRET\"", "wrong-value@5:14", says: "\"enabled\" is yes or no"),
    Case("auth: {bearer: S3CRET}", "unknown-key@5:5", says: "\"auth\" is no key"),
    Case("auth:\n      - S3CRET", "unknown-key@5:5"),
    Case("\tbearer: S3CRET", "missing-key@2:3", "tab@5:5"),
    Case("bearer: Пароль-S3CRET \u{202E}x\n    pass: 1", "inline-secret@5:13", "unknown-key@6:5"),
  ]

  static let values = [
    Case("bearer: S3CRET", "inline-secret@5:13"),
    Case("signing_secrets: whsec_S3CRET", "inline-secret@5:22"),
    Case("signing_secrets:\n      - whsec_S3CRET\n      - file: S3CRET x", "inline-secret@6:9"),
    Case(
      "signing_secrets: [S3CRET, {file: a}, {S3CRET: a}]", "inline-secret@5:23", "wrong-value@5:42", "unknown-key@5:43"),
    Case("basic: {user: S3CRET, password: S3CRET}", "inline-secret@5:37"),
    Case("basic: desk:S3CRET", "missing-space@5:12"), Case("key: S3CRET", "missing-key@5:5"),
    Case("proxy: http://desk:S3CRET@proxy.example.org", "wrong-value@5:12"),
    Case("bearer: \"S3CRET", "unclosed-quote@5:13", says: "this quote is never closed"),
    Case("bearer: 'S3CRET", "unclosed-quote@5:13"),
    Case("bearer: \"a\n    S3CRET: b\n    timeout: 1s", "unclosed-quote@5:13"),
    Case("bearer: \"S3CRET\" S3CRET", "inline-secret@5:13", "text-after-quote@5:22"),
    Case("bearer: 'it's S3CRET'", "inline-secret@5:13", "text-after-quote@5:17"),
    Case("bearer: \"S3CRET\\q\"", "escape@5:20", says: "and this is none"),
    Case("bearer: \"\\x533CRET\\u\"", "escape@5:25"),
    Case("bearer: [S3CRET]", "bracket@5:13", says: "text that begins with ["),
    Case("bearer: [S3CRET", "bracket@5:13"),
    Case("bearer: {S3CRET", "bracket@5:13", "unknown-key@5:14", "wrong-value@5:13"),
    Case("bearer: {S3CRET}", "wrong-value@5:13", "unknown-key@5:14"),
    Case("bearer: S3CRET: x", "inline-secret@5:13", "unexpected-colon@5:19", says: "put all of the text in quotes"),
    Case("bearer: a: S3CRET", "inline-secret@5:13", "unexpected-colon@5:14"),
    Case("bearer: &a S3CRET", "anchor@5:13", "inline-secret@5:13", says: "put all of it in quotes"),
    Case("bearer: &S3CRET x", "anchor@5:13", "inline-secret@5:13"),
    Case("bearer: !!str S3CRET", "tag@5:13", "inline-secret@5:13", says: "which is not allowed here"),
    Case("bearer: !S3CRET x", "tag@5:13", "inline-secret@5:13"),
    Case("bearer: *S3CRET", "alias@5:13", "inline-secret@5:13"),
    Case("bearer: %S3CRET", "reserved-character@5:13"),
    Case("bearer: @S3CRET", "reserved-character@5:13"),
    Case("bearer: `S3CRET", "reserved-character@5:13"),
    Case("bearer: | S3CRET", "text-after-bar@5:15"),
    Case("bearer: |\n      S3CRET: x", "inline-secret@5:13"),
    Case("bearer: > S3CRET\n      token: S3CRET", "text-after-bar@5:15"),
    Case("bearer: a\n      S3CRET", "inline-secret@5:13", "two-lines@6:7"),
    Case("bearer: a\n      S3CRET: x", "inline-secret@5:13", "two-lines@6:7"),
    Case("bearer: S3CRET #S3CRET", "inline-secret@5:13", "comment-in-text@5:20"),
    Case("bearer: - S3CRET", "unexpected-dash@5:13"),
    Case("bearer:\n      - S3CRET", "wrong-type@6:7"),
    Case("bearer: {file: /x, token: S3CRET}", "unknown-key@5:24"),
    Case("bearer: {\"token\":\"S3CRET\"}", "wrong-value@5:13", "unknown-key@5:14"),
    Case("bearer: {file: /x S3CRET, env: a}", "wrong-value@5:13"),
    Case("bearer: {env: S3CRET-i}", "wrong-value@5:19", says: "\"…\" is no name of an environment variable"),
    Case("bearer: {env: \"a\\x533CRET S3CRET\"}", "wrong-value@5:19"),
    Case("bearer: {env: [S3CRET]}", "bracket@5:19"),
    Case("bearer: {env: {a: S3CRET}}", "bracket@5:19"),
    Case("bearer: {env: \"xS3CRETz\\u0041 'S3CRET\\\"S3CRET\"}", "wrong-value@5:19"),
    Case("bearer:\n      env: S3CRET-i", "wrong-value@6:12"),
    Case("bearer:\n      value: S3CRET", "wrong-value@6:7", "unknown-key@6:7"),
  ]

  static let headers = [
    Case("headers: {Authorization: a, Authorization: S3CRET}", "inline-secret@5:30", "duplicate-key@5:33"),
    Case("headers:\n      Authorization Bearer: S3CRET", "bad-name@6:7", says: "\"Authorization Bearer\" cannot be"),
    Case(
      "headers:\n      Authorization Bearer S3CRET: x", "bad-name@6:7", says: "\"…\" cannot be the name of a header"),
    Case("headers:\n      Authorization: Basic S3CRET", "inline-secret@6:22"),
    Case(
      "headers:\n      X-Key: S3CRET\n      x-key: S3CRET", "duplicate-key@7:7", says: "the header \"x-key\" is set"),
    Case("headers:\n      X-Key: \"S3CRET\\n\"", "wrong-value@6:14", says: "cannot have control characters"),
    Case("headers: [Authorization, S3CRET]", "wrong-type@5:14"),
    Case("headers: Authorization:S3CRET", "missing-space@5:14", says: "a space is missing behind the colon"),
    Case("headers: S3CRET", "wrong-type@5:14"),
    Case("headers:\n      Authorization S3CRET", "wrong-type@6:7"),
    Case("headers:\n      - Authorization: S3CRET", "wrong-type@6:7"),
    Case("headers:\n      path: S3CRET\n      path: S3CRET", "duplicate-key@7:7"),
    Case("headers: {type: S3CRET, Type: S3CRET}", "duplicate-key@5:29"),
    Case("heders:\n      X-Key: S3CRET", "unknown-key@5:5", says: "did you mean \"headers\"?"),
  ]

  static let urls = [
    Case("url: https://h/S3CRET", "duplicate-key@5:5"),
    Case(
      whole: "endpoints:\n  desk:\n    type: webhook\n    url: htps://h/S3CRET\n", "wrong-value@4:10",
      says: "htps://h*******"),
    Case(whole: "endpoints:\n  desk:\n    type: webhook\n    url: S3CRET\n", "wrong-value@4:10"),
    Case(
      whole: "endpoints:\n  desk:\n    type: webhook\n    url: https://me:S3CRET@h/x\n", "wrong-value@4:10",
      says: "a password cannot stand in the address"),
    Case(whole: "endpoints:\n  desk:\n    type: webhook\n    url: \"https://S3CRET:\\x40h/x é\"\n", "wrong-value@4:10"),
    Case(whole: "endpoints:\n  desk:\n    type: webhook\n    url: https://h/é?S3CRET\n", "wrong-value@4:10"),
    Case(whole: "endpoints:\n  desk:\n    type: webhook\n    url: [https://h/S3CRET]\n", "bracket@4:10"),
    Case(whole: "endpoints:\n  desk:\n    url: https://h/S3CRET\n", "missing-key@2:3"),
  ]

  static let files = [
    Case(
      whole: "endpoints:\n  desk: {typ: webhook, bearer: S3CRET, url: https://h/x}\n", "missing-key@2:3",
      says: "the endpoint \"desk\" has no type"),
    Case(
      whole: "endpoints:\n  desk: {type: webhook, baerer: S3CRET, url: https://h/S3CRET}\n", "unknown-key@2:25",
      says: "did you mean \"bearer\"?"),
    Case(
      whole: "endpoints:\n  desk: {type: webhook,\n    bearer: \"S3CRET\n  x: S3CRET\"}\n", "inline-secret@3:13",
      "missing-key@2:3"),
    Case(whole: "endpoints:\n  desk: {type: S3CRET webhook, bearer: S3CRET\n", "bracket@2:9", "wrong-value@2:16"),
    Case(
      whole: "endpoints: {desk: {type: webhook, token: &a S3CRET}}\n", "anchor@1:42", "missing-key@1:13",
      "unknown-key@1:35"),
    Case(
      whole: "{endpoints: {desk: {type: webhook, url: 'x', token: &a S3CRET}}}\n", "anchor@1:53", "unknown-key@1:46",
      "wrong-value@1:41"),
    Case(whole: "endpoints: S3CRET\n", "wrong-type@1:12"),
    Case(whole: "endpoints: desk:S3CRET\n", "missing-space@1:12"),
    Case(whole: "endpoints:\n- bearer: S3CRET\n", "wrong-type@2:1"),
    Case(whole: "endpoints:\n  desk: https://h/S3CRET\n", "missing-space@2:9"),
    Case(whole: "endpoints:\n  desk S3CRET:\n    type: webhook\n", "bad-name@2:3"),
    Case(whole: "endponts:\n  desk:\n    bearer: &a S3CRET\n", "unknown-key@1:1", "anchor@3:13"),
    Case(whole: "\"endpoints\":\r\n  desk:\r\n    bearer: &a S3CRET\r\n", "missing-key@2:3", "anchor@3:13"),
    Case(whole: "desk:\n  bearer: &a S3CRET\n", "unknown-key@1:1", "anchor@2:11"),
    Case(whole: "bearer: S3CRET\n", "unknown-key@1:1"),
    Case(whole: "endpoints:\ninbox: drop\nbearer: S3CRET\n", "unknown-key@3:1"),
    Case(whole: "inbox: drop\n  bearer: S3CRET\n", "two-lines@2:3"),
    Case(whole: "endpoints:\n  stdout:\n    colour: S3CRET\n", "unknown-key@3:5"),
    Case(whole: "\u{FEFF}endpoints:\n  log: {path: a, bearer: *S3CRET}\n", "unknown-key@2:18", "alias@2:26"),
    Case(whole: "endpoints:\n  a:\n    bearer: S3CRET\n---\nb: 1\n", "missing-key@2:3", "several-documents@4:1"),
    Case(whole: "endpoints:\n  a:\n    bearer: S3CRET\u{7}\n", "control-character@3:19"),
  ]

  @Test(arguments: keys + values + headers + urls + files)
  func secretIsNotShown(_ testCase: Case) throws {
    let shown = try Self.shown(testCase.text)
    #expect(!shown.all.contains("S3CRET"))
    #expect(!shown.all.contains("3CRET"))
    #expect(shown.mistakes.sorted() == testCase.mistakes.sorted())
    if let says = testCase.says { #expect(shown.all.contains(says)) }
    for diagnostic in shown.diagnostics {
      #expect(diagnostic.message.split(separator: " ").count { $0 != "…" } >= 3)
    }
  }

  /// What is harmless stays readable, or nobody finds the mistake.
  @Test func harmlessTextIsShown() throws {
    let text = """
      inbox: drop
      endpoints:
        desk:
          type: webhok
          url: https://example.org:8443/hook?key=S3CRET # S3CRET
          bearer: {file: secrets/desk}
          headers: {X-Key: {env: DESK_KEY}, X-Desk: S3CRET}
          timeout: 3s
          ca_file: "ca.pem"
        log: {path: log/a.jsonl, enabled: yes}
      """
    let source = try #require(SettingsFile.load(text: text).source)
    let lines = (1...source.lineCount).map { source.lineText($0) }
    #expect(
      lines == [
        "inbox: drop", "endpoints:", "  desk:", "    type: webhok",
        "    url: https://example.org:8443*************************", "    bearer: {file: secrets/desk}",
        "    headers: {X-Key: {env: DESK_KEY}, X-Desk: ******}", "    timeout: 3s", "    ca_file: \"ca.pem\"",
        "  log: {path: log/a.jsonl, enabled: yes}",
      ])
  }

  /// What looks like a key inside a text is part of the text.
  @Test(arguments: ["\"a", "'a", "|", ">-", "[a,", "{a: b,", "a"])
  func keysInsideTextAreHidden(opening: String) throws {
    let text = "endpoints:\n  desk:\n    bearer: \(opening)\n      hunter: b\ninbox: drop\nretry: {first: 1s}\n"
    let source = try #require(SettingsFile.load(text: text).source)
    #expect(source.lineText(4) == "      *********")
    #expect(source.lineText(5) == "inbox: drop")
    #expect(source.lineText(6) == "retry: {first: 1s}")
  }

  @Test(arguments: ["|", ">", "a", "\"a\"", "&a |"])
  func linesBelowATextAreHidden(opening: String) throws {
    let text = "endpoints:\n  desk: \(opening)\n    type: hunter\n  night:\n    type: webhook\n"
    let source = try #require(SettingsFile.load(text: text).source)
    #expect((3...5).map { source.lineText($0) } == ["    ************", "  night:", "    type: webhook"])
  }

  @Test(arguments: ["\"", "'"])
  func openQuoteHidesKeysInEveryColumn(quote: String) throws {
    let text =
      "endpoints:\n  desk:\n    bearer: \(quote)a\n    hunter: b\n  hunter: b\nhunter: b\(quote)\n    type: c\n"
    let source = try #require(SettingsFile.load(text: text).source)
    #expect((4...6).map { source.lineText($0) } == ["    *********", "  *********", "**********"])
    #expect(source.lineText(7) == "    type: c")
  }

  @Test func secretIsNotShownAmongManyMistakes() throws {
    let endpoint = "{type: webhook, url: 'x', \"S3CRET\\x41\": S3CRET, bearer: &a S3CRET}"
    let text = "endpoints:\n" + (0..<200).map { "  d\($0): \(endpoint)\n" }.joined()
    let shown = try Self.shown(text)
    #expect(shown.diagnostics.count > 500)
    #expect(!shown.all.contains("S3CRET"))
  }

  @Test func rangesAndColumnsStayWhereTheyWere() throws {
    let text = "endpoints:\n  desk:\n    bearer: Ünï-e\u{301}-日本-👩‍🚀-x\n    x: 1\n"
    let source = try #require(SettingsFile.load(text: text).source)
    let original = SourceText(text, file: source.file)
    #expect(source.bytes.count == original.bytes.count)
    #expect(source.lineText(3).count == original.lineText(3).count)
    for number in 1...original.lineCount { #expect(source.lineRange(number) == original.lineRange(number)) }
    #expect(source.lineText(3).contains("bearer: "))
    #expect(!source.lineText(3).contains("日"))
  }

  /// Thousands of slips of the keyboard in one file: a sign too many, one too few, two swapped, a line moved.
  @Test(arguments: 0..<8)
  func noSlipBringsItOut(seed: Int) throws {
    var random = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let signs = Array(":{}[]\"'&*!|>#,-? \n\t@%`\\x".utf8)
    var leaks: [String] = []
    var count = 0
    for _ in 0..<200 {
      var bytes = Array(Self.wellFormed.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = bytes.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(signs.randomElement(using: &random) ?? 0x20, at: index)
        case 1: bytes[index] = signs.randomElement(using: &random) ?? 0x20
        case 2: bytes.remove(at: index)
        default: bytes.swapAt(index, bytes.indices.randomElement(using: &random) ?? 0)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let shown = try Self.shown(text)
      count += shown.diagnostics.count
      if shown.all.contains("S3-CRET+") { leaks.append(text + "\n" + shown.all) }
    }
    #expect(count > 200)
    #expect(leaks.first == nil, "\(leaks.count) of them")
  }

  private static let wellFormed = """
    inbox: drop
    retry: {first: 1s, longest: 5m}
    endpoints:
      stdout: {enabled: no}
      desk:
        type: webhook
        url: https://example.org/S3-CRET+/hook
        password: S3-CRET+
        headers: {X-Desk: S3-CRET+, Authorization: "Basic S3-CRET+"}
        timeout: 3s
      night: {type: webhook, bearer: S3-CRET+, url: "https://example.org/?S3-CRET+"}
      noon:
        type: webhook
        bearer: S3-CRET+
        headers:
          Cookie: 'a=S3-CRET+'
          X-Noon: S3-CRET+
    """

  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    /// xorshift64 of Marsaglia.
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  /// All that a person or a program gets to see of a file's mistakes.
  private static func shown(_ text: String) throws -> (all: String, mistakes: [String], diagnostics: [Diagnostic]) {
    let load = SettingsFile.load(text: text)
    let source = try #require(load.source)
    let plain = DiagnosticRenderer(source: source)
    let coloured = DiagnosticRenderer(source: source, isColoured: true)
    let json = try load.diagnostics.map { try plain.json($0) }
    let all = plain.render(load.diagnostics) + coloured.render(load.diagnostics) + json.joined(separator: "\n")
    let mistakes = load.diagnostics.map { diagnostic in
      let position = source.position(at: diagnostic.utf8Range.lowerBound)
      return "\(diagnostic.code)@\(position.line):\(position.column)"
    }
    return (all, mistakes, load.diagnostics)
  }
}
