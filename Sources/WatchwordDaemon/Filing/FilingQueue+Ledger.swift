import AlertStore
import Dispatch
import FailPoints
import OperatingSystem
import Synchronization

// What became of files is told to the ledger until it can hear it.
extension FilingQueue {
  /// More results are not remembered while the ledger cannot be written: the next start finds out.
  private static let maximumUnrecorded = 16_384

  /// Any thread.
  func record(_ results: [MoveResult]) {
    guard !results.isEmpty else { return }
    FailPoint.doneReporting.pass()
    store.submit(.moved(results)) { [self] result in
      switch result {
      case .success: ledgerWorks()
      case .failure(let error): ledgerFailed(error, results)
      }
    }
  }

  private func ledgerWorks() {
    guard state.withLock({ $0.ledgerPause.succeeded() }) else { return }
    log.notice("the ledger learns again where files are moved")
    board.clear("ledger")
  }

  private func ledgerFailed(_ error: AlertStoreError, _ results: [MoveResult]) {
    // At the end: what was tried once more in the meantime is finished at the next start.
    if error.code == .closed { return }
    guard error.isTemporary else {
      log.error("\(error.message) The files are moved; the ledger learns it at the next start")
      return
    }
    let step = state.withLock { state -> PauseStateMachine.Step? in
      guard !state.isStopped else { return nil }
      state.unrecorded += results.prefix(max(0, Self.maximumUnrecorded - state.unrecorded.count))
      return state.ledgerPause.failed()
    }
    guard case .wait(let duration, let isNew) = step else { return }
    if isNew {
      log.error("\(error.message) The files are moved; the ledger is told as soon as it can be written.")
      board.report(
        "ledger", error.message, action: "Files are moved all the same; the ledger is told when it works again.")
    }
    queue.asyncAfter(deadline: .now() + duration.dispatchInterval) { [self] in
      let results = state.withLock { state in
        state.ledgerPause.waited()
        defer { state.unrecorded = [] }
        return state.unrecorded
      }
      record(results)
    }
  }
}
