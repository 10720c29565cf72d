import TestSupport
import Testing

@testable import TextAnalysis

/// The forms of plain words are those that the rules for all words give.
@Suite struct PlainFoldingTests {
  @Test func everyCharacterAloneAgrees() {
    var plainCount = 0
    for value in (0..<0x900 as Range<UInt32>) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let surface = String(scalar)
      plainCount += PlainFolding.shared.form(of: surface.utf8.span) == nil ? 0 : 1
      #expect(WordForm(surface: surface) == WordForm(unusual: surface), "U+\(String(value, radix: 16))")
    }
    #expect(plainCount > 1000)
  }

  private static let alphabets: [[UInt32]] = [
    Array(0x30...0x39) + Array(0x41...0x5A) + Array(0x61...0x7A),
    Array(0xAA...0x24F) + Array(0x61...0x7A) + Array(0x41...0x5A),
    Array(0x400...0x52F) + Array(0x430...0x451) + [0x30],
    Array(0x370...0x3FF) + Array(0x3B1...0x3C9),
    Array(0x530...0x7FF), Array(0x30...0x7FF), [0x61, 0x65, 0x6F, 0x430, 0x435, 0x43E, 0x456, 0x3BF, 0x31],
    [0x75, 0x6F, 0x73, 0x67, 0x27, 0x2BB, 0xB4, 0x60, 0x2E, 0xAD, 0x301, 0x306, 0x308, 0x438, 0x435],
  ]

  @Test(arguments: alphabets.indices)
  func randomWordsAgree(alphabet: Int) {
    var generator = SplitMix64(seed: UInt64(6000 + alphabet))
    let values = Self.alphabets[alphabet]
    var plainCount = 0
    for _ in 0..<10_000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...20, using: &generator) {
        if let scalar = values.randomElement(using: &generator).flatMap(Unicode.Scalar.init) { view.append(scalar) }
      }
      let surface = String(view)
      plainCount += PlainFolding.shared.form(of: surface.utf8.span) == nil ? 0 : 1
      let expected = WordForm(unusual: surface)
      // Scalar for scalar: equality of strings would not tell composed from decomposed.
      guard scalars(WordForm(surface: surface)) == scalars(expected),
        scalars(WordForm(utf8: surface.utf8.span)) == scalars(expected)
      else {
        Issue.record("\(surface.debugDescription): \(WordForm(surface: surface)), \(expected)")
        return
      }
    }
    if alphabet < 4 { #expect(plainCount > 200) }
  }

  private func scalars(_ form: WordForm) -> [[Unicode.Scalar]] {
    [Array(form.folded.unicodeScalars), Array(form.exact.unicodeScalars)]
  }

  @Test(arguments: [
    ("Райўн", "райўн"), ("Йод", "йод"), ("Її", "її"), ("ЁЛКА", "елка"), ("ЎЗБЕК", "ўзбек"), ("ҚҒҲ", "қғҳ"),
    ("İzmir", "izmir"),
    ("ÇELİK", "celik"), ("Łódź", "lodz"), ("naïve", "naive"), ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
  ])
  func lettersThatAreFoldedOrNot(surface: String, folded: String) {
    #expect(WordForm(surface: surface).folded == folded)
    #expect(WordForm(surface: surface).exact == surface)
  }
}
