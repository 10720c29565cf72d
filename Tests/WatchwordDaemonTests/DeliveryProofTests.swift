#if DEBUG
  import BlockingTests
  import DaemonHarness
  import Testing

  /// The short form of what `make delivery-crash-test` proves; how long an alert takes is looked at there only.
  @Suite(.blocking) struct DeliveryProofTests {
    @Test func killedWhileItTellsThreeReceiversItTellsEachOfThemEverything() throws {
      var options = DeliverySeries.Options(program: try DaemonProcess.builtProgram(), seed: 5)
      (options.kills, options.alerts, options.highestCount, options.longestWait) = (3, 60, 8, nil)
      options.points = ["attemptReported", "attemptRecorded"]
      let report = try DeliverySeries(options).run()
      #expect(report.problems == [])
      #expect(report.kills == 3)
      #expect(report.alerts > 40)
      #expect(report.longStories > 10)
      #expect(report.receivers.map(\.name) == ["well", "down", "flapping"])
    }
  }
#endif
