/// Which words of a corpus rules are made of, and how they are drawn.
struct WordChoice {
  private enum Rarity: UInt8 { case rare, lessRare, unfit }

  private let corpus: Corpus
  private var rarities: [Rarity]
  /// Words, ascending.
  private(set) var rare: [Int] = []
  private var lessRare: [Int] = []
  /// The same of each article, each word once.
  private var rareOfArticle: [[Int]]
  private var lessRareOfArticle: [[Int]]
  /// All words in the order of their bytes.
  private let ordered: [Int]

  init(_ corpus: Corpus) {
    self.corpus = corpus
    let articleCount = corpus.articles.count
    let reserved: Set<String> = ["and", "or", "not", "near", "before", "unless"]
    rarities = Array(repeating: .unfit, count: corpus.words.count)
    rareOfArticle = Array(repeating: [], count: articleCount)
    lessRareOfArticle = Array(repeating: [], count: articleCount)
    for (word, text) in corpus.words.enumerated() {
      let articles = corpus.articlesOfWord[word]
      guard articles.count >= 5, articles.count * 10 <= articleCount, text.count >= 3, !reserved.contains(text),
        !text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { continue }
      if articles.count * 50 <= articleCount {
        rarities[word] = .rare
        rare.append(word)
        for article in articles { rareOfArticle[article].append(word) }
      } else {
        rarities[word] = .lessRare
        lessRare.append(word)
        for article in articles { lessRareOfArticle[article].append(word) }
      }
    }
    ordered = corpus.words.indices.sorted {
      corpus.words[$0].utf8.lexicographicallyPrecedes(corpus.words[$1].utf8)
    }
  }

  func isRare(_ word: Int) -> Bool { word >= 0 && rarities[word] == .rare }
  func isEligible(_ word: Int) -> Bool { word >= 0 && rarities[word] != .unfit }

  /// Whether every tokenizer takes it for one word.
  func isInPhrases(_ word: Int) -> Bool {
    word >= 0 && corpus.words[word].count >= 2 && corpus.words[word].allSatisfy(\.isLetter)
  }

  /// Phrases neither begin nor end with the words that stand everywhere.
  func isAtPhraseEnd(_ word: Int) -> Bool { corpus.articlesOfWord[word].count * 20 <= corpus.articles.count * 3 }

  func anyWord(_ random: inout SplitMix64) -> Int {
    random.chance(5) && !lessRare.isEmpty ? random.pick(lessRare) : random.pick(rare)
  }

  /// A word of an article that is none of those, or `nil` if none is found soon.
  func word(of article: Int, without others: Set<Int>, _ random: inout SplitMix64) -> Int? {
    for _ in 0..<4 {
      let isLessRare = random.chance(5) && !lessRareOfArticle[article].isEmpty
      let words = isLessRare ? lessRareOfArticle[article] : rareOfArticle[article]
      guard !words.isEmpty else { return nil }
      let word = random.pick(words)
      if !others.contains(word) { return word }
    }
    return nil
  }

  /// The beginning of a long word, four letters at least; `nil` for other words, and where more than two of a hundred
  /// articles have words with that beginning.
  func beginning(of word: Int, _ random: inout SplitMix64) -> String? {
    let text = corpus.words[word]
    guard text.count >= 6, text.allSatisfy(\.isLetter) else { return nil }
    let beginning = String(text.prefix(random.from(4...text.count - 1)))
    var low = 0
    var high = ordered.count
    while low < high {
      let middle = (low + high) / 2
      if corpus.words[ordered[middle]].utf8.lexicographicallyPrecedes(beginning.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var articles: Set<Int> = []
    for other in ordered[low...] {
      guard corpus.words[other].utf8.starts(with: beginning.utf8) else { break }
      articles.formUnion(corpus.articlesOfWord[other])
      if articles.count * 50 > corpus.articles.count { return nil }
    }
    return beginning
  }
}
