/// The two spellings under which a token is looked for.
///
/// Both are functions of the token's surface alone, so an engine computes them once per distinct surface.
package struct WordForm: Sendable, Hashable {
  /// What makes no difference is gone: letter case, Latin accents, ё/е, apostrophes, look-alike letters, dots.
  package let folded: String
  /// As written, but for dots in abbreviations, look-alike letters and the kind of apostrophe.
  package let exact: String

  package init(folded: String, exact: String) {
    self.folded = folded
    self.exact = exact
  }

  /// The forms of a token's surface: the text of its bytes, nothing dropped. Linear in its length, NFC or not.
  package init(surface: some StringProtocol) {
    if surface.utf8.allSatisfy(WordForm.isPlain) {
      self.init(folded: surface.lowercased(), exact: String(surface))
      return
    }
    let forms = WordFolding.forms(of: surface.unicodeScalars)
    self.init(folded: String(forms.folded), exact: String(forms.exact))
  }

  /// The same, of UTF-8 bytes that are valid.
  package init(utf8 surface: Span<UInt8>) {
    self.init(surface: surface.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
  }

  /// ASCII letters and digits: nothing but case to fold.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}

extension String {
  /// A string of these scalars.
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
