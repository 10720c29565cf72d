import AlertStore
import Articles
import Control
import Corrections
import Delivery
import Dispatch
import FailPoints
import Foundation
import Inbox
import Logging
import SafeText
import Synchronization

/// The daemon: built, started, reloaded and stopped here; decides nothing itself.
///
/// Owner of its life: the queue `lifecycle`. `start` may be called from any other thread; `stop` and `reload` from any.
package final class Daemon: Sendable {
  /// How a daemon ended.
  package enum End: Sendable, Equatable {
    case stopped
    /// Something failed that needs a person.
    case failed(String)
  }

  private struct Running {
    var configuration: DaemonConfiguration
    var loading: RuleLoading
    var store: AlertStore
    var rules: RulesInForce
    var anchors: AnchorKeeper
    var selfCheck: SelfCheck
    var intake: Intake
    var filing: FilingQueue
    var watcher: InboxWatcher
    var texts: TextIndexer
    var watchdog: Watchdog?
    var status: StatusKeeper
    var control: ControlServer?
    var keeper: Keeper
  }

  package let queue = DispatchQueue(label: "lifecycle")
  let log: Logger
  private let service = ServiceManager()
  private let statusLine: StatusLine
  /// What is wrong now.
  let board: ConditionBoard
  private let onEnd: @Sendable (End) -> Void
  private let reread: @Sendable () -> DaemonConfiguration?
  private struct State {
    var running: Running?
    /// Asked for while nothing ran yet.
    var reloadIsWanted = false
  }

  private let state = Mutex(State())
  private let delivery: DeliverySwitch
  private let notices: NoticeKeeper
  private let silences = SilenceKeeper()
  private let ending = Mutex<End?>(nil)

  /// - Parameters:
  ///   - reread: reads the settings again at a reload; tells what is wrong with them and returns `nil` then. Called on
  ///     the lifecycle queue.
  ///   - onEnd: called once, on any queue, when a daemon that was started has come to its end.
  package init(
    log: Logger, reread: @escaping @Sendable () -> DaemonConfiguration?, onEnd: @escaping @Sendable (End) -> Void
  ) {
    self.log = log
    self.reread = reread
    self.onEnd = onEnd
    let statusLine = StatusLine(service)
    self.statusLine = statusLine
    let board = ConditionBoard { statusLine.isWrong($0, count: $1) }
    self.board = board
    let notices = NoticeKeeper()
    self.notices = notices
    delivery = DeliverySwitch(log: log, board: board) { notices.delivery(to: $0, $1) }
  }

  /// Builds everything and begins. Returns when the daemon watches; what fails is undone.
  package func start(_ configuration: DaemonConfiguration) throws {
    let tearDown = TearDown()
    do {
      try build(configuration, tearDown)
    } catch {
      tearDown.run()
      throw error
    }
  }

  private func build(_ configuration: DaemonConfiguration, _ tearDown: TearDown) throws {
    let corrections = try CorrectionWords.load(for: configuration)
    var created = try DaemonFolders.make(configuration)
    // A large database that was not closed in order is looked at for some seconds, and one of an older version migrated.
    let opening = try service.withMoreTime {
      try AlertStore.openSettingDamageAside(
        stateFolder: configuration.state, storyWindow: configuration.storyWindow
      ) { [log] bytes in
        log.notice(
          "the database (\(bytes.byteCountText)) is brought to this version's schema; that can take a while")
      }
    }
    let store = opening.store
    tearDown.push { [log] in Self.close(store, log) }
    DamageReport(opening, configuration).tell(log)
    store.whenDamaged { [self] in stop(.failed($0.message)) }
    created += try DaemonFolders.makeRules(configuration, isFirstStart: try !store.hasDefinitions())

    let loading = RuleLoading(
      folder: configuration.rules, requiresTests: configuration.requiresTests, store: store, log: log, board: board)
    let loaded = loading.load()
    let rules = RulesInForce(index: loaded.index, endpoints: configuration.routes)
    let anchors = AnchorKeeper(rules: rules)
    warn(about: loaded, configuration)

    let folders = try DaemonFolders(configuration)
    let kept = configuration.after == .keep ? try KeptFiles(store: store, log: log) : nil
    let filing = FilingQueue(filing: folders.filing, store: store, log: log, board: board, kept: kept)
    service.extendTimeout(by: .seconds(300))
    FailPoint.settling.pass()
    let displaced = try filing.finishPending()
    filing.giveBackForgotten()
    FailPoint.settled.pass()

    try delivery.start(configuration, store: store)
    tearDown.push { [delivery] in delivery.stopAtOnce() }
    notices.start(
      NoticeKeeper.Surroundings(
        store: store, log: log, board: board, onNotice: { [delivery] in delivery.wake() },
        inject: { [inbox = configuration.inbox] in try $0.write(into: inbox) }),
      configuration.notices, rules: loaded.quietRules)
    tearDown.push { [notices] in notices.stop() }
    notices.rulesLoaded(loaded)
    silences.start(
      SilenceKeeper.Surroundings(
        store: store, log: log, audience: { [notices] in notices.audience },
        onNotice: { [delivery] in delivery.wake() }))
    tearDown.push { [silences] in silences.stop() }

    let selfCheck = SelfCheck(log: log, board: board)
    let meter = IntakeMeter()
    let texts = TextIndexer(stateFolder: configuration.state, isEnabled: configuration.indexesTexts, log: log)
    tearDown.push { texts.stop() }
    let intake = Intake(
      workers: ProcessInfo.processInfo.activeProcessorCount,
      makeWorker: {
        PercolationWorker(
          readers: folders.readers(configuration.limits), rules: rules, anchors: anchors, limits: configuration.limits,
          after: configuration.after, selfCheck: selfCheck, corrections: corrections, oldAfter: configuration.oldAfter,
          followUps: configuration.followUps)
      },
      surroundings: Intake.Surroundings(
        store: store, filing: filing, log: log, meter: meter, board: board, onAlerts: { [delivery] in delivery.wake() },
        onRecorded: { texts.recorded() },
        onFatal: { [self] in stop(.failed($0.message)) }))
    let watcher = makeWatcher(folders, configuration, intake, filing)
    intake.connect(watcher)
    try filing.watchMoved(interval: configuration.sweepInterval) { intake.take(displaced: $0) }
    for arrival in displaced { intake.take(displaced: arrival) }
    let keeper = Keeper(
      Keeper.Surroundings(
        store: store, archive: folders.archive, rejected: folders.rejected, log: log,
        isBusy: { [watcher] in watcher.hasReady }))
    keeper.keep(configuration.keeping)
    tearDown.push { keeper.stop() }
    tell(configuration, loaded, created)
    watcher.start()
    FailPoint.watching.pass()
    let status = StatusKeeper(
      StatusKeeper.Sources(
        store: store, meter: meter, board: board, inbox: { watcher.status($0) }, texts: { texts.status },
        keeping: { keeper.lastRound }),
      configuration: configuration, rules: loaded)
    let running = Running(
      configuration: configuration, loading: loading, store: store, rules: rules, anchors: anchors,
      selfCheck: selfCheck, intake: intake, filing: filing, watcher: watcher, texts: texts,
      watchdog: Watchdog(service, watcher: watcher), status: status,
      control: listen(
        configuration, status, watcher, DeliveryCommands(store: store, delivery: delivery),
        TellingCommands(
          store: store, silences: silences, audience: { [notices] in notices.audience },
          onNotice: { [delivery] in delivery.wake() })),
      keeper: keeper)
    let reloadIsWanted = state.withLock { state in
      state.running = running
      return state.reloadIsWanted
    }
    statusLine.ready("Watching with \(loaded.ruleCount) rules")
    texts.start()
    if configuration.isOnce {
      // Who has a file open for writing may keep it so for ever.
      watcher.whenIdle(patience: configuration.settleTime * 3 + .seconds(1)) { [self] in finishOnce(leaving: $0) }
    }
    // What was asked for while all this was being built.
    if ending.withLock({ $0 }) != nil { queue.async { self.end() } }
    if reloadIsWanted { reload() }
  }

  /// - Throws: `ConfigurationError` with every mistake in the file, where it is.
  private func makeWatcher(
    _ folders: DaemonFolders, _ configuration: DaemonConfiguration, _ intake: Intake, _ filing: FilingQueue
  ) -> InboxWatcher {
    var options = InboxWatcher.Options()
    options.limits.settleTime = configuration.settleTime
    options.sweepInterval = configuration.sweepInterval
    options.pollInterval = configuration.pollInterval
    options.onSweep = { filing.lookAgain(minimumAge: configuration.sweepInterval / 2) }
    options.isDone = { filing.isDone($0, $1) }
    return InboxWatcher(
      folder: folders.inbox, options: options, onReady: { intake.wake() },
      onProblem: { [log, board] problem in
        if problem.isEnd { log.notice("\(problem.message)") } else { log.warning("\(problem.message)") }
        board.report(problem, inbox: configuration.inbox)
      })
  }

  private func tell(_ configuration: DaemonConfiguration, _ loaded: RuleLoading.Loaded, _ created: [String]) {
    for folder in created { log.notice("made the folder \(folder)") }
    log.notice("\(loaded.ruleCount) rules from \(configuration.rules)")
    if loaded.ruleCount == 0 {
      log.warning(
        """
        there are no rules yet, so nothing will match; write for instance \(configuration.rules)/first.yaml:
          rules:
            - id: my-first-rule
              match: |
                uzbek* AND (intelligence OR "security service")
        """, metadata: MessageHandler.laidOut)
    }
    let endpoints = configuration.endpoints.map { endpoint in
      if case .log(let path) = endpoint { return "the log \(path)" }
      return endpoint.name
    }
    log.notice("alerts go to \(endpoints.isEmpty ? "nobody" : endpoints.joined(separator: ", "))")
    switch configuration.after {
    case .archive: break
    case .delete: log.notice("files are deleted once their results are on disk")
    case .keep: log.notice("files stay in the inbox once their results are on disk")
    }
    log.notice("\(configuration.isOnce ? "working off" : "watching") \(configuration.inbox)")
  }

  private func warn(about loaded: RuleLoading.Loaded, _ configuration: DaemonConfiguration) {
    let known = Set(configuration.endpointNames)
    for name in loaded.endpointsNamed.subtracting(known).sorted() {
      log.warning(
        "rules notify \(name), which is no endpoint in the settings; where a rule names no other, all endpoints are told"
      )
    }
  }
}

