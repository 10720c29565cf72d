import DaemonHarness
import Foundation

/// Kills the daemon at random moments while articles flow in, and counts what is left, lost or told twice.
///
///     crash-test --program PATH [--articles 20000] [--kills 200] [--seed NUMBER]
@main
struct CrashTest {
  static func main() throws {
    var options = CrashRun.Options(program: "", articles: 20_000, kills: 200, seed: UInt64.random(in: 0...9999))
    var arguments = CommandLine.arguments.dropFirst()
    while let name = arguments.popFirst() {
      guard let value = arguments.popFirst() else { throw HarnessError("\(name) needs a value") }
      switch name {
      case "--program": options.program = URL(fileURLWithPath: value).path
      case "--articles": options.articles = Int(value) ?? options.articles
      case "--kills": options.kills = Int(value) ?? options.kills
      case "--seed": options.seed = UInt64(value) ?? options.seed
      default: throw HarnessError("unknown option \(name)")
      }
    }
    guard !options.program.isEmpty else { throw HarnessError("--program PATH is needed") }
    print("\(options.kills) kills while \(options.articles) articles come in, seed \(options.seed)")
    let report = try CrashRun(options).run { print("  \($0)") }
    print(
      """
      \(report.articles) articles, \(report.kills) kills, \(report.recordedUnderFire) recorded before the last kill
      \(report.alerts) alerts, \(report.logLines) lines in the log (\(report.logLines - report.alerts) repeated), \
      \(report.duplicates) duplicates
      """)
    for problem in report.problems { print("PROBLEM: \(problem)") }
    print(report.problems.isEmpty ? "nothing lost, nothing twice, nothing left" : "\(report.problems.count) problems")
    if !report.problems.isEmpty { exit(1) }
  }
}
