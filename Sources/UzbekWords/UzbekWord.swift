/// `uz(…)`, one word of it: the word as it is written, in both alphabets and in the spellings of Russian keyboards, with the
/// endings that Uzbek lets follow.
///
/// What is written stays, and endings follow it: xizmat finds xizmatlariga, xizmatlar finds xizmatlarni, and not xizmatga. There
/// are two exceptions. A possessive of the third person (xizmati) may be that of another person and may stand behind
/// the plural (xizmatimiz, xizmatlari), but it may not be missing. And a verb in -moq is found in its forms.
package struct UzbekWord: Sendable, Hashable {
  /// More are no word.
  package static let maximumSounds = 40

  private struct Stem: Sendable, Hashable {
    let sounds: [UInt8]
    let state: UzbekEndings.State
  }

  /// The sounds of the word, one ASCII letter each; equal ones are one word. Empty where it cannot be read.
  package let sounds: String
  private let stems: [Stem]

  /// What words that are found may begin with, as `UzbekSpelling.keys` has it.
  package let keys: Set<UInt64>

  /// - Parameter exact: the word with its accents and apostrophes, composed, any apostrophe written `'`.
  package init(_ exact: String) {
    let read = UzbekSounds.read(exact.lowercased().unicodeScalars) ?? []
    let sounds = read.flatMap(\.meant)
    self.sounds = String(decoding: sounds, as: UTF8.self)
    stems = sounds.isEmpty || sounds.count > Self.maximumSounds ? [] : Self.stems(of: sounds)
    keys = Set(
      stems.map { stem in
        var key = UzbekKey()
        key.append(stem.sounds)
        return key.value
      })
  }

  /// Whether a character can stand in a word.
  package static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    let lowered = scalar.properties.lowercaseMapping.unicodeScalars
    return lowered.count == 1 && lowered.first.map(UzbekSounds.isLetter) ?? false
  }

  /// The definition.
  package func includes(_ word: UzbekSpelling) -> Bool {
    stems.contains { stem in
      let isLong = stem.sounds.count >= UzbekSounds.longWord
      let nodes = word.follow(stem.sounds, from: word.start(isLong: isLong), isLong: isLong)
      return nodes != 0
        && UzbekEndings.shared.isComplete(word, from: nodes, stem.state, after: stem.sounds.last, isLong: isLong)
    }
  }

  package static func == (a: UzbekWord, b: UzbekWord) -> Bool { a.sounds == b.sounds }
  package func hash(into hasher: inout Hasher) { hasher.combine(sounds) }

  // MARK: - Stems

  private static func stems(of word: [UInt8]) -> [Stem] {
    var stems = declined(word, as: .noun)
    if let stem = verb(word) { stems.append(Stem(sounds: stem, state: .verb)) }
    for stem in unowned(word) { stems += declined(stem, as: .unowned) }
    var known: Set<Stem> = []
    return stems.filter { known.insert($0).inserted }
  }

  /// The stem of a verb in -moq; nil for what is none.
  private static func verb(_ word: [UInt8]) -> [UInt8]? {
    guard word.hasSuffix("moq"), word.count > 4 else { return nil }
    let stem = Array(word.dropLast(3))
    let text = String(decoding: stem, as: UTF8.self)
    // De and ye are the only verbs of a consonant and a vowel: qamoq (prison) and tomoq (throat) are nouns.
    let isTooShort = stem.count == 2 && isVowel(stem[1]) && text != "de" && text != "ye"
    return isTooShort || noVerbs.contains(text) ? nil : stem
  }

  /// What stands before -moq in nouns: tarmoq (network), barmoq (finger), qarmoq (hook), irmoq (stream), oymoq (tribe).
  private static let noVerbs: Set<String> = ["tar", "bar", "qar", "ir", "oy", "qay"]

  /// A stem, and as it is where endings change it.
  private static func declined(_ stem: [UInt8], as state: UzbekEndings.State) -> [Stem] {
    var stems = [Stem(sounds: stem, state: state)]
    let text = String(decoding: stem, as: UTF8.self)
    if let short = shortened[text] { stems.append(Stem(sounds: Array(short.utf8), state: .changedStem)) }
    // Its possessive is singlisi.
    if text == "singil" { stems.append(Stem(sounds: Array("singli".utf8), state: state)) }
    // yurak, yuragi; qishloq, qishlogʻi; of one syllable only some.
    let isLongEnough = stem.count(where: isVowel) > 1 || softened.contains(text)
    if isLongEnough, let soft = soft[stem[stem.count - 1]] {
      stems.append(Stem(sounds: stem.dropLast() + [soft], state: .changedStem))
    }
    // togʻ, toqqa.
    if state == .noun, stem.last == UInt8(ascii: "G") {
      stems.append(Stem(sounds: stem.dropLast() + [UInt8(ascii: "q")], state: .hardenedStem))
    }
    return stems
  }

  /// What is left without the possessive of the third person.
  private static func unowned(_ word: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    if word.hasSuffix("si"), word.count > 4, isVowel(word[word.count - 3]) { found.append(word.dropLast(2)) }
    guard word.hasSuffix("i"), word.count > 3, !isVowel(word[word.count - 2]) else { return found }
    let stem = Array(word.dropLast())
    found.append(stem)
    if stem.hasSuffix("lar"), stem.count > 5 { found.append(stem.dropLast(3)) }
    if let hard = hard[stem[stem.count - 1]] { found.append(stem.dropLast() + [hard]) }
    let text = String(decoding: stem, as: UTF8.self)
    for (full, short) in shortened where short == text { found.append(Array(full.utf8)) }
    return found
  }

  private static let soft = [UInt8(ascii: "k"): UInt8(ascii: "g"), UInt8(ascii: "q"): UInt8(ascii: "G")]
  private static let hard = [UInt8(ascii: "g"): UInt8(ascii: "k"), UInt8(ascii: "G"): UInt8(ascii: "q")]

  private static let softened: Set<String> = ["bek", "yOq"]

  /// Nouns whose last vowel goes before a possessive that begins with one, and what is left.
  private static let shortened = [
    "burun": "burn", "Orin": "Orn", "oGiz": "oGz", "kOngil": "kOngl", "singil": "singl", "OGil": "OGl", "qorin": "qorn",
    "Sahar": "Sahr", "bOyin": "bOyn", "baGir": "baGr", "zahar": "zahr", "yarim": "yarm",
  ]

  private static func isVowel(_ sound: UInt8) -> Bool {
    switch sound {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
      UInt8(ascii: "O"):
      true
    default: false
    }
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
