import PersonNames
import RuleLanguage

extension NaiveReading {
  /// The definition of `name(…)` is `NameFinder`, given what the words of the article are.
  func findName(_ pattern: NamePattern, _ scope: Scope) -> [TokenSpan] {
    let text = article.article.text
    let words = article.tokens.indices.map { position in
      let token = article.tokens[position]
      let isAfterAnother = position > 0 && article.tokens[position - 1].sentence == token.sentence
      return NameToken(
        marks: forms[position] == nil ? [] : Set(NameMark.marks(of: article.article.substring(token.utf8Range))),
        gapBefore: isAfterAnother
          ? NameToken.Gap(text, from: article.tokens[position - 1].utf8Range.upperBound, to: token.utf8Range.lowerBound)
          : .other,
        hasStopAfter: NameToken.isStop(text, at: token.utf8Range.upperBound),
        isCapital: NameToken.isCapital(text, at: token.utf8Range.lowerBound),
        isCaseTelling: isAfterAnother && token.zone != .title && !token.isInCapitalsLine, sentence: Int(token.sentence))
    }
    // The full name counts in title and body too, whatever prefix stands before the name.
    let evidence = excluding(scope)
    let places = NameFinder(pattern.name, isAlone: pattern.isAlone, in: words)
      .find(isInside: { isInside(scope, $0) }, isEvidence: { isInside(evidence, $0) })
    return Set(places.map { TokenSpan(Array($0)) }).sorted()
  }
}
