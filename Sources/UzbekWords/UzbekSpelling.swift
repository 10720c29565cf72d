/// A word of a text, and what it may be an Uzbek spelling of.
///
/// The sounds that it may stand for are a graph: nodes in a row, and edges forward that are each one sound or none.
/// A set of nodes is a bit mask, so that all readings are followed at once.
package struct UzbekSpelling: Sendable {
  private struct Edge: Sendable {
    /// 0: none.
    let sound: UInt8
    let target: UInt8
    let isOfLongWords: Bool
  }

  /// No word has more.
  private static let maximumNodes = 64

  private var edges: [Edge] = []
  /// Those of node n are `edges[starts[n]..<starts[n + 1]]`.
  private var starts: [Int] = [0]

  /// What `UzbekWord.keys` are looked up by: one for each length of a beginning, in no order.
  package let keys: [UInt64]

  /// - Parameter exact: the word with its letter case, accents and apostrophes, composed, any apostrophe written `'`.
  ///   nil: no Uzbek word is written so.
  package init?(_ exact: String) {
    guard exact.utf8.count <= 4 * Self.maximumNodes else { return nil }
    guard let sounds = UzbekSounds.read(exact.lowercased().unicodeScalars), !sounds.isEmpty else { return nil }
    var key = UzbekKey()
    var keys = [key.value]
    for sound in sounds where key.append(sound.meant) { keys.append(key.value) }
    self.keys = keys
    for sound in sounds {
      guard append(sound) else { return nil }
    }
  }

  /// Whether there was room.
  private mutating func append(_ sound: UzbekSounds) -> Bool {
    if sound.meant.count == 1, sound.others.isEmpty, sound.othersInLongWords.isEmpty {
      // As most are.
      guard starts.count < Self.maximumNodes else { return false }
      edges.append(Edge(sound: sound.meant[0], target: UInt8(starts.count), isOfLongWords: false))
      starts.append(edges.count)
      return true
    }
    let readings =
      [(sound.meant, false)] + sound.others.map { ($0, false) } + sound.othersInLongWords.map { ($0, true) }
    let first = starts.count - 1
    let inner = readings.reduce(0) { $0 + max(0, $1.0.count - 1) }
    let last = first + 1 + inner
    guard last < Self.maximumNodes else { return false }
    var added: [(from: Int, edge: Edge)] = []
    var free = first + 1
    for (letters, isOfLongWords) in readings {
      var from = first
      for (index, letter) in letters.enumerated() {
        let isLast = index == letters.count - 1
        let target = isLast ? last : free
        added.append((from, Edge(sound: letter, target: UInt8(target), isOfLongWords: isOfLongWords)))
        from = target
        if !isLast { free += 1 }
      }
      if letters.isEmpty { added.append((from, Edge(sound: 0, target: UInt8(last), isOfLongWords: isOfLongWords))) }
    }
    for node in first..<last {
      edges += added.lazy.filter { $0.from == node }.map(\.edge)
      starts.append(edges.count)
    }
    return true
  }

  // MARK: - Following

  /// The nodes before the first letter.
  func start(isLong: Bool) -> UInt64 { withSilent(1, isLong) }

  /// The nodes behind these sounds, from any of `nodes`; 0 where none of them is followed by such.
  func follow(_ sounds: [UInt8], from nodes: UInt64, isLong: Bool) -> UInt64 {
    var nodes = nodes
    for sound in sounds {
      if nodes == 0 { return 0 }
      nodes = step(sound, nodes, isLong)
    }
    return nodes
  }

  /// Whether the word may end at one of these nodes.
  func isEnd(_ nodes: UInt64) -> Bool { nodes & (1 << UInt64(starts.count - 1)) != 0 }

  private func step(_ sound: UInt8, _ nodes: UInt64, _ isLong: Bool) -> UInt64 {
    var result: UInt64 = 0
    var left = nodes
    while left != 0 {
      let node = left.trailingZeroBitCount
      left &= left - 1
      guard node + 1 < starts.count else { break }
      for edge in edges[starts[node]..<starts[node + 1]]
      where edge.sound == sound && (isLong || !edge.isOfLongWords) { result |= 1 << UInt64(edge.target) }
    }
    return withSilent(result, isLong)
  }

  /// With those behind letters that may stand for nothing. Edges lead forward, so one pass is enough.
  private func withSilent(_ nodes: UInt64, _ isLong: Bool) -> UInt64 {
    var result = nodes
    var left = nodes
    while left != 0 {
      let node = left.trailingZeroBitCount
      left &= left - 1
      guard node + 1 < starts.count else { break }
      for edge in edges[starts[node]..<starts[node + 1]] where edge.sound == 0 && (isLong || !edge.isOfLongWords) {
        let bit: UInt64 = 1 << UInt64(edge.target)
        result |= bit
        left |= bit
      }
    }
    return result
  }
}

/// A hash of sounds that is the same for all that can be written alike.
struct UzbekKey {
  private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Whether it changed: y and t count for nothing, because е may be ye, and ц may be s.
  @discardableResult
  mutating func append(_ sounds: [UInt8]) -> Bool {
    let before = value
    for sound in sounds {
      let kind: UInt8
      switch sound {
      case UInt8(ascii: "y"), UInt8(ascii: "t"): continue
      case UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "e"): kind = UInt8(ascii: "u")
      case UInt8(ascii: "q"), UInt8(ascii: "g"), UInt8(ascii: "G"): kind = UInt8(ascii: "k")
      case UInt8(ascii: "h"): kind = UInt8(ascii: "x")
      default: kind = sound
      }
      value = (value ^ UInt64(kind)) &* 0xFF51_AFD7_ED55_8CCD
      value ^= value >> 32
    }
    return value != before
  }
}
