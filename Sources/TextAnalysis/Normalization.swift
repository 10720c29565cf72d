import CICU

/// Canonical normal forms, by ICU.
enum Normalization {
  static func decomposed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    normalized(scalars, composed: false)
  }

  static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    normalized(scalars, composed: true)
  }

  private static func normalized(_ scalars: [Unicode.Scalar], composed: Bool) -> [Unicode.Scalar] {
    // Below U+0300 nothing composes; below U+00C0 nothing decomposes.
    let first: UInt32 = composed ? 0x300 : 0xC0
    guard scalars.contains(where: { $0.value >= first }) else { return scalars }
    var source: [UInt16] = []
    source.reserveCapacity(scalars.count)
    for scalar in scalars { source.append(contentsOf: UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter) }
    // No canonical decomposition is longer than four units for one.
    let capacity = source.count * 4
    guard capacity <= Int(Int32.max) else { return scalars }
    let target = [UInt16](unsafeUninitializedCapacity: capacity) { buffer, count in
      // Both buffers outlive the call; ICU writes at most `capacity` units and says how many.
      let length = source.withUnsafeBufferPointer {
        watchword_normalize(composed, $0.baseAddress, Int32($0.count), buffer.baseAddress, Int32(capacity))
      }
      count = (0...capacity).contains(Int(length)) ? Int(length) : 0
    }
    return target.isEmpty ? scalars : Array(String(decoding: target, as: UTF16.self).unicodeScalars)
  }
}
