/// A hash that is the same in every process: of rules only, whose authors attack nobody. FNV-1a over 64-bit words, with
/// a last mix (http://www.isthe.com/chongo/tech/comp/fnv/).
struct StableHash {
  private var state: UInt64 = 14_695_981_039_346_656_037

  mutating func combine(_ value: UInt64) { state = (state ^ value) &* 1_099_511_628_211 &+ (state >> 29) }

  mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(UInt64(byte)) }
  }

  static func of(_ text: String) -> UInt64 {
    var hash = StableHash()
    hash.combine(text)
    return hash.value
  }

  var value: UInt64 {
    let mixed = (state ^ (state >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ (mixed >> 29)
  }
}
