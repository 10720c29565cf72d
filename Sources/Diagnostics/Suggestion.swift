/// "Did you mean …?"
package enum Suggestion {
  /// Longer names are not compared.
  private static let maximumLength = 64

  /// The candidate that a name is most likely a slip of: letter case aside, at most a third of its letters wrong (and
  /// one even in short names); of equals the first. `nil` where none is near.
  package static func closest(to name: String, among candidates: some Sequence<String>) -> String? {
    let typed = Array(name.lowercased().unicodeScalars)
    guard !typed.isEmpty, typed.count <= maximumLength else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let letters = Array(candidate.lowercased().unicodeScalars)
      let allowed = max(1, min(typed.count, letters.count) / 3)
      guard letters.count <= maximumLength, abs(letters.count - typed.count) <= allowed else { continue }
      let distance = distance(typed, letters)
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  @inlinable
  package static func distance<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[b.count]
  }
}
