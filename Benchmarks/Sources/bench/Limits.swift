/// What the engine promises to cost, and what becomes of it if it costs more.
///
/// A measurement has a median and quartiles. A limit is **missed** if the quartile on the good side is beyond it, that
/// is, if three of four measurements miss it; if only the median is beyond it, that is **noise** and told as such. Memory
/// and allocations are the same however often they are measured: for them any miss counts. What two threads gain is **not
/// judged** where the floor itself gains less than the limit: then the machine has no second core to spare.
///
/// A limit says what has been reached and is not to be lost. Where more is wanted, that is the **aim**, and is told.
struct Limit: Sendable {
  enum Bound: Sendable { case atMost(Double), atLeast(Double) }

  let name: String
  let bound: Bound
  let unit: String
  /// What is wanted, where it has not been reached.
  var aim: Double?
  /// `nil` where it was not measured.
  let value: @Sendable (Report) -> Sample?
  /// The most that this machine allows, where it may be less than the limit.
  var possible: @Sendable (Report) -> Sample? = { _ in nil }

  static let all: [Limit] = [
    // Screened by what was read, as the daemon does it a few hundred articles after its start.
    Limit(name: "10,000 rules", bound: .atMost(3), unit: "× the floor") { $0[10_000]?.timesFloorLearned },
    Limit(name: "100,000 rules", bound: .atMost(8), unit: "× the floor") { $0[100_000]?.timesFloorLearned },
    // The aim is reached on the benchmark's own material; plain English of real newswires takes up to 4.5.
    Limit(name: "100,000 rules", bound: .atMost(4.5), unit: "× the time of 1,000", aim: 4) { $0.timesOfThousand },
    Limit(name: "allocations an article, once warm", bound: .atMost(0), unit: "") {
      $0.sizes.map(\.allocationsPerArticle).max().map(Sample.init(exactly:))
    },
    Limit(
      name: "two threads", bound: .atLeast(1.8), unit: "× one", value: { $0.leastGain?.twoThreadsGain },
      possible: { $0.leastGain?.twoThreadsFloorGain }),
    Limit(name: "loading 100,000 rules", bound: .atMost(2), unit: "s") { $0[100_000]?.loadingSeconds },
    Limit(name: "100,000 rules in memory", bound: .atMost(150), unit: "MB") {
      ($0[100_000]?.megabytesResident).map(Sample.init(exactly:))
    },
  ]

  func judge(_ report: Report) -> Verdict? {
    guard let value = value(report) else { return nil }
    let isBeyond: (Double) -> Bool
    let limit: Double
    let best: Double
    switch bound {
    case .atMost(let bound): (limit, best, isBeyond) = (bound, value.lowerQuartile, { $0 > bound })
    case .atLeast(let bound): (limit, best, isBeyond) = (bound, value.upperQuartile, { $0 < bound })
    }
    let isImpossible = possible(report).map { isBeyond($0.median) } ?? false
    let outcome: Verdict.Outcome =
      !isBeyond(value.median) ? .met : isImpossible ? .notJudged : isBeyond(best) ? .missed : .noise
    return Verdict(name: name, bound: bound.words, limit: limit, aim: aim, unit: unit, value: value, outcome: outcome)
  }
}

extension Limit.Bound {
  fileprivate var words: String {
    switch self {
    case .atMost: "at most"
    case .atLeast: "at least"
    }
  }
}

struct Verdict: Encodable {
  enum Outcome: String, Encodable {
    case met, noise, missed
    case notJudged = "not_judged"
  }

  let name: String
  let bound: String
  let limit: Double
  let aim: Double?
  let unit: String
  let value: Sample
  let outcome: Outcome
}
