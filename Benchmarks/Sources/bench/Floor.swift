import CFloor

/// Reading all articles in plain C, without rules: what everything else is compared with. One in a process.
struct Floor: Sendable {
  private let bytes: [UInt8]
  private let ends: [Int]

  var byteCount: Int { bytes.count }

  init(_ texts: some Sequence<String>) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for text in texts {
      bytes += text.utf8
      ends.append(bytes.count)
    }
    // `ends` ascends, and its last element is the number of bytes.
    floor_fill(bytes, ends, ends.count)
    (self.bytes, self.ends) = (bytes, ends)
  }

  /// Looks up the words of some articles; returns how many were found: all, if the table holds them.
  func read(_ articles: Range<Int>) -> Int {
    precondition(articles.upperBound <= ends.count)
    // Both arrays are as `init` made them, and the range is one of articles.
    return Int(floor_read(bytes, ends, articles.lowerBound, articles.upperBound))
  }
}
