import Foundation

/// What was measured with one number of rules.
struct SizeReport: Codable {
  var rules: Int
  /// From text to the set of matching rules, on one thread.
  var nanosecondsPerByte: Sample
  var floorNanosecondsPerByte: Sample
  var timesFloor: Sample
  /// The same when the rules are screened by how rare their words were in these articles.
  var timesFloorLearned: Sample
  var articlesPerSecond: Double
  var candidatesPerArticle: Double
  var matchesPerArticle: Double
  /// Over all articles.
  var matches: Int
  /// Once warm.
  var allocationsPerArticle: Double
  /// Places and snippets of a match; nothing if nothing matches.
  var microsecondsPerAlert: Sample?
  /// How many times the articles a second of one thread two have.
  var twoThreadsGain: Sample
  var twoThreadsFloorGain: Sample
  var loadingSeconds: Sample
  /// Before loading; after loading and all articles once; the most until then.
  var megabytesBefore: Double
  var megabytesResident: Double
  var megabytesPeak: Double
}

struct Report {
  let articles: Int
  let bytes: Int
  let isGenerated: Bool
  let cores: Int
  let passes: Int
  let sizes: [SizeReport]

  subscript(rules: Int) -> SizeReport? { sizes.first { $0.rules == rules } }

  /// 100,000 rules to 1,000. Each has a process of its own, with its own floor, so their times are compared in floors.
  var timesOfThousand: Sample? {
    guard let many = self[100_000], let few = self[1000] else { return nil }
    return many.timesFloorLearned / few.timesFloorLearned
  }

  /// The number of rules with which two threads gain least.
  var leastGain: SizeReport? { sizes.min { $0.twoThreadsGain.median < $1.twoThreadsGain.median } }

  var verdicts: [Verdict] { Limit.all.compactMap { $0.judge(self) } }

  // MARK: - JSON

  private struct Document: Encodable {
    let articles: Int
    let bytes: Int
    let generated: Bool
    let cores: Int
    let passes: Int
    let sizes: [SizeReport]
    let limits: [Verdict]
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let document = Document(
      articles: articles, bytes: bytes, generated: isGenerated, cores: cores, passes: passes, sizes: sizes,
      limits: verdicts)
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  // MARK: - Text

  func text(usesColour: Bool) -> String {
    let kind = isGenerated ? "generated articles" : "articles"
    let head =
      "\(articles.grouped) \(kind) of \((Double(bytes) / Double(articles)).rounded(to: 0)) bytes; \(cores) cores; "
      + "medians of \(passes) passes, quartiles in brackets"
    return [head, table.text, limitsText(usesColour)].joined(separator: "\n\n")
  }

  private var table: Table {
    var table = Table()
    func row(_ name: String, _ value: (SizeReport) -> String) { table.rows.append([name] + sizes.map(value)) }
    row("rules") { $0.rules.grouped }
    row("text to matching rules, × the floor") { $0.timesFloor.text }
    row("  screened by what was read, × the floor") { $0.timesFloorLearned.text }
    row("  ns a byte") { $0.nanosecondsPerByte.text }
    row("  ns a byte, the floor") { $0.floorNanosecondsPerByte.text }
    row("  articles a second") { Int($0.articlesPerSecond).grouped }
    row("  candidates, an article") { $0.candidatesPerArticle.rounded(to: 2) }
    row("  rules that match, an article") { $0.matchesPerArticle.rounded(to: 2) }
    row("  matches in all") { $0.matches.grouped }
    row("  allocations an article, once warm") { $0.allocationsPerArticle.significant }
    row("places and snippets, µs a match") { $0.microsecondsPerAlert?.text ?? "-" }
    row("two threads, × one") { $0.twoThreadsGain.text }
    row("  the floor on two threads, × one") { $0.twoThreadsFloorGain.text }
    row("loading from ten files, s") { $0.loadingSeconds.text }
    row("resident with all articles read, MB") { $0.megabytesResident.rounded(to: 0) }
    row("  the most until then, MB") { $0.megabytesPeak.rounded(to: 0) }
    row("  before loading, MB") { $0.megabytesBefore.rounded(to: 0) }
    return table
  }

  private func limitsText(_ usesColour: Bool) -> String {
    var table = Table(isFirstRowHead: false, leftColumns: 4)
    for verdict in verdicts {
      let aim = verdict.aim.map { " (aim: \($0.formatted()))" } ?? ""
      let limit = "\(verdict.bound) \(verdict.limit.formatted()) \(verdict.unit)\(aim)"
      table.rows.append([verdict.label, verdict.name, limit, verdict.text])
    }
    let lines = table.text.split(separator: "\n", omittingEmptySubsequences: false)
    return zip(lines, verdicts).map { line, verdict in
      let colour = verdict.outcome == .missed ? "31" : verdict.outcome == .met ? "32" : "33"
      return usesColour ? "\u{1B}[\(colour)m\(line)\u{1B}[0m" : String(line)
    }.joined(separator: "\n")
  }
}

extension Verdict {
  fileprivate var label: String {
    switch outcome {
    case .met: "met"
    case .noise: "noise"
    case .missed: "MISSED"
    case .notJudged: "not judged"
    }
  }

  fileprivate var text: String {
    let value = "\(self.value.text) \(unit)"
    switch outcome {
    case .met: return value
    case .notJudged: return "\(value): this machine cannot give more now"
    case .noise: return "\(value): beyond the limit, but within the spread of the passes"
    case .missed:
      guard limit > 0 else { return value }
      return "\(value): beyond it by \((abs(self.value.median / limit - 1) * 100).rounded(to: 0)) %"
    }
  }
}
