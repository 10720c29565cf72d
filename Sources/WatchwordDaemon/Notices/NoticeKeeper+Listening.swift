import AlertStore
import Alerts
import Pacing
import RuleLanguage

/// That it listened: what came in, what was held back, what is wrong.
extension NoticeKeeper {
  struct ListeningWatch {
    /// When it is told next, since 1970.
    var due: Int64?
    /// When it was told last.
    var last: Int64?
  }

  /// What it tells of reaches back so far at most, however long nothing was told: it is counted from the ledger.
  private static let longestMilliseconds = 7 * dayMilliseconds

  func recallListening(_ known: [StoredNotice]) {
    guard let last = known.first(where: { $0.notice.notice.code == .allQuiet }) else { return }
    state.withLock { $0.listening.last = last.milliseconds }
  }

  /// What fell due while nothing ran is told now.
  func adoptListening(_ state: inout State, _ old: NoticePlan, _ now: Int64) {
    guard let schedule = state.plan.allQuiet else { return state.listening.due = nil }
    guard old.allQuiet != schedule || state.listening.due == nil else { return }
    let last = old.allQuiet == nil ? state.listening.last : nil
    state.listening.due = schedule.next(after: min(now, last ?? now))
  }

  func proveThatItListens(_ surroundings: Surroundings, _ now: Int64) {
    let due = state.withLock { state -> Int64? in
      guard let schedule = state.plan.allQuiet, let due = state.listening.due else { return nil }
      // A clock that was far ahead has said when.
      state.listening.due = min(due, schedule.next(after: now))
      return state.listening.due
    }
    guard let due, due <= now, let schedule = state.withLock({ $0.plan.allQuiet }) else { return }
    let period: Int64 =
      switch schedule {
      case .daily: Self.dayMilliseconds
      case .every(let seconds): Int64(seconds) * 1000
      }
    let since = state.withLock { state in
      defer { (state.listening.due, state.listening.last) = (schedule.next(after: now), now) }
      return max(min(state.listening.last ?? .max, due - period), due - max(period, Self.longestMilliseconds))
    }
    do {
      let report = try surroundings.store.listening(since: since)
      let problems = surroundings.board.current().conditions.map(\.what)
      tell(.allQuiet(report, since: since, problems: problems), occasion: "\(due)", now: now)
    } catch {
      surroundings.log.warning("it cannot be told what came in: \(error)")
    }
  }
}
