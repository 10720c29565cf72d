import AlertStore
import Alerts
import Delivery
import Dispatch
import Hashing
import Logging
import Pacing
import Synchronization

/// Tells of the watch itself: endpoints that fail, rules that are wrong, sources that fell silent, and that it listens. When
/// what is due is decided by state machines; a notice has the same id for the same occasion, so that each is told once also
/// when the daemon starts anew in between.
///
/// Owner: the queue `notices`. Every method may be called from any thread; none waits.
final class NoticeKeeper: Sendable {
  struct Surroundings: Sendable {
    var store: AlertStore
    var log: Logger
    var board: ConditionBoard
    /// Something may be due.
    var onNotice: @Sendable () -> Void
    /// Puts a canary into the inbox; see `CanaryFile`.
    var inject: @Sendable (CanaryFile) throws -> Void
    /// Milliseconds since 1970.
    var wallClock: @Sendable () -> Int64 = { WallClock.milliseconds() }
  }

  /// On the queue alone.
  private struct State {
    var surroundings: Surroundings?
    var plan = NoticePlan()
    var endpoints: [String: EndpointHealth] = [:]
    var sources: [String: SourceWatch] = [:]
    var rules: [String: (rule: QuietRule, machine: AbsenceStateMachine)] = [:]
    var canary: CanaryStateMachine?
    /// Those that have not come out, by token.
    var canaries: [Int64: SHA256Digest] = [:]
    var allQuietDue: Int64?
    var wrongRules: (owners: [String], occasion: Int64)?
    /// Steps of an older number end without consequences.
    var generation = 0
  }

  private struct SourceWatch {
    var machine: AbsenceStateMachine
    /// The ledger's rows up to this one were gone through.
    var seen: Int64 = 0
  }

  private struct EndpointHealth {
    var machine: EndpointHealthStateMachine
    var reason = ""
  }

  /// What has passed is looked at so often at least: the wall clock may be set meanwhile.
  private static let longestSleep: Int64 = 60_000
  /// While a canary is under way.
  private static let canarySleep: Int64 = 2_000
  private static let dayMilliseconds: Int64 = 86_400_000

  private let queue = DispatchQueue(label: "notices", qos: .utility)
  /// Changed by the queue alone.
  private let state = Mutex(State())

  func start(_ surroundings: Surroundings, _ plan: NoticePlan, rules: [QuietRule]) {
    queue.async { [self] in
      state.withLock { $0.surroundings = surroundings }
      adopt(plan, rules)
    }
  }

  /// Who is told of what concerns no rule.
  var recipients: [Recipient] { state.withLock { $0.plan.recipients() } }

  /// The settings, or the rules, are others now.
  func change(_ plan: NoticePlan, rules: [QuietRule]) {
    queue.async { [self] in adopt(plan, rules) }
  }

  /// Waits for the step that is under way, which is short. Not from the queue.
  func stop() {
    queue.sync {
      state.withLock { state in
        state.surroundings = nil
        state.generation += 1
      }
    }
  }

  /// Waits until what was asked so far has been looked at. Not from the queue.
  func finishSteps() { queue.sync {} }

  func endpointFailed(_ name: String, reason: String) {
    queue.async { [self] in
      guard let surroundings = state.withLock({ $0.surroundings }) else { return }
      let now = surroundings.wallClock()
      let report = state.withLock { state -> EndpointHealthStateMachine.Report? in
        var health =
          state.endpoints[name] ?? EndpointHealth(machine: self.health(of: name, surroundings, state.plan))
        health.reason = reason
        defer { state.endpoints[name] = health }
        return health.machine.failed(at: now)
      }
      if let report { tell(report, of: name, now: now) }
      step()
    }
  }

  func endpointWorked(_ name: String) {
    queue.async { [self] in
      guard let now = state.withLock({ $0.surroundings?.wallClock() }) else { return }
      let (report, awaitsCanary) = state.withLock { state in
        let report = state.endpoints[name]?.machine.worked(at: now)
        state.endpoints[name] = nil
        return (report, !state.canaries.isEmpty)
      }
      if let report { tell(report, of: name, now: now) }
      if awaitsCanary { step() }
    }
  }

