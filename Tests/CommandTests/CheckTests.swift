import AlertSchema
import BlockingTests
import DaemonHarness
import Testing

@Suite(.blocking) struct CheckTests {
  private let desk = """
    endpoints:
      desk:
        type: webhook
        url: https://example.org/hook
        enabled: no

    """

  /// Nothing is warned of in it.
  private let testedRule = appleRule + "    tests: [{text: An apple., expect: match}]\n"

  private func rule(notifying names: String) -> String { testedRule + "    notify: [\(names)]\n" }

  @Test func whatIsRightEndsWithZero() throws {
    try withWorkFolder { folder in
      try folder.writeSettings(desk)
      try folder.writeRules(rule(notifying: "desk, log"))
      for arguments in [["check"], ["check", "--strict"], ["check", "rules"], ["check", "rules/rules.yaml"]] {
        let outcome = try Outcome(arguments, in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.first?.hasSuffix("no mistakes") == true)
      }
    }
  }

  @Test func warningsCountWhenAskedFor() throws {
    try withWorkFolder { folder in
      try folder.writeRules("rules:\n  - id: all\n    match: source:reuters\n")
      let lax = try Outcome(["check"], in: folder)
      #expect(lax.status == 0)
      let strict = try Outcome(["check", "--strict"], in: folder)
      #expect(strict.status == 1)
      #expect(strict.said("warning[metadata-only]"))
    }
  }

  @Test func mistakesEndWithTwo() throws {
    try withWorkFolder { folder in
      try folder.writeRules(brokenRule)
      try folder.writeSettings("settle: soon\n")
      let all = try Outcome(["check"], in: folder)
      #expect(all.status == 2)
      #expect(all.said("watchword.yaml:1:9: error[wrong-value]"))
      #expect(all.said("rules.yaml:3:12: error[side-by-side]"))
      let none = try Outcome(["check", "nowhere"], in: folder)
      #expect(none.status == 2)
      let noSettings = try Outcome(["check", "--settings", "nowhere.yaml"], in: folder)
      #expect(noSettings.status == 2)
    }
  }

  @Test func mistakesAreJSONLinesForEditors() throws {
    try withWorkFolder { folder in
      try folder.writeRules(brokenRule)
      let outcome = try Outcome(["check", "--format", "json", "rules"], in: folder)
      #expect(outcome.status == 2)
      #expect(try outcome.output.map { try JSONValue($0)["code"]?.text } == ["side-by-side"])
    }
  }

  @Test func mistakesAreWorkflowCommandsForPullRequests() throws {
    try withWorkFolder { folder in
      try folder.writeRules(brokenRule)
      try folder.writeSettings("settle: soon\n")
      let outcome = try Outcome(["check", "--format", "github"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.output.count == 2)
      #expect(
        outcome.output.first?.hasPrefix("::error file=watchword.yaml,line=1,col=9,endColumn=12,title=wrong-value::")
          == true)
      #expect(outcome.output.last?.hasPrefix("::error file=rules/rules.yaml,line=3,col=12,") == true)
      let none = try Outcome(["check", "--format", "github", "no/where"], in: folder)
      #expect(none.status == 2)
      #expect(none.output.count == 1)
      #expect(none.output.first?.hasPrefix("::error file=no/where,title=not-found::") == true)
      try folder.writeRules(testedRule)
      let right = try Outcome(["check", "--format", "github", "rules"], in: folder)
      #expect(right.status == 0)
      #expect(right.output == [])
    }
  }

  @Test func warningsAreForProgramsTooAndSilencedWhereTheyStand() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let json = try Outcome(["check", "--format", "json", "rules"], in: folder)
      #expect(try json.output.map { try JSONValue($0)["code"]?.text } == ["untested-rule"])
      let github = try Outcome(["check", "--format", "github", "rules"], in: folder)
      #expect(github.status == 0)
      #expect(github.output.first?.hasPrefix("::warning file=rules/rules.yaml,line=2,") == true)
      try folder.writeRules(appleRule.replacing("id: apple", with: "id: apple  # allow: untested-rule – a try"))
      let allowed = try Outcome(["check", "--strict", "rules"], in: folder)
      #expect(allowed.status == 0)
    }
  }

  @Test func articlesTellWhatIsBroadAndWhatIsCostly() throws {
    try withWorkFolder { folder in
      let near = "NEAR/100 (pear OR plum, plum OR pear, pear OR plum)"
      var rules = testedRule.replacing("match: apple", with: "match: \"*er*\"")
      rules += "  - id: costly\n    match: \(near)\n    tests: [{text: Pear plum pear plum., expect: match}]\n"
      for word in ["pear", "plum", "fruit", "lies", "table"] {
        rules += "  - id: \(word)\n    match: \(word)  # allow: contained-rule, untested-rule\n"
      }
      try folder.writeRules(rules)
      let words = Array(repeating: "pear plum", count: 40).joined(separator: " ")
      try folder.write("Fruit\n\nAn apple lies on the table. \(words).\n", to: "fruit.txt")
      let alone = try Outcome(["check", "rules"], in: folder)
      #expect(!alone.said("costly-rule"))
      let outcome = try Outcome(["check", "--articles", "inbox", "rules"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.said("warning[broad-wildcard]"))
      #expect(outcome.said("warning[costly-rule]"))
    }
  }

  @Test func endpointsThatTheSettingsDoNotHaveAreWarnedOf() throws {
    try withWorkFolder { folder in
      try folder.writeSettings(desk)
      try folder.writeRules(rule(notifying: "stdout, dsk"))
      let outcome = try Outcome(["check"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.said("rules.yaml:5:22: warning[unknown-endpoint]"))
      #expect(outcome.said("did you mean desk?"))
      let strict = try Outcome(["check", "--strict", "--settings", "watchword.yaml", "rules"], in: folder)
      #expect(strict.status == 1)
      let rulesAlone = try Outcome(["check", "--strict", "rules"], in: folder)
      #expect(rulesAlone.status == 0, "without settings, nothing is known of endpoints")
    }
  }

  @Test func endpointsAreNotWarnedOfWhereTheSettingsAreWrong() throws {
    try withWorkFolder { folder in
      try folder.writeSettings("endpoints:\n  desk:\n    type: webhook\n")
      try folder.writeRules(rule(notifying: "desk"))
      let outcome = try Outcome(["check", "--format", "json"], in: folder)
      #expect(outcome.status == 2)
      #expect(try outcome.output.map { try JSONValue($0)["code"]?.text } == ["missing-key"])
    }
  }
}
