import Articles
import Percolation
import RuleLanguage
import TextAnalysis

/// Words that no article can have, because articles are split and folded otherwise than the author thinks: tried by reading
/// the word as an article would have it.
///
/// And words that only a text with a mistake has: "don t", where the apostrophe is lost.
enum ImpossibleWords {
  static func findings(_ subjects: [LintSubject]) -> [LintFinding] {
    var known: [WordPattern: Bool] = [:]
    var findings: [LintFinding] = []
    for subject in subjects {
      subject.forEach { expression in
        let words: [WordPattern]
        switch expression.kind {
        case .word(let word): words = [word]
        case .phrase(let phrase): words = phrase
        default: return
        }
        for word in words where !isPlain(word) {
          let isPossible = known[word] ?? isPossible(word)
          known[word] = isPossible
          if !isPossible {
            findings.append(impossible(word, subject, expression.utf8Range))
            break
          }
        }
        if words.count > 1, let piece = lostApostrophe(in: words) {
          findings.append(lost(piece, subject, expression.utf8Range))
        }
      }
    }
    return findings
  }

  /// Nearly every word: letters that are read as they stand.
  private static func isPlain(_ word: WordPattern) -> Bool {
    guard word.form == .folded, let text = word.singleText, text.utf8.count <= EvaluationLimits.wordBytes else {
      return false
    }
    return text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
  }

  // MARK: - Trying

  /// What wildcards may stand for.
  private static let fillings = ["", "e", "a", "en", "st", "o", "и", "а", "ов", "н", "0", "i"]

  private static func isPossible(_ word: WordPattern) -> Bool {
    let patterns = TokenPattern.patterns(of: word)
    if patterns.isEmpty { return true }
    guard word.hasWildcard else { return isFound(patterns, writtenAs: spelling(of: word, filling: "")) }
    return fillings.contains { filling in
      // Behind an elided article stands a vowel.
      if hasApostropheBeforeWildcard(word), !["a", "e", "i", "o"].contains(filling) { return false }
      return isFound(patterns, writtenAs: spelling(of: word, filling: filling))
    }
  }

  private static func hasApostropheBeforeWildcard(_ word: WordPattern) -> Bool {
    let elements = word.elements
    guard case .text(let text)? = elements.first, elements.count > 1 else { return false }
    return text.hasSuffix("'") || text.hasSuffix("’") || text.hasSuffix("ʼ")
  }

  private static func spelling(of word: WordPattern, filling: String) -> String {
    word.elements.reduce(into: "") { text, element in
      switch element {
      case .text(let piece): text += piece
      case .anyRun: text += filling
      case .anyCharacter: text += filling.prefix(1).isEmpty ? "a" : filling.prefix(1)
      }
    }
  }

  /// Whether an article with a word, as it was written and at a sentence's beginning, has what is looked for.
  private static func isFound(_ patterns: [TokenPattern], writtenAs word: String) -> Bool {
    let article = Article(body: ["say \(word) now", word, "\(word) is said"])
    // Only bounds on size and number are ever thrown.
    guard let analyzed = try? TextAnalyzer().analyze(article) else { return true }
    let tokens = analyzed.tokens
    guard tokens.count >= patterns.count else { return false }
    return (0...tokens.count - patterns.count).contains { first in
      patterns.indices.allSatisfy { isSatisfied(patterns[$0], by: tokens[first + $0], of: analyzed) }
    }
  }

  private static func isSatisfied(_ pattern: TokenPattern, by token: Token, of analyzed: AnalyzedArticle) -> Bool {
    guard token.utf8Range.count <= EvaluationLimits.wordBytes else { return false }
    let form = WordForm(surface: analyzed.article.substring(token.utf8Range))
    switch pattern {
    case .folded(let text): return WildcardCover.covers(text, form.folded)
    case .exact(let text, _):
      return WildcardCover.covers(text, form.exact)
        || token.isInCapitalsLine && WildcardCover.covers(text.lowercased(), form.exact.lowercased())
    // The word itself is an inflection of itself, and no edit away.
    case .inflected, .edited, .uzbek, .name: return true
    }
  }

  private static func impossible(_ word: WordPattern, _ subject: LintSubject, _ range: Range<Int>) -> LintFinding {
    let text = subject.source(range)
    let isLong = word.elements.contains {
      if case .text(let text) = $0 { text.utf8.count > EvaluationLimits.wordBytes } else { false }
    }
    if isLong {
      return LintFinding(
        code: .impossibleWord,
        message: "this word is longer than \(EvaluationLimits.wordBytes) bytes, and no word so long is looked at",
        place: .init(subject, range), hint: "write its beginning with a * behind it")
    }
    if hasApostropheBeforeWildcard(word) {
      return LintFinding(
        code: .impossibleWord,
        message: "no article has this word: what is elided before a vowel, as in l'homme, is dropped from articles",
        place: .init(subject, range), hint: "write the word without it: homme, or hom*")
    }
    return LintFinding(
      code: .impossibleWord, message: "no article has this word: where it stands in a text, it is read otherwise",
      place: .init(subject, range),
      hint: text.contains("=")
        ? "try it without =, or write it as it stands in an article" : "write it as it stands in an article")
  }

  // MARK: - Lost apostrophes

  private static let negated: Set<String> = [
    "don", "doesn", "didn", "isn", "aren", "wasn", "weren", "hasn", "haven", "hadn", "won", "wouldn", "couldn",
    "shouldn", "can", "mustn",
  ]

  /// "don t", "Uzbekistan s president": the words between which an apostrophe is lost.
  private static func lostApostrophe(in words: [WordPattern]) -> (before: String, after: String)? {
    for (index, pair) in zip(words, words.dropFirst()).enumerated() {
      guard pair.0.form == .folded, pair.1.form == .folded, let before = pair.0.singleText,
        let after = pair.1.singleText
      else { continue }
      if after == "t", negated.contains(before.lowercased()) { return (before, after) }
      if after == "s", index + 2 < words.count, before.count > 2, before.allSatisfy({ $0.isASCII && $0.isLetter }) {
        return (before, after)
      }
    }
    return nil
  }

  private static func lost(
    _ piece: (before: String, after: String), _ subject: LintSubject, _ range: Range<Int>
  ) -> LintFinding {
    LintFinding(
      code: .impossibleWord,
      message: "articles have \(piece.before)'\(piece.after) as one word, and never these two side by side",
      place: .init(subject, range), hint: "write \(piece.before)'\(piece.after), with the apostrophe")
  }
}
