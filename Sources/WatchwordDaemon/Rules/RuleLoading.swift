import AlertStore
import CLinux
import Control
import Diagnostics
import Dispatch
import Logging
import OperatingSystem
import Percolation
import RuleLanguage
import SafeText
import Synchronization

/// Reads the rules folder, falls back on what worked last, and keeps what is in force with the state. Loads one at a
/// time: at the start on the caller's thread, then on the queue `lifecycle`.
final class RuleLoading: Sendable {
  struct Loaded {
    var index: RuleIndex
    var ruleCount: Int
    var endpointsNamed: Set<String>
    /// How many files there are.
    var fileCount: Int
    /// How many of them were parsed, where few changes spared the others.
    var filesParsed: Int?
    /// Ids of rules that are wrong and run on in the version that worked last, ascending.
    var runningOnLastGood: [String] = []
    /// What was told, laid out in lines; errors and warnings.
    var messages: [ReloadReport.Message] = []
    /// Those that want to be heard of when they find nothing.
    var quietRules: [QuietRule] = []

    var mistakes: Int { messages.count { $0.severity == .error } }
  }

  private struct Memory {
    /// What the rules in force were read from, if all is right.
    var known: KnownRuleFiles?
    /// What was submitted last to be kept, until it is known to be.
    var unkept: Unkept?
    /// Of the rules in force.
    var hasQuietRules = false
    /// How often something was to be kept.
    var loads = 0
    var pause = PauseStateMachine()

    /// What spares the next load most of its work; `nil` where it must keep all, because some may not have been.
    var knownAndKept: KnownRuleFiles? { unkept == nil ? known : nil }
  }

  /// What is in force and may not be on the disk yet: where a reload follows at once, or nothing can be written, what
  /// worked last is this and not what the store has.
  private struct Unkept {
    var texts: [String: String]
    var gone: GoneRuleFiles

    /// - Parameter kept: what the store has, read after this was found to be unkept.
    func over(_ kept: () throws -> RuleDefinitions, tell: (any Error) -> Void) rethrows -> RuleDefinitions {
      let new = RuleDefinitions(reading: Array(texts.values), tell: tell)
      guard case .files(let names) = gone else { return new }
      let others = try kept().byFile.filter { texts[$0.key] == nil && !names.contains($0.key) }
      return RuleDefinitions(joining: others.values + [new])
    }
  }

  private let folder: String
  private let requiresTests: Bool
  private let store: AlertStore
  private let log: Logger
  private let board: ConditionBoard
  /// Changed by the store's completions too.
  private let memory = Mutex(Memory())
  private let timers = DispatchQueue(label: "rules.keeping")

  /// - Parameter requiresTests: whether a rule that fails a test of its own counts as wrong.
  init(
    folder: String, requiresTests: Bool = false, store: AlertStore, log: Logger,
    board: ConditionBoard = ConditionBoard()
  ) {
    self.folder = folder
    self.requiresTests = requiresTests
    self.store = store
    self.log = log
    self.board = board
  }

  /// What can be used is used, whatever else is wrong; every mistake is told.
  ///
  /// - Parameters:
  ///   - inForce: the rules that these follow, the last that were loaded here; where few are different, only they are
  ///     compiled, and where all is right, only files that have changed are parsed.
  ///   - frequencies: how often terms were seen in the stream so far.
  func load(inForce: RuleIndex? = nil, frequencies: TermFrequencies = TermFrequencies()) -> Loaded {
    let loaded = read(inForce, frequencies)
    // Files and syntax trees took several times the memory of what is left of them, and small pieces of that are freed
    // between others: malloc would keep the pages for a next load that may never come.
    watchword_return_free_memory()
    report(loaded)
    return loaded
  }

  private func read(_ inForce: RuleIndex?, _ frequencies: TermFrequencies) -> Loaded {
    let files = RuleFiles.read(folder)
    if let inForce, let loaded = readChanges(files, inForce, frequencies) { return loaded }
    var isBlind = false
    var load = RuleFolder.load(files, lastGood: lastGood(&isBlind))
    let refusals = refusals(load.ruleSet, sources: load.sources)
    if !refusals.isEmpty { load = RuleFolder.load(files, refusing: refusals, lastGood: lastGood(&isBlind)) }
    let (index, more) =
      inForce?.updated(to: load.ruleSet, frequencies: frequencies, sources: load.sources)
      ?? RuleIndex.build(load.ruleSet, frequencies: frequencies, sources: load.sources)
    let messages = tell(load.diagnostics + more, sources: load.sources)
    // A rule that cannot be compiled is told of again each time.
    let known = more.hasErrors || isBlind ? nil : load.known
    memory.withLock { $0.known = known }
    // What could not be read would be overwritten: it is left for a later load.
    if !isBlind { keep(load.definitions.byFile, gone: .allOthers) }
    return Loaded(
      index: index, ruleCount: load.ruleSet.enabledRuleCount, endpointsNamed: load.ruleSet.endpointsNamed,
      fileCount: files.count, runningOnLastGood: load.runningOnLastGood, messages: messages,
      quietRules: quietRules(index, among: load.ruleSet))
  }

  /// The shortcut where few files have changed and all is right; `nil` where it would not give what parsing all gives.
  private func readChanges(_ files: RuleFiles, _ inForce: RuleIndex, _ frequencies: TermFrequencies) -> Loaded? {
    guard let known = memory.withLock({ $0.knownAndKept }),
      let changes = RuleFolder.loadChanges(files, since: known, listsInForce: inForce.lists),
      refusals(changes.ruleSet, sources: changes.sources).isEmpty,
      let (index, more) = inForce.updated(to: changes.ruleSet, in: changes.files, frequencies: frequencies),
      !more.hasErrors
    else { return nil }
    let messages = tell(changes.diagnostics + more, sources: changes.sources)
    memory.withLock { $0.known = changes.known }
    let definitions = changes.definitions
    keep(definitions, gone: .files(changes.files.subtracting(definitions.keys)))
    return Loaded(
      index: index, ruleCount: changes.known.ruleCount, endpointsNamed: changes.known.endpointsNamed,
      fileCount: files.count, filesParsed: changes.parsedCount, messages: messages,
      quietRules: quietRules(index, among: changes.ruleSet))
  }

