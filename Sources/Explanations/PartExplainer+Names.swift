import Languages
import Percolation
import PersonNames
import RuleLanguage

extension PartExplainer {
  /// Where the surname stands although the name is not found.
  func miss(ofName pattern: NamePattern, _ scope: Scope) -> NearMiss? {
    guard !pattern.name.given.isEmpty else { return nil }
    if !pattern.isAlone, let alone = namePattern(pattern.text),
      let span = reading.evaluate(Expression(.name(alone)), in: scope).spans.first
    {
      return NearMiss(
        rank: NearMiss.inParts,
        message: "the surname is there, but never with the given name or its initial; "
          + "\(Expression(.name(alone)).short) finds it", span: span)
    }
    guard let surname = namePattern(pattern.name.family.joined(separator: "-")),
      let span = reading.evaluate(Expression(.name(surname)), in: scope).spans.first
    else { return closest(to: WordPattern(pattern.name.family.joined(separator: "-")), scope) }
    let isNamed =
      span.first > 0 && reading.article.tokens[span.first - 1].sentence == reading.article.tokens[span.first].sentence
    let before = isNamed ? "“\(places.word(at: span.first - 1)) \(places.word(at: span.first))”" : "the surname"
    return NearMiss(
      rank: NearMiss.inParts, message: "\(before) is there: somebody else, as far as can be told", span: span)
  }

  private func namePattern(_ text: String) -> NamePattern? {
    do {
      return try NamePattern(text, isAlone: true)
    } catch {
      // Not every surname can be looked for by itself; then there is nothing to tell.
      return nil
    }
  }
}

extension String {
  /// By its letters alone; `nil` where no inflections are known.
  var wordLanguage: WordLanguage? {
    unicodeScalars.contains { $0.properties.isAlphabetic } ? WordLanguage(byScriptOf: Script(of: unicodeScalars)) : nil
  }
}
