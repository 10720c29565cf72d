/// Numbers that look random and are the same in every run and with every version of Swift (Steele, Lea and Flood, "Fast
/// Splittable Pseudorandom Number Generators", 2014). What is drawn from it is drawn with its own methods only: those of
/// the standard library may change.
package struct SplitMix64: Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From zero to less than `bound`, which is above zero.
  package mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  package mutating func from(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// True so often in a hundred.
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of `elements`, of which there is at least one.
  package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for index in elements.indices.dropFirst().reversed() { elements.swapAt(index, below(index + 1)) }
  }
}
