import Articles
import Foundation
import TestSupport
import Testing

@testable import TextAnalysis

/// The fast path over plain words gives what the rules without it give, to the last token.
@Suite struct FastPathTests {
  /// Pieces that join, separate or end sentences in ways that depend on their neighbours.
  private static let pieces: [String] = [
    "talks", "Tashkent", "TASHKENT", "a", "A", "I", "s", "o", "O", "g", "US", "U", "l", "d", "qu", "dell",
    "intelligence",
    "intergovernmental", "internationalization", "antidisestablishmentarianism", "x1", "1", "24", "2025", "no", "mr",
    "Mr", "Gen", "The", "in", "ABCDE", "ABCD", "AbCdEfGh", "abcdefgh", "abcdefghi", "Ташкент", "Узбекистан", "узбек",
    "г", "В", "ФСБ", "ўзбек", "ғ", "қ", "Ҳ", "ш", "ё", "и\u{306}", "е\u{308}", "naïve", "é", "e\u{301}", "ö", "Ç", "ß",
    "İ", "ı", "ÿ", "Ω", "λόγος", "صفر", "שלום", "ש", "한국", "情報", "の", "カー", "ไทย", "ខ្មែរ", "Ａ", "𐐀", "𝐀", "ǅ", "ª",
    "٣", "۴", "Ⅷ", "ℹ", " ", " ", " ", " ", " ", " ", "  ", "\n", "\n", "\r\n", "\t", "\u{B}", "\u{85}", "\u{2028}",
    "\u{A0}", "\u{202F}", ",", ", ", ".", ". ", ".", "...", "…", "!", "?", "! ", "? ", ":", ";", "; ", "-", "—", " — ",
    "_", "/", "(", ")", "\"", "“", "”", "«", "»", "„", "'", "'", "’", "‘", "ʻ", "ʼ", "`", "´", "'s", "’s", "'S", "s'",
    "·", "״", "׳", "。", "！", "．", "․", "：", "。 ", "\u{AD}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{34F}", "\u{301}",
    "\u{20E3}", "\u{10FFFC}", "\u{10FFFD}", "😀", "👩‍👧", "🇺🇿", "\0", "\u{1}", "@", "[", "`", "{", "/", "0", "9", ":", "Z",
    "z", "\u{7F}", "U.S.", "U.S.-", "Ph.D.", "O'Neill", "L'Aquila", "dell'arte", "o'zbek", "tog'", "1,000.5", "1'000",
    "1990's", "A.B. ", "TALKS IN TASHKENT", "ПЕРЕГОВОРЫ В ТАШКЕНТЕ", "\nALL CAPITALS HERE\n", "\nABCD\n",
    "president.uz",
    "F.S.B.'s", "in the U.S. The talks", "no. 7", "г. Ташкент", "А. В. Бортников",
  ]
  private static let words = [
    "the", "talks", "of", "Tashkent", "and", "services", "in", "a", "cooperation", "on", "В", "Ташкенте", "говорили",
  ]
  private static let gaps = [" ", " ", " ", " ", " ", ", ", ". ", ".\n", "\n", " 1", "'s ", " – "]

  /// Nothing but pieces, or mostly words with pieces between them.
  private static func text(_ generator: inout SplitMix64) -> String {
    var text = ""
    let wordsInTen = [0, 0, 5, 9].randomElement(using: &generator) ?? 0
    for _ in 0..<Int.random(in: 1...40, using: &generator) {
      if Int.random(in: 0..<10, using: &generator) < wordsInTen {
        text += words.randomElement(using: &generator) ?? ""
        text += gaps.randomElement(using: &generator) ?? ""
      } else {
        text += pieces.randomElement(using: &generator) ?? ""
      }
    }
    return text
  }

  private struct Outcome: Equatable {
    var tokens: [Token] = []
    var failed = false
  }

  /// Reads the parts as paragraphs of the text, as `TextAnalyzer` does.
  private static func scan(
    _ text: String, _ parts: [Range<Int>], isFast: Bool, isQuery: Bool = false, maximumTokens: Int = .max
  ) -> Outcome {
    var scanner = TokenScanner(isQuery: isQuery, maximumTokens: maximumTokens)
    scanner.usesFastPath = isFast
    var outcome = Outcome()
    do {
      for (index, part) in parts.enumerated() {
        try scanner.scan(text.utf8.span, range: part, paragraph: index, zone: index == 0 ? .title : .body)
      }
    } catch {
      outcome.failed = true
    }
    outcome.tokens = scanner.takeTokens()
    return outcome
  }

