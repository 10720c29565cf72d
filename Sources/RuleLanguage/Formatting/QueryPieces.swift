/// A query taken apart for laying it out: its tokens byte for byte, and what stands between them.
struct QueryPieces {
  enum Role: Equatable {
    case operand
    /// Between operands; a smaller level binds less tightly.
    case infix(level: Int)
    /// `NOT`, `ATLEAST/3`, `NEAR/5 (…)`: before an operand, with a space.
    case operation
    /// `title:`: before an operand, without a space.
    case prefix
    case open, close, comma
    case end
  }

  struct Comment: Equatable {
    var text: String
    /// Whether it stands in the line of the token before it.
    var isTrailing: Bool

    /// Whether it silences warnings.
    var isAllow: Bool { Allowances.isAllow(text) }
  }

  struct Piece {
    var role: Role
    var text: String
    /// What the author put between the piece before and this one.
    var hasSpaceBefore = false
    var hasBreakBefore = false
    var comments: [Comment] = []
  }

  /// The last one is the end of the text, with the comments before it.
  private(set) var pieces: [Piece] = []

  /// `nil` for a text with something in it that is neither token nor space nor comment, and where a comment stands inside
  /// an operator.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    var lexer = QueryLexer(source: QuerySource(text), problems: QueryProblems(file: ""))
    lexer.run()
    guard !lexer.problems.hasErrors else { return nil }
    var end = 0
    for (index, token) in lexer.tokens.enumerated() {
      guard token.utf8Range.lowerBound >= end,
        var piece = Self.piece(bytes[end..<token.utf8Range.lowerBound], isFirst: index == 0)
      else { return nil }
      piece.text = String(decoding: bytes[token.utf8Range], as: UTF8.self)
      end = token.utf8Range.upperBound
      guard append(piece, token) else { return nil }
    }
  }

  /// False where it cannot be.
  private mutating func append(_ piece: Piece, _ token: QueryToken) -> Bool {
    var piece = piece
    switch token.kind {
    case .and: piece.role = .infix(level: 2)
    case .or: piece.role = .infix(level: 1)
    case .unless: piece.role = .infix(level: 3)
    case .not: piece.role = .operation
    case .near:
      guard let last = pieces.last else {
        piece.role = .operation
        break
      }
      if last.text == "NOT", last.role == .operation, pieces.count > 1, pieces[pieces.count - 2].endsOperand {
        guard piece.comments.isEmpty else { return false }
        pieces[pieces.count - 1].text += " " + piece.text
        pieces[pieces.count - 1].role = .infix(level: 4)
        return true
      }
      piece.role = last.endsOperand ? .infix(level: 4) : .operation
    case .numbered:
      let parts = piece.text.split { $0.isWhitespace }
      guard !piece.text.contains("#") else { return false }
      piece.text = parts.joined(separator: " ")
      piece.role = .operation
    case .zone, .field: piece.role = .prefix
    case .open: piece.role = .open
    case .close: piece.role = .close
    case .comma: piece.role = .comma
    case .end: piece.role = .end
    case .word, .phrase, .list, .name, .regex, .value, .weight: piece.role = .operand
    case .invalid: return false
    }
    pieces.append(piece)
    return true
  }

  /// A piece without text, for what stands before it: white space and comments.
  private static func piece(_ gap: ArraySlice<UInt8>, isFirst: Bool) -> Piece? {
    var piece = Piece(role: .operand, text: "")
    piece.hasSpaceBefore = !gap.isEmpty
    var isAtLineStart = isFirst
    var scalars = String(decoding: gap, as: UTF8.self).unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      if scalar.isQueryNewline {
        isAtLineStart = true
        if piece.comments.isEmpty { piece.hasBreakBefore = true }
      } else if scalar == "#" {
        let end = scalars.firstIndex(where: \.isQueryNewline) ?? scalars.endIndex
        let text = "#" + String(scalars[..<end])
        piece.comments.append(Comment(text: text.trimmedAtEnd, isTrailing: !isAtLineStart && piece.comments.isEmpty))
        scalars = scalars[end...]
      } else if !scalar.isQuerySpace {
        return nil
      }
    }
    return piece
  }

  /// Whether both have the same tokens and comments.
  func isSame(as other: QueryPieces) -> Bool {
    pieces.count == other.pieces.count
      && zip(pieces, other.pieces).allSatisfy {
        $0.text == $1.text && $0.comments.map(\.text) == $1.comments.map(\.text)
      }
  }
}

extension QueryPieces {
  /// Whether what stands in one line with an allow, or below one, stands so in another layout of the same pieces too:
  /// otherwise the allow would no longer silence what it is for. O(pieces).
  func keepsAllowances(in other: QueryPieces) -> Bool {
    let (lines, otherLines) = (lineNumbers, other.lineNumbers)
    func isTogether(_ piece: Int) -> Bool {
      var range = piece..<piece + 1
      while range.lowerBound > 0, lines[range.lowerBound - 1] == lines[piece] {
        range = range.lowerBound - 1..<range.upperBound
      }
      while range.upperBound < pieces.count, lines[range.upperBound] == lines[piece] {
        range = range.lowerBound..<range.upperBound + 1
      }
      return range.allSatisfy { !pieces[$0].isFoundFault || otherLines[$0] == otherLines[piece] }
    }
    return pieces.indices.allSatisfy { index in
      (!pieces[index].hasAllowAbove || isTogether(index)) && (!pieces[index].hasAllowBehind || isTogether(index - 1))
    }
  }

  /// In which line each piece stands.
  private var lineNumbers: [Int] {
    var line = 0
    return pieces.map { piece in
      if piece.hasBreakBefore || !piece.comments.isEmpty { line += 1 }
      return line
    }
  }
}

extension QueryPieces.Piece {
  /// Whether an allow ends the line of the piece before it.
  var hasAllowBehind: Bool { comments.first.map { $0.isTrailing && $0.isAllow } ?? false }
  /// Whether an allow stands above its line.
  var hasAllowAbove: Bool { comments.contains { !$0.isTrailing && $0.isAllow } }
  /// Whether a warning may be told of it without what stands beside it.
  fileprivate var isFoundFault: Bool {
    switch role {
    case .operand, .operation, .prefix: true
    case .infix, .open, .close, .comma, .end: false
    }
  }
  var endsOperand: Bool { role == .operand || role == .close }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while let last = text.unicodeScalars.last, last.isQuerySpace { text.unicodeScalars.removeLast() }
    return text
  }
}
