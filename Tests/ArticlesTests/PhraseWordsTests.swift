import TestSupport
import Testing

@testable import Articles

/// The fast way and the plain one find the same in a line.
@Suite struct PhraseWordsTests {
  /// What lines are made of: words of phrases in all their letters, and what stands between them.
  private static let words =
    (PhraseTable.wholeLines + PhraseTable.lineHeads).flatMap(\.1) + PhraseTable.credits + PhraseTable.listIntroductions
    + (PhraseTable.appeals + PhraseTable.blurbs).flatMap(\.1) + PhraseTable.address + [
      "melons", "We", "don’t", "don't", "йод", "и\u{306}од", "Ёлка", "ўзбек", "қовун", "İzmir", "naïve", "²", "日本",
      "12",
    ]
  private static let marks = [
    " ", "  ", ", ", ". ", ": ", " — ", "-", "“", "” ", "\u{A0}", "…", "’", "/", "\u{301}", "٫", "\t",
  ]

  @Test func bothFindTheSame() {
    var random = SplitMix64(seed: 11)
    var (plain, phrases, cues) = (0, 0, 0)
    for _ in 0..<20_000 {
      var line = ""
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        line += Self.words.randomElement(using: &random) ?? ""
        line += Int.random(in: 0...3, using: &random) == 0 ? Self.marks.randomElement(using: &random) ?? "" : " "
      }
      if Bool.random(using: &random) { line = line.uppercased() }
      let words = PhraseWords(line)
      let found = PhraseTable.shared.findings(in: words)
      #expect(found == PhraseTable.shared.findings(in: .spelled(PhraseTable.words(of: line))), "\(line)")
      if case .plain = words { plain += 1 }
      if found.phrase != nil { phrases += 1 }
      if found.appeal + found.blurb > 0 || found.creditWord != nil { cues += 1 }
    }
    // Enough of each.
    #expect(plain > 5_000 && plain < 18_000, "\(plain)")
    #expect(phrases > 2_000 && cues > 2_000, "\(phrases), \(cues)")
  }

  @Test(arguments: [
    ("Read also: Don't miss it!", true), ("Читайте также — «Ёлка»", true), ("", true), ("...", true), ("Naïve", false),
    ("Қовун", false), ("и\u{306}од", false),
  ])
  func onlyLettersWithOneSpellingAreKeptAsBytes(line: String, isPlain: Bool) {
    let words = PhraseWords(line)
    if case .plain = words { #expect(isPlain) } else { #expect(!isPlain) }
    #expect(words.count == PhraseTable.words(of: line).count)
  }
}
