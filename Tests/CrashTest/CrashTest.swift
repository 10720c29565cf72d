import DaemonHarness
import Foundation

/// The long proofs that nothing is lost and nothing twice, on the program that is given.
///
///     crash-test --program PATH [--articles 20000] [--kills 200] [--seed NUMBER]
///     crash-test points --program PATH-OF-A-DEBUG-BUILD [--kills 1000] [--seed NUMBER]
///     crash-test power --program PATH-OF-A-DEBUG-BUILD [--cuts 200] [--seed NUMBER]
///     crash-test deliveries --program PATH-OF-A-DEBUG-BUILD [--kills 50] [--seed NUMBER]
///     crash-test faults --program PATH-OF-A-DEBUG-BUILD [--seed NUMBER]
@main
struct CrashTest {
  static func main() throws {
    var arguments = CommandLine.arguments.dropFirst()
    let proofs = ["points", "faults", "power", "deliveries"]
    let proof = arguments.first.flatMap { proofs.contains($0) ? $0 : nil }
    if proof != nil { arguments.removeFirst() }
    var options: [String: String] = [:]
    while let name = arguments.popFirst() {
      guard ["--program", "--articles", "--kills", "--cuts", "--seed"].contains(name), let value = arguments.popFirst()
      else { throw HarnessError("unknown option, or one without its value: \(name)") }
      options[name] = value
    }
    guard let path = options["--program"] else { throw HarnessError("--program PATH is needed") }
    let program = URL(fileURLWithPath: path).path
    let seed = options["--seed"].flatMap(UInt64.init) ?? UInt64.random(in: 0...9999)
    let kills = options["--kills"].flatMap(Int.init)
    let isRight =
      switch proof {
      case "points": try killAtPoints(program, kills: kills ?? 1000, seed)
      case "power": try cutPower(program, cuts: options["--cuts"].flatMap(Int.init) ?? 200, seed)
      case "deliveries": try killWhileTelling(program, kills: kills ?? 50, seed)
      case "faults": try faults(program, seed)
      default:
        try killAtRandom(
          program, kills: kills ?? 200, articles: options["--articles"].flatMap(Int.init) ?? 20_000, seed)
      }
    if !isRight { exit(1) }
  }

  private static func killAtRandom(_ program: String, kills: Int, articles: Int, _ seed: UInt64) throws -> Bool {
    print("\(kills) kills while \(articles) articles come in, seed \(seed)")
    let options = CrashRun.Options(program: program, articles: articles, kills: kills, seed: seed)
    let report = try CrashRun(options).run { print("  \($0)") }
    print(
      """
      \(report.articles) articles, \(report.kills) kills, \(report.recordedUnderFire) recorded before the last kill
      \(report.alerts) alerts, \(report.logLines) lines in the log (\(report.logLines - report.alerts) repeated), \
      \(report.duplicates) duplicates
      """)
    return tell(report.problems)
  }

  static func tell(_ problems: [String]) -> Bool {
    for problem in problems { print("PROBLEM: \(problem)") }
    print(problems.isEmpty ? "nothing lost, nothing twice, nothing left" : "\(problems.count) problems")
    return problems.isEmpty
  }
}
