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
    let phrase: Phrase
    let role: PhraseRole
    let isWhole: Bool
  }

  private enum CueKind { case appeal, blurb, credit, list }

  private struct Cue {
    let phrase: Phrase
    let kind: CueKind
    let weight: Int
  }

  /// What may begin with a word. One look-up a word answers for all of it: lines are many, and few words are in here.
  private struct Beginnings {
    /// Longer phrases first.
    var heads: [Entry] = []
    var cues: [Cue] = []
    var addressesReader = false
  }

  private let beginnings: [String: Beginnings]
  private let firstWords: PhraseBeginnings

  private init() {
    var beginnings: [String: Beginnings] = [:]
    func addHeads(_ table: [(PhraseRole, [String])], isWhole: Bool) {
      for (role, phrases) in table {
        for phrase in phrases {
          let entry = Entry(phrase: Phrase(phrase), role: role, isWhole: isWhole)
          beginnings[entry.phrase.words.first ?? "", default: Beginnings()].heads.append(entry)
        }
      }
    }
    func addCues(_ kind: CueKind, _ weight: Int, _ phrases: [String]) {
      for phrase in phrases {
        let cue = Cue(phrase: Phrase(phrase), kind: kind, weight: weight)
        beginnings[cue.phrase.words.first ?? "", default: Beginnings()].cues.append(cue)
      }
    }
    addHeads(Self.wholeLines, isWhole: true)
    addHeads(Self.lineHeads, isWhole: false)
    for (weight, phrases) in Self.appeals { addCues(.appeal, weight, phrases) }
    for (weight, phrases) in Self.blurbs { addCues(.blurb, weight, phrases) }
    addCues(.credit, 1, Self.credits)
    addCues(.list, 1, Self.listIntroductions)
    for word in Self.address { beginnings[word, default: Beginnings()].addressesReader = true }
    firstWords = PhraseBeginnings(beginnings.keys)
    self.beginnings = beginnings.mapValues { entry in
      var entry = entry
      // Stable: of phrases of one length those of the table that comes first.
      entry.heads = entry.heads.enumerated().sorted {
        ($1.element.phrase.words.count, $0.offset) < ($0.element.phrase.words.count, $1.offset)
      }.map(\.element)
      return entry
    }
  }

  /// Lower-case words without apostrophes.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    // UTF-8.
    var word: [UInt8] = []
    func endWord() {
      guard !word.isEmpty else { return }
      words.append(String(decoding: word, as: UTF8.self))
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if let letter = scalar.lowercaseIfFamiliar {
        if letter.value < 0x80 { word.append(UInt8(letter.value)) } else { word += letter.utf8 }
      } else if scalar.isASCII {
        if !scalar.isApostrophe { endWord() }
      } else {
        for scalar in scalar.properties.lowercaseMapping.unicodeScalars {
          if scalar.isInWord || scalar.properties.generalCategory == .nonspacingMark {
            word += scalar.utf8
          } else if !scalar.isApostrophe {
            endWord()
          }
        }
      }
    }
    endWord()
    return words
  }

  /// What is found in the words of a line.
  func findings(in words: PhraseWords) -> PhraseFindings {
    var findings = PhraseFindings()
    // Each cue counts once, however often it stands in the line.
    var found: Set<[String]> = []
    for place in 0..<words.count {
      guard let word = words.word(place, ifIn: firstWords), let beginning = beginnings[word] else { continue }
      if place == 0 { findings.phrase = hit(words, beginning.heads) }
      if beginning.addressesReader { findings.addressesReader = true }
      for cue in beginning.cues where words.areThere(cue.phrase, at: place) {
        switch cue.kind {
        case .credit: findings.creditWord = place
        case .list: findings.introducesList = true
        case .appeal: if found.insert(["appeal"] + cue.phrase.words).inserted { findings.appeal += cue.weight }
        case .blurb: if found.insert(["blurb"] + cue.phrase.words).inserted { findings.blurb += cue.weight }
        }
      }
    }
    if findings.appeal > 0, findings.addressesReader { findings.appeal += 3 }
    return findings
  }

  /// The longest phrase at the head of a line.
  private func hit(_ words: PhraseWords, _ entries: [Entry]) -> PhraseHit? {
    for entry in entries where words.areThere(entry.phrase, at: 0) {
      let count = entry.phrase.words.count
      let isWhole = count == words.count
      if isWhole || !entry.isWhole { return PhraseHit(role: entry.role, isWhole: isWhole, words: count) }
    }
    return nil
  }
}

/// What the phrases in a line say about it.
struct PhraseFindings: Sendable, Equatable {
  /// The longest at its head.
  var phrase: PhraseHit?
  /// How much it speaks of subscribing, joining and paying.
  var appeal = 0
  /// How much it speaks of a section or a site as a whole.
  var blurb = 0
  /// Whether it speaks of "you" or "us".
  var addressesReader = false
  /// Whether it says that a list follows.
  var introducesList = false
  /// The word at which the credit of a picture may begin, the last one where there are several.
  var creditWord: Int?
}
