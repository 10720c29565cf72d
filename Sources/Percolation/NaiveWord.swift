import RuleLanguage
import TextAnalysis
import UzbekWords

/// One word of a query, as text analysis reads it.
enum NaiveWord {
  case folded([QueryElement])
  case exact([QueryElement])
  case inflected(Inflections)
  case edited(String, limit: Int)
  case uzbek(UzbekWord)

  init(_ word: QueryWord, _ form: WordPattern.Form) {
    switch form {
    case .folded: self = .folded(word.folded)
    case .exact: self = .exact(word.exact)
    case .inflected(let language): self = .inflected(Inflections(of: WordForm(word), in: language))
    case .uzbek: self = .uzbek(UzbekWord(WordForm(word).exact))
    case .edited(let limit): self = .edited(WordForm(word).folded, limit: limit)
    }
  }

  /// How many characters (Unicode scalars) have to be inserted, deleted or substituted, or neighbours swapped, to make
  /// one text of the other, none of them twice: optimal string alignment, by its recurrence.
  static func edits(from a: String, to b: String) -> Int {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    // From the first i characters of a to the first j of b.
    var distance = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count {
      for j in 0...b.count {
        if i == 0 || j == 0 {
          distance[i][j] = i + j
          continue
        }
        let substituted = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        distance[i][j] = min(substituted, distance[i - 1][j] + 1, distance[i][j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          distance[i][j] = min(distance[i][j], distance[i - 2][j - 2] + 1)
        }
      }
    }
    return distance[a.count][b.count]
  }
}
