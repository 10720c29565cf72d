/// What a word may be the form of: the nominatives of which it is a case, itself among them where it can be one.
///
/// Keys say no more of a vowel at the end than that it is there, so that Гульнары, Гульнаре and Гульнару need nothing done.
struct CaseEndings {
  typealias Letter = NameSounds.Letter

  private(set) var nominatives: [[Letter]] = []
  /// A man's surname in an oblique case, or a woman's: Каримова, Каримову.
  private(set) var isOfEitherGender = false
  /// A Russian word that ends as men's given names do in the nominative.
  private(set) var isPlainNominative = false

  private let word: [Letter]
  private let isCyrillic: Bool

  init(_ letters: [Letter]) {
    word = letters
    isCyrillic = letters.contains { $0.value >= 0x400 }
    if isCyrillic { readRussian() } else { readLatin() }
    readTurkic()
  }

  /// What is left of a name when an ending is taken off.
  private static let shortestStem = 3

  private func ends(_ endings: [[Letter]]) -> Bool { endings.contains { word.hasSuffix($0) } }

  private mutating func add(without ending: Int, _ replacement: [Letter] = []) {
    guard word.count - ending >= Self.shortestStem else { return }
    let stem = Array(word.dropLast(ending))
    // The vowel that is there in the nominative only.
    nominatives.append(stem == Self.pavl ? Self.pavel : stem + replacement)
  }

  private static let pavl = letters("павл")
  private static let pavel = letters("павел")

  private static func letters(_ text: String) -> [Letter] { Array(text.unicodeScalars) }
  private static func list(_ text: String) -> [[Letter]] { text.split(separator: " ").map { Array($0.unicodeScalars) } }

  // MARK: - Russian

  private static let feminineSky = list("ской скою скую цкой цкою цкую")
  private static let plurals = list("овы евы ёвы")
  private static let masculinePrepositional = list("ове еве ёве")
  private static let eitherGender = list("ова ева ёва ина ына ову еву ёву ину ыну")
  private static let oblique = list("а я у ю о е ё и ы э ом ем ём ым им й")
  private static let adjectives = list("ого его ому ему")
  private static let skyInstrumental = list("ским цким ском цком")
  private static let instrumental = list("ом ем ём ью")
  private static let ym = list("ым")
  private static let vowels = list("а я у ю е и")
  private static let iy = letters("ий")
  private static let aya = letters("ая")

  private mutating func readRussian() {
    // -ский: the feminine -ской and -скую are told from it by the ending alone.
    if ends(Self.feminineSky) { return add(without: 2, Self.aya) }
    // Plurals are families, and no person.
    if ends(Self.plurals) { return }
    // The feminine would end in -ой.
    if ends(Self.masculinePrepositional) { return add(without: 1) }
    nominatives.append(word)
    isOfEitherGender = ends(Self.eitherGender)
    isPlainNominative = !ends(Self.oblique)
    if isPlainNominative { return }
    if ends(Self.adjectives) { add(without: 3, Self.iy) }
    if ends(Self.skyInstrumental) { add(without: 2, Self.iy) }
    if ends(Self.ym) {
      add(without: 2)
      add(without: 2, Self.iy)
    }
    if ends(Self.instrumental) { add(without: 2) }
    if ends(Self.vowels) { add(without: 1) }
  }

  // MARK: - Latin letters

  private static let off = list("off eff")
  /// Poutine, Eltsine, Alexandre.
  private static let french = list("ine dre")
  private static let germanGenitive = list("ows ews ovs evs")

  private mutating func readLatin() {
    if ends(Self.off) { return add(without: 2, ["v"]) }
    nominatives.append(word)
    if ends(Self.french) || ends(Self.germanGenitive) { add(without: 1) }
  }

  // MARK: - Uzbek, Kazakh and Turkmen

  private static let turkicLatin = list("ning nyň yň iň dan den ni ga da de")
  private static let turkicCyrillic = list(
    """
    нинг дан ден тан тен ның нің дың дің тың тің мен пен ни ны ні ды ді ты ті га ға ге қа ке да де та те
    """)

  /// The stem of a name does not change before the ending.
  private mutating func readTurkic() {
    for ending in isCyrillic ? Self.turkicCyrillic : Self.turkicLatin
    where word.count - ending.count > Self.shortestStem && word.hasSuffix(ending) {
      add(without: ending.count)
    }
  }
}

extension [NameSounds.Letter] {
  func hasSuffix(_ ending: [NameSounds.Letter]) -> Bool {
    guard count >= ending.count, last == ending.last else { return false }
    return self[(count - ending.count)...].elementsEqual(ending)
  }
}