  /// Those of all rules in force. They are looked through only where there may be some.
  ///
  /// - Parameter read: what was read now, others being as they were.
  private func quietRules(_ index: RuleIndex, among read: RuleSet) -> [QuietRule] {
    let isAny = read.rules.contains { $0.head.timing.quietSeconds != nil } || memory.withLock { $0.hasQuietRules }
    let rules = isAny ? (0..<index.ruleNumbers).compactMap { index.ruleUnlessGone($0).flatMap(QuietRule.init) } : []
    memory.withLock { $0.hasQuietRules = !rules.isEmpty }
    return rules
  }

  /// Rules that would be in force but for their tests.
  private func refusals(_ ruleSet: RuleSet, sources: [String: SourceText]) -> [RuleRefusal] {
    requiresTests ? RequiredTests.refusals(ruleSet, folder: folder, sources: sources) : []
  }

  private func tell(_ diagnostics: [Diagnostic], sources: [String: SourceText]) -> [ReloadReport.Message] {
    guard !diagnostics.isEmpty else { return [] }
    let renderer = DiagnosticRenderer(sources: sources)
    return diagnostics.map { diagnostic in
      let text = renderer.render(diagnostic)
      let isError = diagnostic.severity == .error
      log.log(level: isError ? .error : .warning, "\(text)", metadata: MessageHandler.laidOut)
      return ReloadReport.Message(severity: isError ? .error : .warning, text: text)
    }
  }

  /// As long as rules are wrong, that is so on the board.
  private func report(_ loaded: Loaded) {
    guard loaded.mistakes > 0 else { return board.clear("rules") }
    let older = loaded.runningOnLastGood
    let names = older.prefix(10).joined(separator: ", ") + (older.count > 10 ? " …" : "")
    let olderText =
      older.isEmpty ? "what is wrong is off" : "in the version that worked last run on \(older.count): \(names)"
    board.report(
      "rules", "\(loaded.mistakes.counted("mistake")) in the rule files; \(olderText)",
      action: "watchword check \(folder) shows them; then reload.")
  }

  /// - Parameter isBlind: set where what worked last is not known.
  private func lastGood(_ isBlind: inout Bool) -> RuleDefinitions? {
    func tell(_ error: any Error) {
      log.warning("the rules of one file that worked last cannot be read back: \(error); \(Self.withoutLastGood)")
    }
    func kept() throws -> RuleDefinitions { RuleDefinitions(reading: try store.loadDefinitions(), tell: tell) }
    do {
      return try memory.withLock { $0.unkept }?.over(kept, tell: tell) ?? kept()
    } catch {
      log.warning("the rules that worked last cannot be read back: \(error); \(Self.withoutLastGood) or reloaded")
      isBlind = true
      return nil
    }
  }

  private static let withoutLastGood = "where one of them is wrong, it is off until it is mended"

  private func keep(_ files: [String: RuleDefinitions], gone: GoneRuleFiles) {
    let texts = files.mapValues(\.json)
    let number = memory.withLock { memory in
      memory.unkept = Unkept(texts: texts, gone: gone)
      memory.loads += 1
      return memory.loads
    }
    keep(.definitions(texts, gone: gone, milliseconds: WallClock.milliseconds()), ofLoad: number)
  }

  private func keep(_ submission: Submission, ofLoad number: Int) {
    store.submit(submission) { [self] result in
      let (step, isWellAgain) = memory.withLock { memory -> (PauseStateMachine.Step?, Bool) in
        // What a later load has to keep is newer.
        let isNewest = number == memory.loads
        switch result {
        case .success:
          if isNewest { memory.unkept = nil }
          return (nil, memory.pause.succeeded())
        case .failure(let error): return (error.isTemporary && isNewest ? memory.pause.failed() : nil, false)
        }
      }
      switch result {
      case .success:
        if isWellAgain { log.notice("the rules in force are kept now") }
        board.clear("rules-not-kept")
      case .failure(let error): tellNotKept(error, isNew: step.map { $0.isNew } ?? true, isTriedAgain: step != nil)
      }
      switch step {
      case .wait(let pause, _): keepLater(submission, ofLoad: number, after: pause)
      // An older load waits, which will find that it is not the newest any more.
      case .goOnWaiting: keepLater(submission, ofLoad: number, after: .seconds(1))
      case nil: break
      }
    }
  }

  private func keepLater(_ submission: Submission, ofLoad number: Int, after pause: Duration) {
    timers.asyncAfter(deadline: .now() + pause.dispatchInterval) { [self] in
      let isNewest = memory.withLock { memory in
        memory.pause.waited()
        return number == memory.loads
      }
      if isNewest { keep(submission, ofLoad: number) }
    }
  }

  private func tellNotKept(_ error: AlertStoreError, isNew: Bool, isTriedAgain: Bool) {
    let problem = "the rules in force could not be kept: \(error.message)"
    if isNew { log.warning("\(problem)") }
    board.report(
      "rules-not-kept", problem, severity: .warning,
      action: "They are in force all the same; "
        + (isTriedAgain ? "keeping them is tried again." : "the next reload keeps them."))
  }
}

extension PauseStateMachine.Step {
  fileprivate var isNew: Bool { if case .wait(_, let isNew) = self { isNew } else { false } }
}