  /// - Parameters:
  ///   - running: ids of the wrong rules that run on in the version that worked last.
  ///   - owners: theirs.
  ///   - first: what is wrong, laid out.
  func rulesLoaded(mistakes: Int, running: [String], owners: [String], first: String?) {
    queue.async { [self] in
      guard let now = state.withLock({ $0.surroundings?.wallClock() }) else { return }
      guard mistakes > 0 else {
        guard let wrong = state.withLock({ $0.wrongRules }) else { return }
        state.withLock { $0.wrongRules = nil }
        return tell(.rulesRight, occasion: "\(wrong.occasion)", owners: wrong.owners, now: now)
      }
      let content = Notice.Content.rulesWrong(mistakes: mistakes, rules: running, first: first)
      // Until it is another mistake, a day has one notice of it, however often the rules are read.
      let occasion = "\(now / Self.dayMilliseconds) \(content.lines?.joined() ?? "")"
      state.withLock { $0.wrongRules = (owners, now) }
      tell(content, occasion: occasion, owners: owners, now: now)
    }
  }

  /// What an endpoint's queue has to say.
  func delivery(to name: String, _ event: DeliveryEvent) {
    switch event {
    case .delivered, .resumed: endpointWorked(name)
    case .attemptFailed(_, _, let reason, _), .paused(let reason), .switchedOff(let reason), .died(_, _, let reason):
      endpointFailed(name, reason: reason)
    case .outboxFailed, .outboxWorks: break
    }
  }

  func rulesLoaded(_ loaded: RuleLoading.Loaded) {
    let owners = loaded.index.owners(of: loaded.runningOnLastGood)
    rulesLoaded(
      mistakes: loaded.mistakes, running: loaded.runningOnLastGood, owners: owners,
      first: loaded.messages.first { $0.severity == .error }?.text)
  }

  // MARK: On the queue

  private func adopt(_ plan: NoticePlan, _ rules: [QuietRule]) {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    let now = surroundings.wallClock()
    state.withLock { state in
      let old = state.plan
      state.plan = plan
      if old.endpointPatienceMilliseconds != plan.endpointPatienceMilliseconds {
        for (name, health) in state.endpoints {
          state.endpoints[name]?.machine = EndpointHealthStateMachine(
            delayMilliseconds: plan.endpointPatienceMilliseconds, state: health.machine.state)
        }
      }
      state.sources = plan.quietSources.reduce(into: [:]) { sources, entry in
        let (name, seconds) = entry
        if old.quietSources[name] == seconds, let known = state.sources[name] { return sources[name] = known }
        var seen: Int64 = 0
        let last = {
          let (time, newest) = try surroundings.store.lastArrival(ofSource: name)
          seen = newest
          return time
        }
        let machine = absence(seconds, last: last, surroundings, now) { .nothingCame(source: name, since: $0) }
        sources[name] = SourceWatch(machine: machine, seen: seen)
      }
      state.rules = rules.reduce(into: [:]) { machines, rule in
        let known = state.rules[rule.id].flatMap { $0.rule.seconds == rule.seconds ? $0.machine : nil }
        let machine =
          known
          ?? absence(rule.seconds, last: { try surroundings.store.lastAlert(ofRule: rule.id) }, surroundings, now) {
            .nothingFound(rule: rule.id, since: $0)
          }
        machines[rule.id] = (rule, machine)
      }
      if old.canary != plan.canary || state.canary == nil {
        state.canary = plan.canary.map {
          CanaryStateMachine(
            everyMilliseconds: Int64($0.everySeconds) * 1000, withinMilliseconds: Int64($0.withinSeconds) * 1000,
            // Tokens that no canary of an earlier run has had.
            state: CanaryStateMachine.State(nextInjection: now, nextToken: now), now: now)
        }
        state.canaries = [:]
        if plan.canary == nil { surroundings.board.clear("canary") }
      }
      if old.allQuiet != plan.allQuiet || state.allQuietDue == nil {
        state.allQuietDue = plan.allQuiet.map { $0.next(after: now) }
      }
    }
    step()
  }

  /// Watches from the last arrival on, if it is known; what was told of that before is not told again.
  private func absence(
    _ seconds: Int, last: () throws -> Int64?, _ surroundings: Surroundings, _ now: Int64,
    _ content: (Int64) -> Notice.Content
  ) -> AbsenceStateMachine {
    var kept: AbsenceStateMachine.State?
    do {
      if let since = try last() {
        let id = Notice(content(since), occasion: "\(since)", milliseconds: now).id
        kept = AbsenceStateMachine.State(since: since, isTold: try surroundings.store.hasNotice(id))
      }
    } catch {
      surroundings.log.warning("it is not known since when nothing came: \(error)")
    }
    return AbsenceStateMachine(periodMilliseconds: Int64(seconds) * 1000, state: kept, now: now)
  }

