import RuleLanguage
import Testing

@testable import Routing

@Suite struct OwnersTests {
  private static let owners = Owners([
    .init(
      name: "anna", endpoints: ["anna-mail", "anna-chat"], deputy: "boris",
      away: [.init(from: 100, until: 200, lastDay: "2026-12-05"), .init(from: 150, until: 300, lastDay: "2026-12-09")]),
    .init(
      name: "boris", endpoints: ["boris-mail"], deputy: "anna",
      away: [.init(from: 0, until: 1000, lastDay: "2027-01-05")]),
    .init(name: "carl", endpoints: ["carl-mail"], away: [.init(from: 0, until: 1000, lastDay: "2027-01-05")]),
  ])

  private static func facts(
    notify: [String] = [], owner: String? = "anna", at time: Int64 = 100, source: String? = "afp"
  ) -> AlertFacts {
    AlertFacts(
      rule: "talks", severity: .medium, tags: [], notify: notify, owner: owner, timeMilliseconds: time,
      article: source.map { .init(source: $0, language: nil) })
  }

  private static func routes(_ boris: Routes.Endpoint = .init(name: "boris-mail")) -> Routes {
    Routes(
      [.init(name: "log", isStanding: true), .init(name: "anna-mail"), boris, .init(name: "carl-mail")], owners: owners)
  }

  private static let reason = "the deputy of anna, who is away until 2026-12-09"

  @Test func theDeputyIsToldWhileTheOwnerIsAway() {
    let told = { Self.routes().names(for: Self.facts(notify: ["anna-mail"], at: $0)) }
    #expect(told(99) == ["log", "anna-mail"])
    #expect(told(100) == ["log", "anna-mail", "boris-mail"])
    #expect(told(299) == ["log", "anna-mail", "boris-mail"])
    #expect(told(300) == ["log", "anna-mail"])
  }

  @Test func theReasonIsShown() {
    let decision = Self.routes().decisions(for: Self.facts(notify: ["anna-mail"], at: 150))[2]
    #expect(decision == .init(endpoint: "boris-mail", verdict: .told(because: Self.reason)))
    // Until the day of the first absence alone.
    let owners = Owners([
      Self.owners.owners[1],
      .init(name: "d", endpoints: [], deputy: "boris", away: [.init(from: 0, until: 9, lastDay: "2026-12-01")]),
    ])
    #expect(owners.deputy(ofOwner: "d", at: 8)?.reason == "the deputy of d, who is away until 2026-12-01")
  }

  @Test func onlyWhereTheOwnerIsTold() {
    #expect(Self.routes().names(for: Self.facts(notify: ["carl-mail"])) == ["log", "carl-mail"])
    #expect(Self.routes().names(for: Self.facts(notify: ["anna-mail"], owner: nil)) == ["log", "anna-mail"])
    #expect(Self.routes().names(for: Self.facts(notify: ["anna-mail"], owner: "nobody")) == ["log", "anna-mail"])
  }

  /// What the deputy does not want otherwise he is told, what he is never to be told he is not.
  @Test func onlyDoesNotHoldAndExceptDoes() {
    let high = Routes.Endpoint(name: "boris-mail", only: AlertFilter(severity: .high))
    #expect(Self.routes(high).names(for: Self.facts()).contains("boris-mail"))
    #expect(!Self.routes(high).names(for: Self.facts(at: 99)).contains("boris-mail"))
    let except = Routes.Endpoint(name: "boris-mail", except: AlertFilter(sources: ["AFP"]))
    let decisions = Self.routes(except).decisions(for: Self.facts(notify: ["anna-mail"]))
    #expect(decisions[2].verdict == .notTold(because: "except: sources AFP"))
    let open = Self.routes(except).decisions(for: Self.facts(notify: ["anna-mail"], source: nil))
    #expect(open[2].verdict == .depends(on: "except: sources AFP"))
  }

  @Test func itDependsWhereTheOwnerDoes() {
    let routes = Routes(
      [
        .init(name: "anna-mail", only: AlertFilter(sources: ["afp"])),
        .init(name: "boris-mail", only: AlertFilter(severity: .high)),
      ],
      owners: Self.owners)
    let verdicts = { (source: String?) in routes.decisions(for: Self.facts(at: 150, source: source)).map(\.verdict) }
    #expect(verdicts(nil)[1] == .depends(on: "only: sources afp"))
    #expect(verdicts("tass")[1] == .notTold(because: "only: severity high"))
    #expect(verdicts("afp")[1] == .told(because: Self.reason))
  }

  @Test func noticesGoToTheOwnerAndTheDeputy() {
    #expect(Self.owners.endpoints(ofOwner: "anna", at: 99) == ["anna-mail", "anna-chat"])
    #expect(Self.owners.endpoints(ofOwner: "anna", at: 100) == ["anna-mail", "anna-chat", "boris-mail"])
    // Without a deputy, and one step only where they are each other's.
    #expect(Self.owners.endpoints(ofOwner: "carl", at: 100) == ["carl-mail"])
    #expect(Self.owners.endpoints(ofOwner: "boris", at: 100) == ["boris-mail", "anna-mail", "anna-chat"])
    #expect(Self.owners.endpoints(ofOwner: "nobody", at: 100) == [])
    #expect(Self.owners.endpoints(ofOwner: nil, at: 100) == [])
  }
}
