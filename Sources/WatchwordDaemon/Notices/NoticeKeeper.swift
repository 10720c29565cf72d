import AlertStore
import Alerts
import Delivery
import Dispatch
import Logging
import Pacing
import Routing
import RuleLanguage
import Synchronization

/// Tells of the watch itself: endpoints that fail, rules that are wrong, sources that fell silent, and that it listens. When
/// what is due is decided by state machines; a notice has the same id for the same occasion, so that each is told once also
/// when the daemon starts anew in between. What the run before has told is known from the store.
///
/// Owner: the queue `notices`. Every method may be called from any thread; none waits but those that say so.
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

  /// Changed on the queue alone.
  struct State {
    var surroundings: Surroundings?
    var plan = NoticePlan()
    var endpoints: [String: EndpointHealth] = [:]
    /// On which day, since 1970, it was told last that a delivery was given up, by endpoint.
    var deadLetterDays: [String: Int64] = [:]
    var wrongRules: WrongRules?
    var sources: [String: SourceWatch] = [:]
    var rules: [String: RuleWatch] = [:]
    var canary = CanaryWatch()
    var listening = ListeningWatch()
    /// Those that could not be recorded, and are to be.
    var unrecorded: [Telling] = []
    /// Steps of an older number end without consequences.
    var generation = 0
  }

  /// A notice with those who are told of it.
  struct Telling {
    var notice: Notice
    var recipients: [Recipient]
    /// When, since 1970.
    var milliseconds: Int64
  }

  static let dayMilliseconds: Int64 = 86_400_000
  /// What has passed is looked at so often at least: the wall clock may be set meanwhile.
  private static let longestSleep: Int64 = 60_000
  /// More than there are occasions while a disk is full; of these the oldest are kept.
  private static let maximumUnrecorded = 1_000
  /// Of what the run before told.
  private static let maximumRecalled = 1_000

  let queue = DispatchQueue(label: "notices", qos: .utility)
  /// Others look at it too, and wait while it is read from the store what was told.
  let state = Mutex(State())

  func start(_ surroundings: Surroundings, _ plan: NoticePlan, rules: [QuietRule]) {
    queue.async { [self] in
      state.withLock { $0.surroundings = surroundings }
      recall(surroundings, plan)
      adopt(plan, rules)
    }
  }

  /// Who is told of what concerns no rule.
  var audience: Audience { state.withLock { Audience($0.plan.recipients, among: $0.plan.routes) } }

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

  // MARK: On the queue

  /// What the run before has told, and has not taken back.
  private func recall(_ surroundings: Surroundings, _ plan: NoticePlan) {
    do {
      let known = try surroundings.store.recentNotices(limit: Self.maximumRecalled)
      try recallEndpoints(known, surroundings, plan)
      try recallRules(known, surroundings)
      recallListening(known)
      recallCanary(known)
    } catch {
      surroundings.log.warning("it is not known what was told of the watch before: \(error)")
    }
  }

  private func adopt(_ plan: NoticePlan, _ rules: [QuietRule]) {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    let now = surroundings.wallClock()
    state.withLock { state in
      let old = state.plan
      state.plan = plan
      adoptEndpoints(&state, old)
      adoptSources(&state, old, surroundings, now)
      adoptRules(&state, rules, surroundings, now)
      adoptCanary(&state, old, surroundings, now)
      adoptListening(&state, old, now)
    }
    step()
  }

  /// Does what is due, and sleeps until something is.
  func step() {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    let now = surroundings.wallClock()
    recordAgain()
    lookAtEndpoints(now)
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
      deadlines += [state.canary.nextDeadline, state.listening.due].compactMap(\.self)
      deadlines.append(now + min(Self.longestSleep, state.canary.longestSleep))
      return (deadlines.min() ?? now, state.generation)
    }
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: max(1, until - now)))) { [weak self] in
      guard let self, state.withLock({ $0.generation == generation }) else { return }
      step()
    }
  }

  // MARK: Telling

  /// - Parameters:
  ///   - owners: whose rules it concerns.
  ///   - others: endpoints that are told too.
  ///   - endpoint: that is not.
  func tell(
    _ content: Notice.Content, occasion: String, owners: [String] = [], others: [String] = [],
    except endpoint: String? = nil, now: Int64
  ) {
    let recipients = state.withLock {
      $0.plan.recipients(severity: content.severity, owners: owners, others: others, at: now, except: endpoint)
    }
    record(
      Telling(
        notice: Notice(content, occasion: occasion, milliseconds: now), recipients: recipients, milliseconds: now))
  }

  private func record(_ telling: Telling, isAgain: Bool = false) {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    surroundings.store.submit(.notice(telling.notice, telling.recipients, milliseconds: telling.milliseconds)) {
      [weak self] result in
      switch result {
      case .success: surroundings.onNotice()
      case .failure(let error):
        if !isAgain {
          surroundings.log.error(
            "a notice cannot be recorded, and is again: \(telling.notice.notice.title): \(error.message)")
        }
        guard let self else { return }
        queue.async { [self] in
          state.withLock { if $0.unrecorded.count < Self.maximumUnrecorded { $0.unrecorded.append(telling) } }
        }
      }
    }
  }

  /// What could not be recorded: the machines have moved on, and would never tell it.
  private func recordAgain() {
    let unrecorded = state.withLock { state in
      defer { state.unrecorded = [] }
      return state.unrecorded
    }
    for telling in unrecorded { record(telling, isAgain: true) }
  }
}
