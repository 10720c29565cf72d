import AlertStore
import Foundation
import TestSupport
import Testing

@testable import WatchwordDaemon

/// A rule that fails its own tests, where they are required.
@Suite struct RequiredTestsTests {
  private let folder: TemporaryFolder
  private let store: AlertStore
  private let messages = Messages()

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("rules/desk"), withIntermediateDirectories: true)
    store = try AlertStore.open(stateFolder: folder("state"))
    try "Fruit\n\nAn apple lies here.\n".write(toFile: folder("apple.txt"), atomically: true, encoding: .utf8)
    try write("rules: [{id: other, match: pear}]\n", to: "other.yaml")
  }

  private func makeLoading(requiresTests: Bool = true) -> RuleLoading {
    RuleLoading(folder: folder("rules"), requiresTests: requiresTests, store: store, log: messages.log)
  }

  private func write(_ text: String, to name: String) throws {
    try text.write(toFile: folder("rules/\(name)"), atomically: true, encoding: .utf8)
  }

  /// The rule `a`, which is to match an article with an apple in it.
  private func writeRule(_ match: String, article: String = "apple.txt", more: String = "") throws {
    try write(
      "rules: [{id: a, match: \(match)\(more), tests: [{article: ../../\(article), expect: match}]}]\n",
      to: "desk/a.yaml")
  }

  private func inForce(_ loaded: RuleLoading.Loaded) -> [String] {
    loaded.index.rules.map { "\($0.id): \($0.queryText)" }.sorted()
  }

  /// Waits until all that was submitted is on the disk.
  private func settle() async {
    await withCheckedContinuation { continuation in store.submit(.moved([])) { _ in continuation.resume() } }
  }

  private var errors: [String] { messages.all.filter { $0.level == .error }.map(\.text) }

  @Test func atAReloadTheLastGoodVersionRunsOn() async throws {
    try writeRule("apple")
    let loading = makeLoading()
    var loaded = loading.load()
    #expect(inForce(loaded) == ["a: apple", "other: pear"])
    #expect(messages.all.isEmpty)
    await settle()
    try writeRule("plum")
    for _ in 0..<2 {
      loaded = loading.load(inForce: loaded.index)
      #expect(inForce(loaded) == ["a: apple", "other: pear"])
      await settle()
    }
    #expect(errors.count == 2)
    #expect(errors.first?.contains("error[failed-test]: the rule \"a\" fails this test: expected is a match") == true)
    #expect(messages.all.contains { $0.text.contains("warning[last-good]: the rule \"a\" runs on") })
    try writeRule("plum OR apple")
    loaded = loading.load(inForce: loaded.index)
    #expect(inForce(loaded) == ["a: plum OR apple", "other: pear"])
    #expect(errors.count == 2)
    try store.close()
  }

  @Test func afterARestartToo() async throws {
    try writeRule("apple")
    _ = makeLoading().load()
    await settle()
    try writeRule("plum")
    #expect(inForce(makeLoading().load()) == ["a: apple", "other: pear"])
    try store.close()
  }

  @Test func aRuleThatWasNeverGoodIsOff() throws {
    try writeRule("plum")
    #expect(inForce(makeLoading().load()) == ["other: pear"])
    #expect(errors.count == 1)
    #expect(inForce(makeLoading(requiresTests: false).load()) == ["a: plum", "other: pear"])
    try store.close()
  }

  @Test func anArticleThatCannotBeReadIsNoTestPassed() throws {
    try writeRule("apple", article: "nowhere.txt")
    #expect(inForce(makeLoading().load()) == ["other: pear"])
    #expect(errors.first?.contains("the article cannot be used: there is no such file") == true)
    try store.close()
  }

  @Test func rulesThatAreOffAreNotAsked() throws {
    try writeRule("plum", more: ", enabled: no")
    #expect(inForce(makeLoading().load()) == ["other: pear"])
    #expect(messages.all.isEmpty)
    try store.close()
  }

  /// What fails is not hidden by a list that makes it fail, nor by the shortcut past files that have not changed.
  @Test func aReloadThatReadsFewFilesRunsTheirTests() async throws {
    try writeRule("apple")
    try write("lists:\n  fruit: [apple]\n", to: "lists.yaml")
    try write("rules: [{id: l, match: $fruit, tests: [{text: apple, expect: match}]}]\n", to: "l.yaml")
    let loading = makeLoading()
    var loaded = loading.load()
    await settle()
    try writeRule("apple OR plum")
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == 1)
    await settle()
    #expect(inForce(loaded) == ["a: apple OR plum", "l: $fruit", "other: pear"])
    #expect(messages.all.isEmpty)
    try write("lists:\n  fruit: [quince]\n", to: "lists.yaml")
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == nil)
    #expect(errors.count == 1)
    // The rule's own last good version, with the list as it is.
    #expect(inForce(loaded) == ["a: apple OR plum", "l: $fruit", "other: pear"])
    try store.close()
  }
}
