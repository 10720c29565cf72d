/// Makes articles such as a newswire has: most of them in one language that is written in plain Latin letters, some in
/// Cyrillic, some with accents, some with the apostrophes of Uzbek; about 150 words and 870 bytes each, many short ones
/// and a few long.
package struct ArticleGenerator {
  private var random: SplitMix64
  private let latin: Tongue
  private let cyrillic: Tongue
  private let accented: Tongue
  private let uzbek: Tongue

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    latin = Tongue(.latin, words: 40_000, topics: 300, &random)
    cyrillic = Tongue(.cyrillic, words: 12_000, topics: 40, &random)
    accented = Tongue(.accented, words: 8_000, topics: 20, &random)
    uzbek = Tongue(.uzbek, words: 6_000, topics: 20, &random)
  }

  package mutating func next() -> ArticleText {
    let tongue =
      switch random.below(100) {
      case ..<92: latin
      case ..<96: cyrillic
      case ..<98: accented
      default: uzbek
      }
    var writer = ArticleWriter(tongue: tongue, foreign: accented, topic: random.pick(tongue.topics), random: random)
    let article = writer.article(words: 17 + writer.random.below(22) * writer.random.below(22))
    random = writer.random
    return article
  }

  package mutating func articles(_ count: Int) -> [ArticleText] { (0..<count).map { _ in next() } }
}

/// Writes one article.
private struct ArticleWriter {
  let tongue: Tongue
  /// Whose names are in it now and then.
  let foreign: Tongue
  let topic: Tongue.Topic
  var random: SplitMix64
  private static let apostrophes = ["'", "’", "ʻ"]

  init(tongue: Tongue, foreign: Tongue, topic: Tongue.Topic, random: SplitMix64) {
    self.tongue = tongue
    self.foreign = foreign
    self.topic = topic
    self.random = random
  }

  mutating func article(words: Int) -> ArticleText {
    let title = (0..<random.from(5...9)).map { _ in word().capitalizedFirst }.joined(separator: " ")
    var paragraphs: [String] = []
    var written = 0
    while written < words {
      var sentences: [String] = []
      let count = random.from(2...4)
      while sentences.count < count, written < words {
        let length = random.from(7...24)
        sentences.append(sentence(length))
        written += length
      }
      paragraphs.append(sentences.joined(separator: " "))
    }
    return ArticleText(title: title, paragraphs: paragraphs)
  }

  private mutating func sentence(_ length: Int) -> String {
    var text = word().capitalizedFirst
    for _ in 1..<length {
      switch random.below(100) {
      case ..<6: text += ", "
      case ..<7: text += "; "
      case ..<8: text += "-"
      default: text += " "
      }
      text += random.chance(1) ? "\"\(piece())\"" : piece()
    }
    return text + (random.chance(96) ? "." : "?")
  }

  /// What may stand within a sentence.
  private mutating func piece() -> String {
    switch random.below(200) {
    case ..<6: number()
    case ..<7: "U.S."
    case ..<8: "(" + word() + ")"
    case ..<10: word() + "'s"
    case ..<16: random.pick(topic.names).joined(separator: " ")
    case ..<20: random.pick(topic.names)[1]
    case ..<21: random.pick(random.pick(foreign.topics).names)[1]
    default: word()
    }
  }

  private mutating func word() -> String {
    // Of the topic's words the first are used most.
    let word =
      random.chance(18)
      ? tongue.words[topic.words[min(random.below(topic.words.count), random.below(topic.words.count))]]
      : tongue.word(&random)
    guard word.utf8.contains(UInt8(ascii: "'")) else { return word }
    let apostrophe = random.pick(Self.apostrophes)
    return String(word.map { $0 == "'" ? Character(apostrophe) : $0 })
  }

  private mutating func number() -> String {
    switch random.below(4) {
    case 0: "\(random.from(1...9)),\(random.from(100...999))"
    case 1: "\(random.from(1990...2026))"
    case 2: "\(random.from(0...99)).\(random.from(1...9))"
    default: "\(random.from(1...99))"
    }
  }
}
