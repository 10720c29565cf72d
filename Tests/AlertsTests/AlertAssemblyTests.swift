import Articles
import Foundation
import Percolation
import RuleLanguage
import Testing
import TestSupport
import TextAnalysis

@testable import Alerts

/// An article whose tokens are its runs of letters and digits, a sentence ending at every stop: enough to show
/// snippets.
func analyzed(_ article: Article) -> AnalyzedArticle {
  var tokens: [Token] = []
  var sentence = 0
  let bytes = Array(article.text.utf8)
  for (index, paragraph) in article.paragraphs.enumerated() {
    var start: Int?
    for offset in paragraph.utf8Range.lowerBound...paragraph.utf8Range.upperBound {
      let byte = offset < paragraph.utf8Range.upperBound ? bytes[offset] : 0x20
      let isLetter = byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
      if isLetter {
        start = start ?? offset
      } else if let begun = start {
        tokens.append(
          Token(
            utf8Range: begun..<offset, paragraph: index, sentence: sentence, zone: paragraph.zone,
            isInCapitalsLine: false))
        start = nil
      }
      if byte == 0x2E { sentence += 1 }
    }
    sentence += 1
  }
  return AnalyzedArticle(article: article, tokens: tokens)
}

func match(_ parts: [(String, [[Int]])], rule: RuleHead? = nil) -> Match {
  let query = Expression(.word(WordPattern("x")), at: 0..<1)
  return Match(
    rule: rule
      ?? Rule(id: "r", title: "A rule", severity: .high, tags: ["t"], query: query, queryText: "x", version: "abc").head,
    parts: parts.map { Match.Part(expression: $0.0, spans: $0.1.map { TokenSpan($0) }) })
}

func raised(on match: Match, in analyzed: AnalyzedArticle) -> Alert {
  AlertBuilder(analyzed, articleHash: "00", file: "f.txt", time: 0).alert(on: match)
}

@Suite struct AlertAssemblyTests {
  let article = Article(
    title: "Spies meet",
    body: ["One thing happened. Then the spies met in «Tashkent» again. It rained.", "Nobody saw."],
    metadata: ArticleMetadata(source: "wire", tags: ["a"], language: "en"))

  @Test func snippetShowsTheSentenceWithItsWordsMarked() throws {
    let alert = raised(on: match([("spies", [[5 + 1], [0]]), ("Tashkent", [[9]])]), in: analyzed(article))
    let snippet = try #require(alert.snippets?.first { $0.zone == "body" })
    #expect(snippet.text == "Then the spies met in «Tashkent» again.")
    let bytes = Array(snippet.text.utf8)
    let words = snippet.marks.map { String(decoding: bytes[$0[0]..<$0[1]], as: UTF8.self) }
    #expect(words.allSatisfy { ["the", "spies", "«Tashkent", "«Tashkent»", "in", "met"].contains($0) })
    #expect(!words.isEmpty)
  }

  @Test func spansAreBytesOfTheZoneText() throws {
    let tokens = analyzed(article)
    for position in tokens.tokens.indices {
      let alert = raised(on: match([("w", [[position]])]), in: tokens)
      let span = try #require(alert.parts[0].spans?.first)
      let zone = try #require(Zone.allCases.first { $0.name == span.zone })
      let found = Array(article.text(of: zone).utf8)[span.from..<span.to]
      #expect(String(decoding: found, as: UTF8.self) == article.substring(tokens.tokens[position].utf8Range))
    }
  }

  @Test func absentValuesAreLeftOut() throws {
    let bare = Article(body: ["Word."])
    let alert = raised(on: match([("source:x", [])]), in: analyzed(bare))
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(alert.jsonLine().utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["id", "time", "kind", "rule", "article", "parts"])
    #expect((object["article"] as? [String: Any])?.keys.sorted() == ["file", "hash"])
    #expect(((object["parts"] as? [[String: Any]])?[0])?.keys.sorted() == ["expression"])
  }

