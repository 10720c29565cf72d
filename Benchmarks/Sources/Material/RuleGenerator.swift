/// A rule as a rule file has it.
package struct GeneratedRule: Sendable, Equatable {
  package var id: String
  package var text: String
  /// An article, by its index, that it is true of; `nil` where none is known.
  package var trueOf: Int?

  package init(number: Int, text: String, trueOf: Int? = nil) {
    let digits = String(number)
    id = "r" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    self.text = text
    self.trueOf = trueOf
  }
}

/// Draws rules from articles, such as desks write: of ten, four are AND of two or three groups of words, two phrases,
/// two NEAR, one a wildcard and a word, one excludes a word. Every rule is true of an article (but for those that
/// exclude). Their words are rare (in five articles to two in a hundred), now and then (5 %) less rare (up to ten in a
/// hundred).
package struct RuleGenerator {
  private enum Kind { case groups, phrase, near, wildcard, excluding }

  private static let mix: [Kind] = [
    .groups, .groups, .groups, .groups, .phrase, .phrase, .near, .near, .wildcard, .excluding,
  ]
  /// Draws in a row that may come to nothing before there are too few articles for the rules asked for.
  private static let patience = 100_000

  let corpus: Corpus
  let choice: WordChoice
  var random: SplitMix64

  package init(_ corpus: Corpus, seed: UInt64) {
    self.corpus = corpus
    choice = WordChoice(corpus)
    random = SplitMix64(seed: seed)
  }

  /// No two with the same text; the first rules are the same however many are asked for.
  ///
  /// - Throws: `Failure`, if there are too few articles.
  package mutating func rules(_ count: Int) throws(Failure) -> [GeneratedRule] {
    let tooFew = Failure("There are too few articles to draw \(count) rules from: give at least a few thousand.")
    guard !choice.rare.isEmpty else { throw tooFew }
    var rules: [GeneratedRule] = []
    var known: Set<String> = []
    var kinds: [Kind] = []
    var failures = 0
    while rules.count < count {
      if kinds.isEmpty {
        kinds = Self.mix
        random.shuffle(&kinds)
      }
      let article = random.below(corpus.articles.count)
      if let text = draw(kinds[kinds.count - 1], article), known.insert(text).inserted {
        let isTrue = kinds.removeLast() != .excluding
        rules.append(GeneratedRule(number: rules.count + 1, text: text, trueOf: isTrue ? article : nil))
        failures = 0
      } else {
        failures += 1
        if failures > Self.patience { throw tooFew }
      }
    }
    return rules
  }

  private mutating func draw(_ kind: Kind, _ article: Int) -> String? {
    switch kind {
    case .groups: groups(article)
    case .phrase: phrase(article)
    case .near: near(article)
    case .wildcard: wildcard(article)
    case .excluding: excluding(article)
    }
  }

  /// `(a OR b) AND (c OR d)`
  private mutating func groups(_ article: Int) -> String? {
    var used: Set<Int> = []
    for _ in 0..<(random.chance(60) ? 2 : 3) {
      guard let word = choice.word(of: article, without: used, &random) else { return nil }
      used.insert(word)
    }
    let groups = used.sorted().map { group(around: $0, size: random.from(2...6), &used) }
    return groups.joined(separator: " AND ")
  }

  /// `"a b"`
  private mutating func phrase(_ article: Int) -> String? {
    let length = random.chance(70) ? 2 : 3
    let sequence = corpus.articles[article]
    guard sequence.count >= length else { return nil }
    let start = random.below(sequence.count - length + 1)
    let words = sequence[start..<start + length]
    guard words.allSatisfy({ choice.isInPhrases($0) }), words.contains(where: choice.isRare),
      choice.isAtPhraseEnd(sequence[start]), choice.isAtPhraseEnd(sequence[start + length - 1])
    else { return nil }
    return "\"" + words.map { corpus.words[$0] }.joined(separator: " ") + "\""
  }

  /// `(a OR b) NEAR/5 c`
  private mutating func near(_ article: Int) -> String? {
    let sequence = corpus.articles[article]
    let distance = random.from(3...15)
    let place = random.below(sequence.count)
    let other = random.from(max(0, place - distance)...min(sequence.count - 1, place + distance))
    let between = sequence[min(place, other)...max(place, other)]
    let (a, b) = (sequence[place], sequence[other])
    guard a != b, !between.contains(Corpus.paragraphEnd), choice.isEligible(a), choice.isEligible(b) else { return nil }
    // The less rare words are many in every article; most of them are passed over, so that they stay few in rules.
    if !(choice.isRare(a) && choice.isRare(b)), !random.chance(10) { return nil }
    var used: Set<Int> = [a, b]
    let left = group(around: a, size: random.from(1...4), &used)
    let right = group(around: b, size: random.from(1...4), &used)
    return "\(left) NEAR/\(distance) \(right)"
  }

  /// `begin* AND a`
  private mutating func wildcard(_ article: Int) -> String? {
    guard let long = choice.word(of: article, without: [], &random), let stem = choice.beginning(of: long, &random),
      let word = choice.word(of: article, without: [long], &random), !corpus.words[word].hasPrefix(stem)
    else { return nil }
    return "\(stem)* AND \(corpus.words[word])"
  }

  /// `(a AND b) AND NOT c`
  private mutating func excluding(_ article: Int) -> String? {
    guard let a = choice.word(of: article, without: [], &random),
      let b = choice.word(of: article, without: [a], &random),
      let c = choice.word(of: random.pick(corpus.articlesOfWord[a]), without: [a, b], &random)
    else { return nil }
    return "(\(corpus.words[a]) AND \(corpus.words[b])) AND NOT \(corpus.words[c])"
  }

  /// A word and others, half of them from articles that have it too, as synonyms and names are; none of those used.
  private mutating func group(around first: Int, size: Int, _ used: inout Set<Int>) -> String {
    var words = [first]
    while words.count < size {
      let isRelated = random.chance(50)
      let related = isRelated ? choice.word(of: random.pick(corpus.articlesOfWord[first]), without: used, &random) : nil
      let word = related ?? choice.anyWord(&random)
      if used.insert(word).inserted { words.append(word) }
    }
    random.shuffle(&words)
    let texts = words.map { corpus.words[$0] }
    return size == 1 ? texts[0] : "(" + texts.joined(separator: " OR ") + ")"
  }
}
