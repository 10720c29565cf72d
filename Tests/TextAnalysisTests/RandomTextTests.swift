import Articles
import TestSupport
import Testing
import TextAnalysis

/// What scraped and hostile text is made of.
private let nastyPieces: [String] = [
  "a", "e", "s", "S", "o", "g", "O", "l", "d", "qu", "U", "Z", "h", "y", "т", "а", "е", "Е", "С", "ш", "ў", "й", "ё",
  "Σ", "ο", "ß", "İ", "ı", "é", "é", "ﬁ", "Ǆ", "1", "2", "٣", "'", "’", "‘", "ʻ", "`", "´", "\u{1FEF}", ".", ".", "․",
  ",", ";", ":", "_", "-", "·", "\"", "!", "?", "…", "。", " ", " ", " ", "\n", "\r\n", "\u{2028}", "\u{A0}", "\u{202F}",
  "\u{301}", "\u{306}", "\u{308}", "\u{307}", "\u{323}", "\u{20E3}", "\u{AD}", "\u{200B}", "\u{200D}", "\u{FEFF}",
  "\u{34F}", "\u{202E}", "😀", "👩‍👧", "🇺🇿", "情", "報", "の", "カ", "ー", "ค", "ว", "ា", "ម", "က", "ກ", "ש", "״", "م",
  "ع", "한", "ᄒ", "ᅡ", "\0", "\u{7F}", "\u{FFFD}", "\u{10FFFC}", "\u{10FFFF}", "𝐀", "𐐀", "«", "»", "(", ")", "*", "?",
]

private func nastyText(_ generator: inout SplitMix64, maximumPieces: Int) -> String {
  var text = ""
  for _ in 0..<Int.random(in: 1...maximumPieces, using: &generator) {
    text += nastyPieces.randomElement(using: &generator) ?? ""
  }
  return text
}

@Suite struct RandomTextTests {
  @Test(arguments: 0..<8)
  func tokensAreInOrderWithinBoundsAndOnScalarBoundaries(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    for _ in 0..<300 {
      let article = Article(
        title: nastyText(&generator, maximumPieces: 20),
        body: (0..<3).map { _ in nastyText(&generator, maximumPieces: 60) },
        dateline: nastyText(&generator, maximumPieces: 5), furniture: [nastyText(&generator, maximumPieces: 30)])
      let analyzed = try TextAnalyzer().analyze(article)
      check(analyzed)
    }
  }

  private func check(_ analyzed: AnalyzedArticle) {
    let article = analyzed.article
    let boundaries = scalarBoundaries(of: article.text)
    var last: Token?
    for token in analyzed.tokens {
      let paragraph = article.paragraphs[Int(token.paragraph)]
      #expect(!token.utf8Range.isEmpty && paragraph.utf8Range.contains(token.utf8Range.lowerBound))
      #expect(token.utf8Range.upperBound <= paragraph.utf8Range.upperBound)
      #expect(boundaries.contains(token.utf8Range.lowerBound) && boundaries.contains(token.utf8Range.upperBound))
      #expect(token.zone == paragraph.zone)
      if let last {
        #expect(last.utf8End <= token.utf8Start && last.zone.rawValue <= token.zone.rawValue)
        #expect(last.paragraph <= token.paragraph)
        let step = token.sentence - last.sentence
        #expect(last.paragraph == token.paragraph ? step <= 1 : step == 1)
      } else {
        #expect(token.sentence == 0)
      }
      last = token
    }
    for zone in Zone.allCases {
      #expect(analyzed.positions(of: zone).allSatisfy { analyzed.tokens[$0].zone == zone })
    }
  }

  private func scalarBoundaries(of text: String) -> Set<Int> {
    var offset = 0
    var boundaries: Set<Int> = [0]
    for scalar in text.unicodeScalars {
      offset += UTF8.width(scalar)
      boundaries.insert(offset)
    }
    return boundaries
  }

  @Test(arguments: 0..<8)
  func queriesAndTextsAgree(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(1000 + seed))
    var wordCount = 0
    for _ in 0..<1500 {
      let text = nastyText(&generator, maximumPieces: 12)
      let expected = try forms(text).map { QueryWord(folded: [.text($0.folded)], exact: [.text($0.exact)]) }
      #expect(queryWords([.text(text)]) == expected, "\(text.debugDescription)")
      wordCount += expected.count
    }
    #expect(wordCount > 1500)
  }

  /// Ignorable characters anywhere in a surface change nothing, and forms have nothing left that folding drops.
  @Test(arguments: 0..<4)
  func formsDependOnTheSurfaceAlone(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(2000 + seed))
    for _ in 0..<500 {
      let article = try analyze(nastyText(&generator, maximumPieces: 30))
      for position in article.tokens.indices {
        let surface = article.surface(at: position)
        let form = article.form(at: position)
        #expect(!form.folded.isEmpty && !form.exact.isEmpty, "\(surface.debugDescription)")
        #expect(WordForm(surface: surface) == form)
        let spaced = surface.unicodeScalars.map { "\($0)\u{AD}" }.joined()
        #expect(WordForm(surface: spaced) == form, "\(surface.debugDescription)")
        #expect(form.folded.lowercased() == form.folded, "\(surface.debugDescription)")
        for scalar in form.folded.unicodeScalars + form.exact.unicodeScalars {
          #expect(!scalar.properties.isDefaultIgnorableCodePoint && !"’‘ʻ`´ \n".unicodeScalars.contains(scalar))
        }
        #expect(!form.folded.contains("'"))
      }
    }
  }

  @Test func wildcardsNeverSplitAndNeverCrash() {
    var generator = SplitMix64(seed: 3000)
    for _ in 0..<5000 {
      let elements = nastyText(&generator, maximumPieces: 10).unicodeScalars.map { scalar -> QueryElement in
        scalar == "*" ? .anyRun : scalar == "?" ? .anyCharacter : .text(String(scalar))
      }
      for word in queryWords(elements) {
        for form in [word.folded, word.exact] {
          #expect(!form.contains(.text("")))
          #expect(form.contains { if case .text = $0 { true } else { false } })
        }
      }
    }
    #expect(queryWords([.text("Tash"), .anyRun, .text("kent")]).count == 1)
  }
}
