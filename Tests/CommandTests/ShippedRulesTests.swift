import Articles
import BlockingTests
import Foundation
import Percolation
import RuleLanguage
import Testing

/// The rules of the repository and what is said in them about articles.
@Suite(.blocking) struct ShippedRulesTests {
  private static let folder = packageFolder + "/rules"
  private static let load = RuleFolder.load(folder)
  static let ids = load.ruleSet.rules.map(\.id)

  @Test(arguments: [["check", "--strict"], ["fmt", "--check"]])
  func nothingIsToBeSaidOfThem(_ arguments: [String]) throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(arguments + [packageFolder + "/rules"], in: folder)
      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func theyLoadWithoutAWord() {
    #expect(Self.load.diagnostics == [])
    #expect(RuleIndex.build(Self.load.ruleSet).diagnostics == [])
    #expect(Self.ids.contains("uz-intelligence-cooperation"))
  }

  @Test(arguments: ids)
  func everyTestOfARuleHolds(_ id: String) throws {
    let rule = try #require(Self.load.ruleSet.rules.first { $0.id == id })
    #expect(
      Set(rule.tests.map(\.expectsMatch)) == [true, false], "one of each at least")
    // This rule alone: evaluating all of them naively takes its time.
    let runner = RuleTestRunner(RuleSet(rules: [rule], lists: Self.load.ruleSet.lists))
    let base = (Self.folder + "/" + rule.location.file as NSString).deletingLastPathComponent
    for test in rule.tests {
      let article = try RuleTestRunner.article(test.input, folder: base)
      let matches = try runner.matches(article).contains(id)
      #expect(matches == test.expectsMatch, "\(test.location.file):\(test.location.line)")
    }
  }

  @Test func theirTestsPassAsPeopleRunThem() throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(["test", Self.folder], in: folder)
      #expect(outcome.status == 0)
      let count = Self.load.ruleSet.rules.reduce(0) { $0 + $1.tests.count }
      #expect(outcome.output == ["\(count) tests of \(Self.ids.count) rules: \(count) passed"])
    }
  }

  @Test func whatStandsInFurnitureOrCaptionsAloneIsFoundByNoRule() throws {
    let runner = RuleTestRunner(Self.load.ruleSet)
    for name in ["words-only-in-furniture.txt", "words-only-in-caption.txt"] {
      let article = try RuleTestRunner.article(file: packageFolder + "/seeds/" + name)
      #expect(try runner.matches(article) == [])
    }
    for name in try articleNames(in: packageFolder + "/seeds") {
      let furniture = try furnitureAlone(of: packageFolder + "/seeds/" + name)
      #expect(try runner.matches(furniture) == [], "\(name)")
    }
  }

  // MARK: Pages that are not part of the repository

  /// Beside the package, or one folder further up.
  static let shared = ["/../shared/seeds", "/../../shared/seeds"].map { packageFolder + $0 }
    .first { FileManager.default.fileExists(atPath: $0) }

  @Test(
    .enabled(if: shared != nil),
    arguments: [("000", true), ("001", true), ("002", true), ("003", false), ("004", false)])
  func savedPagesAreToldApart(_ prefix: String, _ expected: Bool) throws {
    let runner = RuleTestRunner(Self.load.ruleSet)
    let shared = try #require(Self.shared)
    let names = try articleNames(in: shared).filter { $0.hasPrefix(prefix) }
    #expect(names.count == 1)
    for name in names {
      let article = try RuleTestRunner.article(file: shared + "/" + name)
      #expect(try runner.matches(article).contains("uz-intelligence-cooperation") == expected, "\(name)")
      let furniture = try furnitureAlone(of: shared + "/" + name)
      #expect(try runner.matches(furniture) == [], "\(name)")
      #expect(!furniture.text(of: .furniture).isEmpty)
    }
  }

  private func articleNames(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".txt") || $0.hasSuffix(".md")
    }.sorted()
  }

  /// The page with nothing left on it but what was taken for furniture.
  private func furnitureAlone(of file: String) throws -> Article {
    let page = try RuleTestRunner.article(file: file)
    let pieces = page.paragraphs.filter { $0.zone == .furniture }.map { page.substring($0.utf8Range) }
    return Article(furniture: pieces, metadata: page.metadata)
  }
}
