import Pacing
import RuleLanguage
import Testing

@testable import Routing

@Suite struct RoutesTests {
  private static func facts(
    rule: String = "uz-talks", severity: Severity = .medium, tags: [String] = [], notify: [String] = [],
    source: String? = "reuters", language: String? = "uz-Cyrl"
  ) -> AlertFacts {
    AlertFacts(
      rule: rule, severity: severity, tags: tags, notify: notify,
      article: .init(source: source, language: language))
  }

  private static func names(_ only: AlertFilter, except: AlertFilter = AlertFilter(), _ facts: AlertFacts) -> Bool {
    Routes([.init(name: "desk", only: only, except: except)]).names(for: facts) == ["desk"]
  }

  private static let four = Routes([
    .init(name: "stdout", isStanding: true), .init(name: "log", isStanding: true), .init(name: "desk"),
    .init(name: "night"),
  ])

  @Test(arguments: [
    ([], ["stdout", "log", "desk", "night"]),
    (["desk"], ["stdout", "log", "desk"]),
    (["desk", "gone"], ["stdout", "log", "desk"]),
    (["gone"], ["stdout", "log", "desk", "night"]),
    (["log"], ["stdout", "log"]),
    (["log", "gone"], ["stdout", "log", "desk", "night"]),
  ])
  func notifyChoosesAmongThoseThatThereAre(notify: [String], expected: [String]) {
    #expect(Self.four.names(for: Self.facts(notify: notify)) == expected)
  }

  @Test func whoIsNamedIsToldOnceWhenHeWantsToBe() {
    var routes = Self.four
    routes.endpoints[2].pacing = EndpointPacing(digest: .every(seconds: 3600))
    let told = routes.recipients(named: ["desk", "gone", "log", "desk"], severity: .critical, now: 5)
    #expect(told == [Recipient("desk", hold: Hold(until: 3_600_000, gathering: .digest)), Recipient("log")])
  }

  @Test func severityIsAtLeast() {
    let only = AlertFilter(severity: .high)
    #expect(!Self.names(only, Self.facts(severity: .medium)))
    #expect(Self.names(only, Self.facts(severity: .high)))
    #expect(Self.names(only, Self.facts(severity: .critical)))
  }

  @Test(arguments: [
    (AlertFilter(tags: ["energy"]), true), (AlertFilter(tags: ["sport", "ener*"]), true),
    (AlertFilter(tags: ["sport"]), false), (AlertFilter(rules: ["uz-*"]), true),
    (AlertFilter(rules: ["*-talks"]), true),
    (AlertFilter(rules: ["uz*a*ks"]), true), (AlertFilter(rules: ["uz"]), false), (AlertFilter(rules: ["*"]), true),
    (AlertFilter(sources: ["REUTERS"]), true), (AlertFilter(sources: ["afp", "tass"]), false),
    (AlertFilter(languages: ["uz"]), true), (AlertFilter(languages: ["u"]), false),
    (AlertFilter(languages: ["uz-cyrl"]), true), (AlertFilter(languages: ["uz-latn"]), false),
    (AlertFilter(tags: ["energy"], sources: ["afp"]), false),
  ])
  func everyKeyHasToHold(only: AlertFilter, isTold: Bool) {
    #expect(Self.names(only, Self.facts(tags: ["Energy", "gas"])) == isTold, "\(only)")
    // And none may, the other way round.
    #expect(
      Self.names(AlertFilter(), except: only, Self.facts(tags: ["Energy", "gas"])) == (only.keys.count < 2 && !isTold))
  }

  @Test func whatIsNotKnownIsNoneOfThoseListed() {
    let facts = Self.facts(source: nil, language: nil)
    #expect(!Self.names(AlertFilter(sources: ["*"]), facts))
    #expect(!Self.names(AlertFilter(languages: ["uz"]), facts))
    #expect(Self.names(AlertFilter(), except: AlertFilter(sources: ["*"]), facts))
  }

  @Test func whoIsNamedIsToldWhateverItTakesOtherwiseButNotWhatItIsNeverTold() {
    let routes = Routes([
      .init(name: "log", isStanding: true, only: AlertFilter(severity: .low)),
      .init(name: "pager", only: AlertFilter(severity: .critical), except: AlertFilter(sources: ["test*"])),
      .init(name: "desk"),
    ])
    #expect(routes.names(for: Self.facts(severity: .high)) == ["log", "desk"])
    #expect(routes.names(for: Self.facts(severity: .high, notify: ["pager"])) == ["log", "pager"])
    #expect(routes.names(for: Self.facts(severity: .high, notify: ["pager"], source: "Testing")) == ["log"])
    #expect(routes.names(for: Self.facts(severity: .info, notify: ["desk"])) == ["desk"])
  }

  @Test func everyDecisionSaysWhy() {
    let routes = Routes([
      .init(name: "log", isStanding: true), .init(name: "a", only: AlertFilter(severity: .high, sources: ["afp"])),
      .init(name: "b", except: AlertFilter(languages: ["ru"])),
      .init(name: "c", only: AlertFilter(severity: .critical)),
    ])
    var facts = Self.facts(severity: .high)
    facts.article = nil
    #expect(
      routes.decisions(for: facts).map(\.verdict) == [
        .told(because: "it takes all"), .depends(on: "only: sources afp"), .depends(on: "except: languages ru"),
        .notTold(because: "only: severity critical"),
      ])
    facts.notify = ["c"]
    #expect(
      routes.decisions(for: facts).map(\.verdict) == [
        .told(because: "it takes all"), .notTold(because: "the rule names others: c"),
        .notTold(because: "the rule names others: c"), .told(because: "the rule names it"),
      ])
  }

  @Test func manyStarsDoNotTakeLong() {
    let only = AlertFilter(rules: [String(repeating: "a*", count: 200) + "b"])
    #expect(!Self.names(only, Self.facts(rule: String(repeating: "a", count: 5_000))))
  }
}
