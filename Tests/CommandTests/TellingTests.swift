import BlockingTests
import DaemonHarness
import Foundation
import TestSupport
import Testing

/// `silence` and `ack`, with a real daemon.
@Suite(.blocking, .timeLimit(.minutes(5))) struct TellingTests {
  private func start(_ folder: WorkFolder) throws -> DaemonProcess {
    try folder.writeRules(appleRule)
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    return daemon
  }

  private func article(_ number: Int) -> String {
    "Apple report \(number)\n\nThe apple harvest of village \(number) was counted on day \(number * 31).\n"
  }

  private func alerts(_ folder: WorkFolder) throws -> [String] {
    try Outcome(["alerts"], in: folder).output
  }

  @Test func silenceHoldsBackUntilItIsEnded() throws {
    try withWorkFolder { folder in
      let daemon = try start(folder)
      let added = try Outcome(
        ["silence", "add", "--rule", "app*", "--for", "2h", "--comment", "fair", "--by", "anna"], in: folder)
      #expect(added.status == 0)
      #expect(added.printed("silence 1: nobody is told of rules app* until"))
      try folder.move(article(1), to: "a.txt")
      try waitUntil { try alerts(folder).contains { $0.contains("nobody was told: silence 1: rules app*") } }
      let list = try Outcome(["silence", "list"], in: folder)
      #expect(list.output.count == 1 && list.printed("1 alert held back, by anna: fair"))
      #expect(try Outcome(["silence", "expire", "1"], in: folder).status == 0)
      #expect(try Outcome(["silence", "expire", "1"], in: folder).status == 1)
      let notice = try daemon.outputLine { $0.contains(#""kind":"notice""#) }
      #expect(notice.contains("it held back 1 alert"))
      #expect(try Outcome(["silence", "list"], in: folder).output == [])
      #expect(try Outcome(["silence", "list", "--all", "--json"], in: folder).printed(#""ended":true"#))
      try folder.move(article(2), to: "b.txt")
      _ = try daemon.outputLine { $0.contains("Apple report 2") }
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func silenceEndsByItself() throws {
    try withWorkFolder { folder in
      let daemon = try start(folder)
      #expect(try Outcome(["silence", "add", "--rule", "apple", "--for", "1s"], in: folder).status == 0)
      let notice = try daemon.outputLine { $0.contains(#""code":"silence-ended""#) }
      #expect(notice.contains("it held nothing back"))
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func whatIsWrongWithASilenceIsSaid() throws {
    try withWorkFolder { folder in
      let daemon = try start(folder)
      for (arguments, said) in [
        (["--for", "2h"], "--rule, --tag or --source"), (["--rule", "a"], "--for or --until"),
        (["--rule", "a", "--for", "soon"], "is no duration"), (["--rule", "a", "--until", "2001-01-01"], "52 weeks"),
        (["--rule", "a", "--for", "60w"], "52 weeks"), (["--rule", "", "--for", "2h"], "names a rule"),
      ] {
        let outcome = try Outcome(["silence", "add"] + arguments, in: folder)
        #expect(outcome.status == 2, "\(arguments)")
        #expect(outcome.said(said), "\(arguments)")
      }
      #expect(try Outcome(["silence", "list"], in: folder).output == [])
      #expect(try daemon.stop() == 0)
      #expect(try Outcome(["silence", "add", "--rule", "a", "--for", "1h"], in: folder).said("aemon"))
    }
  }

  @Test func acknowledgedIsShownAndAVerdictCounts() throws {
    try withWorkFolder { folder in
      let daemon = try start(folder)
      try folder.move(article(1), to: "a.txt")
      let line = try daemon.outputLine { $0.contains("Apple report 1") }
      let id = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).id
      let outcome = try Outcome(
        ["ack", String(id.prefix(8)), "--false", "--by", "anna", "--comment", "a computer"], in: folder)
      #expect(outcome.status == 0 && outcome.printed("acknowledged: alert \(id)"))
      #expect(try Outcome(["why", id], in: folder).printed("acknowledged as false by anna"))
      #expect(try Outcome(["rules", "--json"], in: folder).printed(#""false_alerts":1"#))
      #expect(try Outcome(["ack", "ffffff"], in: folder).status == 1)
      #expect(try Outcome(["ack", "ff"], in: folder).status == 2)
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func whatWasMissedIsListedByRule() throws {
    try withWorkFolder { folder in
      let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      try daemon.message(containing: "watching")
      try folder.writeRules(
        """
        rules:
          - id: apple
            title: Apples
            owner: anna
            severity: low
            throttle: {max: 1, per: 1h}
            match: apple
          - id: harvest
            title: Harvests
            severity: critical
            match: harvest
        """)
      #expect(try Outcome(["reload"], in: folder).status == 0)
      for number in 1...2 { try folder.move(article(number), to: "\(number).txt") }
      try waitUntil {
        try Outcome(["digest", "--missed", "--since", "1h"], in: folder).printed("4 alerts of 2 stories")
      }
      let all = try Outcome(["digest", "--missed", "--since", "1h"], in: folder)
      #expect(all.output.first == "CRITICAL  Harvests  (2)")
      #expect(all.printed("nobody was told: more than 1 in 1h") && all.printed("; nobody was told of 1"))
      let hers = try Outcome(["digest", "--missed", "--since", "1h", "--owner", "anna"], in: folder)
      #expect(hers.output.first == "LOW  Apples  (2)" && hers.printed("2 alerts of 2 stories"))
      #expect(
        try Outcome(["digest", "--missed", "--since", "1h", "--rule", "harvest", "--json"], in: folder).output.count
          == 2)
      #expect(try Outcome(["digest", "--since", "1h"], in: folder).status == 2)
      #expect(try daemon.stop() == 0)
    }
  }

  /// A silence that ends, a source that the rule names, and what is said of both.
  @Test func whatWasHeldBackIsToldWithItsNextCopy() throws {
    try withWorkFolder { folder in
      let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      try daemon.message(containing: "watching")
      try folder.writeRules(
        """
        rules:
          - id: apple
            match: apple
            again: {sources: ["gov-*"]}
        """)
      #expect(try Outcome(["reload"], in: folder).status == 0)
      #expect(try Outcome(["silence", "add", "--rule", "apple", "--for", "1h"], in: folder).status == 0)
      try folder.move(appleArticle, to: "wire/1.txt")
      try waitUntil { try alerts(folder).contains { $0.contains("nobody was told") } }
      try folder.move(appleArticle, to: "blog/2.txt")
      let why = { try Outcome(["why", "blog/2.txt"], in: folder) }
      try waitUntil { try why().printed("it is a copy of what nobody was told (silence 1: rules apple)") }
      #expect(try Outcome(["silence", "expire", "1"], in: folder).status == 0)
      try folder.move(appleArticle, to: "desk/3.txt")
      let first = try daemon.alertLines(1)
      #expect(first.allSatisfy { $0.contains(#""file":"desk/3.txt""#) && $0.contains(#""kind":"new""#) })
      try folder.move(appleArticle, to: "gov-uz/4.txt")
      let second = try daemon.alertLines(1)
      // The same text on another page.
      try folder.move(appleArticle + "\nRead also:\n- A plum\n- More of the news\n", to: "gov-uz/5.txt")
      try waitUntil { try Outcome(["why", "gov-uz/5.txt"], in: folder).printed("it is a copy of what was told") }
      #expect(second.allSatisfy { $0.contains(#""because":["source"]"#) && $0.contains(#""source":"gov-uz""#) })
      let json = try Outcome(["why", "--json", "blog/2.txt"], in: folder)
      #expect(json.printed(#""alert_held_because":"silence 1: rules apple""#))
      #expect(try daemon.stop() == 0)
      #expect(try Outcome(["alerts"], in: folder).output.count { $0.contains("AGAIN") } == 1)
    }
  }

  private struct Line: Decodable { let id: String }
}
