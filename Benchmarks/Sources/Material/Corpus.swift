/// What rules are drawn from: the words of articles, and in which articles each stands.
package struct Corpus {
  /// By number, in the order of their first appearance; folded to lower case, with one kind of apostrophe.
  let words: [String]
  /// For each article the numbers of its words in their order; `paragraphEnd` after each paragraph.
  let articles: [[Int]]
  /// For each word the articles that have it, ascending.
  let articlesOfWord: [[Int]]

  static let paragraphEnd = -1

  package init(_ texts: [ArticleText]) {
    var numbers: [String: Int] = [:]
    var words: [String] = []
    var articles: [[Int]] = []
    var articlesOfWord: [[Int]] = []
    for (article, text) in texts.enumerated() {
      var sequence: [Int] = []
      for paragraph in [text.title] + text.paragraphs {
        for word in Self.split(paragraph) {
          let number = numbers[word, default: words.count]
          if number == words.count {
            numbers[word] = number
            words.append(word)
            articlesOfWord.append([])
          }
          sequence.append(number)
          if articlesOfWord[number].last != article { articlesOfWord[number].append(article) }
        }
        sequence.append(Self.paragraphEnd)
      }
      articles.append(sequence)
    }
    self.words = words
    self.articles = articles
    self.articlesOfWord = articlesOfWord
  }

  /// Runs of letters and digits, with the apostrophes inside them but without 's. Plainer than the engine's words, but
  /// what is a word of letters alone here is one there.
  private static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    func end() {
      if word.last == "'" { word.removeLast() }
      if word.hasSuffix("'s") { word.removeLast(2) }
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      case "'", "’", "ʻ": if !word.isEmpty { word += "'" }
      default:
        if scalar.value > 127, scalar.properties.isAlphabetic { word.unicodeScalars.append(scalar) } else { end() }
      }
    }
    end()
    return words
  }
}
