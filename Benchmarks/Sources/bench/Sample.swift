import Glibc

enum Clock {
  /// Time as it passes for everybody, in nanoseconds.
  case wall
  /// The processor's time for this thread alone: what other programs take in between does not count.
  case thread

  var now: Double {
    var time = timespec()
    clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  func nanoseconds(of body: () throws -> Void) rethrows -> Double {
    let start = now
    try body()
    return now - start
  }
}

/// One quantity, measured several times.
struct Sample: Codable {
  var median: Double
  /// A quarter of the measurements are below the first, a quarter above the second.
  var lowerQuartile: Double
  var upperQuartile: Double

  /// - Parameter values: at least one.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    func quantile(_ part: Double) -> Double {
      let place = part * Double(sorted.count - 1)
      let low = Int(place)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }
    (median, lowerQuartile, upperQuartile) = (quantile(0.5), quantile(0.25), quantile(0.75))
  }

  /// What is the same however often it is measured.
  init(exactly value: Double) { self.init([value]) }

  /// The ratio of two, with the widest spread that theirs allow.
  static func / (a: Sample, b: Sample) -> Sample {
    var ratio = Sample(exactly: a.median / b.median)
    ratio.lowerQuartile = a.lowerQuartile / b.upperQuartile
    ratio.upperQuartile = a.upperQuartile / b.lowerQuartile
    return ratio
  }
}
