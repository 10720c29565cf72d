import Dispatch
import Glibc
import OperatingSystem
import Testing

@Suite struct OperatingSystemTests {
  @Test(arguments: [
    (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1_001), 2), (.seconds(2), 2_000),
    (.seconds(-5), 0), (.milliseconds(-1), 0), (.seconds(Int64.max), 316_224_000_000), (.seconds(Int64.min), 0),
  ])
  func everyLengthOfTimeIsOneThatATimerTakes(_ duration: Duration, _ milliseconds: Int) {
    #expect(duration.wholeMilliseconds == Int64(milliseconds))
    #expect(duration.dispatchInterval == .milliseconds(milliseconds))
  }

  @Test func errorsAreToldAsTheSystemTellsThem() {
    errno = ENOENT
    #expect(SystemCallError("open a").description == "No such file or directory (open a)")
    #expect("\(SystemCallError("b", number: EACCES))" == "Permission denied (b)")
    #expect(SystemCallError("c", number: 99_999).description.hasSuffix(" (c)"))
  }
}
