/// Lines of a message that have to be within a limit together.
struct LineFitting {
  /// In the unit that `size` counts, all line ends included.
  let limit: Int
  /// Of one line as the service gets it.
  let size: (StyledLine) -> Int
  /// Of what stands between two lines.
  var separator = 1
  /// Optional lines are left out, the last ones first, before another has to be shorter than this.
  private static let shortest = 80

  /// As many of the lines as fit, the long ones shortened, so that short ones stay whole.
  ///
  /// - Returns: `nil` where those that are not optional do not fit, however short they are made.
  func fitted(_ lines: [StyledLine]) -> [StyledLine]? {
    var lines = lines
    while true {
      let sizes = lines.map(size)
      let room = limit - separator * max(0, lines.count - 1)
      if sizes.reduce(0, +) <= room { return lines }
      let fixed = zip(lines, sizes).filter { $0.0.middle.isEmpty }.map(\.1).reduce(0, +)
      let long = zip(lines, sizes).filter { !$0.0.middle.isEmpty }.map(\.1)
      let share = Self.share(of: room - fixed, among: long)
      let optional = lines.lastIndex(where: \.isOptional)
      if share >= Self.shortest || optional == nil {
        let shortened = lines.map { $0.middle.isEmpty ? $0 : $0.shortened(to: share, size: size) }
        let result = shortened.compactMap(\.self)
        let isWhole = zip(lines, shortened).allSatisfy { line, short in short != nil || line.isOptional }
        if isWhole, result.map(size).reduce(0, +) <= room { return result }
      }
      guard let optional else { return nil }
      lines.remove(at: optional)
    }
  }

  /// So many characters of a list's line that is a link have room at least: its address takes it from them.
  private static let legible = 40

  /// As many of a list's lines as fit, each of them of use, and behind them how many there are more.
  ///
  /// - Parameters:
  ///   - maximum: of lines, whatever the limit.
  ///   - rest: the line for so many more.
  func fitted(_ lines: [StyledLine], atMost maximum: Int, rest: (Int) -> StyledLine) -> [StyledLine] {
    for count in stride(from: min(max(0, maximum), lines.count), through: 0, by: -1) {
      let more = lines.count - count
      let shown = Array(lines.prefix(count)) + (more > 0 ? [rest(more)] : [])
      if let fitted = fitted(shown), zip(shown, fitted).allSatisfy(Self.isOfUse) { return fitted }
    }
    return []
  }

  private static func isOfUse(_ line: StyledLine, shortened: StyledLine) -> Bool {
    guard line.link != nil else { return true }
    func characters(_ line: StyledLine) -> Int { line.middle.map(\.text.count).reduce(0, +) }
    return characters(shortened) >= min(legible, characters(line))
  }

  /// The bound for the largest with which all have room: what is smaller leaves the others more.
  private static func share(of room: Int, among sizes: [Int]) -> Int {
    var (room, count) = (room, sizes.count)
    for size in sizes.sorted() {
      if size > room / max(1, count) { break }
      room -= size
      count -= 1
    }
    return count > 0 ? room / count : room
  }
}
