import Glibc
import Testing

@testable import FailPoints

#if DEBUG
  @Suite struct FailPlanTests {
    @Test func planSaysPointCountActionAndTimes() throws {
      let plan = try #require(FailPlan("committing:3,copyWriting:2:ENOSPC*20,logSyncing:1:pause=50*4,closed"))
      #expect(
        plan.entries == [
          .init(point: .committing, first: 3, times: 1, action: .kill),
          .init(point: .copyWriting, first: 2, times: 20, action: .fail(ENOSPC)),
          .init(point: .logSyncing, first: 1, times: 4, action: .pause(milliseconds: 50)),
          .init(point: .closed, first: 1, times: 1, action: .kill),
        ])
    }

    @Test(arguments: ["nowhere", "closed:0", "closed:x", "closed:1:ENONSENSE", "closed:1:kill:2", "closed:1:EIO*x"])
    func planWithAMistakeIsNone(text: String) {
      #expect(FailPlan(text) == nil)
    }

    @Test func callFailsAtItsPassingsAndNoOther() throws {
      let plan = try #require(FailPlan("copyWriting:2:ENOSPC*2"))
      let answers = (0..<5).map { _ in plan.reach(.copyWriting) }
      #expect(answers == [nil, ENOSPC, ENOSPC, nil, nil])
      #expect(plan.reach(.copyWritten) == nil)
    }
  }
#endif
