import RuleLanguage
import TextAnalysis

extension QueryElement {
  /// A piece of a word as text analysis takes it.
  init(_ element: WordPattern.Element) {
    switch element {
    case .text(let text): self = .text(text)
    case .anyRun: self = .anyRun
    case .anyCharacter: self = .anyCharacter
    }
  }
}
