import Testing

@testable import Delivery

@Suite struct RetryAfterTests {
  /// Sun, 06 Nov 1994 08:49:00 GMT.
  private static let now: Int64 = 784_111_740_000

  @Test(arguments: [
    ("0", 0), ("1", 1), ("120", 120), (" 30 ", 30), ("86400", 86_400), ("86401", 86_400), ("000060", 60),
    ("99999999999999999999999999", 86_400), ("9223372036854775807", 86_400),
    ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sunday, 06-Nov-94 08:49:37 GMT", 37), ("Sun Nov  6 08:49:37 1994", 37),
    ("Sun, 06 Nov 1994 08:48:00 GMT", 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
  ])
  func valueIsAWait(value: String, seconds: Int64) {
    #expect(RetryAfter.wait(value, now: Self.now) == .seconds(seconds))
  }

  @Test(arguments: [
    "", " ", "-1", "+5", "1.5", "5s", "1e3", "0x10", "soon", "5 minutes", "١٢", "12:00",
    "Sun, 99 Nov 1994 99:99:99 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT" + String(repeating: " ", count: 1000) + "x",
  ])
  func valueThatIsNoneIsNoWait(value: String) {
    #expect(RetryAfter.wait(value, now: Self.now) == nil)
  }

  @Test func clockThatIsFarOffDoesNoHarm() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(RetryAfter.wait(date, now: .min) == RetryAfter.longest)
    #expect(RetryAfter.wait(date, now: .max) == .zero)
  }
}
