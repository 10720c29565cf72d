/// Lays out the pieces of a query in lines.
///
/// What fits into a line and has no line break of its author stands in one. Otherwise a line ends before an operator, the
/// loosest first: where the author ended it, and where the next part would not fit. Parentheses around more than a line
/// have their content in lines of its own. Breaks that are made here are found again as the author's the next time, so the
/// result is laid out to itself. A line whose comment silences warnings (`# allow: …`) is as long as its author made it,
/// for the comment is for what stands in its line.
///
/// As deep as the query's parentheses, which the parser bounds. O(length · levels of operators).
struct QueryLayout {
  private static let step = 2

  private let pieces: [QueryPieces.Piece]
  private let width: Int
  /// Whether a space stands before a piece that is in one line with the one before.
  private var spaces: [Bool] = []
  /// Whether a line ends before a piece wherever it may.
  private var breaks: [Bool] = []
  /// Whether a piece, and the space before it, take no width: what stands in one line with an allow is not broken.
  private var isWeightless: [Bool]
  /// Sums over all pieces before: of characters with spaces, and of breaks.
  private var widths: [Int] = [0]
  private var breakCounts: [Int] = [0]

  private var lines = ""
  private var column = 0

  /// `nil` where parentheses are not balanced.
  static func lines(of pieces: QueryPieces, width: Int) -> String? {
    guard let nodes = QueryNode.nodes(of: pieces.pieces) else { return nil }
    var layout = QueryLayout(pieces.pieces, width: width)
    return layout.run(nodes[...])
  }

  private init(_ pieces: [QueryPieces.Piece], width: Int) {
    self.pieces = pieces
    self.width = width
    isWeightless = Array(repeating: false, count: pieces.count)
    for index in pieces.indices {
      spaces.append(hasSpace(before: index))
      breaks.append(hasBreak(before: index))
    }
    findWeightless()
    for index in pieces.indices {
      let weight = isWeightless[index] ? 0 : pieces[index].text.count + (spaces[index] ? 1 : 0)
      widths.append(widths[index] + weight)
      breakCounts.append(breakCounts[index] + (breaks[index] ? 1 : 0))
    }
  }

  private func hasSpace(before index: Int) -> Bool {
    guard index > 0 else { return false }
    let (last, next) = (pieces[index - 1], pieces[index])
    switch (last.role, next.role) {
    case (.open, _), (.prefix, _), (_, .close), (_, .comma), (_, .end): return false
    case (.comma, _), (.infix, _), (_, .infix), (.operation, _): return true
    default: return next.hasSpaceBefore
    }
  }

  /// Comments end lines everywhere; the author does before operators, behind them (that break moves before the operator)
  /// and behind commas.
  private func hasBreak(before index: Int) -> Bool {
    let piece = pieces[index]
    if !piece.comments.isEmpty { return true }
    if case .infix = piece.role {
      let next = pieces[index + 1]
      return piece.hasBreakBefore || next.hasBreakBefore && next.comments.isEmpty
    }
    guard index > 0, pieces[index - 1].role == .comma else { return false }
    return piece.hasBreakBefore || pieces[index - 1].hasBreakBefore
  }

  /// From one break to the next, if the line ends in an allow or one stands alone above it; not beyond parentheses that
  /// begin or end in that line and take more than it, for lines end there.
  private mutating func findWeightless() {
    var start = 0
    for end in 1..<pieces.count + 1 where end == pieces.count || breaks[end] {
      if pieces[start].hasAllowAbove { setWeightless(start..<end, until: .close, insteadOf: .open) }
      if end < pieces.count, pieces[end].hasAllowBehind {
        setWeightless((start..<end).reversed(), until: .open, insteadOf: .close)
      }
      start = end
    }
  }

  private mutating func setWeightless(
    _ indices: some Sequence<Int>, until end: QueryPieces.Role, insteadOf beginning: QueryPieces.Role
  ) {
    var depth = 0
    for index in indices {
      if pieces[index].role == beginning { depth += 1 }
      if pieces[index].role == end { depth -= 1 }
      if depth < 0 { return }
      isWeightless[index] = true
    }
  }

  private mutating func run(_ nodes: ArraySlice<QueryNode>) -> String {
    let end = pieces.count - 1
    if end > 0 {
      if !pieces[0].comments.isEmpty { breakLine(before: 0, indent: 0) }
      sequence(nodes, indent: 0)
    }
    for comment in pieces[end].comments { write(comment, indent: 0) }
    return lines
  }

  // MARK: Parts

  /// Nodes side by side; the line is already at the place of the first.
  private mutating func sequence(_ nodes: ArraySlice<QueryNode>, indent: Int) {
    let all = range(of: nodes)
    if isFlat(all, from: column) { return writeFlat(all) }
    guard let level = loosestLevel(nodes) else { return single(nodes, indent: indent) }
    var wasLong = false
    for (number, segment) in segments(nodes, level).enumerated() {
      let all = range(of: segment)
      if number > 0 {
        if breaks[all.lowerBound] || wasLong || !startsInLine(segment, indent) {
          breakLine(before: all.lowerBound, indent: indent)
        } else {
          writeSpace(before: all.lowerBound)
        }
      }
      wasLong = !isFlat(all, from: column)
      write(segment, indent: indent)
    }
  }

