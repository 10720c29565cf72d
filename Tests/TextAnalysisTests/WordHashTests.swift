import Articles
import TestSupport
import Testing

@testable import TextAnalysis

@Suite struct WordHashTests {
  @Test func tokensHaveTheHashOfTheirSurface() throws {
    let article = try analyze(
      "Talks in Tashkent's U.S. embassy, об intergovernmental-cooperation и o‘zbekiston 情報 1,000.5 a", "a")
    for position in article.tokens.indices {
      let surface = article.surface(at: position)
      #expect(article.tokens[position].hash == WordHash.of(surface.utf8.span), "\(surface)")
    }
    let byHand = AnalyzedArticle(
      article: article.article,
      tokens: article.tokens.map {
        Token(
          utf8Range: $0.utf8Range, paragraph: Int($0.paragraph), sentence: Int($0.sentence), zone: $0.zone,
          isInCapitalsLine: $0.isInCapitalsLine)
      })
    #expect(byHand.tokens == article.tokens)
    #expect(MemoryLayout<Token>.stride == 32)
  }

  /// Every length at every distance from the beginning and the end of the text, with anything around it.
  @Test func theSameBytesHaveTheSameHashWhereverTheyLie() {
    var generator = SplitMix64(seed: 1)
    for count in 0...50 {
      let word = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let expected = WordHash.of(word.span)
      for before in 0..<17 {
        for after in 0..<17 {
          let text =
            (0..<before).map { _ in UInt8.random(in: 0...255, using: &generator) } + word
            + (0..<after).map { _ in UInt8.random(in: 0...255, using: &generator) }
          #expect(WordHash.shared.of(text.span.bytes, before..<before + count) == expected)
        }
      }
    }
  }

  @Test func everyBitOfAWordChangesHalfOfTheHash() {
    var generator = SplitMix64(seed: 2)
    for count in [1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33, 40] {
      var flips = [Int](repeating: 0, count: 64)
      var tries = 0
      while tries < 2000 {
        let word = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var other = word
        other[Int.random(in: 0..<count, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        let difference = WordHash.of(word.span) ^ WordHash.of(other.span)
        for bit in 0..<64 where difference >> UInt64(bit) & 1 == 1 { flips[bit] += 1 }
        tries += 1
      }
      // Ten standard deviations: the secret is another in each run.
      #expect(flips.allSatisfy { (776...1224).contains($0) }, "\(count) bytes: \(flips)")
    }
  }

  @Test func zerosAtTheEndCount() {
    var hashes: Set<UInt64> = []
    for count in 0...40 { hashes.insert(WordHash.of([UInt8](repeating: 0, count: count).span)) }
    #expect(hashes.count == 41)
  }

  @Test func lowAndHighBitsSpreadShortWords() {
    var low: [Int: Int] = [:]
    var high: [Int: Int] = [:]
    for number in 0..<65_536 {
      let hash = WordHash.of("w\(number)".utf8.span)
      low[Int(truncatingIfNeeded: hash & 0xFFF), default: 0] += 1
      high[Int(truncatingIfNeeded: hash >> 52), default: 0] += 1
    }
    // 16 are expected in each of 4096.
    #expect(low.count > 4090 && low.values.allSatisfy { $0 < 50 })
    #expect(high.count > 4090 && high.values.allSatisfy { $0 < 50 })
  }
}
