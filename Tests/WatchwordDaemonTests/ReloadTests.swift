import AlertStore
import Articles
import BlockingTests
import Diagnostics
import Dispatch
import Foundation
import GRDB
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import WatchwordDaemon

/// A reload that looks only into the files that have changed puts in force what one does that reads them all.
@Suite(.blocking) struct ReloadTests {
  private let folder: TemporaryFolder
  private let store: AlertStore
  private let messages = Messages()

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("rules"), withIntermediateDirectories: true)
    store = try AlertStore.open(stateFolder: folder("state"))
  }

  private func makeLoading() -> RuleLoading { RuleLoading(folder: folder("rules"), store: store, log: messages.log) }

  private func write(_ text: String, to name: String) throws {
    try text.write(toFile: folder("rules/\(name)"), atomically: true, encoding: .utf8)
  }

  /// What is kept when all that was submitted is on the disk.
  private func kept() async throws -> RuleDefinitions {
    await withCheckedContinuation { continuation in store.submit(.moved([])) { _ in continuation.resume() } }
    return RuleDefinitions(
      joining: try store.loadDefinitions().map { try JSONDecoder().decode(RuleDefinitions.self, from: Data($0.utf8)) })
  }

  /// What a load of everything gives, from nothing but the files and what worked before.
  private struct Whole {
    let load: RuleLoad
    let index: RuleIndex
    let isRight: Bool
    let texts: [String: String]

    init(_ folder: ChangingRuleFolder, lastGood: RuleDefinitions?) {
      load = RuleFolder.load(folder.path, lastGood: lastGood)
      let built = RuleIndex.build(load.ruleSet)
      index = built.index
      isRight = !load.hasErrors && !built.diagnostics.contains { $0.severity == .error }
      texts = folder.texts
    }

    var rendered: [String] {
      let renderer = DiagnosticRenderer(sources: load.sources)
      return load.diagnostics.map(renderer.render)
    }

    var items: [String: [String]] { load.ruleSet.lists.mapValues { $0.items.map(\.text) } }

    /// How many files a load after `before` must parse; `nil` where it must parse all.
    func filesToParse(after before: Whole) -> Int? {
      guard isRight, before.isRight, items == before.items else { return nil }
      let told = Set(before.load.diagnostics.map(\.file))
      return texts.count { before.texts[$0.key] != $0.value || told.contains($0.key) }
    }
  }

  private static func articles() throws -> [AnalyzedArticle] {
    var random = SplitMix64(seed: 3)
    return try (0..<4).map { _ in
      let words = (0..<6).map { _ in random.pick(ChangingRuleFolder.words) }
      return try TextAnalyzer().analyze(
        Article(title: "Fruit", body: [words.joined(separator: " ") + "."], metadata: ArticleMetadata(source: "agency"))
      )
    }
  }

  /// - Parameter percolator: goes on from load to load, as a worker's does.
  private func expectSame(
    _ loaded: RuleLoading.Loaded, _ whole: Whole, _ articles: [AnalyzedArticle], _ percolator: Percolator, step: Int
  ) {
    let heads = whole.index.rules.sorted { $0.id < $1.id }
    #expect(loaded.index.rules.sorted { $0.id < $1.id } == heads, "step \(step)")
    let enabled = whole.load.ruleSet.rules.filter(\.isEnabled)
    #expect(loaded.ruleCount == enabled.count, "step \(step)")
    #expect(loaded.endpointsNamed == Set(enabled.flatMap(\.notify)), "step \(step)")
    #expect(loaded.index.lists == whole.index.lists, "step \(step)")
    percolator.adopt(loaded.index)
    let reference = Percolator(whole.index)
    for article in articles {
      func matches(_ percolator: Percolator) -> [String] {
        percolator.percolate(article, arrival: 0).map { "\($0.rule) \($0.parts.map(\.spans))" }.sorted()
      }
      #expect(matches(percolator) == matches(reference), "step \(step)")
    }
  }

  /// Where what worked last cannot be read for a moment, it is not overwritten by what is left without it.
  @Test func whatCannotBeReadBackIsThereForTheNextReload() async throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    try write("rules: [{id: b, match: pear}]\n", to: "b.yaml")
    var loaded = makeLoading().load()
    _ = try await kept()
    try write("rules: [{id: a, match: apple AND}]\n", to: "a.yaml")
    let other = try DatabaseQueue(path: store.databasePath)
    try await other.write { try $0.execute(sql: "ALTER TABLE rule_files RENAME TO hidden") }
    let loading = makeLoading()
    loaded = loading.load()
    #expect(loaded.index.rules.map(\.id) == ["b"])
    await withCheckedContinuation { continuation in store.submit(.moved([])) { _ in continuation.resume() } }
    try await other.write { try $0.execute(sql: "ALTER TABLE hidden RENAME TO rule_files") }
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.index.rules.map(\.queryText).sorted() == ["apple", "pear"])
    #expect(try await kept().rules.map(\.queryText).sorted() == ["apple", "pear"])
  }

  /// Lets nobody write to the state until `unlock`.
  private func locked() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: store.databasePath, configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    return other
  }

  private func unlock(_ other: DatabaseQueue) throws {
    try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
  }

  @Test(arguments: [1 as UInt64, 2, 3]) func whateverChangesItIsAsIfAllHadBeenRead(seed: UInt64) async throws {
    let articles = try Self.articles()
    var rules = try ChangingRuleFolder(path: folder("rules"), seed: seed)
    let loading = makeLoading()
    var loaded = loading.load()
    var whole = Whole(rules, lastGood: nil)
    let percolator = Percolator(loaded.index)
    expectSame(loaded, whole, articles, percolator, step: 0)
    _ = try await kept()
    var (shortcuts, spared) = (0, 0)
    for step in 1...150 {
      try rules.change()
      let before = whole
      whole = Whole(rules, lastGood: before.load.definitions)
      let told = messages.all.count
      loaded = loading.load(inForce: loaded.index)
      expectSame(loaded, whole, articles, percolator, step: step)
      #expect(Array(messages.all.map(\.text)[told...].prefix(whole.rendered.count)) == whole.rendered, "step \(step)")
      #expect(loaded.filesParsed == whole.filesToParse(after: before), "step \(step)")
      if let read = loaded.filesParsed { (shortcuts, spared) = (shortcuts + 1, spared + rules.texts.count - read) }
      var kept = try await kept()
      var expected = whole.load.definitions
      kept.rules.sort { $0.id < $1.id }
      expected.rules.sort { $0.id < $1.id }
      #expect(kept == expected, "step \(step)")
    }
    // Otherwise the steps have shown nothing of the one or the other.
    #expect(shortcuts > 30 && shortcuts < 120, "\(shortcuts)")
    #expect(spared > 2 * shortcuts)
    try store.close()
  }

  /// The shortcut past files that have not changed does not overlook the files that lists name.
  @Test func aChangedListFileIsInForceAfterAReload() async throws {
    try write("lists:\n  l: {file: names.txt}\nrules: [{id: a, match: $l}]\n", to: "a.yaml")
    try write("TRINIDAD AND TOBAGO\n", to: "names.txt")
    let loading = makeLoading()
    var loaded = loading.load()
    func items() -> [String]? { loaded.index.lists["l"]?.items.map(\.text) }
    #expect(items() == ["\"TRINIDAD AND TOBAGO\""])
    _ = try await kept()
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == 0)
    _ = try await kept()
    try write("AT&T\n", to: "names.txt")
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == nil)
    #expect(items() == ["\"AT&T\""])
    #expect(messages.all.isEmpty)
    _ = try await kept()
    // What is gone runs on, also after a restart.
    try FileManager.default.removeItem(atPath: folder("rules/names.txt"))
    loaded = loading.load(inForce: loaded.index)
    #expect(items() == ["\"AT&T\""])
    loaded = makeLoading().load()
    #expect(items() == ["\"AT&T\""])
    #expect(messages.all.contains { $0.text.contains("error[not-found]: the list file \"names.txt\"") })
    try store.close()
  }

  /// An earlier version kept the definitions of all files together, which the store has under no name.
  @Test func whatAnEarlierVersionKeptRunsOn() async throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    try write("lists:\n  l: [pear]\nrules: [{id: b, match: $l}]\n", to: "b.yaml")
    let before = RuleFolder.load(folder("rules")).definitions
    store.submit(.definitions(["": before.json], gone: .allOthers, milliseconds: 1)) { _ in }
    #expect(try await kept() == before)
    try write("rules: [{id: a, match: apple AND}]\n", to: "a.yaml")
    try write("lists: [\n", to: "b.yaml")
    let loaded = makeLoading().load()
    #expect(loaded.index.rules.map { "\($0.id): \($0.queryText)" } == ["a: apple", "b: $l"])
    // Each file has its own now, and goes on from there.
    #expect(try await kept() == before)
    #expect(try store.loadDefinitions().count == 2)
  }

  /// What could not be kept is kept by the next load, which has to parse all files for that.
  @Test func afterAFailureToKeepAllIsParsed() async throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    try write("rules: [{id: b, match: pear}]\n", to: "b.yaml")
    let loading = makeLoading()
    var loaded = loading.load()
    _ = try await kept()
    try write("rules: [{id: a, match: plum}]\n", to: "a.yaml")
    try store.close()
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == 1)
    await withCheckedContinuation { continuation in store.submit(.moved([])) { _ in continuation.resume() } }
    #expect(messages.all.contains { $0.text.contains("could not be kept") })
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == nil)
  }

  @Test func whatCouldNotBeKeptIsKeptWithoutAReload() throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    let other = try locked()
    _ = makeLoading().load()
    try waitUntil { messages.all.contains { $0.text.contains("could not be kept") } }
    try unlock(other)
    try waitUntil { messages.all.contains { $0.text == "the rules in force are kept now" } }
    #expect(try store.loadDefinitions().count == 1)
  }

  /// Only who is told has changed: workers that have met the rule before must tell the new ones.
  @Test func whoIsToldChangesWithAReload() throws {
    try write("rules: [{id: a, title: Old, notify: [day], match: apple}]\n", to: "a.yaml")
    let loading = makeLoading()
    var loaded = loading.load()
    let percolator = Percolator(loaded.index)
    let article = try TextAnalyzer().analyze(Article(body: ["An apple."]))
    #expect(percolator.percolate(article, arrival: 0).map(\.rule.notify) == [["day"]])
    try write("rules: [{id: a, title: New, notify: [night], match: apple}]\n", to: "a.yaml")
    loaded = loading.load(inForce: loaded.index)
    percolator.adopt(loaded.index)
    let rule = try #require(percolator.percolate(article, arrival: 0).first?.rule)
    #expect(rule.notify == ["night"])
    #expect(rule.title == "New")
  }

  /// While it is not known whether something was kept, the next load keeps all.
  @Test func whatMayNotHaveBeenKeptIsKeptAgain() async throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    try write("rules: [{id: b, match: pear}]\n", to: "b.yaml")
    let loading = makeLoading()
    var loaded = loading.load()
    _ = try await kept()
    // Holds up the store.
    let isHeld = DispatchSemaphore(value: 0)
    store.submit(.moved([])) { _ in isHeld.wait() }
    try write("rules: [{id: a, match: plum}]\n", to: "a.yaml")
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == 1)
    try write("rules: [{id: b, match: fig}]\n", to: "b.yaml")
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == nil)
    isHeld.signal()
    #expect(try await kept().rules.map(\.queryText).sorted() == ["fig", "plum"])
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == 0)
  }

  /// A mistake in a reload that follows at once, while the store has not recorded the rules of the load before.
  @Test func whatIsNotKeptYetRunsOnWhereTheNextLoadIsWrong() async throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    try write("rules: [{id: b, match: pear}]\n", to: "b.yaml")
    try write("rules: [{id: c, match: lime}]\n", to: "c.yaml")
    let loading = makeLoading()
    func hold() -> DispatchSemaphore {
      let isHeld = DispatchSemaphore(value: 0)
      store.submit(.moved([])) { _ in isHeld.wait() }
      return isHeld
    }
    func inForce(_ loaded: RuleLoading.Loaded) -> [String] {
      loaded.index.rules.map { "\($0.id): \($0.queryText)" }.sorted()
    }
    // Of the first load nothing is on the disk.
    var isHeld = hold()
    var loaded = loading.load()
    try write("rules: [{id: a, match: apple AND}]\n", to: "a.yaml")
    loaded = loading.load(inForce: loaded.index)
    #expect(inForce(loaded) == ["a: apple", "b: pear", "c: lime"])
    #expect(loaded.runningOnLastGood == ["a"])
    isHeld.signal()
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    loaded = loading.load(inForce: loaded.index)
    _ = try await kept()
    // Of a load of few files only the others are.
    isHeld = hold()
    try write("rules: [{id: a, match: plum}]\n", to: "a.yaml")
    try FileManager.default.removeItem(atPath: folder("rules/c.yaml"))
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.filesParsed == 1)
    try write("rules: [{id: a, match: plum AND}]\n", to: "a.yaml")
    try write("rules: [{id: b, match: pear AND}]\n", to: "b.yaml")
    loaded = loading.load(inForce: loaded.index)
    #expect(inForce(loaded) == ["a: plum", "b: pear"])
    isHeld.signal()
    #expect(try await kept().rules.map(\.queryText).sorted() == ["pear", "plum"])
    loaded = makeLoading().load()
    #expect(inForce(loaded) == ["a: plum", "b: pear"])
  }

  /// Where the state cannot be written at all, a mistake does not switch off what is in force.
  @Test func whatCannotBeKeptRunsOnWhereTheNextLoadIsWrong() async throws {
    try write("rules: [{id: a, match: apple}]\n", to: "a.yaml")
    let loading = makeLoading()
    var loaded = loading.load()
    _ = try await kept()
    try write("rules: [{id: a, match: plum}]\n", to: "a.yaml")
    let other = try locked()
    loaded = loading.load(inForce: loaded.index)
    try waitUntil { messages.all.contains { $0.text.contains("could not be kept") } }
    try write("rules: [{id: a, match: plum AND}]\n", to: "a.yaml")
    loaded = loading.load(inForce: loaded.index)
    #expect(loaded.index.rules.map(\.queryText) == ["plum"])
    try unlock(other)
  }
}
