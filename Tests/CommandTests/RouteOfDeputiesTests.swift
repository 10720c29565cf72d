import BlockingTests
import DaemonHarness
import Foundation
import TestSupport
import Testing

/// `watchword route`, and the daemon with it, knows who stands in for whom.
@Suite(.blocking, .timeLimit(.minutes(5))) struct RouteOfDeputiesTests {
  @Test func theDeputyIsToldWhileTheOwnerIsAway() throws {
    try withWorkFolder { folder in
      try folder.writeRules(
        """
        rules:
          - {id: apple, owner: anna, notify: [anna-files], match: apple}
          - {id: pear, owner: carl, notify: [carl-files], match: apple}
        """)
      try folder.writeSettings(
        """
        endpoints:
          anna-files: {type: files, folder: anna}
          boris-files: {type: files, folder: boris}
          carl-files: {type: files, folder: carl}
        owners:
          anna: {endpoints: [anna-files], deputy: boris, away: ["1999-12-31..2999-12-31"]}
          boris: {endpoints: [boris-files]}
          carl: {endpoints: [carl-files], deputy: boris, away: ["1999-12-31"]}
        """)
      let anna = try Outcome(["route", "apple"], in: folder)
      #expect(anna.output.contains("boris-files  told      the deputy of anna, who is away until 2999-12-31"))
      let carl = try Outcome(["route", "pear"], in: folder)
      #expect(carl.output.contains("boris-files  not told  the rule names others: carl-files"))
      for name in ["anna", "boris", "carl"] {
        try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: true)
      }
      try folder.move(appleArticle, to: "a.txt")
      let daemon = try DaemonProcess(arguments: ["run", "--once"], folder: folder)
      let status = try daemon.end()
      #expect(status == 0)
      let told = ["anna", "boris", "carl"].map { folder.files(below: $0).count { $0.hasSuffix(".json") } }
      #expect(told == [1, 1, 1])
    }
  }
}
