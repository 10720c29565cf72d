/// What is kept of a text to tell near copies of it: 128 bytes, however long the text is.
///
/// MinHash by one permutation (Li, Owen, Zhang: One Permutation Hashing, 2012) with optimal densification of empty bins
/// (Shrivastava, 2017): the share of bins in which two sketches agree estimates the share of word triples that the texts
/// have in common.
package struct TextSketch: Sendable, Equatable {
  package static let binCount = 64
  package static let byteCount = binCount * 2

  /// One for each bin: 16 bits of the least hash that fell into it.
  let values: [UInt16]

  init(values: [UInt16]) {
    precondition(values.count == Self.binCount)
    self.values = values
  }

  /// A sketch that was stored; `nil` where the bytes are none.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var values: [UInt16] = []
    values.reserveCapacity(Self.binCount)
    var low: UInt16?
    for byte in bytes {
      if let first = low {
        values.append(first | UInt16(byte) << 8)
        low = nil
      } else {
        low = UInt16(byte)
      }
    }
    self.values = values
  }

  /// To be stored.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for value in values {
      bytes.append(UInt8(truncatingIfNeeded: value))
      bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }
    return bytes
  }

  /// From 0, nothing in common, to 1; estimated, with a standard error of at most 0.063.
  package func resemblance(to other: TextSketch) -> Double {
    var equal = 0
    for bin in 0..<Self.binCount where values[bin] == other.values[bin] { equal += 1 }
    return Double(equal) / Double(Self.binCount)
  }

  /// Whether the texts are near copies of one another.
  package func isNearCopy(of other: TextSketch) -> Bool { resemblance(to: other) >= NearCopy.leastResemblance }

  // MARK: Bands

  /// Near copies agree in all bins of at least one band with high probability; unrelated texts hardly ever do.
  static let bandCount = 14
  static let binsPerBand = 3

  /// All bins of a band together.
  func band(_ band: Int) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: band)
    for bin in band * Self.binsPerBand..<(band + 1) * Self.binsPerBand { state = state << 16 | UInt64(values[bin]) }
    return WordMix.mixed(state)
  }

  package func sharesBand(with other: TextSketch) -> Bool {
    (0..<Self.bandCount).contains { band in
      (band * Self.binsPerBand..<(band + 1) * Self.binsPerBand).allSatisfy { values[$0] == other.values[$0] }
    }
  }
}

/// When two texts are near copies. The numbers are measured: see Documentation/Stories.md.
package enum NearCopy {
  /// Texts of fewer words have no sketch: too little would decide.
  package static let fewestWords = 40
  package static let leastResemblance = 0.5
  /// A copy of a copy is one of the story's first only where it is so much like it; reports made from one template are less.
  package static let leastResemblanceToFirst = 0.35
  /// A word triple with a figure in it counts so often: reports made from one template differ in their figures, copies do
  /// not.
  static let figureWeight = 4
}
