import BlockingTests
import DaemonHarness
import Foundation
import Testing

@Suite(.blocking) struct UsageTests {
  @Test(arguments: [
    ["nonsense"], ["--nonsense"], ["scan"], ["scan", "--nonsense", "a.txt"], ["scan", "--format", "xml", "a.txt"],
    ["scan", "--zones", "--verify", "a.txt"],
    ["run", "a.txt"], ["run", "--format", "xml"], ["check", "--format", "xml"], ["alerts", "--since", "soon"],
    ["alerts", "a.txt"], ["test", "--format", "xml"], ["endpoint", "test"], ["fmt", "--write"], ["import", "a"],
    ["import", "--from", "google", "a"], ["import", "--from", "lucene"],
    ["backtest"], ["backtest", "a", "--query", "b"], ["backtest", "a", "--since", "soon"],
    ["backtest", "a", "--since", "1h", "--until", "2h"], ["backtest", "a", "--examples", "-1"],
    ["explain"], ["explain", "rule"], ["explain", "--query", "a"],
    ["why"], ["why", ""], ["why", "a", "--limit", "0"], ["why", "a", "--rules", "b"],
    ["rules", "a"], ["rules", "--sort", "age"], ["rules", "--articles", "-1"], ["rules", "--status", "old"],
    ["rules", "--sort", "furniture"], ["rules", "--furniture", "--articles", "0"],
  ])
  func wrongUsageEndsWithTwoAndSaysWhereHelpIs(_ arguments: [String]) throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(arguments, in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.output == [])
      #expect(outcome.said("--help"))
    }
  }

  @Test func versionIsPrinted() throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(["--version"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.count == 1)
      #expect(outcome.output.first?.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil)
    }
  }

  @Test(arguments: [
    [], ["run"], ["scan"], ["explain"], ["check"], ["test"], ["backtest"], ["fmt"], ["import"], ["alerts"],
    ["why"], ["rules"], ["search"], ["endpoint"], ["endpoint", "test"], ["status"], ["reload"], ["sweep"], ["doctor"],
    ["backup"], ["rebuild"],
  ])
  func helpHasExamplesAtEveryLevel(_ command: [String]) throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(command + ["--help"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("EXAMPLES"))
      #expect(outcome.output.contains { $0.hasPrefix("  watchword ") })
      #expect(outcome.output.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
    }
  }

  /// One order of the commands, in the help and in the documentation.
  @Test func operationHasEveryCommandInTheOrderOfTheHelp() throws {
    try withWorkFolder { folder in
      let help = try Outcome(["--help"], in: folder).output
      let listed = help.drop { $0 != "SUBCOMMANDS:" }.compactMap { $0.firstMatch(of: #/^  ([a-z]+) /#)?.1 }
      let document = try String(contentsOfFile: packageFolder + "/Documentation/Operation.md", encoding: .utf8)
      #expect(!listed.isEmpty)
      #expect(document.matches(of: /(?m)^\| `watchword ([a-z]+)/).map(\.1) == listed)
    }
  }

  @Test(arguments: [
    ["alerts"], ["why", "a"], ["rules"], ["search", "a"], ["status"], ["backup", "copy.db"],
    ["backtest", "--query", "a"],
  ])
  func whatCannotBeOpenedIsToldWithoutWhatATerminalObeys(_ command: [String]) throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(command + ["--state", "no\u{1B}[31m"], in: folder)
      #expect(outcome.status != 0)
      #expect(outcome.said(#"no\u{1b}[31m"#))
      #expect(!outcome.said("\u{1B}"))
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreGenerated(_ shell: String) throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(["--generate-completion-script", shell], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains { $0.contains("alerts") })
    }
  }
}
