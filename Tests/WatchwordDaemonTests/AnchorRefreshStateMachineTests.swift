import Testing

@testable import WatchwordDaemon

@Suite struct AnchorRefreshStateMachineTests {
  /// Articles are read in samples of 128, each with so many entries, until anchors are to be chosen anew; how many
  /// articles that took, `nil` where it does not happen.
  private func articlesToRefresh(_ machine: inout AnchorRefreshStateMachine, entriesPerArticle: Int = 10) -> Int? {
    for sample in 1...1_000 where machine.read(articles: 128, entries: 128 * entriesPerArticle) { return sample * 128 }
    return nil
  }

  @Test func changeOfRulesBeginsFromTheFirst() {
    var machine = AnchorRefreshStateMachine()
    #expect(articlesToRefresh(&machine) == 256)
    #expect(articlesToRefresh(&machine) == 4_096)
    #expect(articlesToRefresh(&machine) == nil, "nothing has changed")
    machine.rulesChanged()
    #expect(articlesToRefresh(&machine) == 256)
    #expect(articlesToRefresh(&machine) == 4_096)
    #expect(articlesToRefresh(&machine) == nil)
  }

  @Test func moreWorkIsNoticed() {
    var machine = AnchorRefreshStateMachine()
    _ = articlesToRefresh(&machine)
    _ = articlesToRefresh(&machine)
    #expect(articlesToRefresh(&machine, entriesPerArticle: 10) == nil)
    // The window that is open has some of the articles before.
    #expect((articlesToRefresh(&machine, entriesPerArticle: 13) ?? .max) <= 2 * AnchorRefreshStateMachine.window)
  }
}
