/// The words of a title or a sentence, in lower case, to be compared with those of others. Both may be as long as an
/// article: the beginning is compared, so that a comparison takes little whatever was written.
struct ComparedWords {
  /// A comparison word by word looks at so many.
  static let maximumCount = 60
  private static let maximumScalars = 1_000

  /// In their order.
  private let all: [Substring]
  private let first: [Substring]
  private let distinct: Set<Substring>

  init(_ text: String) {
    all = String(text.unicodeScalars.prefix(Self.maximumScalars)).lowercased().split { !$0.isLetter && !$0.isNumber }
    first = Array(all.prefix(Self.maximumCount))
    distinct = Set(first)
  }

  func areSame(as other: ComparedWords) -> Bool { all == other.all }

  /// Whether at least half of the words of the longer one are in the other.
  func areAlike(_ other: ComparedWords) -> Bool {
    guard !distinct.isEmpty, !other.distinct.isEmpty else { return false }
    return distinct.intersection(other.distinct).count * 2 >= max(distinct.count, other.distinct.count)
  }

  /// Whether one title is the other with few changes: at least three quarters of its words are there in their order.
  func areEdited(_ other: ComparedWords) -> Bool {
    guard !first.isEmpty, !other.first.isEmpty else { return false }
    // The longest common subsequence, row by row.
    var lengths = [Int](repeating: 0, count: other.first.count + 1)
    for word in first {
      var diagonal = 0
      for index in other.first.indices {
        let above = lengths[index + 1]
        lengths[index + 1] = word == other.first[index] ? diagonal + 1 : max(above, lengths[index])
        diagonal = above
      }
    }
    return lengths[other.first.count] * 4 >= max(first.count, other.first.count) * 3
  }
}
