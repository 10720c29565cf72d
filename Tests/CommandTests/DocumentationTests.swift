import AlertSchema
import BlockingTests
import Corrections
import DaemonHarness
import Diagnostics
import Explanations
import Foundation
import Percolation
import RuleLanguage
import RuleTesting
import Settings
import Testing

/// What the documentation shows is what the program reads and prints.
@Suite(.blocking) struct DocumentationTests {
  /// Everywhere but in the one about settings.
  static let withRules = [
    "README.md", "Documentation/RuleLanguage.md", "Documentation/RuleFiles.md", "Documentation/Tutorial.md",
    "Documentation/WordForms.md",
  ]

  @Test(arguments: withRules)
  func ruleFilesShownAreRight(_ document: String) throws {
    let blocks = try fences(in: document, language: "yaml")
    #expect(!blocks.isEmpty)
    try checkRuleFiles(blocks)
  }

  @Test func queriesShownFindWhatIsSaid() throws {
    let blocks = try fences(in: "Documentation/RuleLanguage.md", language: "query")
    #expect(!blocks.isEmpty)
    try checkRuleFiles(blocks.map(ShownQueries.ruleFile))
  }

  @Test func rulesAndQueriesAreShownNowhereElse() throws {
    // Those have tests of their own.
    let others = ["Settings.md", "Diagnostics.md", "Stories.md", "Keeping.md", "Delivery.md", "Endpoints.md"].map {
      "Documentation/" + $0
    }
    for document in try documents() where !others.contains(document) {
      guard !Self.withRules.contains(document) else { continue }
      #expect(try fences(in: document, language: "yaml") == [], "\(document)")
      #expect(try fences(in: document, language: "query") == [], "\(document)")
    }
  }

  private func checkRuleFiles(_ files: [String]) throws {
    for block in files {
      let load = RuleFolder.load(text: block, file: "shown.yaml")
      #expect(load.diagnostics == [])
      #expect(RuleIndex.build(load.ruleSet).diagnostics == [])
      #expect(!load.ruleSet.rules.isEmpty)
      // As if the file lay in rules/.
      let tester = RuleTester(load.ruleSet, folder: packageFolder + "/rules")
      #expect(tester.results.filter { !$0.hasPassed } == [])
      let runner = RuleTestRunner(load.ruleSet)
      for rule in load.ruleSet.rules {
        for test in rule.tests {
          let article = try RuleTestRunner.article(test.input, folder: packageFolder + "/rules")
          #expect(try runner.matches(article).contains(rule.id) == test.expectsMatch)
        }
      }
    }
  }

  @Test func everyWarningIsDocumented() throws {
    let document = try String(contentsOfFile: packageFolder + "/Documentation/RuleFiles.md", encoding: .utf8)
    #expect(WarningCode.allCases.map(\.rawValue).filter { !document.contains("`\($0)`") } == [])
  }