extension Daemon {
  /// Reads rules and settings again and opens the log anew (HUP). What is wrong keeps what worked before. Any thread.
  ///
  /// - Parameter done: called once with what was said, on the lifecycle queue; with `nil` where nothing runs (yet, or any
  ///   more).
  package func reload(_ done: @escaping @Sendable (ReloadReport?) -> Void = { _ in }) {
    queue.async { [self] in
      guard ending.withLock({ $0 == nil }) else { return done(nil) }
      let running = state.withLock { state in
        state.reloadIsWanted = state.running == nil
        return state.running
      }
      guard var now = running else { return done(nil) }
      service.reloading()
      let loaded = now.loading.load(inForce: now.rules.current.index, frequencies: now.anchors.frequencies)
      now.rules.swap(index: loaded.index)
      now.anchors.rulesChanged()
      let configuration = reread()
      if let configuration {
        adopt(configuration, &now)
        board.clear("settings")
      } else {
        log.warning("the settings are wrong; those that were in force stay")
        board.report(
          "settings", "the settings are wrong; those that were in force stay",
          action: "watchword check shows the mistakes; then reload.")
        delivery.reopen()
      }
      warn(about: loaded, now.configuration)
      notices.change(now.configuration.notices, rules: loaded.quietRules)
      notices.rulesLoaded(loaded)
      state.withLock { $0.running?.configuration = now.configuration }
      let again = loaded.filesParsed.map { ", \($0) of \(loaded.fileCount) rule files parsed" } ?? ""
      now.status.reloaded(loaded, now.configuration)
      log.notice("reloaded: \(loaded.ruleCount) rules\(again)")
      statusLine.ready("Watching with \(loaded.ruleCount) rules")
      done(
        ReloadReport(
          rules: loaded.ruleCount, runningOnLastGood: loaded.runningOnLastGood.count,
          areSettingsRight: configuration != nil, messages: loaded.messages))
    }
  }

