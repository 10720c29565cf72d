import AlertStore
import Alerts
import Hashing
import Pacing

/// Whether articles still become deliveries.
extension NoticeKeeper {
  struct CanaryWatch {
    var machine: CanaryStateMachine?
    /// Those that have not come out, by token.
    var files: [Int64: SHA256Digest] = [:]
    /// Since when they are lost, as the run before has told; `nil` where they were not.
    var lostBefore: Int64?

    var nextDeadline: Int64? { machine?.nextDeadline }
    /// While one is under way it is looked for often; milliseconds.
    var longestSleep: Int64 { files.isEmpty ? .max : 2_000 }
  }

  /// Those of some days ago come out no more, and say nothing new.
  private static let maximumFiles = 10

  func recallCanary(_ known: [StoredNotice]) {
    let last = known.first { [.canaryLost, .canaryFound].contains($0.notice.notice.code) }
    guard let last, last.notice.notice.code == .canaryLost else { return }
    state.withLock { $0.canary.lostBefore = last.milliseconds }
  }

  func adoptCanary(_ state: inout State, _ old: NoticePlan, _ surroundings: Surroundings, _ now: Int64) {
    guard old.canary != state.plan.canary || state.canary.machine == nil else { return }
    let lostBefore = state.canary.lostBefore
    let machine = state.plan.canary.map {
      CanaryStateMachine(
        everyMilliseconds: Int64($0.everySeconds) * 1000, withinMilliseconds: Int64($0.withinSeconds) * 1000,
        // Tokens that no canary of an earlier run has had.
        state: CanaryStateMachine.State(
          phase: lostBefore.map { .lost(since: $0) } ?? .idle, nextInjection: now, nextToken: now), now: now)
    }
    state.canary = CanaryWatch(machine: machine)
    surroundings.board.clear("canary")
    if machine != nil, let lostBefore { reportLost(since: lostBefore, surroundings) }
  }

  private func reportLost(since: Int64, _ surroundings: Surroundings) {
    surroundings.board.report(
      "canary", "the canary of \(Alert.time(since)) did not come out as a delivery",
      action: "Articles may not become alerts: watchword why on its file says where it is.")
  }

  func lookAtCanary(_ surroundings: Surroundings, _ now: Int64) {
    let (watch, rule) = state.withLock { ($0.canary, $0.plan.canary?.rule) }
    guard var machine = watch.machine else { return }
    var actions: [CanaryStateMachine.Action] = []
    for (token, hash) in watch.files {
      do {
        guard try surroundings.store.isDelivered(article: hash, source: CanaryFile.source, rule: rule) else { continue }
        state.withLock { $0.canary.files[token] = nil }
        machine.found(token: token, at: now).map { actions.append($0) }
      } catch {
        surroundings.log.warning("it cannot be seen whether the canary came out: \(error)")
      }
    }
    while let action = machine.tick(now) { actions.append(action) }
    state.withLock { $0.canary.machine = machine }
    for action in actions { carryOut(action, surroundings, now) }
  }

  private func carryOut(_ action: CanaryStateMachine.Action, _ surroundings: Surroundings, _ now: Int64) {
    switch action {
    case .inject(let token):
      let file = CanaryFile(token: token, milliseconds: now)
      state.withLock { state in
        if state.canary.files.count >= Self.maximumFiles, let oldest = state.canary.files.keys.min() {
          state.canary.files[oldest] = nil
        }
        state.canary.files[token] = file.hash
      }
      do { try surroundings.inject(file) } catch {
        surroundings.log.warning("the canary cannot be put into the inbox: \(error)")
      }
    case .reportLost(let since):
      reportLost(since: since, surroundings)
      tell(.canaryLost(since: since), occasion: "\(since)", now: now)
    case .reportFound(let since):
      surroundings.board.clear("canary")
      state.withLock { $0.canary.files = [:] }
      tell(.canaryFound(lostSince: since), occasion: "\(since)", now: now)
    }
  }
}