  /// An operator, if one leads, and the operand behind it.
  private mutating func write(_ segment: ArraySlice<QueryNode>, indent: Int) {
    var operand = segment
    if case .leaf(let index)? = segment.first, case .infix = pieces[index].role, segment.count > 1 {
      write(piece: index)
      operand = segment.dropFirst()
      separate(before: index + 1, indent: indent + Self.step)
    }
    if case .leaf(let index)? = operand.last, pieces[index].role == .comma {
      operand.removeLast()
      write(operand: operand, indent: indent)
      separate(before: index, indent: indent)
      write(piece: index)
    } else {
      write(operand: operand, indent: indent)
    }
  }

  private mutating func write(operand: ArraySlice<QueryNode>, indent: Int) {
    guard !operand.isEmpty else { return }
    if loosestLevel(operand) == nil {
      single(operand, indent: indent)
    } else {
      sequence(operand, indent: indent + Self.step)
    }
  }

  /// Nodes without an operator between them: words, prefixes, parentheses.
  private mutating func single(_ nodes: ArraySlice<QueryNode>, indent: Int) {
    for (number, node) in nodes.enumerated() {
      let all = node.pieces
      if number > 0 { separate(before: all.lowerBound, indent: indent + Self.step) }
      guard case .group(let open, let content, let close) = node, !isFlat(all, from: column) else {
        writeFlat(all)
        continue
      }
      write(piece: open)
      if !content.isEmpty {
        breakLine(before: open + 1, indent: indent + Self.step)
        sequence(content[...], indent: indent + Self.step)
      }
      breakLine(before: close, indent: indent, comments: indent + Self.step)
      write(piece: close)
    }
  }

  /// Split before each operator of a level, or behind each comma.
  private func segments(_ nodes: ArraySlice<QueryNode>, _ level: Int) -> [ArraySlice<QueryNode>] {
    var result: [ArraySlice<QueryNode>] = []
    var start = nodes.startIndex
    for index in nodes.indices {
      guard case .leaf(let piece) = nodes[index], self.level(of: piece) == level else { continue }
      let end = pieces[piece].role == .comma ? index + 1 : index
      if end > start { result.append(nodes[start..<end]) }
      start = end
    }
    if start < nodes.endIndex { result.append(nodes[start...]) }
    return result
  }

  // MARK: Sizes

  private func level(of piece: Int) -> Int? {
    switch pieces[piece].role {
    case .comma: 0
    case .infix(let level): level
    default: nil
    }
  }

  private func loosestLevel(_ nodes: ArraySlice<QueryNode>) -> Int? {
    nodes.lazy.compactMap { node in
      if case .leaf(let index) = node { level(of: index) } else { nil }
    }.min()
  }

  private func range(of nodes: ArraySlice<QueryNode>) -> Range<Int> {
    guard let first = nodes.first, let last = nodes.last else { return 0..<0 }
    return first.pieces.lowerBound..<last.pieces.upperBound
  }

  /// Whether pieces have no break between them and end before the margin, with a comma that follows.
  private func isFlat(_ range: Range<Int>, from column: Int) -> Bool {
    guard !range.isEmpty else { return true }
    guard breakCounts[range.upperBound] == breakCounts[range.lowerBound + 1] else { return false }
    let comma = pieces[range.upperBound].role == .comma ? 1 : 0
    return column + flatWidth(range) + comma <= width
  }

  private func flatWidth(_ range: Range<Int>) -> Int {
    widths[range.upperBound] - widths[range.lowerBound]
      - (spaces[range.lowerBound] && !isWeightless[range.lowerBound] ? 1 : 0)
  }

  /// Whether a part begins in this line: if it fits as a whole, or fits into no line and its beginning fits into this one.
  private func startsInLine(_ segment: ArraySlice<QueryNode>, _ indent: Int) -> Bool {
    let all = range(of: segment)
    if isFlat(all, from: column + 1) { return true }
    if isFlat(all, from: indent) { return false }
    var head = all.lowerBound + 1
    while head < all.upperBound, pieces[head - 1].role != .open, !breaks[head] { head += 1 }
    return column + 1 + flatWidth(all.lowerBound..<head) <= width
  }

  // MARK: Writing

  private mutating func writeFlat(_ range: Range<Int>) {
    for index in range {
      if index > range.lowerBound, spaces[index] { writeSpace(before: index) }
      write(piece: index)
    }
  }

  private mutating func writeSpace(before index: Int) {
    lines += " "
    if !isWeightless[index] { column += 1 }
  }

  private mutating func write(piece index: Int) {
    let text = pieces[index].text
    lines += text
    if isWeightless[index] { return }
    if let end = text.lastIndex(where: \.isNewline) {
      column = text.distance(from: end, to: text.endIndex) - 1
    } else {
      column += text.count
    }
  }

  /// What stands before a piece in its line; a new line where comments come between.
  private mutating func separate(before index: Int, indent: Int) {
    if !pieces[index].comments.isEmpty { return breakLine(before: index, indent: indent) }
    if spaces[index] { writeSpace(before: index) }
  }

  /// Ends the line, behind and with the comments before a piece.
  private mutating func breakLine(before index: Int, indent: Int, comments: Int? = nil) {
    for comment in pieces[index].comments { write(comment, indent: comments ?? indent) }
    startLine(indent)
  }

  private mutating func write(_ comment: QueryPieces.Comment, indent: Int) {
    if comment.isTrailing { lines += " " } else { startLine(indent) }
    // A line ends behind a comment, however long it is.
    lines += comment.text
  }

  private mutating func startLine(_ indent: Int) {
    if !lines.isEmpty { lines += "\n" }
    lines += String(repeating: " ", count: indent)
    column = indent
  }
}
