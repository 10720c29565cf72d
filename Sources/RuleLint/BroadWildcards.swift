import RuleLanguage
import TextAnalysis

/// A wildcard that a tenth of all words match: of the frequent words of one language, or of the words of articles.
///
/// Inside a phrase any wildcard may stand: the words beside it decide.
enum BroadWildcards {
  /// Distinct words of articles that are looked at.
  private static let maximumArticleWords = 50_000
  private static let maximumExamples = 5

  private struct Vocabulary {
    let name: String
    let words: [[Character]]
    /// How many words have a letter.
    let counts: [Character: Int]

    init(_ name: String, _ words: some Sequence<String>) {
      self.name = name
      self.words = words.sorted().map { Array($0) }
      counts = self.words.reduce(into: [:]) { counts, word in
        for letter in Set(word) { counts[letter, default: 0] += 1 }
      }
    }

    /// The words that a wildcard matches, if they are a tenth.
    func matches(_ glob: [Character]) -> [String]? {
      let least = max(1, (words.count + 9) / 10)
      // Nearly always some letter is too rare.
      for letter in glob where letter != "*" && letter != "?" {
        if counts[letter] ?? 0 < least { return nil }
      }
      let found = words.filter { WildcardCover.covers(glob, $0) }
      return found.count >= least ? found.map { String($0) } : nil
    }
  }

  static func findings(_ subjects: [LintSubject], _ articles: [AnalyzedArticle]) -> [LintFinding] {
    var vocabularies: [Vocabulary]?
    var known: [WordPattern: String?] = [:]
    var findings: [LintFinding] = []
    for subject in subjects where WildcardCover.isWild(subject.text) {
      subject.forEach { expression in
        guard case .word(let word) = expression.kind, word.hasWildcard else { return }
        if vocabularies == nil { vocabularies = makeVocabularies(articles) }
        let share = known[word] ?? share(of: word, in: vocabularies ?? [])
        known[word] = share
        guard let share else { return }
        findings.append(
          LintFinding(
            code: .broadWildcard, message: "\(subject.source(expression.utf8Range)) matches \(share)",
            place: .init(subject, expression.utf8Range),
            hint: "write more letters of the word, or the words that are meant with OR"))
      }
    }
    return findings
  }

  private static func share(of word: WordPattern, in vocabularies: [Vocabulary]) -> String? {
    let patterns = TokenPattern.patterns(of: word)
    guard patterns.count == 1, let text = patterns[0].foldedText else { return nil }
    for vocabulary in vocabularies {
      guard let found = vocabulary.matches(Array(text)) else { continue }
      // From all over the vocabulary, not its first letter alone.
      let step = max(1, found.count / maximumExamples)
      let examples = stride(from: 0, to: found.count, by: step).prefix(maximumExamples).map { found[$0] }
      return
        "\(found.count) of the \(vocabulary.words.count) \(vocabulary.name), such as \(examples.joined(separator: ", "))"
    }
    return nil
  }

  private static func makeVocabularies(_ articles: [AnalyzedArticle]) -> [Vocabulary] {
    var vocabularies: [Vocabulary] = []
    var words: Set<String> = []
    var seen: Set<UInt64> = []
    for article in articles where words.count < maximumArticleWords {
      for token in article.tokens where seen.insert(token.hash).inserted {
        let form = WordForm(surface: article.article.substring(token.utf8Range))
        if form.folded.contains(where: \.isLetter) { words.insert(form.folded) }
      }
    }
    // A tenth of a handful says nothing.
    if words.count >= 100 { vocabularies.append(Vocabulary("different words of the articles", words)) }
    for (language, words) in FrequentWords.all {
      vocabularies.append(
        Vocabulary("most frequent \(language) words", Set(words.map { WordForm(surface: $0).folded })))
    }
    return vocabularies
  }
}
