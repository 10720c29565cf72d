import Articles
import Percolation
import PersonNames
import RuleLanguage
import TextAnalysis

/// The words of a very long article that can have to do with a rule.
///
/// The definition looks at every word of an article for every word of a rule, which takes minutes for a million. Each
/// distinct word is asked about once here, by that same definition; looking at the others is then saved.
enum RelevantWords {
  /// Around a surname so many words can belong to the name, or say that it is another's.
  private static let aroundNames = 12

  /// For each position whether any word, phrase or name of a query has to do with it.
  static func find(_ query: Expression, _ lists: [String: RuleList], in article: AnalyzedArticle) -> [Bool] {
    var (words, surnames): (Set<WordPattern>, Set<[String]>) = ([], [])
    var names: Set<String> = []
    collect(query, lists, &names, &words, &surnames)
    var distinct: [Key: Int] = [:]
    var keys: [Int] = []
    var surfaces: [String] = []
    var tokens: [Token] = []
    var end = 0
    for token in article.tokens {
      let key = Key(hash: token.hash, isInCapitalsLine: token.isInCapitalsLine)
      if let known = distinct[key] {
        keys.append(known)
        continue
      }
      distinct[key] = tokens.count
      keys.append(tokens.count)
      surfaces.append(article.article.substring(token.utf8Range))
      let count = token.utf8Range.count
      tokens.append(
        Token(
          utf8Range: end..<end + count, paragraph: 0, sentence: 0, zone: .body,
          isInCapitalsLine: token.isInCapitalsLine))
      end += count + 1
    }
    let vocabulary = AnalyzedArticle(article: Article(body: [surfaces.joined(separator: " ")]), tokens: tokens)
    let reading = PartReading(vocabulary, arrival: 0, lists: [:])
    var isRelevant = [Bool](repeating: false, count: tokens.count)
    for word in words {
      for span in reading.evaluate(Expression(.word(word)), in: reading.titleAndBody).spans {
        isRelevant[span.first] = true
      }
    }
    let marks = surnames.map { Set($0) }
    let isSurname = surfaces.map { surface in
      !marks.isEmpty && NameMark.marks(of: surface).contains { mark in marks.contains { $0.contains(mark) } }
    }
    var result = keys.map { isRelevant[$0] }
    if marks.isEmpty { return result }
    for (position, key) in keys.enumerated() where isSurname[key] {
      for other in max(0, position - aroundNames)...min(keys.count - 1, position + aroundNames) { result[other] = true }
    }
    return result
  }

  private struct Key: Hashable {
    let hash: UInt64
    let isInCapitalsLine: Bool
  }

  private static func collect(
    _ part: Expression, _ lists: [String: RuleList], _ names: inout Set<String>, _ words: inout Set<WordPattern>,
    _ surnames: inout Set<[String]>
  ) {
    switch part.kind {
    case .word(let word): words.formUnion(parts(of: word))
    case .phrase(let phrase): for word in phrase { words.formUnion(parts(of: word)) }
    case .name(let pattern): for part in pattern.name.family { surnames.insert(PersonName.marks(ofPart: part)) }
    case .list(let name) where names.insert(name).inserted:
      for item in lists[name]?.items ?? [] { collect(item.expression, lists, &names, &words, &surnames) }
    default: for operand in part.operands { collect(operand, lists, &names, &words, &surnames) }
    }
  }

  /// A word that is several in an article is looked for as these: inflections and Uzbek words as such, others letter case
  /// aside.
  private static func parts(of word: WordPattern) -> [WordPattern] {
    let parts = PartReading.words(of: word)
    if parts.count == 1 { return [word] }
    return parts.map { part in
      switch word.form {
      case .inflected, .uzbek: WordPattern(part.exact.map(element), word.form)
      case .folded, .exact, .edited: WordPattern(part.folded.map(element))
      }
    }
  }

  private static func element(_ element: QueryElement) -> WordPattern.Element {
    switch element {
    case .text(let text): .text(text)
    case .anyRun: .anyRun
    case .anyCharacter: .anyCharacter
    }
  }
}
