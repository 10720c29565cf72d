import AlertStore
import Control
import Dispatch
import Inbox
import Percolation
import RuleLanguage
import Synchronization
import TestSupport
import Testing

@testable import WatchwordDaemon

/// Who hangs keeps nobody waiting.
@Suite struct InquiryTests {
  private let queue = DispatchQueue(label: "test")

  private func answer(_ inquiry: Inquiry<Int>, _ patience: Duration) -> Int? {
    let answer = Mutex<Inquiry<Int>.Answer?>(nil)
    let isThere = DispatchSemaphore(value: 0)
    inquiry.ask(patience: patience, on: queue) { given in
      answer.withLock { $0 = given }
      isThere.signal()
    }
    isThere.wait()
    if case .value(let value)? = answer.withLock({ $0 }) { return value }
    return nil
  }

  @Test func whatDoesNotComeIsNotWaitedForAndNotAskedForTwice() {
    let put = Mutex<[@Sendable (Int) -> Void]>([])
    let inquiry = Inquiry<Int> { answer in put.withLock { $0.append(answer) } }
    #expect(answer(inquiry, .milliseconds(1)) == nil)
    #expect(answer(inquiry, .milliseconds(1)) == nil)
    #expect(put.withLock(\.count) == 1)
    // It came after all, for nobody; the next is asked anew.
    put.withLock { $0[0] }(7)
    DispatchQueue.global().async {
      while put.withLock(\.count) < 2 {}
      put.withLock { $0[1] }(8)
    }
    #expect(answer(inquiry, .seconds(60)) == 8)
  }

  private static var threeReady: InboxStatus {
    var status = InboxStatus()
    status.readyCount = 3
    return status
  }

  @Test func aStatusWithoutItsInboxSaysSo() throws {
    let folder = try TemporaryFolder()
    let store = try AlertStore.open(stateFolder: folder.path)
    let inbox = Mutex<[@Sendable (InboxStatus) -> Void]>([])
    let status = Self.threeReady
    let keeper = StatusKeeper(
      StatusKeeper.Sources(
        store: store, meter: IntakeMeter(), board: ConditionBoard(),
        inbox: { answer in
          let count = inbox.withLock { inbox in
            inbox.append(answer)
            return inbox.count
          }
          // The first time its file system hangs.
          if count > 1 { answer(status) }
        }, texts: { TextIndexStatus(isEnabled: true) },
        keeping: { nil }),
      configuration: DaemonConfiguration(
        inbox: "/in\u{1B}box", rules: "/rules", state: folder.path, archive: folder.path, endpoints: []),
      rules: RuleLoading.Loaded(
        index: RuleIndex.build(RuleSet(rules: [])).index, ruleCount: 0, endpointsNamed: [], fileCount: 0),
      patience: .milliseconds(200))
    func report() throws -> StatusReport {
      let result = Mutex<Result<StatusReport, ControlError>?>(nil)
      let isThere = DispatchSemaphore(value: 0)
      keeper.report { given in
        result.withLock { $0 = given }
        isThere.signal()
      }
      isThere.wait()
      return try #require(result.withLock { $0 }).get()
    }
    let hung = try report()
    #expect(hung.leftOut == ["inbox"] && hung.problems.map(\.key) == ["late inbox"])
    #expect(hung.files.isPartial && hung.inbox.ready == nil && hung.inbox.mode == nil)
    #expect(StatusText().text(hung).contains("inbox      it did not answer; "))
    // The file system is back.
    inbox.withLock { $0[0] }(status)
    let well = try report()
    #expect(well.leftOut == nil && well.problems == [] && well.inbox.ready == 3 && well.files.pending == 3)
    try store.close()
  }
}
