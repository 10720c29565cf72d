import Articles
import Foundation
import TestSupport
import TextAnalysis
import Testing

@testable import NearDuplicates

/// How well near copies are told from other texts, on pairs of which it is known.
@Suite struct ResemblanceTests {
  private struct Score: CustomStringConvertible {
    var truePositives = 0
    var falsePositives = 0
    var falseNegatives = 0
    var trueNegatives = 0

    mutating func add(isCopy: Bool, isFound: Bool) {
      switch (isCopy, isFound) {
      case (true, true): truePositives += 1
      case (true, false): falseNegatives += 1
      case (false, true): falsePositives += 1
      case (false, false): trueNegatives += 1
      }
    }

    var precision: Double { Double(truePositives) / Double(max(1, truePositives + falsePositives)) }
    var recall: Double { Double(truePositives) / Double(max(1, truePositives + falseNegatives)) }
    var count: Int { truePositives + falsePositives + falseNegatives + trueNegatives }

    var description: String {
      String(
        format: "%d pairs, precision %.3f (%d wrong), recall %.3f (%d missed)", count, precision, falsePositives,
        recall,
        falseNegatives)
    }
  }

  private func bodies() throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("seeds")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".txt") || $0.hasSuffix(".md") }.map { name in
      let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
      let decoded = try ArticleDecoder(limits: ArticleLimits()).decode([UInt8](bytes), fileName: name, source: nil)
      return decoded.articles[0].text(of: .body).replacing("\n\n", with: " ")
    }
  }

  private func sketch(_ text: String) throws -> TextSketch? {
    let article = try TextAnalyzer().analyze(Article(body: [text]))
    var words = FoldedWordHashes()
    var hashes: [UInt64] = []
    words.read(article.positions(of: .body), of: article, into: &hashes)
    var sketcher = Sketcher()
    return sketcher.sketch(of: hashes.span)
  }

  /// The thresholds were chosen on every other pair of each kind; asserted is what the rest shows. A pair counts as found
  /// only if the index would have led to it, too.
  @Test func nearCopiesAreToldFromOtherTexts() throws {
    var (chosen, measured) = (Score(), Score())
    var kinds: [String: (score: Score, least: Double, most: Double)] = [:]
    var turns: [String: Int] = [:]
    for pair in LabelledSet.pairs(of: try bodies()) {
      let (first, second) = (try sketch(pair.first), try sketch(pair.second))
      var resemblance = 0.0
      var isFound = false
      if let first, let second {
        resemblance = first.resemblance(to: second)
        isFound = first.isNearCopy(of: second) && first.sharesBand(with: second)
      }
      let turn = turns[pair.kind, default: 0]
      turns[pair.kind] = turn + 1
      if turn.isMultiple(of: 2) {
        chosen.add(isCopy: pair.isCopy, isFound: isFound)
      } else {
        measured.add(isCopy: pair.isCopy, isFound: isFound)
      }
      var kind = kinds[pair.kind] ?? (Score(), 1, 0)
      kind.score.add(isCopy: pair.isCopy, isFound: isFound)
      (kind.least, kind.most) = (min(kind.least, resemblance), max(kind.most, resemblance))
      kinds[pair.kind] = kind
    }
    for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
      print(String(format: "near copies: %@: %.2f to %.2f, ", name, kind.least, kind.most) + "\(kind.score)")
    }
    print("near copies, chosen on: \(chosen)")
    print("near copies, measured on: \(measured)")
    #expect(measured.count > 200)
    #expect(measured.precision >= 0.98)
    #expect(measured.recall >= 0.95)
  }

  @Test func shortTextsHaveNoSketch() throws {
    let short = (0..<NearCopy.fewestWords - 1).map { "word\($0)" }.joined(separator: " ")
    #expect(try sketch(short) == nil)
    #expect(try sketch(short + " last") != nil)
  }

  /// They are stored: what another version of the program makes of a text must be the same.
  @Test func sketchesAndHashesNeverChange() throws {
    let text = (0..<60).map { "слово\($0) word" }.joined(separator: " ")
    let bytes = try #require(try sketch(text)).bytes
    #expect(TextSketch(bytes: bytes)?.bytes == bytes)
    #expect(TextSketch(bytes: bytes.dropLast()) == nil)
    #expect(hashed(bytes.map(UInt64.init)) == 11_135_612_169_134_779_099)
  }

  /// Equal words in one order give one hash, another order another one.
  @Test func hashOfWordsDependsOnTheirOrder() {
    #expect(hashed([1, 2, 3]) == hashed([1, 2, 3]))
    #expect(hashed([1, 2, 3]) != hashed([1, 3, 2]))
    #expect(hashed([1, 2]) != hashed([1, 2, 0]))
  }

  private func hashed(_ words: [UInt64]) -> UInt64 {
    let words = words
    return hash(ofWords: words.span)
  }
}
