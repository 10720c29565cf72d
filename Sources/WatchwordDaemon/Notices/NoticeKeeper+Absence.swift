import AlertStore
import Alerts
import Pacing

/// Sources from which nothing comes, and rules that find nothing.
extension NoticeKeeper {
  struct SourceWatch {
    var machine: AbsenceStateMachine
    /// The ledger's rows up to this one were gone through.
    var seen: Int64 = 0
  }

  struct RuleWatch {
    var rule: QuietRule
    var machine: AbsenceStateMachine
  }

  func adoptSources(_ state: inout State, _ old: NoticePlan, _ surroundings: Surroundings, _ now: Int64) {
    let known = state.sources
    state.sources = state.plan.quietSources.reduce(into: [:]) { sources, entry in
      let (name, seconds) = entry
      if old.quietSources[name] == seconds, let known = known[name] { return sources[name] = known }
      var seen: Int64 = 0
      let last = {
        let (time, newest) = try surroundings.store.lastArrival(ofSource: name)
        seen = newest
        return time
      }
      let machine = absence(seconds, last: last, surroundings, now) { .nothingCame(source: name, since: $0) }
      sources[name] = SourceWatch(machine: machine, seen: seen)
    }
  }

  func adoptRules(_ state: inout State, _ rules: [QuietRule], _ surroundings: Surroundings, _ now: Int64) {
    let known = state.rules
    state.rules = rules.reduce(into: [:]) { watches, rule in
      let machine =
        known[rule.id].flatMap { $0.rule.seconds == rule.seconds ? $0.machine : nil }
        ?? absence(rule.seconds, last: { try surroundings.store.lastAlert(ofRule: rule.id) }, surroundings, now) {
          .nothingFound(rule: rule.id, since: $0)
        }
      watches[rule.id] = RuleWatch(rule: rule, machine: machine)
    }
  }

  /// Watches from the last arrival on, if it is known; what was told of that before is not told again.
  private func absence(
    _ seconds: Int, last: () throws -> Int64?, _ surroundings: Surroundings, _ now: Int64,
    _ content: (Int64) -> Notice.Content
  ) -> AbsenceStateMachine {
    var kept: AbsenceStateMachine.State?
    do {
      if let since = try last() {
        let id = Notice(content(since), occasion: Self.occasion(content(since), since), milliseconds: now).id
        kept = AbsenceStateMachine.State(since: since, isTold: try surroundings.store.hasNotice(id))
      }
    } catch {
      surroundings.log.warning("it is not known since when nothing came: \(error)")
    }
    return AbsenceStateMachine(periodMilliseconds: Int64(seconds) * 1000, state: kept, now: now)
  }

  /// Of which source or rule, and since when: others may have fallen silent in the same instant.
  private static func occasion(_ content: Notice.Content, _ since: Int64) -> String {
    content.source.map { "source \($0) \(since)" } ?? "rule \(content.rule ?? "") \(since)"
  }

  func lookAtSources(_ surroundings: Surroundings, _ now: Int64) {
    for (name, watch) in state.withLock({ $0.sources }) {
      var watch = watch
      let reports = look(&watch.machine, now, surroundings) {
        let (time, newest) = try surroundings.store.lastArrival(ofSource: name, after: watch.seen)
        watch.seen = newest
        return time
      }
      state.withLock { $0.sources[name] = watch }
      for report in reports {
        tell(
          report, quiet: { .nothingCame(source: name, since: $0) }, again: { .cameAgain(source: name, quietSince: $0) },
          now: now)
      }
    }
  }

  func lookAtRules(_ surroundings: Surroundings, _ now: Int64) {
    for (id, watch) in state.withLock({ $0.rules }) {
      var machine = watch.machine
      let reports = look(&machine, now, surroundings) { try surroundings.store.lastAlert(ofRule: id) }
      state.withLock { $0.rules[id]?.machine = machine }
      for report in reports {
        tell(
          report, quiet: { .nothingFound(rule: id, since: $0) }, again: { .foundAgain(rule: id, quietSince: $0) },
          owners: [watch.rule.owner].compactMap(\.self), now: now)
      }
    }
  }

  private func look(
    _ machine: inout AbsenceStateMachine, _ now: Int64, _ surroundings: Surroundings, last: () throws -> Int64?
  ) -> [AbsenceStateMachine.Report] {
    machine.heed(now)
    guard machine.isToBeLookedAt(now) else { return [] }
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

  private func tell(
    _ report: AbsenceStateMachine.Report, quiet: (Int64) -> Notice.Content, again: (Int64) -> Notice.Content,
    owners: [String] = [], now: Int64
  ) {
    let (content, since) =
      switch report {
      case .quiet(let since): (quiet(since), since)
      case .cameAgain(let since): (again(since), since)
      }
    tell(content, occasion: Self.occasion(content, since), owners: owners, now: now)
  }
}
