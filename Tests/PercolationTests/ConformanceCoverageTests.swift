import QueryKinds
import RuleLanguage
import TestSupport
import Testing

/// The table of `ConformanceTests` leaves nothing out: every form inside every operator is there, or is refused.
@Suite struct ConformanceCoverageTests {
  @Test func everyFormStandsInEveryOperator() throws {
    let lists = Dictionary(
      uniqueKeysWithValues: try ConformanceTests.lists.map { ($0.0, try Make.list($0.0, $0.1)) })
    var matching: Set<QueryPair> = []
    var failing: Set<QueryPair> = []
    for row in ConformanceTests.rows {
      let pairs = QueryPair.pairs(in: try Make.rule(row.query).query, lists: lists)
      if row.expected == "-" { failing.formUnion(pairs) } else { matching.formUnion(pairs) }
    }
    let wanted = QueryPair.all.filter { $0.refusal == nil && !$0.isContradiction }
    #expect(wanted.filter { !matching.contains($0) } == [], "no row that matches")
    #expect(wanted.filter { !failing.contains($0) } == [], "no row that does not")
    #expect(ConformanceTests.rows.count >= 1_300)
  }

  /// Nor do the random rules, over which engine and definition are compared. They are as printed, where AND has no AND
  /// directly in it and OR no OR.
  @Test func randomRulesHaveEveryFormInEveryOperator() {
    var made = RandomRules(SplitMix64(seed: 1))
    var pairs: Set<QueryPair> = []
    for _ in 0..<250 {
      let ruleSet = made.makeRuleSet(rules: 60)
      for rule in ruleSet.rules { pairs.formUnion(QueryPair.pairs(in: rule.query, lists: ruleSet.lists)) }
    }
    let joined = [
      QueryPair(.and, in: .and), QueryPair(.or, in: .orOfTruths), QueryPair(.orOfTruths, in: .orOfTruths),
    ]
    let wanted = QueryPair.all.filter { $0.refusal == nil && !$0.isContradiction && !joined.contains($0) }
    #expect(wanted.filter { !pairs.contains($0) } == [])
  }

  // MARK: - What the language refuses

  /// Queries of one operator; `…` is what stands inside.
  static let frames: [(place: QueryPlace, query: String)] = [
    (.and, "(…) AND blue"), (.orOfTruths, "blue AND ((…) OR (pink AND grey))"), (.not, "blue AND NOT (…)"),
    (.orOfPlaces, "(…) OR blue"), (.unlessKept, "(…) UNLESS blue"), (.unlessExcluded, "blue UNLESS (…)"),
    (.nearWords, "(…) NEAR/1 blue"), (.nearWords, "blue NEAR/1 (…)"), (.nearSentence, "(…) NEAR/s blue"),
    (.nearParagraph, "blue NEAR/p (…)"), (.nearList, "NEAR/1 (blue, …, pink)"),
    (.nearList, "blue NEAR/1 pink NEAR/1 (…)"),
    (.before, "(…) BEFORE/1 blue"), (.before, "blue BEFORE/s (…)"), (.before, "BEFORE/p (blue, pink, …)"),
    (.notNearKept, "(…) NOT NEAR/1 blue"), (.notNearExcluded, "blue NOT NEAR/s (…)"),
    (.title, "title:(…)"), (.lead, "lead:(…)"), (.body, "body:(…)"), (.dateline, "dateline:(…)"),
    (.caption, "caption:(…)"), (.furniture, "furniture:(…)"), (.any, "any:(…)"),
    (.atLeast, "ATLEAST/2 (…)"), (.of, "2 OF (blue, …, pink)"), (.scoreAdding, "SCORE/3 (blue^1, (…)^2)"),
    (.scoreSubtracting, "SCORE/1 (blue^1, (…)^-2)"), (.first, "FIRST/4 (…)"),
  ]

