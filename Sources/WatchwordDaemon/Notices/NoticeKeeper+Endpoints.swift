import AlertStore
import Alerts
import Delivery
import Pacing

/// Endpoints that fail, and work again.
extension NoticeKeeper {
  struct EndpointHealth {
    var machine: EndpointHealthStateMachine
    var reason = ""
    /// Whether it is told nothing until somebody switches it on.
    var isOff = false
  }

  /// What an endpoint's queue has to say.
  func delivery(to name: String, _ event: DeliveryEvent) {
    switch event {
    case .delivered, .resumed: endpointWorked(name)
    case .attemptFailed(_, _, let reason, _), .paused(let reason): endpointFailed(name, reason: reason)
    case .switchedOff(let reason): endpointFailed(name, reason: reason, isOff: true)
    case .died(let id, _, let reason): deliveryDied(name, alert: id, reason: reason)
    case .outboxFailed, .outboxWorks: break
    }
  }

  func endpointFailed(_ name: String, reason: String, isOff: Bool = false) {
    queue.async { [self] in
      guard let surroundings = state.withLock({ $0.surroundings }) else { return }
      let now = surroundings.wallClock()
      let (report, wasTold) = state.withLock { state -> (EndpointHealthStateMachine.Report?, Bool) in
        var health =
          state.endpoints[name] ?? EndpointHealth(machine: self.health(of: name, surroundings, state.plan))
        (health.reason, health.isOff) = (reason, isOff)
        let wasTold = health.machine.state.toldAt != nil
        defer { state.endpoints[name] = health }
        return (health.machine.failed(at: now), wasTold)
      }
      if let report { tell(report, of: name, wasTold: wasTold, now: now) }
      step()
    }
  }

  func endpointWorked(_ name: String) {
    queue.async { [self] in
      guard let now = state.withLock({ $0.surroundings?.wallClock() }) else { return }
      let (report, awaitsCanary) = state.withLock { state in
        let report = state.endpoints[name]?.machine.worked(at: now)
        state.endpoints[name] = nil
        return (report, !state.canary.files.isEmpty)
      }
      if let report { tell(report, of: name, wasTold: true, now: now) }
      if awaitsCanary { step() }
    }
  }

  /// Told once a day for each endpoint. It is no failure of the endpoint: a refusal is an answer.
  private func deliveryDied(_ name: String, alert id: String, reason: String) {
    queue.async { [self] in
      guard let now = state.withLock({ $0.surroundings?.wallClock() }) else { return }
      let day = now / Self.dayMilliseconds
      // Of thousands that are given up at once the store is asked once.
      let isFirst = state.withLock { state in
        defer { state.deadLetterDays[name] = day }
        return state.deadLetterDays[name] != day
      }
      guard isFirst else { return }
      tell(.deadLetter(name, alert: id, reason: reason), occasion: "\(name) \(day)", except: name, now: now)
    }
  }

  // MARK: On the queue

  /// - Throws: `AlertStoreError`.
  func recallEndpoints(_ known: [StoredNotice], _ surroundings: Surroundings, _ plan: NoticePlan) throws {
    var seen: Set<String> = []
    for notice in known {
      let content = notice.notice.notice
      guard [.endpointFailing, .endpointWorks].contains(content.code), let name = content.endpoint,
        seen.insert(name).inserted, content.code == .endpointFailing
      else { continue }
      let since = try surroundings.store.failingSince(endpoint: name) ?? notice.milliseconds
      let machine = EndpointHealthStateMachine(
        delayMilliseconds: plan.endpointPatienceMilliseconds,
        state: EndpointHealthStateMachine.State(
          failingSince: min(since, notice.milliseconds), toldAt: notice.milliseconds))
      state.withLock { $0.endpoints[name] = EndpointHealth(machine: machine, reason: content.lines?.first ?? "") }
    }
  }

  /// One that is gone fails no more.
  func adoptEndpoints(_ state: inout State, _ old: NoticePlan) {
    let plan = state.plan
    func isThere(_ name: String) -> Bool { plan.routes.endpoints.contains { $0.name == name } }
    state.endpoints = state.endpoints.filter { isThere($0.key) }
    state.deadLetterDays = state.deadLetterDays.filter { isThere($0.key) }
    guard old.endpointPatienceMilliseconds != plan.endpointPatienceMilliseconds else { return }
    for (name, health) in state.endpoints {
      state.endpoints[name]?.machine = EndpointHealthStateMachine(
        delayMilliseconds: plan.endpointPatienceMilliseconds, state: health.machine.state)
    }
  }

  func lookAtEndpoints(_ now: Int64) {
    for (name, health) in state.withLock({ $0.endpoints }) {
      let report = state.withLock { $0.endpoints[name]?.machine.tick(now) }
      if let report { tell(report, of: name, wasTold: health.machine.state.toldAt != nil, now: now) }
    }
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

  /// - Parameter wasTold: whether it was told before that it fails.
  private func tell(_ report: EndpointHealthStateMachine.Report, of name: String, wasTold: Bool, now: Int64) {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    switch report {
    case .failing(let since):
      var pending = 0
      do { pending = try surroundings.store.pendingDeliveries()[name] ?? 0 } catch {
        surroundings.log.warning("it is not known how much waits for \(name): \(error)")
      }
      // Where nothing waits nothing is tried, and nobody knows whether it still fails.
      if wasTold, pending == 0 { return }
      let health = state.withLock { $0.endpoints[name] }
      tell(
        .endpointFailing(
          name, since: since, reason: health?.reason ?? "", pending: pending, isOff: health?.isOff ?? false),
        occasion: "\(name) \(since) \(now / Self.dayMilliseconds)", except: name, now: now)
    case .worksAgain(let since):
      tell(.endpointWorks(name, failedSince: since), occasion: "\(name) \(since)", now: now)
    }
  }
}
