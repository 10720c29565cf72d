import Alerts
import Foundation

/// An article that was told, or is compared with one that comes, as far as all rules have it in common.
struct ToldArticle {
  /// Whether both are of one source.
  let isSameHand: Bool
  /// By its words.
  let hasSameTitle: Bool
  /// How the title changed; `nil` where it did not as far as readers have to know.
  let titleChange: Alert.Correction.Change?
  let denials: Set<SaidDenial>
  /// Hashes of all its sentences; empty where it raised no alert.
  let sentences: Set<UInt64>
}

/// One article that comes, compared with what was told of its story, for all rules that match it: each text is split into
/// words once, and each pair compared once. Lives for one submission. Owner: the store queue.
final class StoryComparison {
  let article: StoredArticle
  /// As in the database.
  let source: String
  private(set) lazy var title = ComparedWords(article.texts.title)
  private var articles: [Int64: ToldArticle] = [:]
  private var words: [UInt64: ComparedWords] = [:]
  private var alike: [[UInt64]: Bool] = [:]

  init(_ article: StoredArticle, source: String) {
    self.article = article
    self.source = source
  }

  /// - Parameter find: is asked once for each article; gives its source, its title where it is kept, and so on.
  func told(
    _ id: Int64, _ find: () throws -> (source: String, title: String?, denials: Set<SaidDenial>, sentences: Set<UInt64>)
  ) rethrows -> ToldArticle {
    if let known = articles[id] { return known }
    let found = try find()
    let isSameHand = found.source == source
    var hasSameTitle = false
    var change: Alert.Correction.Change?
    if let old = found.title {
      let words = ComparedWords(old)
      hasSameTitle = words.areSame(as: title)
      if !hasSameTitle, isSameHand || words.areEdited(title) {
        change = Alert.Correction.Change(
          zone: "title", old: Alert.Article.known(old), new: Alert.Article.known(article.texts.title))
      }
    }
    let told = ToldArticle(
      isSameHand: isSameHand, hasSameTitle: hasSameTitle, titleChange: change, denials: found.denials,
      sentences: found.sentences)
    articles[id] = told
    return told
  }

  func areAlike(_ old: ToldSentence, _ new: ToldSentence) -> Bool {
    if let known = alike[[old.hash, new.hash]] { return known }
    let result = compared(old).areAlike(compared(new))
    alike[[old.hash, new.hash]] = result
    return result
  }

  private func compared(_ sentence: ToldSentence) -> ComparedWords {
    if let known = words[sentence.hash] { return known }
    let compared = ComparedWords(sentence.text)
    words[sentence.hash] = compared
    return compared
  }

}

/// Hashes of sentences as they are kept: 8 bytes each, the lowest first.
enum SentenceHashes {
  /// An article of more sentences has a part of them kept: the others count as not told.
  static let maximumCount = 4_096

  static func data(_ hashes: Set<UInt64>) -> Data? {
    guard !hashes.isEmpty else { return nil }
    var data = Data(capacity: min(hashes.count, maximumCount) * 8)
    for hash in hashes.sorted().prefix(maximumCount) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) { data.append(UInt8(truncatingIfNeeded: hash >> shift)) }
    }
    return data
  }

  static func hashes(_ data: Data) -> Set<UInt64> {
    var hashes: Set<UInt64> = []
    var (hash, count): (UInt64, UInt64) = (0, 0)
    for byte in data {
      hash |= UInt64(byte) << (count * 8)
      count += 1
      guard count == 8 else { continue }
      hashes.insert(hash)
      (hash, count) = (0, 0)
    }
    return hashes
  }
}
