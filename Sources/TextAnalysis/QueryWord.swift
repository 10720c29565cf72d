import Articles

/// A piece of a word that a rule's author wrote, escapes resolved.
package enum QueryElement: Sendable, Hashable {
  case text(String)
  /// `*`
  case anyRun
  /// `?`
  case anyCharacter
}

/// A word to look for, in the spellings of `WordForm`, cut at its wildcards. Adjacent texts are one, none is empty.
package struct QueryWord: Sendable, Hashable {
  package let folded: [QueryElement]
  package let exact: [QueryElement]

  package init(folded: [QueryElement], exact: [QueryElement]) {
    self.folded = folded
    self.exact = exact
  }
}

/// Splits and folds what a rule's author wrote exactly as article text is split and folded.
///
/// A wildcard counts as a letter of the word it touches. `ut-Tahrir` gives two words, `U.S.` one, `-` and a wildcard
/// that touches no letter or digit none.
package func queryWords(_ elements: [QueryElement]) -> [QueryWord] {
  var text = String.UnicodeScalarView()
  for element in elements {
    switch element {
    // A stand-in that the author typed is no wildcard; it separates, as it does in an article.
    case .text(let literal):
      text.append(contentsOf: literal.unicodeScalars.lazy.map { WildcardScalar.contains($0) ? "\u{FFFD}" : $0 })
    case .anyRun: text.append(WildcardScalar.anyRun)
    case .anyCharacter: text.append(WildcardScalar.anyCharacter)
    }
  }
  let string = String(text)
  var scanner = TokenScanner(isQuery: true)
  let bytes = string.utf8.span
  do {
    try scanner.scan(bytes, range: 0..<bytes.count, paragraph: 0, zone: .title)
  } catch {
    // Only a bound on tokens is ever thrown, and a query has none.
    return []
  }
  return scanner.tokens.compactMap { token in
    let surface = bytes.extracting(token.utf8Range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    let forms = WordFolding.forms(of: surface.unicodeScalars)
    guard forms.folded.contains(where: { !WildcardScalar.contains($0) }) else { return nil }
    return QueryWord(folded: cut(forms.folded), exact: cut(forms.exact))
  }
}

private func cut(_ scalars: [Unicode.Scalar]) -> [QueryElement] {
  var elements: [QueryElement] = []
  for piece in scalars.split(omittingEmptySubsequences: false, whereSeparator: WildcardScalar.contains) {
    if !piece.isEmpty { elements.append(.text(String(piece))) }
    guard piece.endIndex < scalars.endIndex else { continue }
    elements.append(scalars[piece.endIndex] == WildcardScalar.anyRun ? .anyRun : .anyCharacter)
  }
  return elements
}
