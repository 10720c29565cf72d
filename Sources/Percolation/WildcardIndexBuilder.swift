/// Makes the arrays of a `WildcardIndex`, in time proportional to the text of all patterns and to sorting them.
struct WildcardIndexBuilder {
  typealias Entry = WildcardIndex.Entry
  typealias Piece = WildcardIndex.Piece
  typealias State = WildcardIndex.State

  /// The chosen piece of a pattern, with the bytes for the ends of the text.
  private struct Key {
    /// The first eight bytes, to be compared at once.
    let head: UInt64
    /// In `keyBytes`.
    let range: Range<Int>
    let entry: Entry
  }

  private(set) var globs: [UInt8] = []
  private(set) var entries: [Entry] = []
  private(set) var pieces: [Piece] = []
  private(set) var states: [State] = []
  private(set) var labels: [UInt8] = []

  private var keys: [Key] = []
  private var keyBytes: [UInt8] = []
  /// For each piece, in the order of states, its keys.
  private var keysOfPiece: [Range<Int>] = []

  init(_ patterns: [(text: String, pattern: Int32)]) {
    if patterns.isEmpty { return }
    for pattern in patterns { addKey(pattern.text, pattern.pattern) }
    sortKeys()
    addStates()
    addFallbacks()
    numberPieces()
  }

  // MARK: - Pieces

  private mutating func addKey(_ text: String, _ pattern: Int32) {
    let start = globs.count
    globs += text.utf8
    var best = start..<start
    var bestRank = -1
    var pieceCount = 0
    var hasAnyCharacter = false
    var pieceStart = start
    for index in start...globs.count {
      if index < globs.count, !Pattern.isWildcard(globs[index]) { continue }
      if index < globs.count, globs[index] == Pattern.anyCharacter { hasAnyCharacter = true }
      if index > pieceStart { pieceCount += 1 }
      // The longer the rarer; among those of one length, one at an end of the text.
      let rank = 2 * (index - pieceStart) + (pieceStart == start || index == globs.count ? 1 : 0)
      if rank > bestRank { (best, bestRank) = (pieceStart..<index, rank) }
      pieceStart = index + 1
    }
    let keyStart = keyBytes.count
    if best.lowerBound == start { keyBytes.append(WildcardIndex.textStart) }
    keyBytes += globs[best]
    if best.upperBound == globs.count { keyBytes.append(WildcardIndex.textEnd) }
    let entry = Entry(
      pattern: pattern, start: UInt32(start), count: UInt32(globs.count - start),
      isPieceEnough: pieceCount == 1 && !hasAnyCharacter)
    var head: UInt64 = 0
    for offset in 0..<8 {
      head = head << 8 | (keyStart + offset < keyBytes.count ? UInt64(keyBytes[keyStart + offset]) : 0)
    }
    keys.append(Key(head: head, range: keyStart..<keyBytes.count, entry: entry))
  }

  private mutating func sortKeys() {
    let keyBytes = keyBytes
    keys.sort { a, b in
      if a.head != b.head { return a.head < b.head }
      return keyBytes[a.range].lexicographicallyPrecedes(keyBytes[b.range])
    }
  }

  // MARK: - States

  /// State by state, each a run of the sorted keys that begin with it.
  private mutating func addStates() {
    var runs = [(keys: 0..<keys.count, length: 0)]
    labels = [0]
    while states.count < labels.count {
      let length = runs[states.count].length
      var rest = runs[states.count].keys
      var state = State(firstChild: Int32(labels.count))
      let all = rest.lowerBound
      while !rest.isEmpty, keys[rest.lowerBound].range.count == length { rest.removeFirst() }
      if rest.lowerBound > all {
        state.piece = Int32(keysOfPiece.count)
        keysOfPiece.append(all..<rest.lowerBound)
      }
      while let first = rest.first {
        let byte = byte(of: first, at: length)
        let end = rest.first { self.byte(of: $0, at: length) != byte } ?? rest.upperBound
        labels.append(byte)
        runs.append((first..<end, length + 1))
        rest = end..<rest.upperBound
      }
      states.append(state)
    }
    states.append(State(firstChild: Int32(labels.count)))
  }

  private func byte(of key: Int, at offset: Int) -> UInt8 { keyBytes[keys[key].range.lowerBound + offset] }

  private mutating func addFallbacks() {
    for state in 0..<labels.count where state > 0 {
      for child in states[state].firstChild..<states[state + 1].firstChild {
        var shorter = Int(states[state].fallback)
        var found = WildcardIndex.child(of: shorter, labels[Int(child)], states, labels)
        while found == nil, shorter != 0 {
          shorter = Int(states[shorter].fallback)
          found = WildcardIndex.child(of: shorter, labels[Int(child)], states, labels)
        }
        states[Int(child)].fallback = Int32(found ?? 0)
      }
    }
  }

  // MARK: - Pieces that pieces end with

  /// Numbers the pieces so that those which end with a piece follow it, and tells each state the longest piece it ends
  /// with. A shorter state comes first, so a piece comes after those it ends with.
  private mutating func numberPieces() {
    var suffixes = [Int](repeating: -1, count: keysOfPiece.count)
    for state in 0..<labels.count {
      let inherited = state == 0 ? -1 : states[Int(states[state].fallback)].piece
      if states[state].piece < 0 {
        states[state].piece = inherited
      } else {
        suffixes[Int(states[state].piece)] = Int(inherited)
      }
    }
    var sizes = [Int](repeating: 1, count: suffixes.count)
    for piece in suffixes.indices.reversed() where suffixes[piece] >= 0 { sizes[suffixes[piece]] += sizes[piece] }
    var numbers = [Int](repeating: 0, count: suffixes.count)
    /// For each piece the number of the next piece that ends with it; the last is for pieces that end with no other.
    var free = [Int](repeating: 0, count: suffixes.count + 1)
    var order = numbers
    for piece in suffixes.indices {
      let group = suffixes[piece] >= 0 ? suffixes[piece] : suffixes.count
      numbers[piece] = free[group]
      free[group] += sizes[piece]
      free[piece] = numbers[piece] + 1
      order[numbers[piece]] = piece
    }
    for piece in order {
      let suffix = suffixes[piece] >= 0 ? numbers[suffixes[piece]] : -1
      pieces.append(Piece(suffix: Int32(suffix), firstEntry: Int32(entries.count)))
      for key in keysOfPiece[piece] { entries.append(keys[key].entry) }
    }
    pieces.append(Piece(suffix: -1, firstEntry: Int32(entries.count)))
    for state in 0..<labels.count where states[state].piece >= 0 {
      states[state].piece = Int32(numbers[Int(states[state].piece)])
    }
  }
}
