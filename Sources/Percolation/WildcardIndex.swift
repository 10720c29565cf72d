/// Which patterns with wildcards a text satisfies, without trying each. Immutable.
///
/// Of every pattern one piece is chosen, a text between wildcards without which nothing satisfies it. One automaton
/// (Aho and Corasick, "Efficient String Matching", 1975) finds all pieces that stand in a text in one pass over its
/// bytes; only their patterns are compared. A byte before and one behind the text, which no UTF-8 contains, are part of
/// the pieces that a pattern begins or ends with.
struct WildcardIndex: Sendable {
  static let textStart: UInt8 = 0xFE
  static let textEnd: UInt8 = 0xFF

  struct Entry: Sendable {
    let pattern: Int32
    /// In `globs`.
    let start: UInt32
    let count: UInt32
    /// Whether the piece is all there is to the pattern but `*`.
    let isPieceEnough: Bool
  }

  struct Piece: Sendable {
    /// The longest other piece that this one ends with, or -1. It has a lower number, and the pieces that end with a
    /// piece have the numbers that follow it.
    let suffix: Int32
    /// In `entries`; they go on to those of the next piece.
    let firstEntry: Int32
  }

  /// A state is a text that some piece begins with; 0 is the empty text. They stand by length, then in the order of
  /// their bytes, so that the states one byte longer than a state stand together.
  struct State: Sendable {
    /// To the children of the next state.
    var firstChild: Int32
    /// The longest other state that this one ends with.
    var fallback: Int32 = 0
    /// The longest piece that this one ends with, or -1.
    var piece: Int32 = -1
  }

  private let globs: [UInt8]
  private let entries: [Entry]
  /// One more, for the end of the entries.
  private let pieces: [Piece]
  /// One more, for the end of the children.
  private let states: [State]
  /// The last byte of each state.
  private let labels: [UInt8]
  /// The children of state 0 by their byte; 0 where there is none.
  private let firstBytes: [Int32]
  private let startState: Int

  /// - Parameter patterns: NFC texts with `*` and `?`, each with the number of its pattern.
  init(_ patterns: [(text: String, pattern: Int32)]) {
    let builder = WildcardIndexBuilder(patterns)
    globs = builder.globs
    entries = builder.entries
    pieces = builder.pieces
    states = builder.states
    labels = builder.labels
    var firstBytes = [Int32](repeating: 0, count: 256)
    if states.count > 1 {
      for child in states[0].firstChild..<states[1].firstChild { firstBytes[Int(labels[Int(child)])] = child }
    }
    self.firstBytes = firstBytes
    startState = Int(firstBytes[Int(Self.textStart)])
  }

  /// Appends the patterns that a text satisfies, each once. Time is proportional to the length of the text and to the
  /// patterns compared, each comparison bounded by the product of both lengths.
  ///
  /// - Parameter steps: is increased by what it took.
  func find(_ text: Span<UInt8>, _ found: inout [Int32], steps: inout Int) {
    if entries.isEmpty { return }
    // The pieces are first noted behind what was found before, in no order and maybe repeatedly.
    let start = found.count
    var state = startState
    note(states[state].piece, &found, since: start)
    for index in text.indices {
      state = following(state, text[index], &steps)
      note(states[state].piece, &found, since: start)
    }
    state = following(state, Self.textEnd, &steps)
    note(states[state].piece, &found, since: start)
    let end = found.count
    if start == end { return }
    if end - start > 1 { Self.sort(&found, start..<end) }
    let boundaries = CharacterBoundaries(text)
    var previous: Int32 = -1
    for index in start..<end {
      let last = found[index]
      var piece = last
      // One up to the previous contains that one's patterns too: they are compared already.
      while piece > previous {
        compare(Int(piece), text, boundaries, &found, &steps)
        piece = pieces[Int(piece)].suffix
      }
      previous = last
    }
    found.removeSubrange(start..<end)
  }

  private func note(_ piece: Int32, _ found: inout [Int32], since start: Int) {
    if piece >= 0, found.count == start || found[found.count - 1] != piece { found.append(piece) }
  }

  private func compare(
    _ piece: Int, _ text: Span<UInt8>, _ boundaries: CharacterBoundaries, _ found: inout [Int32], _ steps: inout Int
  ) {
    for index in Int(pieces[piece].firstEntry)..<Int(pieces[piece + 1].firstEntry) {
      let entry = entries[index]
      steps += 1
      if entry.isPieceEnough && boundaries.areScalars {
        found.append(entry.pattern)
      } else {
        let glob = globs.span.extracting(Int(entry.start)..<Int(entry.start + entry.count))
        if ByteGlob.matches(glob, text, boundaries, steps: &steps) { found.append(entry.pattern) }
      }
    }
  }

  /// Few as they are, usually, without allocating.
  private static func sort(_ found: inout [Int32], _ range: Range<Int>) {
    if range.count > 16 {
      found.replaceSubrange(range, with: found[range].sorted())
      return
    }
    for index in range.dropFirst() {
      let piece = found[index]
      var hole = index
      while hole > range.lowerBound, found[hole - 1] > piece {
        found[hole] = found[hole - 1]
        hole -= 1
      }
      found[hole] = piece
    }
  }

  // MARK: - States

  /// The longest state that a state and a byte end with.
  private func following(_ state: Int, _ byte: UInt8, _ steps: inout Int) -> Int {
    var state = state
    while state != 0 {
      steps += 1
      if let child = Self.child(of: state, byte, states, labels) { return child }
      state = Int(states[state].fallback)
    }
    steps += 1
    return Int(firstBytes[Int(byte)])
  }

  /// The state that is one byte longer.
  static func child(of state: Int, _ byte: UInt8, _ states: [State], _ labels: [UInt8]) -> Int? {
    var low = Int(states[state].firstChild)
    var high = Int(states[state + 1].firstChild)
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] == byte { return middle }
      if labels[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