  static let samples: [(form: QueryForm, query: String)] = [
    (.word, "red"), (.exact, "=Red"), (.wildcard, "re*"), (.inflected, "cooperation~"), (.edited, "Karimov~1"),
    (.uzbek, "uz(xizmat)"), (.phrase, "\"red green\""), (.name, "name(Shavkat Mirziyoyev)"), (.regex, "/red/"),
    (.list, "$pets"), (.or, "red OR green"), (.near, "red NEAR/1 green"), (.nearInUnit, "red NEAR/s green"),
    (.before, "red BEFORE/1 green"), (.notNear, "red NOT NEAR/1 green"), (.unless, "red UNLESS green"),
    (.first, "FIRST/9 (red)"), (.zone, "any:red"),
    (.and, "red AND green"), (.and, "red AND NOT green"), (.orOfTruths, "red OR (green AND black)"),
    (.not, "NOT red"), (.metadata, "source:reuters"), (.metadata, "words:>3"), (.metadata, "published:<7d"),
    (.atLeast, "ATLEAST/2 (red)"), (.of, "1 OF (red, green)"), (.score, "SCORE/3 (red^2, green^1)"),
  ]

  @Test func framesAndSamplesAreWhatTheySay() throws {
    for frame in Self.frames {
      let query = try Make.rule(frame.query.replacing("…", with: "red")).query
      #expect(
        QueryPair.pairs(in: query, lists: [:]).contains(QueryPair(.word, in: frame.place)), "\(frame.query)")
    }
    for sample in Self.samples {
      let query = try #require(QueryParser.parse("blue AND (\(sample.query))").expression, "\(sample.query)")
      #expect(query.operands.last.map(QueryForm.init) == sample.form, "\(sample.query)")
    }
    #expect(Set(Self.frames.map(\.place)).union([.listItem]) == Set(QueryPlace.allCases))
    #expect(Set(Self.samples.map(\.form)) == Set(QueryForm.allCases))
  }

  @Test(arguments: samples)
  func whatCannotStandInsideIsAnErrorAndTheRestIsNone(form: QueryForm, query: String) {
    for frame in Self.frames {
      let pair = QueryPair(form, in: frame.place)
      guard !pair.isContradiction else { continue }
      let text = frame.query.replacing("…", with: query)
      #expect(Self.errors(QueryParser.parse(text)) == (pair.refusal.map { [$0.rawValue] } ?? []), "\(text)")
    }
    let item = QueryParser.parseListItem(query)
    let refusal = QueryPair(form, in: .listItem).refusal
    #expect(Self.errors(item) == (refusal.map { [$0.rawValue] } ?? []), "\(query) as an item")
  }

  /// Each prefix in each other: right where there is something that both leave.
  @Test func prefixesThatHaveNothingInCommonAreAnError() {
    for outer in ZoneSelector.allCases {
      for inner in ZoneSelector.allCases {
        let isInBody = [outer, inner].allSatisfy { $0 == .lead || $0 == .body }
        let isRight = outer == inner || outer == .any || inner == .any || isInBody
        let text = "\(outer.rawValue):(blue OR \(inner.rawValue):red)"
        #expect(Self.errors(QueryParser.parse(text)) == (isRight ? [] : ["disjoint-zones"]), "\(text)")
      }
    }
  }

  /// NEAR, BEFORE and FIRST, which never cross zones.
  @Test(arguments: [
    "title:red NEAR/1 body:blue", "lead:red NEAR/s title:blue", "caption:red NEAR/p blue",
    "red BEFORE/1 furniture:blue",
    "NEAR/1 (red, blue, dateline:pink)", "FIRST/4 (title:red)", "FIRST/4 (red) NEAR/1 title:blue",
    "title:(red NEAR/1 FIRST/4 (blue))", "dateline:FIRST/4 (red)",
  ])
  func placesThatCanNeverBeTogetherAreAnError(query: String) {
    #expect(Self.errors(QueryParser.parse(query)).first == "never-matches", "\(query)")
  }

  private static func errors(_ parsed: ParsedQuery) -> [String] {
    parsed.diagnostics.filter { $0.severity == .error }.map(\.code)
  }
}
