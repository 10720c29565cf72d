extension DeliveryQueue {
  /// How long an endpoint that was told to stop may take before it is left behind.
  static let stopGrace: Duration = .seconds(2)

  /// Ends the queue: begins nothing new, lets the endpoint finish what it is delivering for `limit`, then makes it
  /// stop, and records what was done. Calls back once, on any queue, no later than `limit` and two seconds from now,
  /// when the queue has ended for good. What was not delivered stays in the outbox. Without a limit it stops at once.
  package func drain(within limit: Duration = .zero, completion: @escaping @Sendable (DrainReport) -> Void) {
    let (report, isFirst) = state.withLock { state in
      let isFirst = !state.isStopping
      state.isStopping = true
      if state.drainReport == nil { state.drainCallbacks.append(completion) }
      return (state.drainReport, isFirst)
    }
    if let report { return completion(report) }
    guard isFirst else { return }
    addStopTimer(after: limit) { $0.stopEndpoint() }
    queue.async { self.step() }
  }

  private func stopEndpoint() {
    guard state.withLock({ !$0.isFinished }) else { return }
    endpoint.stop()
    addStopTimer(after: Self.stopGrace) { $0.finish(isAbandoned: true) }
  }

  private func addStopTimer(after delay: Duration, _ work: @escaping @Sendable (DeliveryQueue) -> Void) {
    let timer = clock.schedule(after: delay, on: stopQueue) { work(self) }
    let isLate = state.withLock { state in
      if !state.isFinished { state.stopTimers.append(timer) }
      return state.isFinished
    }
    if isLate { timer.cancel() }
  }

  /// On either queue; the first call counts. Callbacks come out of the state before they are called.
  func finish(isAbandoned: Bool) {
    typealias Callbacks = (
      report: DrainReport, drain: [@Sendable (DrainReport) -> Void], idle: [@Sendable (IdleReport) -> Void],
      problem: String?, timers: [any DeliveryTimer]
    )
    let ended: Callbacks? = state.withLock { state in
      guard !state.isFinished else { return nil }
      state.isFinished = true
      let report = DrainReport(
        endpoint: name, unrecorded: state.unrecorded.count + state.attempting, isAbandoned: isAbandoned)
      state.drainReport = report
      let timers = state.stopTimers + [state.timer].compactMap { $0 }
      let ended: Callbacks = (report, state.drainCallbacks, state.idleCallbacks, state.outboxProblem, timers)
      (state.timer, state.stopTimers, state.drainCallbacks, state.idleCallbacks) = (nil, [], [], [])
      return ended
    }
    guard let ended else { return }
    for timer in ended.timers { timer.cancel() }
    // Nothing blocks any more, and nothing is to be delivered: an endpoint that is not needed lets go of its
    // connections.
    endpoint.stop()
    report(idleTo: ended.idle, problem: ended.problem)
    for callback in ended.drain { callback(ended.report) }
  }

  /// Whoever asks for idleness after the end gets an answer too.
  func reportIfFinished() {
    let (callbacks, problem) = state.withLock { state in
      guard state.isFinished else { return ([@Sendable (IdleReport) -> Void](), String?.none) }
      defer { state.idleCallbacks = [] }
      return (state.idleCallbacks, state.outboxProblem)
    }
    report(idleTo: callbacks, problem: problem)
  }
}
