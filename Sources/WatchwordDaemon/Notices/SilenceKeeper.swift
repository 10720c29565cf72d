import AlertStore
import Dispatch
import Logging
import Routing
import Synchronization

/// Ends silences when their time is over. Owner: the queue `silences`; its methods may be called from any thread.
final class SilenceKeeper: Sendable {
  struct Surroundings: Sendable {
    var store: AlertStore
    var log: Logger
    /// Who hears that one has ended.
    var audience: @Sendable () -> Audience
    /// Something may be due.
    var onNotice: @Sendable () -> Void
    /// Milliseconds since 1970.
    var wallClock: @Sendable () -> Int64 = { WallClock.milliseconds() }
  }

  private struct State {
    var surroundings: Surroundings?
    /// Timers of an older number end without consequences.
    var generation = 0
  }

  /// The wall clock may be set meanwhile.
  private static let longestSleep: Int64 = 60_000

  private let queue = DispatchQueue(label: "silences", qos: .utility)
  /// Locked by the queue alone.
  private let state = Mutex(State())

  func start(_ surroundings: Surroundings) {
    queue.async { [self] in
      state.withLock { $0.surroundings = surroundings }
      step()
    }
  }

  /// One has begun, or ended.
  func changed() { queue.async { [self] in step() } }

  /// Not from the queue.
  func stop() {
    queue.sync {
      state.withLock { state in
        state.surroundings = nil
        state.generation += 1
      }
    }
  }

  private func step() {
    guard let surroundings = state.withLock({ $0.surroundings }) else { return }
    let now = surroundings.wallClock()
    var next: Int64?
    do {
      for silence in try surroundings.store.openSilences() {
        guard silence.until <= now else {
          next = silence.until
          break
        }
        end(silence, at: now, surroundings)
      }
    } catch {
      surroundings.log.warning("silences cannot be looked at, and are again: \(error)")
      next = now + Self.longestSleep
    }
    // None is open: who begins one says so.
    guard let next else { return state.withLock { $0.generation += 1 } }
    sleep(next - now)
  }

  /// In the place of any timer before.
  private func sleep(_ milliseconds: Int64) {
    let generation = state.withLock { state in
      state.generation += 1
      return state.generation
    }
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(min(max(1, milliseconds), Self.longestSleep)))) {
      [weak self] in
      guard let self, state.withLock({ $0.generation == generation }) else { return }
      step()
    }
  }

  private func end(_ silence: StoredSilence, at now: Int64, _ surroundings: Surroundings) {
    surroundings.store.submit(
      .endSilence(id: silence.id, milliseconds: now, surroundings.audience())
    ) { [weak self] result in
      switch result {
      case .success: surroundings.onNotice()
      case .failure(let error):
        surroundings.log.error("the end of silence \(silence.id) cannot be recorded: \(error.message)")
        // Not at once: what cannot be written now cannot be in a moment. One timer, however many fail.
        guard let self else { return }
        queue.async { [self] in sleep(Self.longestSleep) }
      }
    }
  }
}
