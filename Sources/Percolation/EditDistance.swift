/// Edits between two words: characters inserted, deleted, substituted, neighbours swapped; none edited twice.
enum EditDistance {
  /// Whether there are so many or fewer. Looks at the diagonals that so few edits can reach, and ends with the first row
  /// that is too far away.
  ///
  /// Optimal string alignment, after L. Boytsov, "Indexing Methods for Approximate Dictionary Searching" (2011).
  static func isAtMost(_ limit: Int, _ a: ArraySlice<UInt32>, _ b: ArraySlice<UInt32>) -> Bool {
    if abs(a.count - b.count) > limit { return false }
    let far = limit + 1
    // Rows of the distances from the first i characters of a to the first j of b; beyond the band all is far.
    var beforeLast = [Int](repeating: far, count: b.count + 1)
    var last = (0...b.count).map { min($0, far) }
    for i in 0..<a.count {
      let x = a[a.startIndex + i]
      var row = [Int](repeating: far, count: b.count + 1)
      row[0] = min(i + 1, far)
      var least = row[0]
      for j in max(0, i - limit)..<max(max(0, i - limit), min(b.count, i + limit + 1)) {
        let y = b[b.startIndex + j]
        var edits = min(last[j] + (x == y ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, x == b[b.startIndex + j - 1], a[a.startIndex + i - 1] == y {
          edits = min(edits, beforeLast[j - 1] + 1)
        }
        row[j + 1] = min(edits, far)
        least = min(least, row[j + 1])
      }
      if least > limit, last.allSatisfy({ $0 > limit }) { return false }
      beforeLast = last
      last = row
    }
    return last[b.count] <= limit
  }
}
