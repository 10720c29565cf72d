import Articles

/// A piece of a run without spaces in UTF-16, with the place of every unit in the text.
private struct SpacelessPiece {
  /// ICU needs room to see a word's end; longer pieces would only cost memory.
  static let maximumUnits = 4096
  /// Boundaries this near to a cut may be due to the cut.
  static let margin = 256
  /// Han and Kana begin here; of scripts without spaces, what lies before are those of South East Asia.
  static let firstOfEastAsia: UInt32 = 0x2E80

  var units: [UInt16] = []
  var starts: [Int] = []
  var ends: [Int] = []
  var classes: [CharacterClass] = []
  /// Whether the run goes on behind it.
  var isCut = false
  /// Behind it, or where the run ends.
  var next = 0

  mutating func append(_ character: ScannedCharacter, at index: Int) {
    guard let scalar = Unicode.Scalar(character.scalar) else { return }
    for unit in String(scalar).utf16 {
      units.append(unit)
      starts.append(index)
      ends.append(character.next)
      classes.append(character.info.characterClass)
    }
  }
}

extension TokenScanner {
  /// Splits a run of Han, Kana, Thai, Lao, Khmer, Myanmar or the like by ICU; returns where to go on.
  ///
  /// Runs are segmented piece by piece, so memory is bounded; a piece begins at a word boundary of the one before, and
  /// every piece gets on by at least half its length, so time is linear.
  mutating func scanSpaceless(from start: Int, _ bytes: Span<UInt8>) throws(ArticleError) -> Int {
    var index = start
    var piece: SpacelessPiece
    repeat {
      piece = spacelessPiece(from: index, bytes)
      index = try emitWords(of: piece, bytes)
    } while piece.isCut
    return index
  }

  private func spacelessPiece(from start: Int, _ bytes: Span<UInt8>) -> SpacelessPiece {
    var piece = SpacelessPiece()
    var index = start
    var isAfterSouthEastAsian = false
    collecting: while index < end {
      let character = reader.character(at: index, bytes)
      switch character.info.characterClass {
      case .spaceless, .wildcard:
        if piece.units.count >= SpacelessPiece.maximumUnits {
          piece.isCut = true
          break collecting
        }
        piece.append(character, at: index)
        isAfterSouthEastAsian = character.scalar < SpacelessPiece.firstOfEastAsia
      case .mark:
        // More marks than any letter carries say nothing about words.
        if piece.units.count < 2 * SpacelessPiece.maximumUnits { piece.append(character, at: index) }
      case .ignorable:
        // Khmer and its neighbours mark word boundaries with U+200B; elsewhere it is noise.
        if character.scalar == 0x200B && isAfterSouthEastAsian { piece.append(character, at: index) }
      default:
        break collecting
      }
      index = character.next
    }
    piece.next = index
    return piece
  }

  private mutating func emitWords(of piece: SpacelessPiece, _ bytes: Span<UInt8>) throws(ArticleError) -> Int {
    var start = 0
    for end in ends(of: piece) {
      let units = start..<end
      if piece.classes[units].contains(.spaceless) {
        try emit(piece.starts[start]..<piece.ends[end - 1], first: CharacterInfo(.spaceless), bytes)
      }
      start = end
    }
    return piece.isCut && start < piece.units.count ? piece.starts[start] : piece.next
  }

  /// The ends of the words, in units. No boundary touches a wildcard.
  private mutating func ends(of piece: SpacelessPiece) -> [Int] {
    let count = piece.units.count
    guard count > 1 else { return [count] }
    let segmenter = self.segmenter ?? WordSegmenter()
    self.segmenter = segmenter
    var ends = segmenter.boundaries(of: piece.units).map(Int.init).filter { end in
      end == count || (piece.classes[end - 1] != .wildcard && piece.classes[end] != .wildcard)
    }
    guard piece.isCut else { return ends }
    let trusted = ends.filter { $0 <= count - SpacelessPiece.margin }
    if let last = trusted.last, last >= count / 2 { return trusted }
    ends.removeAll { $0 <= count - SpacelessPiece.margin }
    return trusted + ends.prefix(1)
  }
}
