import AlertStore
import Alerts
import Corrections
import NearDuplicates
import Percolation
import TextAnalysis

/// Finds in an article what decides to which story it belongs and whether it corrects what was told. Scratch memory of one
/// worker.
///
/// Every article gets a sketch; sentences and words of denial are looked at only in those that match a rule, since they
/// decide about alerts alone.
struct StoryReader {
  private var words = FoldedWordHashes()
  private var sketcher = Sketcher()
  private let finder: CorrectionFinder
  private var hashes: [UInt64] = []

  init(_ corrections: CorrectionWords) { finder = CorrectionFinder(corrections) }

  mutating func sketch(of article: AnalyzedArticle) -> TextSketch? {
    let body = article.positions(of: .body)
    guard body.count >= NearCopy.fewestWords else { return nil }
    words.read(body, of: article, into: &hashes)
    let words = hashes
    return sketcher.sketch(of: words.span)
  }

  /// The hashes of an article's sentences by their numbers.
  mutating func sentences(of article: AnalyzedArticle) -> [UInt32: UInt64] {
    words.read(article.tokens.indices, of: article, into: &hashes)
    var sentences: [UInt32: UInt64] = [:]
    var start = 0
    for position in article.tokens.indices {
      let sentence = article.tokens[position].sentence
      guard position + 1 == article.tokens.count || article.tokens[position + 1].sentence != sentence else { continue }
      sentences[sentence] = hash(ofWords: hashes.span.extracting(start..<position + 1))
      start = position + 1
    }
    return sentences
  }

  /// - Parameter hashes: of the article's sentences.
  func denials(in article: AnalyzedArticle, hashes: [UInt32: UInt64]) -> [FoundDenial] {
    finder.words(in: article).map { found in
      FoundDenial(
        item: found.item, zone: found.zone.name, sentence: found.sentence.map { Alert.sentence($0, of: article) },
        hash: found.sentence.flatMap { hashes[$0] } ?? 0)
    }
  }
}

extension ToldSentence {
  /// What an alert shows, with the hashes of its sentences.
  static func all(of draft: AlertDraft, hashes: [UInt32: UInt64]) -> [ToldSentence] {
    zip(draft.sentences, draft.alert.snippets ?? []).map { sentence, snippet in
      ToldSentence(hash: hashes[sentence] ?? 0, zone: snippet.zone, text: snippet.text)
    }
  }
}
