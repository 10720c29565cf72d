import Diagnostics
import RuleLanguage
import Testing

@Suite struct RuleFilesTests {
  static let full = """
    lists:
      places: [Bukhara, "Bukhara walls"]
    rules:
      - id: border-drugs
        title: Drugs at the border
        severity: HIGH
        tags: [border, no]
        description: >
          Two lines
          of prose.
        owner: desk
        status: experimental
        enabled: no
        references: ["https://example.org/1"]
        notify: [desk, log]
        throttle: {max: 5, per: 1h, by: source}
        when: {count: 3, within: 7d, distinct: author}
        digest: 08:05 asia/tashkent
        quiet: 2w
        again: {sources: [reuters]}
        language: Russian
        match: |
          $places AND
            drug*
        tests:
          - article: ../seeds/x.txt
            expect: match
          - title: Jazz
            text: A festival.
            expect: no match
          - {text: A festival., expect: "two words"}
          - {text: A festival., expect: 7}
          - {text: A festival., expect: "NO match"}
    """

  @Test func everyPropertyIsRead() throws {
    let load = RuleFolder.load(text: Self.full, file: "a.yaml")
    #expect(load.diagnostics.isEmpty)
    let rule = try #require(load.ruleSet.rules.first)
    #expect(rule.id == "border-drugs")
    #expect(rule.title == "Drugs at the border")
    #expect(rule.severity == .high)
    #expect(rule.tags == ["border", "no"])
    #expect(rule.description == "Two lines of prose.\n")
    #expect(rule.owner == "desk")
    #expect(rule.status == .experimental)
    #expect(!rule.isEnabled)
    #expect(rule.references == ["https://example.org/1"])
    #expect(rule.notify == ["desk", "log"])
    #expect(rule.timing.throttle == Throttle(max: 5, periodSeconds: 3600, by: .source))
    #expect(rule.timing.frequency == AlertFrequency(count: 3, windowSeconds: 604_800, distinct: .author))
    #expect(rule.timing.digest == .daily(minute: 485, timeZone: "Asia/Tashkent"))
    #expect(rule.timing.quietSeconds == 1_209_600)
    #expect(rule.timing.retelling == Retelling(sources: ["reuters"], languages: false))
    #expect(rule.language?.text == "ru")
    #expect(rule.queryText == "$places AND\n  drug*\n")
    #expect(rule.location == SourceLocation(file: "a.yaml", line: 4))
    #expect(rule.tests.map(\.expectation) == [.match, .noMatch, .words("two words"), .places(7), .noMatch])
    #expect(rule.tests.first?.input == .article(path: "../seeds/x.txt"))
    #expect(rule.tests.dropFirst().first?.input == .text(title: "Jazz", text: "A festival."))
    #expect(load.ruleSet.lists["places"]?.items.map(\.text) == ["Bukhara", "Bukhara walls"])
  }

  @Test func defaultsAreThoseOfTheDesign() throws {
    let rule = try #require(RuleFolder.load(text: "rules: [{id: a, match: b}]", file: "a").ruleSet.rules.first)
    #expect(rule.title == "a")
    #expect(rule.severity == .medium)
    #expect(rule.isEnabled)
    #expect(rule.status == .stable)
    #expect(rule.notify.isEmpty)
  }

  // MARK: Languages

  /// That of the rule or list, else of the file, where a word is of its letters.
  @Test(arguments: [
    ("", "Wort~", "Wort~"), ("language: de", "Wort~ OR слово~", "Wort~de OR слово~"),
    ("language: de", "Wort~ OR Wort~en", "Wort~de OR Wort~"), ("language: ru", "Wort~ OR слово~", "Wort~ OR слово~"),
    ("language: sr", "Wort~ OR слово~", "Wort~sr OR слово~sr"),
    ("language: German", "\"Wort~ =Ort\"", "\"Wort~de =Ort\""),
  ])
  func languageOfAFileCounts(_ key: String, _ query: String, _ printed: String) throws {
    for (file, inner) in [(key, ""), ("", key), ("language: fr", key)] where !(inner.isEmpty && file == "language: fr")
    {
      let rule = "rules:\n  - id: a\n    match: '\(query) OR $l'\n\(inner.isEmpty ? "" : "    \(inner)\n")"
      let list = "lists:\n  l:\n\(inner.isEmpty ? "" : "    \(inner)\n")    items: ['\(query)']\n"
      let load = RuleFolder.load(text: "\(file)\n\(list)\(rule)", file: "a")
      #expect(load.diagnostics == [])
      #expect(load.ruleSet.rules.map { QueryPrinter.print($0.query) } == [printed + " OR $l"])
      #expect(load.ruleSet.lists["l"]?.items.map { QueryPrinter.print($0.expression) } == [printed])
      // As it is read when a match is told.
      let read = try #require(load.ruleSet.rules.first)
      #expect(read.head.parsedQuery() == read.query)
    }
  }

