import Delivery
import Routing
import Testing

@testable import WatchwordDaemon

@Suite struct PauseStateMachineTests {
  @Test func waitsLongerEachTimeAndTellsOnlyOnce() {
    var pause = PauseStateMachine(longest: .seconds(2))
    let steps = (0..<6).map { _ in
      defer { pause.waited() }
      return pause.failed()
    }
    let expected = [250, 500, 1000, 2000, 2000, 2000].enumerated().map { index, milliseconds in
      PauseStateMachine.Step.wait(.milliseconds(milliseconds), isNew: index == 0)
    }
    #expect(steps == expected)
  }

  @Test func failuresDuringThePauseAreNotCountedAndNotTold() {
    var pause = PauseStateMachine()
    _ = pause.failed()
    #expect(pause.failed() == .goOnWaiting)
    #expect(pause.isPaused)
  }

  @Test func recoveryIsToldOnceAndOnlyAfterThePause() {
    var pause = PauseStateMachine()
    let before = pause.succeeded()
    _ = pause.failed()
    let during = pause.succeeded()
    pause.waited()
    let after = pause.succeeded()
    let again = pause.succeeded()
    #expect([before, during, after, again] == [false, false, true, false])
    #expect(pause.failed() == .wait(.milliseconds(250), isNew: true))
  }

  @Test func manyFailuresDoNotOverflow() {
    var pause = PauseStateMachine(longest: .seconds(30))
    for _ in 0..<1000 {
      _ = pause.failed()
      pause.waited()
    }
    #expect(pause.failed() == .wait(.seconds(30), isNew: false))
  }
}

@Suite struct WorkBudgetTests {
  @Test func hasRoomUntilFilesOrBytesAreUsedUp() {
    var budget = WorkBudget(maximumFiles: 2, maximumBytes: 100)
    budget.begin()
    budget.hold(bytes: 100)
    #expect(!budget.hasRoom(for: 1))
    budget.release(bytes: 100)
    #expect(budget.hasRoom(for: 1))
    budget.begin()
    #expect(!budget.hasRoom(for: 1))
    budget.end()
    budget.end()
    #expect(budget.isIdle)
  }
}
