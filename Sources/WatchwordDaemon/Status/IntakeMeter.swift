import Control
import Dispatch
import Synchronization

/// Counts what the intake takes and what is committed, for those who ask how it goes. Any thread; costs an article a few
/// dozen nanoseconds.
final class IntakeMeter: Sendable {
  private struct State {
    var inHand = 0
    var committed: RateMeter
    var delays = LatestSamples()
  }

  private let state: Mutex<State>

  init() { state = Mutex(State(committed: RateMeter(now: Self.now))) }

  private static var now: Duration { .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds)) }

  /// A file was taken from the inbox and is read.
  func taken() { state.withLock { $0.inHand += 1 } }

  /// It was none, or is to be tried again.
  func letGo() { state.withLock { $0.inHand -= 1 } }

  /// It is in the database.
  ///
  /// - Parameter changed: when the file last changed, in nanoseconds since 1970.
  func committed(changed: Int64) {
    let (now, wall) = (Self.now, WallClock.milliseconds())
    state.withLock { state in
      state.inHand -= 1
      state.committed.count(now: now)
      // A file from a machine whose clock is ahead has come in now.
      state.delays.add(max(0, wall - changed / 1_000_000))
    }
  }

  /// Files that were taken and are not in the database yet.
  var inHand: Int { state.withLock { $0.inHand } }

  var rates: StatusReport.Rates {
    let now = Self.now
    return state.withLock { state in
      StatusReport.Rates(
        oneMinute: state.committed.rate(over: .seconds(60), now: now),
        fiveMinutes: state.committed.rate(over: .seconds(300), now: now),
        fifteenMinutes: state.committed.rate(over: .seconds(900), now: now))
    }
  }

  var delay: StatusReport.Delay? { StatusReport.Delay(sorted: state.withLock { $0.delays.sorted }) }
}
