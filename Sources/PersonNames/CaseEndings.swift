/// What a word may be the form of: the nominatives of which it is a case, itself among them where it can be one.
///
/// Keys say no more of a vowel at the end than that it is there, so that Гульнары, Гульнаре and Гульнару need nothing done.
struct CaseEndings {
  private(set) var nominatives: [[Character]] = []
  /// A man's surname in an oblique case, or a woman's: Каримова, Каримову.
  private(set) var isOfEitherGender = false

  /// A Russian word that ends as men's given names do in the nominative.
  private(set) var isPlainNominative = false

  init(_ letters: [Character]) {
    word = String(letters)
    count = letters.count
    isCyrillic = letters.contains { $0 >= "\u{400}" && $0 <= "\u{52F}" }
    if isCyrillic { readRussian() } else { readLatin() }
    readTurkic()
  }

  private let word: String
  private let count: Int
  private let isCyrillic: Bool

  /// What is left of a name when an ending is taken off.
  private static let shortestStem = 3

  private func ends(_ endings: String...) -> Bool { endings.contains { word.hasSuffix($0) } }

  private mutating func add(without ending: Int, _ replacement: String = "") {
    guard count - ending >= Self.shortestStem else { return }
    let stem = String(word.dropLast(ending))
    // The vowel that is there in the nominative only.
    let whole = replacement.isEmpty ? Self.fleeting[stem] ?? stem : stem + replacement
    nominatives.append(Array(whole))
  }

  private static let fleeting = ["павл": "павел"]

  private mutating func readRussian() {
    // -ский: the feminine -ской and -скую are told from it by the ending alone.
    if ends("ской", "скою", "скую", "цкой", "цкою", "цкую") { return add(without: 2, "ая") }
    // Plurals are families, and no person.
    if ends("овы", "евы", "ёвы") { return }
    // The masculine prepositional; the feminine would end in -ой.
    if ends("ове", "еве", "ёве") { return add(without: 1) }
    nominatives.append(Array(word))
    isOfEitherGender = ends("ова", "ева", "ёва", "ина", "ына", "ову", "еву", "ёву", "ину", "ыну")
    isPlainNominative = !ends("а", "я", "у", "ю", "о", "е", "ё", "и", "ы", "э", "ом", "ем", "ём", "ым", "им", "й")
    if ends("ого", "его", "ому", "ему") { add(without: 3, "ий") }
    if ends("ским", "цким", "ском", "цком") { add(without: 2, "ий") }
    if ends("ым") { add(without: 2); add(without: 2, "ий") }
    if ends("ом", "ем", "ём", "ью") { add(without: 2) }
    if ends("а", "я", "у", "ю", "е", "и") { add(without: 1) }
  }

  private mutating func readLatin() {
    if ends("off", "eff") { return add(without: 2, "v") }
    nominatives.append(Array(word))
    // Poutine, Eltsine, Alexandre.
    if ends("ine", "dre") { add(without: 1) }
    // The German genitive.
    if ends("ows", "ews", "ovs", "evs") { add(without: 1) }
  }

  private static let turkicLatin = ["ning", "nyň", "yň", "iň", "dan", "den", "ni", "ga", "da", "de"]
  private static let turkicCyrillic = [
    "нинг", "дан", "ден", "тан", "тен", "ның", "нің", "дың", "дің", "тың", "тің", "мен", "пен", "ни", "ны", "ні", "ды",
    "ді",
    "ты", "ті", "га", "ға", "ге", "қа", "ке", "да", "де", "та", "те",
  ]

  /// Uzbek, Kazakh and Turkmen: the stem of a name does not change before the ending.
  private mutating func readTurkic() {
    for ending in isCyrillic ? Self.turkicCyrillic : Self.turkicLatin
    where word.hasSuffix(ending) && count - ending.count > Self.shortestStem {
      add(without: ending.count)
    }
  }
}