  private func adopt(_ configuration: DaemonConfiguration, _ now: inout Running) {
    let fixed = configuration.fixedDifferences(from: now.configuration)
    if !fixed.isEmpty {
      log.warning("changed settings that take effect at the next start: \(fixed.joined(separator: ", "))")
    }
    if configuration.keeping != now.configuration.keeping { now.keeper.keep(configuration.keeping) }
    now.configuration.keeping = configuration.keeping
    var next = now.configuration
    next.endpoints = configuration.endpoints
    next.disabledEndpoints = configuration.disabledEndpoints
    next.routes = configuration.routes
    next.retry = configuration.retry
    next.notices = configuration.notices
    guard
      next.endpointNames != now.configuration.endpointNames || next.endpoints != now.configuration.endpoints
        || next.retry != now.configuration.retry
    else {
      now.rules.swap(endpoints: next.routes)
      now.configuration = next
      return delivery.reopen()
    }
    do {
      try delivery.replace(next, store: now.store)
      now.rules.swap(endpoints: next.routes)
      now.configuration = next
      board.clear("endpoints")
    } catch {
      board.report("endpoints", "the endpoints cannot be changed: \(error)", action: "Those that were in force stay.")
      log.error("the endpoints cannot be changed: \(error); those that were in force stay")
      delivery.reopen()
    }
  }

