import AlertSchema
import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import RuleLanguage
import Testing

@Suite(.blocking) struct ScanTests {
  @Test func statusTellsMatchesApartAsGrepDoes() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      try folder.write(appleArticle, to: "apple.txt")
      try folder.write(plumArticle, to: "plum.txt")
      let match = try Outcome(["scan", "--format", "json", "inbox/apple.txt", "inbox/plum.txt"], in: folder)
      #expect(match.status == 0)
      #expect(match.output.count == 1)
      let none = try Outcome(["scan", "inbox/plum.txt"], in: folder)
      #expect(none.status == 1)
      #expect(none.output == [])
    }
  }

  @Test func queryNeedsNoRules() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "apple.txt")
      let outcome = try Outcome(["scan", "--query", "apple NEAR/2 table", "--format", "text", "inbox"], in: folder)
      #expect(outcome.status == 1, "three words stand between")
      let near = try Outcome(["scan", "--query", "apple NEAR/3 table", "--format", "text", "inbox"], in: folder)
      #expect(near.status == 0)
      #expect(near.output.contains("  An [apple] lies on the [table]."))
    }
  }

  @Test(arguments: [
    ["--query", "apple pear", "inbox/apple.txt"], ["--query", "$nothing", "inbox/apple.txt"],
    ["--query", "NOT apple", "inbox/apple.txt"], ["--rules", "nowhere", "inbox/apple.txt"],
    ["--query", "apple", "nowhere.txt"], ["--query", "apple", "nowhere/"], ["--query", "apple", "inbox/page.html"],
    ["--zones", "nowhere.txt"],
  ])
  func whatIsWrongEndsWithTwo(_ arguments: [String]) throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      try folder.write(appleArticle, to: "apple.txt")
      try folder.write(appleArticle, to: "page.html")
      let outcome = try Outcome(["scan"] + arguments, in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.output == [])
      #expect(outcome.said(" "))
    }
  }

  @Test func rulesThatAreRightAreUsedThoughOthersAreWrong() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule, file: "good.yaml")
      try folder.writeRules(brokenRule, file: "broken.yaml")
      try folder.write(appleArticle, to: "apple.txt")
      let outcome = try Outcome(["scan", "--format", "json", "inbox"], in: folder)
      #expect(outcome.status == 2)
      #expect(try outcome.output.map { try JSONValue($0)["rule"]?["id"]?.text } == ["apple"])
      #expect(outcome.said("broken.yaml:3:12: error[side-by-side]"))
    }
  }

  @Test func verifyComparesShippedRulesWithTheirDefinition() throws {
    try withWorkFolder { folder in
      let (rules, seeds) = (packageFolder + "/rules", packageFolder + "/seeds")
      let articles = try FileManager.default.contentsOfDirectory(atPath: seeds).filter {
        $0.hasSuffix(".txt") || $0.hasSuffix(".md")
      }.map { seeds + "/" + $0 }
      let arguments = ["--rules", rules, "--format", "json"] + articles
      let plain = try Outcome(["scan"] + arguments, in: folder)
      let outcome = try Outcome(["scan", "--verify"] + arguments, in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.map(Self.withoutTime) == plain.output.map(Self.withoutTime))
      #expect(!outcome.output.isEmpty)
      let ruleCount = RuleFolder.load(rules).ruleSet.rules.count
      // Nothing else is told, and no progress where nobody looks on.
      #expect(
        outcome.process.allMessages() == [
          "verified: \(articles.count) articles by \(ruleCount) rules, no difference"
        ])
    }
  }

  @Test func verifyWorksWithAQueryAndCountsWhatCouldBeRead() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "apple.txt")
      try folder.write(plumArticle, to: "plum.txt")
      let one = try Outcome(["scan", "--verify", "--query", "apple", "--format", "json", "inbox"], in: folder)
      #expect(one.status == 0)
      #expect(one.output.count == 1)
      #expect(one.process.allMessages() == ["verified: 2 articles by 1 rule, no difference"])
      let none = try Outcome(["scan", "--verify", "--query", "apple", "inbox/plum.txt"], in: folder)
      #expect(none.status == 1)
      #expect(none.process.allMessages() == ["verified: 1 article by 1 rule, no difference"])
      let missing = try Outcome(["scan", "--verify", "--query", "apple", "inbox/apple.txt", "nowhere.txt"], in: folder)
      #expect(missing.status == 2)
      #expect(missing.process.allMessages().last == "verified: 1 article by 1 rule, no difference")
    }
  }

  private static func withoutTime(_ alert: String) -> String { alert.replacing(/"time":"[^"]*"/, with: "") }

  @Test func queryUsesListsThoughRulesAreWrong() throws {
    try withWorkFolder { folder in
      try folder.writeRules(brokenRule, file: "broken.yaml")
      try folder.writeRules("lists:\n  fruit:\n    - apple\n  torn:\n    - (apple\n", file: "lists.yaml")
      try folder.write(appleArticle, to: "apple.txt")
      let good = try Outcome(
        ["scan", "--rules", "rules", "--query", "$fruit", "--format", "json", "inbox"], in: folder)
      #expect(good.status == 0)
      #expect(good.output.count == 1)
      // Nobody asks for what is wrong there.
      #expect(good.process.allMessages() == [])
      let torn = try Outcome(["scan", "--rules", "rules", "--query", "$torn", "inbox"], in: folder)
      #expect(torn.status == 2)
      #expect(torn.output == [])
      #expect(torn.said("lists.yaml"))
      #expect(torn.said("--query:1:1: error[undefined-list]"))
    }
  }

  @Test func folderIsReadAsTheInboxIs() throws {
    try withWorkFolder { folder in
      let taken = ["a.txt", "b.tmp/c.txt", "reuters/d.txt", "reuters/deep/e.md"]
      let ignored = [".hidden.txt", ".hidden/f.txt", "g.txt.tmp", "h.txt.part", "i.txt.swp", "j.txt~"]
      for name in taken + ignored { try folder.write(appleArticle, to: name) }
      let outcome = try Outcome(["scan", "--query", "apple", "--format", "json", "inbox/"], in: folder)
      #expect(outcome.status == 0)
      let articles = try outcome.output.map { try JSONValue($0)["article"] }
      #expect(articles.map { $0?["file"]?.text } == taken.map { "inbox/" + $0 })
      #expect(articles.map { $0?["source"]?.text } == [nil, "b.tmp", "reuters", "reuters"])
    }
  }

  @Test func namesThatAreNotUTF8AreOpenedAndShownEncoded() throws {
    try withWorkFolder { folder in
      let target = Array("\(folder.inbox)/x".utf8) + [0xFF] + Array(".txt".utf8) + [0]
      let descriptor = open(target.map(CChar.init(bitPattern:)), O_WRONLY | O_CREAT, 0o644)
      try #require(descriptor >= 0)
      let bytes = Array(appleArticle.utf8)
      #expect(write(descriptor, bytes, bytes.count) == bytes.count)
      close(descriptor)
      let outcome = try Outcome(["scan", "--query", "apple", "--format", "json", "inbox"], in: folder)
      #expect(outcome.status == 0)
      #expect(try outcome.output.map { try JSONValue($0)["article"]?["file"]?.text } == ["inbox/x%FF.txt"])
    }
  }

  @Test func folderThatCannotBeReadIsAnErrorAndTheRestIsScanned() throws {
    try withWorkFolder(isOpenToAll: true) { folder in
      try folder.write(appleArticle, to: "apple.txt")
      try folder.write(appleArticle, to: "locked/apple.txt")
      chmod(folder.inbox + "/locked", 0)
      defer { chmod(folder.inbox + "/locked", 0o755) }
      // Root may read everything.
      let user: uid_t? = geteuid() == 0 ? 65_534 : nil
      let whole = try Outcome(["scan", "--query", "apple", "--format", "json", "inbox"], in: folder, user: user)
      #expect(whole.status == 2)
      #expect(whole.output.count == 1)
      #expect(whole.said("inbox/locked: Permission denied"))
      let alone = try Outcome(["scan", "--query", "apple", "inbox/locked"], in: folder, user: user)
      #expect(alone.status == 2)
      #expect(alone.said("inbox/locked: Permission denied"))
    }
  }

  @Test func specialFilesAreNotWaitedFor() throws {
    try withWorkFolder { folder in
      try #require(mkfifo(folder.inbox + "/fifo.txt", 0o644) == 0)
      let outcome = try Outcome(["scan", "--query", "apple", "inbox"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("inbox/fifo.txt: is not a regular file"))
    }
  }

  @Test func filesAreBounded() throws {
    try withWorkFolder { folder in
      try folder.write([UInt8](repeating: 0x61, count: (16 << 20) + 1), to: "large.txt")
      let outcome = try Outcome(["scan", "--query", "apple", "inbox/large.txt"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("is larger than 16 MiB"))
    }
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "apple.txt")
      // More than a pipe holds; env undoes what the tests' own process does with the signal.
      let script = """
        files=$(for i in $(seq 2000); do echo inbox/apple.txt; done)
        env --default-signal=PIPE "$0" scan --query apple --format json $files | head -n 1 >/dev/null
        echo "${PIPESTATUS[0]}"
        """
      let process = try DaemonProcess(
        program: "/bin/bash", arguments: ["-c", script, try DaemonProcess.builtProgram()], folder: folder)
      #expect(process.remainingOutput() == ["0"])
      try process.end()
    }
  }
}
