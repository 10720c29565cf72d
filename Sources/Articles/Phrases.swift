/// What a known phrase says about the line that it stands in.
enum PhraseRole: UInt8, Sendable {
  /// "Read also": headlines of other articles follow.
  case relatedHeading
  /// "Next article": one headline follows.
  case adjacentHeading
  /// A button, a counter, a form.
  case control
  /// "Share this article": a button that stands at the end of an article, before what follows it.
  case share
  /// Asks to subscribe, to join, to pay.
  case appeal
  /// Copyright, liability, how a text may be used.
  case notice
  /// Names a credit: "Photo: …".
  case caption
  /// Names an author: "Author: …".
  case byline
  /// Names a date: "Published: …".
  case publication
  /// "Background:": a heading inside the body.
  case bodyHeading

  /// Whether what stands behind the last paragraph of an article from such a line on is no part of it.
  var opensClosingBlock: Bool {
    switch self {
    case .relatedHeading, .adjacentHeading, .share, .appeal, .notice, .control: true
    case .caption, .byline, .publication, .bodyHeading: false
    }
  }
}

/// A phrase that was found at the head of a line.
struct PhraseHit: Sendable, Equatable {
  let role: PhraseRole
  /// Whether it is all of the line.
  let isWhole: Bool
  /// How many words it has.
  let words: Int
}

/// The phrases of page furniture, looked up by their words: letter case, apostrophes and punctuation aside.
struct PhraseTable: Sendable {
  static let shared = PhraseTable()

  private struct Entry {
    let words: [String]
    let role: PhraseRole
    let isWhole: Bool
  }

  private struct Cue {
    let words: [String]
    let weight: Int
  }

  /// By the first word; longer phrases first.
  private let heads: [String: [Entry]]
  private let appealCues: [String: [Cue]]
  private let blurbCues: [String: [Cue]]
  private let creditCues: [String: [Cue]]
  private let listCues: [String: [Cue]]

  private init() {
    var entries: [Entry] = []
    for (role, phrases) in Self.wholeLines {
      entries += phrases.map { Entry(words: Self.words(of: $0), role: role, isWhole: true) }
    }
    for (role, phrases) in Self.lineHeads {
      entries += phrases.map { Entry(words: Self.words(of: $0), role: role, isWhole: false) }
    }
    heads = Dictionary(grouping: entries) { $0.words.first ?? "" }
      .mapValues { $0.sorted { $0.words.count > $1.words.count } }
    appealCues = Self.index(Self.appeals)
    blurbCues = Self.index(Self.blurbs)
    creditCues = Self.index([(1, Self.credits)])
    listCues = Self.index([(1, Self.listIntroductions)])
  }

  private static func index(_ table: [(Int, [String])]) -> [String: [Cue]] {
    let cues = table.flatMap { weight, phrases in phrases.map { Cue(words: words(of: $0), weight: weight) } }
    return Dictionary(grouping: cues) { $0.words.first ?? "" }
  }

  /// Lower-case words without apostrophes.
  static func words(of text: some StringProtocol) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      if scalar.isInWord || scalar.properties.generalCategory == .nonspacingMark {
        word.append(scalar)
      } else if !scalar.isApostrophe, !word.isEmpty {
        words.append(String(word))
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { words.append(String(word)) }
    return words
  }

  /// The longest phrase at the head of a line.
  func hit(_ words: [String]) -> PhraseHit? {
    guard let first = words.first, let entries = heads[first] else { return nil }
    for entry in entries where words.starts(with: entry.words) {
      let isWhole = entry.words.count == words.count
      if isWhole || !entry.isWhole { return PhraseHit(role: entry.role, isWhole: isWhole, words: entry.words.count) }
    }
    return nil
  }

  /// How much a line speaks of subscribing, joining and paying.
  func appeal(_ words: [String]) -> Int {
    let weight = weight(of: words, appealCues)
    return weight > 0 && addressesReader(words) ? weight + 3 : weight
  }
  /// Whether a line speaks of "you" or "us".
  func addressesReader(_ words: [String]) -> Bool { words.contains(where: Self.address.contains) }
  /// How much a line speaks of a section or a site as a whole.
  func blurb(_ words: [String]) -> Int { weight(of: words, blurbCues) }
  /// Whether a line says that a list follows.
  func introducesList(_ words: [String]) -> Bool { weight(of: words, listCues) > 0 }

  /// The word at which the credit of a picture begins, the last one where there are several.
  func credit(_ words: [String]) -> Int? {
    words.indices.last { place in
      (creditCues[words[place]] ?? []).contains { words[place...].starts(with: $0.words) }
    }
  }

  /// Each cue counts once, however often it stands in the line.
  private func weight(of words: [String], _ cues: [String: [Cue]]) -> Int {
    var found: Set<[String]> = []
    var weight = 0
    for place in words.indices {
      guard let candidates = cues[words[place]] else { continue }
      for cue in candidates where words[place...].starts(with: cue.words) && found.insert(cue.words).inserted {
        weight += cue.weight
      }
    }
    return weight
  }
}
