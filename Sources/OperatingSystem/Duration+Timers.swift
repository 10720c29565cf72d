import Dispatch

extension Duration {
  /// Rounded up, so that a short delay never becomes none; at least 0, at most ten years.
  package var wholeMilliseconds: Int64 {
    let longest: Int64 = 10 * 366 * 86_400
    let (seconds, attoseconds) = components
    if seconds < 0 || attoseconds < 0 { return 0 }
    if seconds >= longest { return longest * 1000 }
    let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
    return seconds * 1000 + (attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond
  }

  /// As timers take it, in whole milliseconds.
  package var dispatchInterval: DispatchTimeInterval { .milliseconds(Int(clamping: wholeMilliseconds)) }
}