  @Test func everyKindOfPartOfAnExplanationIsDocumented() throws {
    let document = try String(contentsOfFile: packageFolder + "/Documentation/Explain.md", encoding: .utf8)
    let kinds = try #require(document.firstMatch(of: /A part has `kind` \(([^)]*)\)/)).1
    #expect(
      kinds.matches(of: /`([a-z-]+)`/).map { String($0.1) }.sorted()
        == Explanation.Kind.allCases.map(\.rawValue).sorted())
  }

  @Test func settingsInOtherDocumentsAreRight() throws {
    for document in ["Keeping.md", "Delivery.md", "Endpoints.md"] {
      let blocks = try fences(in: "Documentation/" + document, language: "yaml")
      #expect(!blocks.isEmpty, "\(document)")
      for block in blocks { #expect(SettingsFile.load(text: block).diagnostics == [], "\(document)") }
    }
  }

  @Test func settingsShownAreRightAndTheDefaults() throws {
    let blocks = try fences(in: "Documentation/Settings.md", language: "yaml")
    #expect(blocks.count == 2)
    for block in blocks { #expect(SettingsFile.load(text: block).diagnostics == []) }
    var shown = SettingsFile.load(text: blocks[0]).settings
    let desk = try #require(shown.namedEndpoints.first)
    #expect(desk.isEnabled)
    if case .webhook(let webhook) = desk.kind {
      #expect(webhook.timeout == WebhookSettings(url: .inline("")).timeout)
    }
    let defaults = WatchwordSettings()
    #expect(shown.archiveFolder == defaults.archiveFolder)
    #expect(shown.logPath == defaults.logPath)
    shown.namedEndpoints = []
    (shown.owners, shown.sources, shown.canary) = ([], [], nil)
    (shown.notices.endpoints, shown.notices.allQuiet) = ([], nil)
    shown.corrections = nil
    shown.archive = nil
    shown.log.path = nil
    #expect(shown == defaults)
  }

  @Test func settingsOfEndpointsAreRight() throws {
    let blocks = try fences(in: "Documentation/Endpoints.md", language: "yaml")
    #expect(!blocks.isEmpty)
    for block in blocks { #expect(SettingsFile.load(text: block).diagnostics == []) }
  }

  @Test func wordsOfDenialShownAreRight() throws {
    let blocks = try fences(in: "Documentation/Stories.md", language: "yaml")
    #expect(blocks.count == 1)
    for block in blocks { #expect(CorrectionWords.load(text: block, file: "words.yaml").diagnostics == []) }
  }

  @Test func settingsOfTheServiceAreRight() throws {
    let load = SettingsFile.load(packageFolder + "/systemd/watchword.yaml")
    #expect(load.diagnostics == [])
  }

  @Test func theAlertShownIsWhatIsPrinted() throws {
    let rule = try #require(try fences(in: "README.md", language: "yaml").first)
    let shown = try #require(try fences(in: "README.md", language: "").first)
    try withWorkFolder { folder in
      try folder.writeRules(rule)
      let name = "intelligence-chiefs-meet-in-tashkent.txt"
      let page = try String(contentsOfFile: packageFolder + "/seeds/" + name, encoding: .utf8)
      try folder.write(page, to: name)
      let outcome = try Outcome(["run", "--once", "--format", "text"], in: folder)
      #expect(outcome.output.joined(separator: "\n") == shown + "\n")
    }
  }

  @Test func theExplanationsShownAreWhatIsPrinted() throws {
    let text = try #require(try fences(in: "Documentation/Explain.md", language: "").first)
    let json = try #require(try fences(in: "Documentation/Explain.md", language: "json").first)
    try withWorkFolder { folder in
      let seed = "seeds/tashkent-jazz-festival.txt"
      for name in ["rules", "seeds"] {
        if FileManager.default.fileExists(atPath: "\(folder.path)/\(name)") {
          try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        try FileManager.default.copyItem(atPath: "\(packageFolder)/\(name)", toPath: "\(folder.path)/\(name)")
      }
      let tree = try Outcome(["explain", "uz-intelligence-cooperation", seed], in: folder)
      #expect(tree.output.joined(separator: "\n") == text + "\n")
      let object = try Outcome(["explain", "--json", "--query", "jazz NEAR/2 opens", seed], in: folder)
      #expect(try object.output.map { try JSONValue($0) } == [try JSONValue(json)])
    }
  }

  @Test func linksInTheDocumentationLeadSomewhere() throws {
    for document in try documents() {
      let folder = (document as NSString).deletingLastPathComponent
      let text = try String(contentsOfFile: packageFolder + "/" + document, encoding: .utf8)
      for link in text.matches(of: /\]\(([^)#:\s]*)(?:#([^)\s]+))?\)/) {
        let target = link.1.isEmpty ? document : (folder.isEmpty ? "" : folder + "/") + link.1
        let path = packageFolder + "/" + target
        #expect(FileManager.default.fileExists(atPath: path), "\(document): \(target)")
        guard let anchor = link.2, target.hasSuffix(".md") else { continue }
        #expect(try anchors(of: path).contains(String(anchor)), "\(document): \(target)#\(anchor)")
      }
    }
  }

  /// Paths of all documents, from the package's folder.
  private func documents() throws -> [String] {
    try ["", "Documentation/"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: packageFolder + "/" + folder)
        .filter { $0.hasSuffix(".md") }.map { folder + $0 }
    }
  }

  /// What links can name in a document: its headings, as GitHub makes anchors of them, and `<a id="…">`.
  private func anchors(of path: String) throws -> Set<String> {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let headings = text.matches(of: /(?m)^#+ (.+)$/).map { heading in
      String(heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) })
        .replacing(" ", with: "-")
    }
    return Set(headings + text.matches(of: /<a id="([^"]+)">/).map { String($0.1) })
  }

  /// The texts of fenced blocks, without the line end before the closing fence.
  private func fences(in document: String, language: String) throws -> [String] {
    let text = try String(contentsOfFile: packageFolder + "/" + document, encoding: .utf8)
    var blocks: [String] = []
    var current: (language: String, lines: [Substring])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let block = current {
          if block.language == language { blocks.append(block.lines.joined(separator: "\n")) }
          current = nil
        } else {
          current = (String(line.dropFirst(3)), [])
        }
      } else {
        current?.lines.append(line)
      }
    }
    return blocks
  }
}
