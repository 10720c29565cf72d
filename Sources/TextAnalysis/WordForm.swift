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
}
