import FuzzTargets
import Glibc

/// Which of the targets it is, for the whole run.
private let target: FuzzTarget = {
  guard let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) else {
    fatalError("FUZZ_TARGET wants one of \(FuzzTarget.allCases.map(\.rawValue))")
  }
  return target
}()

/// What libFuzzer calls with each input. Whatever ends the process counts as found.
///
/// - Parameter data: `size` bytes, valid during the call; they are copied before anything else.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  do { try target.check(bytes) } catch { fatalError("\(error)") }
  return 0
}