  /// Ranges between some scalar boundaries, not only where words end.
  private static func parts(of text: String, _ generator: inout SplitMix64) -> [Range<Int>] {
    var offsets = [0]
    var offset = 0
    for scalar in text.unicodeScalars {
      offset += UTF8.width(scalar)
      if Int.random(in: 0..<40, using: &generator) == 0 { offsets.append(offset) }
    }
    offsets.append(offset)
    return zip(offsets, offsets.dropFirst()).map { $0..<$1 }
  }

  private static func agree(
    _ text: String, _ parts: [Range<Int>], isQuery: Bool = false, maximumTokens: Int = .max
  ) -> Bool {
    let fast = scan(text, parts, isFast: true, isQuery: isQuery, maximumTokens: maximumTokens)
    let general = scan(text, parts, isFast: false, isQuery: isQuery, maximumTokens: maximumTokens)
    if fast == general { return true }
    let first = zip(fast.tokens, general.tokens).first(where: { $0 != $1 })
    Issue.record("\(text.debugDescription) \(parts): \(fast.tokens.count) and \(general.tokens.count), \(first as Any)")
    return false
  }

  private static let isThorough = ProcessInfo.processInfo.environment["WATCHWORD_THOROUGH"] == "1"

  @Test(arguments: 0..<8)
  func randomTextsAgree(seed: Int) {
    var generator = SplitMix64(seed: UInt64(4000 + seed))
    for _ in 0..<(Self.isThorough ? 100_000 : 2_000) {
      let text = Self.text(&generator)
      let parts = Self.parts(of: text, &generator)
      guard Self.agree(text, parts) else { return }
      guard Self.agree(text, [0..<text.utf8.count], isQuery: true) else { return }
      guard Self.agree(text, parts, maximumTokens: Int.random(in: 0...30, using: &generator)) else { return }
    }
  }

  /// Every pair of pieces behind and before every other thing that ends a word or does not, at every distance from the
  /// end of the text and from where eight and 64 bytes end.
  @Test(arguments: ["talks", "a", "7", "Ташкент", "abcdefgh", "abcdefghijklmnopq"])
  func everyPieceBehindAWordAgrees(word: String) {
    for piece in Self.pieces {
      for next in ["", " ", "s", "1", "a b", "Ш ", "\u{301}", "\u{AD}1", "'s", ". The end", "\n\n"] {
        for before in Self.isThorough ? Array(0..<80) : [0, 1, 3, 7, 49, 57, 60, 62] {
          let text = String(repeating: "x", count: before) + " " + word + piece + next
          guard Self.agree(text, [0..<text.utf8.count]) else { return }
        }
      }
    }
  }

  /// A word that ends at every offset, with the paragraph, the text, or both behind it.
  @Test func wordsAtTheEndAgree() {
    for count in 1...150 {
      for word in ["a", "Ш", "abcdefg", "ABCDEFGH", "Tashkentians", "Ташкент", "internationalization"] {
        let text = String(String(repeating: "ab cde fghi ", count: 20).prefix(count)) + word
        let length = text.utf8.count
        guard Self.agree(text, [0..<length]) else { return }
        guard Self.agree(text + "\n\nnext", [0..<length, (length + 2)..<(length + 6)]) else { return }
        guard Self.agree(text + "next", [0..<length, length..<(length + 4)]) else { return }
      }
    }
  }

  /// Long enough for room to be taken more than once.
  @Test func longParagraphsAgree() {
    var generator = SplitMix64(seed: 5000)
    for _ in 0..<20 {
      var text = ""
      while text.utf8.count < 40_000 {
        text += Self.words.randomElement(using: &generator) ?? ""
        text += Int.random(in: 0..<400, using: &generator) == 0 ? Self.text(&generator) : " "
      }
      guard Self.agree(text, [0..<text.utf8.count]) else { return }
    }
    let letters = String(repeating: "a b ", count: 3000)
    #expect(Self.agree(letters, [0..<letters.utf8.count]))
    #expect(Self.scan(letters, [0..<letters.utf8.count], isFast: true).tokens.count == 6000)
  }
}
