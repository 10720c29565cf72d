import TestSupport
import Testing

@testable import Articles

struct HostileTests {
  private static let pieces: [String] = [
    "a", "Z", "9", " ", " ", " ", "\n", "\n", "\n\n", "\r", "\r\n", "\u{2028}", "\u{2029}", "\u{85}", "\u{0C}", "\t",
    "\u{0B}", "\u{1B}[31m",
    "-", "- ", "• ", "1. ", "12) ", ". ", "? ", "! ", ": ", ", ", "—", " — ", "\"", "“", "»", "(", ")", "/", "#", "# ",
    "> ", "---\n",
    "...\n", "===", "title: ", "tags: ", "published: 2025-01-01", "'", "ʻ", "\u{AD}", "\u{200B}", "\u{202E}",
    "\u{FEFF}", "\u{301}", "İ", "ß",
    "ﬁ", "Ⅻ", "²", "漢字", "。", "م", "؟", "ქ", "🇺🇿", "👩‍👩‍👧", "ўзбек", "Ўзбекистон", "Ташкент",
    "МОСКВА, 19 дек — РИА Новости. ",
    "TASHKENT, Dec 19 (Reuters) – ", "Photo: ", "Photo courtesy of ", "By Jane Doe", "Author: ", "Read also",
    "Read also: ", "Latest news", "Next Article",
    "Subscribe", "Share this article", "Background:", "Home / Asia", "The guards met on Monday and went home. ",
    "become a member of our newsletter ",
    "Published: 24 April 2025", "0", "\u{10FFFF}", "\u{E000}", "word", "Word Word Word Word Word",
  ]

  private func text(_ generator: inout SplitMix64) -> String {
    let count = Int.random(in: 0..<60, using: &generator)
    return (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
  }

  private func words(_ text: String) -> [String] {
    text.unicodeScalars.split { !$0.isInWord }.map { String(Substring($0)) }.sorted()
  }

  @Test func everyWordOfAPlainTextStandsInSomeZone() throws {
    var generator = SplitMix64(seed: 20_250_424)
    var decoded = 0
    for _ in 0..<3000 {
      let text = text(&generator)
      let expected = words(text)
      // A front matter is no text; one that is closed may take words away.
      guard !text.hasPrefix("---"), !text.hasPrefix("\u{FEFF}---") else { continue }
      guard !expected.isEmpty else {
        #expect(throws: ArticleError.self) { try read(text) }
        continue
      }
      let article = try read(text)
      #expect(words(article.text) == expected, "\(text.debugDescription)")
      decoded += 1
    }
    #expect(decoded > 2500)
  }

  @Test func anyBytesAreReadOrRejected() {
    var generator = SplitMix64(seed: 7)
    let decoder = ArticleDecoder(limits: ArticleLimits(maximumFileBytes: 400, maximumTokens: 6))
    var codes: Set<String> = []
    for round in 0..<6000 {
      var bytes = Array(text(&generator).utf8)
      if round % 3 == 0 { bytes = Array("---\ntitle: x\n".utf8) + bytes + Array("\n---\ntext".utf8) }
      if round % 4 == 0, !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      do throws(ArticleError) {
        let file = try decoder.decode(bytes, fileName: round % 2 == 0 ? "a.md" : "a.txt", source: nil)
        #expect(file.articles.count == 1)
        #expect(!file.articles[0].paragraphs.isEmpty)
      } catch {
        codes.insert(error.code)
      }
    }
    #expect(codes == ["empty", "binary", "not-utf8", "too-large", "too-many-tokens"])
  }

  @Test(arguments: [
    "a", "a ", "\n", "•", "• ", "•\n", "- a. ", "[", "](", "![", "![a](", "[a](b)", "*", "_a", "\"", ". ", "`", "#",
    "> ", "a\u{301}", "\u{2028}", "— ", "Photo: ",
    "https://a.example/", "漢", "ʻ",
  ])
  func largeFilesTakeLinearTime(piece: String) throws {
    let size = 1 << 18
    let bytes = Array(String(repeating: piece, count: size / piece.utf8.count).utf8)
    for name in ["a.txt", "a.md"] {
      let elapsed = processorTime { _ = try? ArticleDecoder().decode(bytes, fileName: name, source: nil) }
      // Generous for slow machines and builds without optimisation; a quadratic step would take hours.
      #expect(elapsed < .seconds(60))
    }
  }

  @Test func aFileOfManyShortLinesIsRejectedBeforeItTakesMemory() {
    let bytes = Array(String(repeating: "a\n", count: 3 << 20).utf8)
    #expect(throws: ArticleError.self) { try ArticleDecoder().decode(bytes, fileName: "a.txt", source: nil) }
  }

  @Test(arguments: ["x", "\n", "• word\n", "• word, "])
  func sixteenMebibytesAreFine(piece: String) throws {
    let limits = ArticleLimits(maximumTokens: 200_000)
    let bytes = Array(String(repeating: piece, count: (16 << 20) / piece.utf8.count).utf8)
    do throws(ArticleError) {
      let file = try ArticleDecoder(limits: limits).decode(bytes, fileName: "a.txt", source: nil)
      #expect(file.articles[0].text.utf8.count > 15 << 20)
    } catch {
      #expect(error.code == (piece == "\n" ? "empty" : "too-many-tokens"))
    }
  }
}