  @Test func everyPartIsShownAndLongSentencesAreCutOnCharacters() {
    let long = Array(repeating: "ё", count: 400).joined(separator: " ") + " spy " + String(repeating: "ў", count: 900)
    let tokens = analyzed(Article(body: [long, "Far away a word."]))
    let alert = raised(on: match([("spy", [[400]]), ("word", [[tokens.tokens.count - 1]])]), in: tokens)
    #expect(alert.snippets?.count == 2)
    for snippet in alert.snippets ?? [] {
      #expect(snippet.text.utf8.count <= SnippetBuilder.maximumSnippetBytes + 8)
      #expect(!snippet.text.contains("\u{FFFD}"))
      let bytes = Array(snippet.text.utf8)
      let words = snippet.marks.map { String(decoding: bytes[$0[0]..<$0[1]], as: UTF8.self) }
      #expect(words == ["spy"] || words == ["word"])
    }
  }

  /// A page without a stop may match every rule: what an alert takes must not grow with the sentence.
  @Test(arguments: ["spy ", "spy, ", "ў/"])
  func timeOfAnAlertDoesNotGrowWithItsSentence(word: String) throws {
    func time(_ count: Int) throws -> Duration {
      let tokens = analyzed(Article(body: [String(repeating: word, count: count)]))
      let matches = (0..<20).map { match([("spy", [[count / 2 + $0 / 2]])]) }
      let builder = AlertBuilder(tokens, articleHash: "00", file: "f.txt", time: 0)
      let tries = try (0..<5).map { _ in
        try processorTime {
          for match in matches {
            let snippet = try #require(builder.alert(on: match).snippets?.first)
            try #require(snippet.text.utf8.count <= SnippetBuilder.maximumSnippetBytes + 8)
            try #require(snippet.marks.count == 1)
          }
        }
      }
      return try #require(tries.min())
    }
    // Two hundred times as much text; a tenth of that is noise.
    let (page, article) = (try time(1_000), try time(200_000))
    #expect(article < page * 20, "a page takes \(page), 200 pages in one sentence \(article)")
  }

  @Test func wordThatIsLongerThanASnippetIsMarkedAsFarAsItIsShown() throws {
    let tokens = analyzed(Article(body: ["a thread" + String(repeating: "ў", count: 400) + " b"]))
    let snippet = try #require(raised(on: match([("thread*", [[1]])]), in: tokens).snippets?.first)
    let mark = try #require(snippet.marks.first)
    #expect(snippet.marks.count == 1)
    #expect(mark[0] >= 0 && mark[0] < mark[1] && mark[1] <= snippet.text.utf8.count)
    #expect(String(decoding: Array(snippet.text.utf8)[mark[0]..<mark[1]], as: UTF8.self).hasPrefix("threadў"))
  }

  @Test func whatAnAlertSaysOfItsArticleIsBounded() throws {
    let long = String(repeating: "ў", count: 30_000)
    let url = "https://example.org/" + String(repeating: "a", count: 5_000)
    let article = Article(
      title: long, body: ["Word."], metadata: ArticleMetadata(source: long, url: url, author: long))
    let told = raised(on: match([("word", [[1]])]), in: analyzed(article)).article
    for text in [told.title, told.source, told.author] {
      let text = try #require(text)
      #expect(text.utf8.count <= Alert.Article.maximumTextBytes + 3)
      #expect(text.hasSuffix("ў…"))
    }
    #expect(told.url == nil, "half an address leads nowhere")
  }

  @Test func idDependsOnRuleAndArticleAlone() {
    #expect(Alert.id(rule: "a", articleHash: "b") == Alert.id(rule: "a", articleHash: "b"))
    #expect(Alert.id(rule: "a", articleHash: "b") != Alert.id(rule: "ab", articleHash: ""))
    #expect(Alert.id(rule: "a", articleHash: "b").count == 24)
  }
}
