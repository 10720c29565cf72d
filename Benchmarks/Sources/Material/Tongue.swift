/// An invented language: its words, how often each is used, and what its articles are about.
struct Tongue {
  /// From which syllables words are built.
  struct Sounds {
    let onsets: [String]
    let vowels: [String]
    let codas: [String]
  }

  /// What an article is about: words that stand in it more often than elsewhere, and names.
  struct Topic {
    let words: [Int]
    let names: [[String]]
  }

  /// The most frequent first.
  let words: [String]
  let topics: [Topic]
  private let frequencies: Frequencies

  init(_ sounds: Sounds, words wordCount: Int, topics topicCount: Int, _ random: inout SplitMix64) {
    var known: Set<String> = ["and", "or", "not", "near", "before", "unless"]
    var words: [String] = []
    while words.count < wordCount {
      let word = Self.word(sounds, syllables: Self.syllables(rank: words.count, &random), &random)
      if word.utf8.count > 1, known.insert(word).inserted { words.append(word) }
    }
    self.words = words
    frequencies = Frequencies(count: wordCount)
    // Names: words that are too rare to be in the way.
    let surnames = (0..<wordCount / 10).map { words[wordCount - 1 - $0].capitalizedFirst }
    let givenNames = (0..<wordCount / 100).map { words[wordCount / 2 + $0].capitalizedFirst }
    topics = (0..<topicCount).map { _ in
      Topic(
        words: (0..<60).map { _ in random.from(wordCount / 200...wordCount / 6) },
        names: (0..<8).map { _ in [random.pick(givenNames), random.pick(surnames)] })
    }
  }

  /// A word as often as its rank has it.
  func word(_ random: inout SplitMix64) -> String { words[frequencies.rank(&random)] }

  /// Frequent words are short.
  private static func syllables(rank: Int, _ random: inout SplitMix64) -> Int {
    switch rank {
    case ..<300: 1
    case ..<1500: random.from(1...2)
    case ..<5000: 2
    default: random.from(2...3)
    }
  }

  private static func word(_ sounds: Sounds, syllables: Int, _ random: inout SplitMix64) -> String {
    var word = ""
    for _ in 0..<syllables { word += random.pick(sounds.onsets) + random.pick(sounds.vowels) }
    return word + random.pick(sounds.codas)
  }
}

/// How often words are used, by rank: Zipf's law for the core of a language, and a steeper one for its rare words
/// (Ferrer i Cancho and Solé, "Two regimes in the frequency of words", 2001). In integers, the same everywhere.
struct Frequencies {
  private var cumulative: [UInt64] = []

  init(count: Int) {
    let core = max(1, count / 12)
    var sum: UInt64 = 0
    for rank in 1...count {
      sum += (1 << 40) / UInt64(rank <= core ? rank + 2 : rank * rank / core + 2)
      cumulative.append(sum)
    }
  }

  /// From 0, the most frequent.
  func rank(_ random: inout SplitMix64) -> Int {
    let drawn = UInt64(random.below(Int(cumulative[cumulative.count - 1])))
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > drawn { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Tongue.Sounds {
  static let latin = Self(
    onsets: ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl", "ch", "br"],
    vowels: ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ea", "ou"],
    codas: ["", "", "n", "r", "s", "t", "l", "d", "nd", "ng"])

  static let cyrillic = Self(
    onsets: ["б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ст", "пр"],
    vowels: ["а", "е", "и", "о", "у", "ы", "я", "ё"],
    codas: ["", "", "м", "й", "х", "л", "т", "в", "н", "сть"])

  static let accented = Self(
    onsets: ["b", "c", "ç", "d", "f", "g", "j", "l", "m", "n", "ñ", "p", "r", "s", "š", "t", "v", "z"],
    vowels: ["a", "e", "i", "o", "u", "é", "è", "ö", "ü", "á", "ô"],
    codas: ["", "", "s", "n", "r", "t", "l", "x"])

  static let uzbek = Self(
    onsets: ["b", "d", "f", "g", "g'", "h", "j", "k", "l", "m", "n", "p", "q", "r", "s", "sh", "t", "ch", "y", "z"],
    vowels: ["a", "e", "i", "o", "u", "o'l", "a", "i"],
    codas: ["", "n", "r", "lar", "da", "ni", "k", "z", "sh"])
}
