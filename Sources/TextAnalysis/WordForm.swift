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
    let surface = String(surface)
    self = PlainFolding.shared.form(of: surface.utf8.span) ?? WordForm(unusual: surface)
  }

  /// The same, of UTF-8 bytes that are valid. A form that is equal to the surface takes no work, and one that is equal to
  /// the other no memory.
  package init(utf8 surface: Span<UInt8>) {
    self =
      PlainFolding.shared.form(of: surface)
      ?? WordForm(unusual: surface.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
  }

  /// By the rules for whatever may stand in a token.
  init(unusual surface: String) {
    let forms = WordFolding.forms(of: surface.unicodeScalars)
    self.init(folded: String(forms.folded), exact: String(forms.exact))
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
