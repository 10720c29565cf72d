import DaemonHarness
import Foundation

/// The long proofs that nothing is lost and nothing twice, on the program that is given: see `Arguments.usage`.
@main
struct CrashTest {
  static func main() {
    do {
      if try !isProven(Arguments(CommandLine.arguments.dropFirst())) { exit(1) }
    } catch let error as Arguments.Mistake {
      tellError("\(error.description)\n\n\(Arguments.usage)")
      exit(64)
    } catch {
      tellError("\(error)")
      exit(1)
    }
  }

  private static func isProven(_ arguments: Arguments) throws -> Bool {
    let (program, seed) = (arguments.program, arguments.seed)
    return switch arguments.proof {
    case .points: try killAtPoints(program, kills: arguments.kills ?? 1000, seed)
    case .power: try cutPower(program, cuts: arguments.cuts ?? 200, seed)
    case .deliveries: try killWhileTelling(program, kills: arguments.kills ?? 50, seed)
    case .faults: try faults(program, seed)
    case nil:
      try killAtRandom(program, kills: arguments.kills ?? 200, articles: arguments.articles ?? 20_000, seed)
    }
  }

  private static func tellError(_ message: String) {
    FileHandle.standardError.write(Data("crash-test: \(message)\n".utf8))
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
