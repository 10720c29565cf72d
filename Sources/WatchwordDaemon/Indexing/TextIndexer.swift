import AlertStore
import Articles
import Dispatch
import Logging
import OperatingSystem
import Synchronization
import TextAnalysis
import TextIndex

/// How far the index of stored texts has come.
package struct TextIndexStatus: Sendable, Equatable {
  /// Whether there is to be one.
  package var isEnabled: Bool
  /// The last id of an article that is in it; 0: none is.
  package var indexedUpTo: Int64 = 0
  /// The last id that an article was given, when it was last looked at.
  package var lastArticle: Int64 = 0
  /// Why it does not get on at the moment, if so.
  package var problem: String?

  /// Articles that a search evaluates one by one, at most.
  package var lag: Int64 { max(0, lastArticle - indexedUpTo) }
}

/// Keeps the index of stored texts beside the database. Nobody waits for it, and nothing that goes wrong with it is more
/// than a message: what it does not have, a search reads from the database.
///
/// All work is done on the queue `search`; the rest may be called from any thread.
final class TextIndexer: Sendable {
  private struct State {
    var machine: IndexingStateMachine
    var status: TextIndexStatus
    var isStopped = false
    var hurries = false
    var onCaughtUp: [@Sendable () -> Void] = []

    mutating func takeCallbacks() -> [@Sendable () -> Void] {
      hurries = false
      defer { onCaughtUp = [] }
      return onCaughtUp
    }
  }

  private let queue = DispatchQueue(label: "search", qos: .background)
  private let stateFolder: String
  private let segmentIDs: Int64
  private let log: Logger
  private let state: Mutex<State>
  /// Used on the queue alone; the lock is never contended.
  private let work: Mutex<IndexingWork?>

  /// - Parameter segmentIDs: how many articles make a segment; fewer are left to who searches.
  init(stateFolder: String, isEnabled: Bool, segmentIDs: Int64 = TextIndexWriter.segmentIDs, log: Logger) {
    self.stateFolder = stateFolder
    self.segmentIDs = segmentIDs
    self.log = log
    state = Mutex(
      State(
        machine: IndexingStateMachine(enough: Int(segmentIDs)), status: TextIndexStatus(isEnabled: isEnabled)))
    work = Mutex(nil)
  }

  var status: TextIndexStatus { state.withLock(\.status) }

  /// Looks at what there is, and begins.
  func start() {
    let begins = state.withLock { $0.status.isEnabled && !$0.isStopped && $0.machine.start() }
    if begins { queue.async { [self] in step() } }
  }

  /// Called for every article that was recorded, on the store queue: no more than a counter.
  func recorded() {
    let now = ContinuousClock.now
    let begins = state.withLock { $0.status.isEnabled && !$0.isStopped && $0.machine.recorded(at: now) }
    if begins { queue.async { [self] in step() } }
  }

  /// Works without rests, and calls back once when there is nothing more to do, or it cannot be done.
  func catchUp(completion: @escaping @Sendable () -> Void) {
    let (isOver, begins) = state.withLock { state -> (Bool, Bool) in
      guard state.status.isEnabled, !state.isStopped else { return (true, false) }
      state.hurries = true
      state.onCaughtUp.append(completion)
      return (false, state.machine.start())
    }
    if isOver { return completion() }
    if begins { queue.async { [self] in step() } }
  }

  /// Ends what is under way, which takes no longer than a step, and lets go of the files. Not from the queue.
  func stop() {
    let callbacks = state.withLock { state in
      state.isStopped = true
      return state.takeCallbacks()
    }
    for callback in callbacks { callback() }
    queue.sync { work.withLock { $0 = nil } }
  }

  // MARK: On the queue

  private func step() {
    guard !state.withLock(\.isStopped) else { return }
    let start = ContinuousClock.now
    let outcome = work.withLock { work -> Result<IndexingWork.Progress, TextIndexError> in
      do {
        let now = try work ?? IndexingWork(stateFolder: stateFolder, segmentIDs: segmentIDs)
        work = now
        return .success(try now.step(isCancelled: { state.withLock(\.isStopped) }))
      } catch let error as TextIndexError {
        work = nil
        return .failure(error)
      } catch {
        work = nil
        return .failure(TextIndexError(.unavailable, "\(error)"))
      }
    }
    let now = ContinuousClock.now
    switch outcome {
    case .success(let progress):
      let (next, callbacks) = state.withLock { state in
        state.status.indexedUpTo = progress.indexedUpTo
        state.status.lastArticle = progress.lastArticle
        state.status.problem = nil
        let next = state.machine.worked(for: now - start, left: progress.left, hurries: state.hurries, at: now)
        return (next, next == .sleep ? state.takeCallbacks() : [])
      }
      for callback in callbacks { callback() }
      go(next)
    case .failure(let error) where error.code == .unusable:
      log.notice("the index of texts is made anew: \(error)")
      do throws(TextIndexError) {
        try TextIndexWriter.remove(stateFolder: stateFolder)
        // One that is never any good must not keep a core busy.
        failed(nil)
      } catch {
        failed(error)
      }
    case .failure(let error):
      failed(error)
    }
  }

  private func failed(_ error: TextIndexError?) {
    let (next, isNew, callbacks) = state.withLock { state in
      let isNew = error != nil && state.status.problem == nil
      state.status.problem = error?.description ?? "it is made anew"
      state.status.indexedUpTo = 0
      return (state.machine.failed(), isNew, error == nil ? [] : state.takeCallbacks())
    }
    if let error, isNew {
      log.warning("texts are not indexed for now, so that searching takes longer: \(error)")
    }
    for callback in callbacks { callback() }
    // The first attempt to make it anew need not wait.
    go(error == nil && next == .rest(IndexingStateMachine.firstPatience) ? .go : next)
  }

  private func go(_ next: IndexingStateMachine.Next) {
    switch next {
    case .go: queue.async { [self] in step() }
    case .rest(let time): queue.asyncAfter(deadline: .now() + time.dispatchInterval) { [self] in step() }
    case .sleep: break
    }
  }
}
