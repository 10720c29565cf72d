import BlockingTests
import DaemonHarness
import Foundation
import Testing

/// Where commands look for rules, and for the lists of a query that is typed.
@Suite(.blocking) struct RulesFolderTests {
  private static let rules = """
    lists:
      fruit: [apple, pear]
    rules:
      - id: fruit-found
        match: $fruit
        tests:
          - {text: An apple., expect: match}
    """

  /// Rules in `elsewhere`, as the settings say, and none in `rules`; an article in the inbox and in the state.
  private func withSettings(_ body: (WorkFolder) throws -> Void) throws {
    try withWorkFolder { folder in
      try FileManager.default.createDirectory(atPath: folder.path + "/elsewhere", withIntermediateDirectories: true)
      try folder.writeRules(Self.rules, file: "../elsewhere/rules.yaml")
      try folder.writeSettings("rules: elsewhere\n")
      try folder.write(appleArticle, to: "apple.txt")
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      try folder.write(appleArticle, to: "apple.txt")
      try body(folder)
    }
  }

  @Test(arguments: [
    "scan inbox", "scan --query $fruit inbox", "explain fruit-found inbox", "explain --query $fruit inbox",
    "backtest fruit-found", "backtest --query $fruit", "check", "test", "fmt",
  ])
  func isThatOfTheSettings(_ usage: String) throws {
    let arguments = usage.split(separator: " ").map(String.init)
    try withSettings { folder in
      let outcome = try Outcome(arguments, in: folder)
      #expect(outcome.status == 0, "\(outcome.process.allMessages())")
      #expect(!outcome.output.contains { $0.hasPrefix("0 ") }, "\(outcome.output)")
      try FileManager.default.moveItem(atPath: folder.path + "/watchword.yaml", toPath: folder.path + "/other.yaml")
      let command = [arguments[0], "--settings", "other.yaml"] + arguments.dropFirst()
      #expect(try Outcome(command, in: folder).status == 0)
    }
  }

  /// Neither the rules nor the settings are read for a query without lists, though it has a dollar sign.
  @Test(arguments: ["scan", "explain"])
  func isNotReadForAQueryWithoutLists(_ command: String) throws {
    try withWorkFolder { folder in
      try folder.writeRules(brokenRule)
      try folder.writeSettings("nonsense: [\n")
      try folder.write("Prices\n\nIt costs $5 today.\n", to: "price.txt")
      for query in ["costs", #"/costs \$[0-9]/"#] {
        let outcome = try Outcome([command, "--query", query, "inbox"], in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.process.allMessages() == [])
      }
      #expect(try Outcome([command, "--query", "$fruit", "inbox"], in: folder).status == 2)
    }
  }

  @Test(arguments: ["scan --query $nothing inbox", "explain --query $nothing inbox", "backtest --query $nothing"])
  func aListThatIsMissingIsCalledTheSame(_ usage: String) throws {
    try withSettings { folder in
      let outcome = try Outcome(usage.split(separator: " ").map(String.init), in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("--query:1:1: error[undefined-list]"))
    }
  }

  /// Both say of a rule that it is wrong, and of none that there is none, in the same words.
  @Test(arguments: ["explain ID inbox", "backtest ID"])
  func aRuleIsFoundByItsIDOrSaidWhyNot(_ usage: String) throws {
    func arguments(_ id: String) -> [String] {
      usage.split(separator: " ").map { $0 == "ID" ? id : String($0) }
    }
    try withSettings { folder in
      try folder.writeRules("rules:\n  - {match: apple pear, id: \"broken\"}\n", file: "../elsewhere/broken.yaml")
      let broken = try Outcome(arguments("broken"), in: folder)
      #expect(broken.status == 2)
      #expect(broken.said("side-by-side"))
      #expect(broken.said("rule ‘broken’ in broken.yaml cannot be used before it is right"))
      let near = try Outcome(arguments("fruit-fond"), in: folder)
      #expect(near.said("there is no rule ‘fruit-fond’ in elsewhere; did you mean fruit-found?"))
      // In a file of which nothing can be read it may be.
      try folder.writeRules("rules: [\n", file: "../elsewhere/torn.yaml")
      let torn = try Outcome(arguments("elephants"), in: folder)
      #expect(torn.said("torn.yaml"))
      #expect(torn.said("there is no rule ‘elephants’ in elsewhere; see what else is reported"))
    }
  }

  /// A name with a control character, and a folder with one.
  @Test(arguments: [
    "fmt BAD", "fmt --check BAD", "fmt BAD/none.yaml", "fmt BAD/broken", "import --from lucene --file BAD/none",
    "check BAD",
  ])
  func namesCannotWriteToTheTerminal(_ usage: String) throws {
    try withWorkFolder { folder in
      let name = "e\u{1B}[2Jvil"
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
      try folder.writeRules("rules:\n  - id:  apple\n    match:  apple\n", file: "../\(name)/\(name).yaml")
      try folder.writeRules(brokenRule, file: "../\(name)/broken.yaml")
      let arguments = usage.split(separator: " ").map { String($0).replacing("BAD", with: name) }
      let outcome = try Outcome(arguments, in: folder)
      let messages = outcome.process.allMessages()
      #expect(!(outcome.output + messages).joined().contains("\u{1B}"))
      #expect((outcome.output + messages).joined().contains("u{1b}"))
    }
  }
}
