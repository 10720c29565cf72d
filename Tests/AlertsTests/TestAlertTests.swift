import Testing

@testable import Alerts

@Suite struct TestAlertTests {
  @Test func itIsItsOwnAndLooksLikeNoRealOne() {
    let alert = Alert.test(of: "desk", milliseconds: 1_000, number: 1)
    #expect(alert.kind == .test)
    #expect(alert.id.wholeMatch(of: /0{12}[0-9a-f]{12}/) != nil)
    #expect(alert.id != Alert.test(of: "desk", milliseconds: 1_000, number: 2).id)
    #expect(alert.id != Alert.test(of: "desk", milliseconds: 2_000, number: 1).id)
    #expect(AlertTextRenderer(usesColour: false).text(alert).hasPrefix("INFO  TEST  Test of the endpoint desk\n"))
  }
}
