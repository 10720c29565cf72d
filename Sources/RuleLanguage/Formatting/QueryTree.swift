/// The parentheses of a query's pieces.
enum QueryNode {
  case leaf(Int)
  indirect case group(open: Int, content: [QueryNode], close: Int)

  /// The pieces that it takes.
  var pieces: Range<Int> {
    switch self {
    case .leaf(let index): index..<index + 1
    case .group(let open, _, let close): open..<close + 1
    }
  }

  /// Those of all pieces but the end; `nil` where parentheses are not balanced.
  static func nodes(of pieces: [QueryPieces.Piece]) -> [QueryNode]? {
    var levels: [(open: Int, content: [QueryNode])] = [(0, [])]
    for (index, piece) in pieces.enumerated() {
      switch piece.role {
      case .end: break
      case .open: levels.append((index, []))
      case .close:
        guard levels.count > 1, let level = levels.popLast() else { return nil }
        levels[levels.count - 1].content.append(.group(open: level.open, content: level.content, close: index))
      default: levels[levels.count - 1].content.append(.leaf(index))
      }
    }
    return levels.count == 1 ? levels[0].content : nil
  }
}