  private func health(
    of name: String, _ surroundings: Surroundings, _ plan: NoticePlan
  ) -> EndpointHealthStateMachine {
    var state = EndpointHealthStateMachine.State()
    do {
      state.failingSince = try surroundings.store.failingSince(endpoint: name)
    } catch {
      surroundings.log.warning("it is not known since when \(name) fails: \(error)")
    }
    return EndpointHealthStateMachine(delayMilliseconds: plan.endpointPatienceMilliseconds, state: state)
  }

  /// Does what is due, and sleeps until something is.
  private func step() {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    let now = surroundings.wallClock()
    for name in state.withLock({ Array($0.endpoints.keys) }) {
      if let report = state.withLock({ $0.endpoints[name]?.machine.tick(now) }) { tell(report, of: name, now: now) }
    }
    lookAtSources(surroundings, now)
    lookAtRules(surroundings, now)
    lookAtCanary(surroundings, now)
    proveThatItListens(surroundings, now)
    sleep(now)
  }

  private func sleep(_ now: Int64) {
    let (until, generation) = state.withLock { state in
      state.generation += 1
      var deadlines = state.endpoints.values.compactMap(\.machine.nextDeadline)
      deadlines += state.sources.values.compactMap(\.machine.nextDeadline)
      deadlines += state.rules.values.compactMap(\.machine.nextDeadline)
      deadlines += [state.canary?.nextDeadline, state.allQuietDue].compactMap(\.self)
      deadlines.append(now + (state.canaries.isEmpty ? Self.longestSleep : Self.canarySleep))
      return (deadlines.min() ?? now, state.generation)
    }
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: max(1, until - now)))) { [weak self] in
      guard let self, state.withLock({ $0.generation == generation }) else { return }
      step()
    }
  }

  private func lookAtSources(_ surroundings: Surroundings, _ now: Int64) {
    for (name, watch) in state.withLock({ $0.sources }) where watch.machine.isToBeLookedAt(now) {
      var watch = watch
      let reports = look(&watch.machine, now, surroundings) {
        let (time, newest) = try surroundings.store.lastArrival(ofSource: name, after: watch.seen)
        watch.seen = newest
        return time
      }
      state.withLock { $0.sources[name] = watch }
      for report in reports {
        switch report {
        case .quiet(let since): tell(.nothingCame(source: name, since: since), occasion: "\(since)", now: now)
        case .cameAgain(let since):
          tell(.cameAgain(source: name, quietSince: since), occasion: "\(name) \(since)", now: now)
        }
      }
    }
  }

  private func lookAtRules(_ surroundings: Surroundings, _ now: Int64) {
    for (id, entry) in state.withLock({ $0.rules }) where entry.machine.isToBeLookedAt(now) {
      var machine = entry.machine
      let reports = look(&machine, now, surroundings) { try surroundings.store.lastAlert(ofRule: id) }
      state.withLock { $0.rules[id]?.machine = machine }
      let owners = [entry.rule.owner].compactMap(\.self)
      for report in reports {
        switch report {
        case .quiet(let since):
          tell(.nothingFound(rule: id, since: since), occasion: "\(since)", owners: owners, now: now)
        case .cameAgain(let since):
          tell(.foundAgain(rule: id, quietSince: since), occasion: "\(id) \(since)", owners: owners, now: now)
        }
      }
    }
  }

  private func look(
    _ machine: inout AbsenceStateMachine, _ now: Int64, _ surroundings: Surroundings, last: () throws -> Int64?
  ) -> [AbsenceStateMachine.Report] {
    var reports: [AbsenceStateMachine.Report] = []
    do {
      if let last = try last(), last > machine.state.since {
        machine.arrived(at: min(last, now)).map { reports.append($0) }
      }
      machine.tick(now).map { reports.append($0) }
    } catch {
      surroundings.log.warning("it cannot be seen whether something came: \(error)")
    }
    return reports
  }

  private func lookAtCanary(_ surroundings: Surroundings, _ now: Int64) {
    guard var machine = state.withLock({ $0.canary }) else { return }
    let rule = state.withLock { $0.plan.canary?.rule }
    var actions: [CanaryStateMachine.Action] = []
    for (token, hash) in state.withLock({ $0.canaries }) {
      do {
        guard try surroundings.store.isDelivered(article: hash, source: CanaryFile.source, rule: rule) else { continue }
        state.withLock { $0.canaries[token] = nil }
        machine.found(token: token, at: now).map { actions.append($0) }
      } catch {
        surroundings.log.warning("it cannot be seen whether the canary came out: \(error)")
      }
    }
    while let action = machine.tick(now) { actions.append(action) }
    state.withLock { $0.canary = machine }
    for action in actions { carryOut(action, surroundings, now) }
  }

  private func carryOut(_ action: CanaryStateMachine.Action, _ surroundings: Surroundings, _ now: Int64) {
    switch action {
    case .inject(let token):
      let file = CanaryFile(token: token, milliseconds: now)
      state.withLock { state in
        // Those of some days ago come out no more, and say nothing new.
        if state.canaries.count >= 10, let oldest = state.canaries.keys.min() { state.canaries[oldest] = nil }
        state.canaries[token] = file.hash
      }
      do { try surroundings.inject(file) } catch {
        surroundings.log.warning("the canary cannot be put into the inbox: \(error)")
      }
    case .reportLost(let since):
      surroundings.board.report(
        "canary", "the canary of \(Alert.time(since)) did not come out as a delivery",
        action: "Articles may not become alerts: watchword why on its file says where it is.")
      tell(.canaryLost(since: since), occasion: "\(since)", now: now)
    case .reportFound(let since):
      surroundings.board.clear("canary")
      state.withLock { $0.canaries = [:] }
      tell(.canaryFound(lostSince: since), occasion: "\(since)", now: now)
    }
  }

  private func proveThatItListens(_ surroundings: Surroundings, _ now: Int64) {
    guard let schedule = state.withLock({ $0.plan.allQuiet }), let due = state.withLock({ $0.allQuietDue }), due <= now
    else { return }
    state.withLock { $0.allQuietDue = schedule.next(after: now) }
    let since: Int64 =
      switch schedule {
      case .daily: due - Self.dayMilliseconds
      case .every(let seconds): due - Int64(seconds) * 1000
      }
    do {
      let report = try surroundings.store.listening(since: since)
      let problems = surroundings.board.current().conditions.map(\.what)
      tell(.allQuiet(report, since: since, problems: problems), occasion: "\(due)", now: now)
    } catch {
      surroundings.log.warning("it cannot be told what came in: \(error)")
    }
  }

  // MARK: Telling

  private func tell(_ report: EndpointHealthStateMachine.Report, of name: String, now: Int64) {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    switch report {
    case .failing(let since):
      var pending = 0
      do { pending = try surroundings.store.pendingDeliveries()[name] ?? 0 } catch {
        surroundings.log.warning("it is not known how much waits for \(name): \(error)")
      }
      let reason = state.withLock { $0.endpoints[name]?.reason } ?? ""
      tell(
        .endpointFailing(name, since: since, reason: reason, pending: pending),
        occasion: "\(name) \(since) \(now / Self.dayMilliseconds)", except: name, now: now)
    case .worksAgain(let since):
      tell(.endpointWorks(name, failedSince: since), occasion: "\(name) \(since)", now: now)
    }
  }

  private func tell(
    _ content: Notice.Content, occasion: String, owners: [String] = [], except endpoint: String? = nil, now: Int64
  ) {
    let (surroundings, plan) = state.withLock { ($0.surroundings, $0.plan) }
    guard let surroundings else { return }
    let notice = Notice(content, occasion: occasion, milliseconds: now)
    let recipients = plan.recipients(owners: owners, at: now, except: endpoint)
    surroundings.store.submit(.notice(notice, recipients, milliseconds: now)) { result in
      switch result {
      case .success: surroundings.onNotice()
      case .failure(let error):
        surroundings.log.error(
          "a notice cannot be recorded, and is told here alone: \(content.title): \(error.message)")
      }
    }
  }
}

extension AbsenceStateMachine {
  /// Whether it may have something to say if somebody looks what came.
  fileprivate func isToBeLookedAt(_ now: Int64) -> Bool { nextDeadline.map { $0 <= now } ?? true }
}
