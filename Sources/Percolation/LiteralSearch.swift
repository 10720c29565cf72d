import TextAnalysis

/// Which of many literals a text has, letter case aside: all in one pass, in time linear in the text however many they are
/// and whatever they have in common.
///
/// The automaton of A. V. Aho and M. J. Corasick (Efficient string matching, 1975) over the bytes of folded text: a state for
/// every beginning of a literal, which stands for the longest such beginning that the text read so far ends with.
struct LiteralSearch: Sendable {
  /// What was found, and what that takes. Used again for each text; the memory stays.
  struct Scratch {
    /// Literals, each once.
    fileprivate(set) var found: [Int32] = []
    /// For each state the last text in which its literal was found.
    fileprivate var stamps: [UInt32] = []
    fileprivate var stamp: UInt32 = 0
  }

  private static let root: Int32 = 0

  /// From state and byte to the longer beginning; open addressing, -1 where a slot is free.
  private var keys: [Int64] = Array(repeating: -1, count: 1 << 8)
  private var targets: [Int32] = Array(repeating: 0, count: 1 << 8)
  /// The same from the root, where most bytes are read.
  private var first: [Int32] = Array(repeating: LiteralSearch.root, count: 256)
  /// For each state: the one of the longest other beginning that it ends with.
  private var fallback: [Int32] = [LiteralSearch.root]
  /// The literal that it is, or -1.
  private var literal: [Int32] = [-1]
  /// Of the states that it ends with, itself not counted, the longest that is a literal, or the root.
  private var nextLiteral: [Int32] = [LiteralSearch.root]

  /// - Parameter literals: folded, distinct, not empty.
  init(_ literals: [[UInt8]]) {
    // Breadth first: what a state falls back to is shorter, and complete before it is asked for.
    let order = literals.indices.sorted { literals[$0].lexicographicallyPrecedes(literals[$1]) }
    // States, and the literals, in order, that begin so.
    var level = [(state: Self.root, literals: order.indices)]
    var depth = 0
    while !level.isEmpty {
      var deeper: [(state: Int32, literals: Range<Int>)] = []
      for (state, range) in level {
        var start = range.lowerBound
        // What ends here stands first in order.
        while start < range.upperBound, literals[order[start]].count == depth {
          literal[Int(state)] = Int32(order[start])
          start += 1
        }
        while start < range.upperBound {
          let byte = literals[order[start]][depth]
          var end = start + 1
          while end < range.upperBound, literals[order[end]][depth] == byte { end += 1 }
          deeper.append((addState(after: state, byte), start..<end))
          start = end
        }
      }
      level = deeper
      depth += 1
    }
    linkLiterals()
  }

  private mutating func addState(after parent: Int32, _ byte: UInt8) -> Int32 {
    let state = Int32(fallback.count)
    fallback.append(parent == Self.root ? Self.root : step(fallback[Int(parent)], byte))
    literal.append(-1)
    if parent == Self.root { first[Int(byte)] = state } else { insert(parent, byte, state) }
    return state
  }

  private mutating func linkLiterals() {
    nextLiteral = Array(repeating: Self.root, count: fallback.count)
    // What a state falls back to has a lower number.
    for state in fallback.indices.dropFirst() {
      let other = Int(fallback[state])
      nextLiteral[state] = literal[other] >= 0 ? fallback[state] : nextLiteral[other]
    }
  }

  // MARK: - Steps

  private static func key(_ state: Int32, _ byte: UInt8) -> Int64 { Int64(state) << 8 | Int64(byte) }

  @inline(__always)
  private static func slot(_ key: Int64, _ mask: Int) -> Int {
    Int(truncatingIfNeeded: (UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
  }

  private mutating func insert(_ state: Int32, _ byte: UInt8, _ target: Int32) {
    if fallback.count * 2 > keys.count {
      let (oldKeys, oldTargets) = (keys, targets)
      keys = Array(repeating: -1, count: oldKeys.count * 2)
      targets = Array(repeating: 0, count: oldKeys.count * 2)
      for (key, target) in zip(oldKeys, oldTargets) where key >= 0 { place(key, target) }
    }
    place(Self.key(state, byte), target)
  }

  private mutating func place(_ key: Int64, _ target: Int32) {
    var slot = Self.slot(key, keys.count - 1)
    while keys[slot] >= 0 { slot = (slot + 1) & (keys.count - 1) }
    keys[slot] = key
    targets[slot] = target
  }

  /// The state after one more byte.
  @inline(__always)
  private func step(_ state: Int32, _ byte: UInt8) -> Int32 {
    var state = state
    while state != Self.root {
      let key = Self.key(state, byte)
      var slot = Self.slot(key, keys.count - 1)
      while keys[slot] >= 0 {
        if keys[slot] == key { return targets[slot] }
        slot = (slot + 1) & (keys.count - 1)
      }
      state = fallback[Int(state)]
    }
    return first[Int(byte)]
  }

  // MARK: - Searching

  /// Puts into `scratch.found` which literals a text has.
  func run(_ text: String, _ scratch: inout Scratch) {
    scratch.found.removeAll(keepingCapacity: true)
    if scratch.stamps.count != fallback.count || scratch.stamp == .max {
      scratch.stamps = Array(repeating: 0, count: fallback.count)
      scratch.stamp = 0
    }
    scratch.stamp += 1
    var state = Self.root
    CaseFolding.shared.forEachByte(of: text.utf8.span) { byte in
      state = step(state, byte)
      if state != Self.root { note(state, &scratch) }
    }
  }

  /// Notes the literals that a state ends with. Where one was noted before, so were all that it ends with itself.
  @inline(__always)
  private func note(_ state: Int32, _ scratch: inout Scratch) {
    var state = literal[Int(state)] >= 0 ? state : nextLiteral[Int(state)]
    while state != Self.root, scratch.stamps[Int(state)] != scratch.stamp {
      scratch.stamps[Int(state)] = scratch.stamp
      scratch.found.append(literal[Int(state)])
      state = nextLiteral[Int(state)]
    }
  }
}