  /// Takes nothing more, ends what was begun, and closes the state. Any thread; the first call counts.
  package func stop(_ end: End = .stopped) {
    let isFirst = ending.withLock { ending in
      defer { ending = ending ?? end }
      return ending == nil
    }
    if isFirst { queue.async { self.end() } }
  }

  /// On the lifecycle queue. A daemon that is still being built ends when it has been.
  private func end() {
    guard let end = ending.withLock({ $0 }), let now = takeRunning() else { return }
    service.stopping()
    log.notice("stopping")
    now.control?.stop()
    now.intake.drain { [self] in queue.async { self.ended(now, end) } }
  }

  /// Only one caller gets what runs, and ends it.
  private func takeRunning() -> Running? {
    state.withLock { state in
      defer { state.running = nil }
      return state.running
    }
  }

  /// When nothing is under way any more.
  private func ended(_ now: Running, _ end: End) {
    now.watcher.stop()
    now.filing.stop()
    now.texts.stop()
    now.keeper.stop()
    notices.stop()
    silences.stop()
    delivery.drain { [self] unfinished in
      queue.async { [self] in
        for line in unfinished { log.notice("\(line)") }
        now.watchdog?.cancel()
        Self.close(now.store, log)
        onEnd(end)
      }
    }
  }

  /// With `--once`: all files are done; what is due is delivered, what waits for its next attempt stays in the outbox.
  private func finishOnce(leaving unsettled: [InboxPath]) {
    for path in unsettled { log.warning("\(path.display) is still being written, and is left for the next run") }
    guard let now = state.withLock({ $0.running }) else { return }
    now.intake.drain { [self] in
      // Whoever runs it so by the clock would otherwise never hear of a wrong result.
      delivery.whenIdle { [self] in
        now.selfCheck.whenIdle { [self] in
          now.texts.catchUp { [self] in now.keeper.runRound { [self] in stop() } }
        }
      }
    }
  }

  private static func close(_ store: AlertStore, _ log: Logger) {
    do {
      try store.close()
    } catch {
      log.error("the state was not closed in order, and is repaired at the next start: \(error)")
    }
  }
}
