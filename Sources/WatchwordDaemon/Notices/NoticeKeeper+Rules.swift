import AlertStore
import Alerts
import Percolation
import RuleLanguage

/// Rule files with mistakes.
extension NoticeKeeper {
  struct WrongRules {
    /// When it was told, since 1970.
    var since: Int64
    var owners: [String]
    /// Endpoints that were told of it by the run before.
    var told: [String] = []
  }

  func rulesLoaded(_ loaded: RuleLoading.Loaded) {
    let owners = loaded.index.owners(of: loaded.runningOnLastGood)
    rulesLoaded(
      mistakes: loaded.mistakes, running: loaded.runningOnLastGood, owners: owners,
      first: loaded.messages.first { $0.severity == .error }?.text)
  }

  /// - Parameters:
  ///   - running: ids of the wrong rules that run on in the version that worked last.
  ///   - owners: theirs.
  ///   - first: what is wrong, laid out.
  func rulesLoaded(mistakes: Int, running: [String], owners: [String], first: String?) {
    queue.async { [self] in
      guard let now = state.withLock({ $0.surroundings?.wallClock() }) else { return }
      guard mistakes > 0 else {
        let wrong = state.withLock { state in
          defer { state.wrongRules = nil }
          return state.wrongRules
        }
        guard let wrong else { return }
        return tell(.rulesRight, occasion: "\(wrong.since)", owners: wrong.owners, others: wrong.told, now: now)
      }
      let content = Notice.Content.rulesWrong(mistakes: mistakes, rules: running, first: first)
      // Until it is another mistake, a day has one notice of it, however often the rules are read.
      let occasion = "\(now / Self.dayMilliseconds) \(content.lines?.joined() ?? "")"
      state.withLock { state in
        let before = state.wrongRules
        let new = owners.filter { before?.owners.contains($0) != true }
        state.wrongRules = WrongRules(
          since: before?.since ?? now, owners: (before?.owners ?? []) + new, told: before?.told ?? [])
      }
      tell(content, occasion: occasion, owners: owners, now: now)
    }
  }

  /// - Throws: `AlertStoreError`.
  func recallRules(_ known: [StoredNotice], _ surroundings: Surroundings) throws {
    let last = known.first { [.ruleWrong, .ruleRight].contains($0.notice.notice.code) }
    guard let last, last.notice.notice.code == .ruleWrong else { return }
    let told = try surroundings.store.endpoints(toldOf: last.notice.id)
    state.withLock { $0.wrongRules = WrongRules(since: last.milliseconds, owners: [], told: told) }
  }
}
