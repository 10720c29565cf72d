/// Compares a pattern with wildcards and a text, both UTF-8 and NFC, character by character as the naive evaluator
/// does: `?` is one extended grapheme cluster, and what `*` and the texts between wildcards stand for begins and ends
/// between two.
///
/// A text between wildcards that is equal in bytes and begins and ends there is equal in characters: where a cluster
/// ends depends on nothing before its beginning.
enum ByteGlob {
  /// Backs up to the last run only, so that the time is bounded by the product of both lengths.
  ///
  /// - Parameter steps: is increased by the bytes compared.
  static func matches(
    _ glob: Span<UInt8>, _ text: Span<UInt8>, _ boundaries: CharacterBoundaries, steps: inout Int
  ) -> Bool {
    var next = 0
    var position = 0
    /// Behind the last `*`, and where in the text what it stands for ends.
    var resume = -1
    var runEnd = 0
    while true {
      steps += 1
      var fits = false
      if next == glob.count {
        fits = position == text.count
        if fits { return true }
      } else if glob[next] == Pattern.anyRun {
        next += 1
        if next == glob.count { return true }
        (resume, runEnd, fits) = (next, position, true)
      } else if glob[next] == Pattern.anyCharacter {
        if position < text.count {
          position = boundaries.next(after: position, text)
          next += 1
          fits = true
        }
      } else {
        fits = takeLiteral(glob, &next, text, &position, &steps) && boundaries.contains(position, text)
      }
      if fits { continue }
      if resume < 0 || runEnd == text.count { return false }
      runEnd = boundaries.next(after: runEnd, text)
      (next, position) = (resume, runEnd)
    }
  }

  /// Goes on to the next wildcard.
  private static func takeLiteral(
    _ glob: Span<UInt8>, _ next: inout Int, _ text: Span<UInt8>, _ position: inout Int, _ steps: inout Int
  ) -> Bool {
    while next < glob.count, !Pattern.isWildcard(glob[next]) {
      steps += 1
      if position == text.count || glob[next] != text[position] { return false }
      next += 1
      position += 1
    }
    return true
  }
}

/// Where in a text characters (extended grapheme clusters) begin and end, in UTF-8 bytes.
struct CharacterBoundaries {
  /// For each offset whether it is one; `nil` where every scalar is a character, which needs no array.
  private let isBoundary: [Bool]?

  init(_ text: Span<UInt8>) {
    if Self.isPlain(text) {
      isBoundary = nil
      return
    }
    var marks = Array(repeating: false, count: text.count + 1)
    var offset = 0
    marks[0] = true
    for character in text.withUnsafeBufferPointer({ String(decoding: $0, as: UTF8.self) }) {
      offset += character.utf8.count
      // Bytes that are no UTF-8 would be longer when decoded.
      if offset < marks.count { marks[offset] = true }
    }
    marks[text.count] = true
    isBoundary = marks
  }

  func contains(_ offset: Int, _ text: Span<UInt8>) -> Bool {
    if let isBoundary { return isBoundary[offset] }
    return offset == text.count || text[offset] & 0xC0 != 0x80
  }

  /// Whether every scalar is a character.
  var areScalars: Bool { isBoundary == nil }

  /// - Parameter offset: less than the text's length.
  func next(after offset: Int, _ text: Span<UInt8>) -> Int {
    var next = offset + 1
    while !contains(next, text) { next += 1 }
    return next
  }

  /// Whether all are ASCII or letters of Latin, Greek and Cyrillic, none of which joins another: U+00C0…U+02FF and
  /// U+0380…U+053F but for U+0480…U+0489, of which some are marks.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    var lead: UInt8 = 0
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case 0x20...0x7E, 0xC3...0xCB, 0xCE...0xD4: break
      case 0x80...0xBF where lead != 0xD2 || byte >= 0x8A: break
      default: return false
      }
      lead = byte
    }
    return true
  }
}
