import Foundation
import NearDuplicates

/// Whether an article can be a version of an earlier one under the same url or id: anybody can write an address into a file,
/// and some sources write one into all. An unrelated text must neither withdraw nor be taken for what was told.
final class VersionResemblance {
  /// Where sketches agree in an eighth of the bins, the texts have something in common; unrelated ones agree in none.
  private static let leastOfSketches = 0.125
  /// Of bodies so much is searched for a sentence that both have.
  private static let maximumBytes = 65_536
  /// Bytes of a sentence that says anything.
  private static let leastBytes = 20

  private let article: StoredArticle
  private lazy var title = ComparedWords(article.texts.title)
  private lazy var sentences = Self.sentences(article.texts.body)

  init(_ article: StoredArticle) { self.article = article }

  func resembles(sketch: Data?) -> Bool {
    guard let sketch = sketch.flatMap({ TextSketch(bytes: $0) }), let own = article.traits.sketch else { return false }
    return own.resemblance(to: sketch) >= Self.leastOfSketches
  }

  /// By half of the title's words, or by a sentence.
  func resembles(title: String, body: String) -> Bool {
    self.title.areAlike(ComparedWords(title)) || !sentences.isDisjoint(with: Self.sentences(body))
      || (!body.isEmpty && body == article.texts.body)
  }

  /// What stands between full stops, question and exclamation marks, and ends of lines, the shortest left out.
  private static func sentences(_ body: String) -> Set<[UInt8]> {
    let ends = Set(".!?\n".utf8)
    let spaces = Set(" \t\r".utf8)
    var sentences: Set<[UInt8]> = []
    for piece in body.utf8.prefix(maximumBytes).split(whereSeparator: ends.contains) {
      let sentence = Array(piece.drop(while: spaces.contains))
      if sentence.count >= leastBytes { sentences.insert(sentence) }
    }
    return sentences
  }
}