  /// The same text in two languages is two queries.
  @Test func versionChangesWithTheLanguageOfAWord() throws {
    let texts = ["", "language: en\n", "language: de\n"].map { $0 + "rules: [{id: a, match: Wort~}]" }
    let versions = try texts.map(Self.version)
    #expect(versions[0] == versions[1])
    #expect(versions[1] != versions[2])
    let lists = ["", "language: de\n"].map { $0 + "lists:\n  l: [Wort~]\nrules: [{id: a, match: $l}]" }
    #expect(try Self.version(lists[0]) != Self.version(lists[1]))
  }

  // MARK: Versions

  static func version(_ text: String) throws -> String {
    let load = RuleFolder.load(text: text, file: "a")
    #expect(!load.hasErrors)
    return try #require(load.ruleSet.rules.first).version
  }

  static let base = "lists:\n  l: [x, $m]\n  m: [y]\n  other: [z]\nrules: [{id: a, match: $l AND b}]"

  @Test(arguments: [
    "lists:\n  l: [x, $m] # c\n  m: [y]\n  other: [z]\nrules:\n  - id: a\n    match: |\n      $l\n      AND b # why\n",
    "lists:\n  l: [x, $m]\n  m: [y]\n  other: [changed]\nrules: [{id: a, match: $l AND b, title: New}]",
  ])
  func versionStaysWhereTheMeaningDoes(text: String) throws {
    let version = try Self.version(text)
    #expect(try version == Self.version(Self.base))
    #expect(version.count == 12)
  }

  @Test(arguments: [
    "lists:\n  l: [x, $m]\n  m: [y]\n  other: [z]\nrules: [{id: a, match: $l AND c}]",
    "lists:\n  l: [x, $m, n]\n  m: [y]\n  other: [z]\nrules: [{id: a, match: $l AND b}]",
    "lists:\n  l: [x, $m]\n  m: [changed]\n  other: [z]\nrules: [{id: a, match: $l AND b}]",
  ])
  func versionChangesWithTheQueryAndEveryListBelow(text: String) throws {
    #expect(try Self.version(text) != Self.version(Self.base))
  }

  // MARK: Bounds

  @Test func listsThatUseListsAreBounded() {
    let chain = (0..<5000).map { "  l\($0): [x, $l\($0 + 1)]\n" }.joined() + "  l5000: [y]\n"
    let load = RuleFolder.load(
      text: "lists:\n" + chain + "rules: [{id: a, match: $l0}, {id: b, match: $l4990}]", file: "a")
    #expect(load.ruleSet.rules.map(\.id) == ["b"])
    #expect(load.diagnostics.count { $0.code == "too-deep" } == 1)
  }

  @Test func manyCyclesAreToldOnceEach() {
    let pairs = (0..<1000).map { "  a\($0): [$b\($0)]\n  b\($0): [$a\($0)]\n" }.joined()
    let load = RuleFolder.load(text: "lists:\n" + pairs, file: "a")
    #expect(load.diagnostics.count { $0.code == "list-cycle" } == 1000)
    #expect(load.ruleSet.lists.isEmpty)
  }

  /// Seeded random edits: nothing crashes, what is in force keeps the rule set's promises, mistakes lie in the file.
  @Test(arguments: 0..<6)
  func editsNeverBreakTheRuleSet(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func random(_ bound: Int) -> Int {
      // Knuth's MMIX generator; the high bits are the good ones.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(bound, 1)
    }
    let pieces = [
      "\n", " ", "\t", "- ", ": ", "\"", "'", "*", "|", ">", "#", "[", "{", "$places", "$", "id: b", "AND ", "é",
    ]
    let lastGood = RuleFolder.load(text: Self.full, file: "a.yaml").definitions
    var wrong = 0
    for _ in 0..<150 {
      var bytes = Array(Self.full.utf8)
      for _ in 0...random(3) {
        let at = random(bytes.count)
        if random(2) == 0 {
          bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(20)))
        } else {
          bytes.insert(contentsOf: Array(pieces[random(pieces.count)].utf8), at: at)
        }
      }
      let source = SourceText(bytes: bytes, file: "a.yaml")
      let load = RuleFolder.load([source], lastGood: lastGood)
      if load.hasErrors { wrong += 1 }
      #expect(load.diagnostics.allSatisfy { (0...bytes.count).contains($0.utf8Range.upperBound) })
      let named = load.ruleSet.rules.flatMap { $0.query.listNames.map(\.name) }
      #expect(named.allSatisfy { load.ruleSet.lists[$0] != nil })
      #expect(load.hasErrors || load.runningOnLastGood.isEmpty)
    }
    #expect(wrong > 50)
  }
}
