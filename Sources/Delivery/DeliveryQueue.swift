import Dispatch
import Synchronization

/// Carries the alerts of one endpoint from the outbox to it, at least once, in order as long as nothing fails.
///
/// Owner: the serial queue `delivery.<name>`, on which the endpoint and the outbox are called. Alone with its endpoint:
/// one that is dead or slow delays no other. Every method may be called from any thread.
package final class DeliveryQueue: Sendable {
  package let name: String
  let endpoint: any Endpoint
  let clock: any DeliveryClock
  let queue: DispatchQueue
  /// For what must happen while `queue` is blocked by its endpoint.
  let stopQueue: DispatchQueue
  let state: Mutex<DeliveryQueueState>
  private let outbox: any Outbox
  private let onEvent: @Sendable (DeliveryEvent) -> Void
  private let isWoken = Atomic(false)

  /// - Parameter onEvent: Called on the queue.
  package init(
    endpoint: any Endpoint, outbox: any Outbox, policy: RetryPolicy = RetryPolicy(),
    clock: any DeliveryClock = SystemDeliveryClock(),
    generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    onEvent: @escaping @Sendable (DeliveryEvent) -> Void = { _ in }
  ) {
    self.name = endpoint.name
    self.endpoint = endpoint
    self.outbox = outbox
    self.clock = clock
    self.onEvent = onEvent
    queue = DispatchQueue(label: "delivery.\(endpoint.name)")
    stopQueue = DispatchQueue(label: "delivery.\(endpoint.name).stop")
    state = Mutex(
      DeliveryQueueState(
        retry: RetryStateMachine(policy: policy, generator: generator), rest: endpoint.minimumInterval))
  }

  /// Something may be due: call it at the start and after every commit with new alerts. Cheap; many calls become one.
  package func wake() {
    guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
    queue.async {
      self.isWoken.store(false, ordering: .releasing)
      self.step()
    }
  }

  /// Tries an endpoint again that was switched off or pauses.
  package func switchOn() {
    queue.async {
      self.state.withLock { $0.retry.switchOn() }
      self.step()
    }
  }

  /// Lets the endpoint open its file anew before the next delivery.
  package func reopen() { queue.async { self.endpoint.reopen() } }

  /// Calls back once, when nothing can be delivered now: nothing is due, or the endpoint pauses, or the outbox fails.
  /// What is in back-off may remain; the report says how many. At once where that is so already; on the queue.
  package func whenIdle(_ callback: @escaping @Sendable (IdleReport) -> Void) {
    state.withLock { $0.idleCallbacks.append(callback) }
    queue.async { self.step() }
  }

  /// Does the next thing there is to do, or sets the timer for it.
  func step() {
    dispatchPrecondition(condition: .onQueue(queue))
    let now = clock.now()
    switch state.withLock({ $0.nextTask(now: now) }) {
    case .none: break
    case .finish: finish(isAbandoned: false)
    case .record(let results, let change): record(results, change)
    case .look: look(now: now)
    case .deliver: deliver(asProbe: false, now: now)
    case .probe: deliver(asProbe: true, now: now)
    case .wait(let until): sleep(until: until, now: now)
    }
    reportIfFinished()
  }

  private func look(now: Int64) {
    do {
      let reason = try outbox.whyOff(endpoint: name)
      state.withLock { state in
        state.knowsWhetherOff = true
        if let reason { state.retry.switchOff(reason) }
      }
      if let reason { onEvent(.switchedOff(reason: reason)) }
      step()
    } catch {
      outboxFailed(error)
    }
  }

  private func deliver(asProbe: Bool, now: Int64) {
    do {
      var batch = try outbox.due(endpoint: name, limit: max(1, endpoint.batchLimit), now: now)
      if asProbe { batch = RetryStateMachine.probe(of: batch, tellsStories: endpoint.tellsStories) }
      if endpoint.minimumInterval > .zero {
        batch = batch.messages(ofStories: endpoint.tellsStories).first.map(Array.init) ?? []
      }
      if batch.isEmpty {
        let next = try outbox.nextDue(endpoint: name, after: now)
        if state.withLock({ $0.outboxWorked() }) { onEvent(.outboxWorks) }
        // What fell due since is told by wake().
        return sleep(until: next, now: now)
      }
      attempt(batch)
    } catch {
      outboxFailed(error)
    }
  }

  private func attempt(_ batch: [PendingDelivery]) {
    state.withLock { $0.attempting = batch.count }
    var outcomes = endpoint.deliver(batch)
    let now = clock.now()
    let (results, wasPaused, isPaused, isNewlyOff) = state.withLock { state in
      state.attempting = 0
      if outcomes.isEmpty, !state.isStopping {
        outcomes = [.failed(reason: "the endpoint made no attempt and gave no reason")]
      }
      let (wasPaused, wasOff) = (state.retry.isPaused, state.retry.offReason != nil)
      state.unrecorded = state.retry.settle(batch, outcomes, now: now)
      let (isPaused, offReason) = (state.retry.isPaused, state.retry.offReason)
      state.unrecordedChange =
        offReason.map { .switchedOff(reason: $0) } ?? (wasPaused && !isPaused ? .worksAgain : nil)
      if state.restMilliseconds > 0 { state.restsUntil = now + state.restMilliseconds }
      return (state.unrecorded, wasPaused, isPaused, offReason != nil && !wasOff)
    }
    report(batch, results)
    if isNewlyOff, let reason = outcomes.last?.reason { onEvent(.switchedOff(reason: reason)) }
    if isPaused, !wasPaused, let reason = outcomes.last?.reason { onEvent(.paused(reason: reason)) }
    if wasPaused, !isPaused { onEvent(.resumed) }
    queue.async { self.step() }
  }

  private func report(_ batch: [PendingDelivery], _ results: [DeliveryResult]) {
    for (delivery, result) in zip(batch, results) {
      let attempts = min(delivery.attempts, .max - 1) + 1
      switch result.verdict {
      case .delivered: break
      case .retry(let next, let reason):
        onEvent(
          .attemptFailed(alertID: delivery.alertID, attempts: attempts, reason: reason, nextAttempt: next))
      case .dead(let reason): onEvent(.died(alertID: delivery.alertID, attempts: attempts, reason: reason))
      }
    }
  }

  private func record(_ results: [DeliveryResult], _ change: EndpointChange?) {
    state.withLock { $0.isRecording = true }
    outbox.record(results, change, of: name) { result in
      self.queue.async { self.recorded(results, result) }
    }
  }

  private func recorded(_ results: [DeliveryResult], _ result: Result<Void, any Error>) {
    let isExpected = state.withLock { state in
      defer { state.isRecording = false }
      return state.isRecording && !state.isFinished
    }
    guard isExpected else { return }
    switch result {
    case .success:
      let worksAgain = state.withLock { state in
        (state.unrecorded, state.unrecordedChange) = ([], nil)
        return state.outboxWorked()
      }
      if worksAgain { onEvent(.outboxWorks) }
      let delivered = results.count { $0.verdict == .delivered }
      if delivered > 0 { onEvent(.delivered(count: delivered)) }
    case .failure(let error): outboxFailed(error)
    }
    step()
  }

  private func outboxFailed(_ error: any Error) {
    let now = clock.now()
    let reason = "\(error)"
    let (until, isNew) = state.withLock { state in
      let isNew = state.outboxProblem == nil
      state.outboxProblem = reason
      state.retry.outboxFailed(now: now)
      return (state.retry.outboxWait(now: now), isNew)
    }
    if isNew { onEvent(.outboxFailed(reason: reason)) }
    sleep(until: until, now: now)
  }

  /// Sets the timer, and tells those who wait for it that the queue is idle.
  private func sleep(until: Int64?, now: Int64) {
    let (timer, callbacks, problem) = state.withLock { state in
      let timer = state.timerTarget == until ? nil : state.timer
      let callbacks = state.idleCallbacks
      state.idleCallbacks = []
      return (timer, callbacks, state.outboxProblem)
    }
    timer?.cancel()
    setTimer(until: until, now: now)
    report(idleTo: callbacks, problem: problem)
  }

  /// Sleeps a minute at most, because the wall clock may be set meanwhile.
  private func setTimer(until: Int64?, now: Int64) {
    guard state.withLock({ $0.timerTarget != until }) else { return }
    let timer = until.map { until in
      clock.schedule(after: .milliseconds(min(max(until - now, 1), 60_000)), on: queue) { [weak self] in
        guard let self else { return }
        state.withLock { state in
          state.timer = nil
          state.timerTarget = nil
        }
        step()
      }
    }
    state.withLock { state in
      state.timer = timer
      state.timerTarget = until
    }
  }

  func report(idleTo callbacks: [@Sendable (IdleReport) -> Void], problem: String?) {
    guard !callbacks.isEmpty else { return }
    var report = IdleReport(endpoint: name, pending: nil, outboxProblem: problem)
    do {
      report = IdleReport(endpoint: name, pending: try outbox.pendingCount(endpoint: name), outboxProblem: problem)
    } catch {
      report = IdleReport(endpoint: name, pending: nil, outboxProblem: problem ?? "\(error)")
    }
    for callback in callbacks { callback(report) }
  }
}
