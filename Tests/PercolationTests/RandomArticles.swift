import Articles
import TestSupport
import TextAnalysis

/// Articles of few words, so that everything collides with everything, in all zones.
enum RandomArticles {
  static let words = [
    "cat", "dog", "Dog", "cats", "CAT", "owl", "Owl", "kestrel", "kestrels", "kesterl", "dogni", "owllar",
    "догни", "Котом",
  ]

  static func make(_ random: inout SplitMix64) -> AnalyzedArticle {
    // Where most words are others, it matters how far apart the rest are.
    let others = random.pick([0, 0, 0, 60, 90])
    func paragraph() -> String { Self.paragraph(&random, others) }
    let article = Article(
      title: random.chance(60) ? paragraph() : "",
      body: (0..<random.below(4)).map { _ in paragraph() },
      dateline: random.chance(40) ? paragraph() : "",
      captions: (0..<random.below(3)).map { _ in paragraph() },
      furniture: (0..<random.below(2)).map { _ in paragraph() },
      metadata: metadata(&random))
    return tokenized(article)
  }

  /// - Parameter others: of a hundred words so many are such as no rule looks for.
  private static func paragraph(_ random: inout SplitMix64, _ others: Int) -> String {
    let sentences = (0...random.below(3)).map { _ in
      (0...random.below(6)).map { _ in random.chance(others) ? "other" : random.pick(words) }.joined(separator: " ")
    }
    let text = sentences.joined(separator: ". ") + "."
    return random.chance(15) ? text.uppercased() : text
  }

  private static func metadata(_ random: inout SplitMix64) -> ArticleMetadata {
    ArticleMetadata(
      source: random.chance(50) ? random.pick(["Gazette", "gazette", "Évening Gazette"]) : nil,
      url: random.chance(30) ? random.pick(["https://example.org/a", "https://example.com/b"]) : nil,
      author: random.chance(50) ? random.pick(["Ann Lee", "B. Lee"]) : nil,
      section: random.chance(30) ? "World" : nil,
      tags: (0..<random.below(3)).map { _ in random.pick(["birds", "Pets", "weather"]) },
      published: random.chance(60)
        ? PublicationDate(secondsSince1970: Int64(random.below(6) * 43_200), isWholeDay: false, text: "") : nil,
      language: random.chance(60) ? random.pick(["en", "en-gb", "uz-cyrl-uz", "ru"]) : nil)
  }

  /// Splits at everything but letters and digits; a stop ends a sentence; a paragraph all in capitals is such a line.
  static func tokenized(_ article: Article) -> AnalyzedArticle {
    var tokens: [Token] = []
    var sentence = 0
    let bytes = Array(article.text.utf8)
    for (index, paragraph) in article.paragraphs.enumerated() {
      let text = article.substring(paragraph.utf8Range)
      let isInCapitals = text.contains(where: \.isUppercase) && !text.contains(where: \.isLowercase)
      var start: Int?
      func isWord(_ offset: Int) -> Bool {
        offset < paragraph.utf8Range.upperBound
          && (bytes[offset] >= 0x80 || Character(Unicode.Scalar(bytes[offset])).isLetter)
      }
      for offset in paragraph.utf8Range.lowerBound...paragraph.utf8Range.upperBound {
        if isWord(offset) {
          start = start ?? offset
          continue
        }
        if let from = start {
          tokens.append(
            Token(
              utf8Range: from..<offset, paragraph: index, sentence: sentence, zone: paragraph.zone,
              isInCapitalsLine: isInCapitals))
          start = nil
        }
        if offset < paragraph.utf8Range.upperBound, bytes[offset] == UInt8(ascii: ".") { sentence += 1 }
      }
      sentence += 1
    }
    return AnalyzedArticle(article: article, tokens: tokens)
  }
}
