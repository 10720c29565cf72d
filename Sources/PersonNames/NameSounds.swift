import Foundation

/// How the letters of a name may sound, whatever the alphabet and the habit of who wrote it down.
///
/// A sound is one byte, an ASCII letter. Consonants: `b d f g h k l m n p r s t v`, with `s` for z too (German writes s for з), `S` for
/// ш and щ, `C` for ч, `J` for ж and дж, `q` for the h of other languages that Russian writes г. Vowels as written, `y` and
/// `j` for what may be a glide, `A` for ә and ä, `O` for ö and ü, `E`, `U` and `Y` for ё, ю and я.
///
/// Sources: BGN/PCGN, ISO 9, GOST 7.79 and ICAO for Russian; the scholarly transliteration; what English, German and
/// French papers write; Uzbek Latin of 1995 and its drafts, Kazakh Latin of 2017 to 2021, Turkmen and Azerbaijani Latin;
/// Uzbek, Kazakh, Tajik and Turkmen Cyrillic.
enum NameSounds {
  /// A scalar in lower case that the tables know.
  typealias Letter = Unicode.Scalar
  typealias Sound = UInt8

  /// Longer words are no names.
  static let maximumLetters = 28
  /// More ways to read a word than these are not followed.
  private static let maximumReadings = 24

  // MARK: - Letters

  /// In lower case; marks that say nothing, apostrophes and the signs ь and ъ are gone, also a possessive 's.
  static func letters(of surface: some StringProtocol) -> [Letter] {
    // Marks that stand alone, as the breve of й may, belong to the letter before them.
    let hasMarks = surface.unicodeScalars.contains { (0x300...0x36F).contains($0.value) }
    if hasMarks { return letters(ofComposed: surface.precomposedStringWithCanonicalMapping.unicodeScalars) }
    return letters(ofComposed: surface.unicodeScalars)
  }

  private static func letters(ofComposed scalars: some Sequence<Unicode.Scalar>) -> [Letter] {
    var letters: [Letter] = []
    letters.reserveCapacity(16)
    var isAfterApostrophe = false
    var possessive: Int?
    for scalar in scalars {
      if isApostrophe(scalar) {
        isAfterApostrophe = true
        continue
      }
      guard let letter = plain(scalar) else { continue }
      possessive = isAfterApostrophe && letter == "s" && letters.count > 1 ? letters.count : nil
      isAfterApostrophe = false
      letters.append(letter)
    }
    if let possessive { letters.remove(at: possessive) }
    return letters
  }

  private static let apostrophes: Set<Unicode.Scalar> = Set("'’‘ʼʻʹʺ`´′ʾʿ".unicodeScalars)

  static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || !scalar.isASCII && apostrophes.contains(scalar)
  }

  /// The letter as the tables know it; nil for signs, and for letters of other alphabets.
  private static func plain(_ scalar: Unicode.Scalar) -> Letter? {
    scalar.value < plainLetters.count ? plainLetters[Int(scalar.value)] : plainLetter(scalar)
  }

  private static let plainLetters: [Letter?] = (0..<0x530).map { value in
    Unicode.Scalar(UInt32(value)).flatMap(plainLetter)
  }

  private static func plainLetter(_ scalar: Unicode.Scalar) -> Letter? {
    guard let lower = scalar.properties.lowercaseMapping.unicodeScalars.first else { return nil }
    if spellings.isLetter(lower) { return lower }
    let base = String(lower).decomposedStringWithCanonicalMapping.unicodeScalars.first
    return base.flatMap { spellings.isLetter($0) ? $0 : nil }
  }

  // MARK: - Readings

  /// Every way to read a word. Empty for what is too long or has no letter that is known.
  static func readings(of letters: [Letter]) -> [[Sound]] {
    guard !letters.isEmpty, letters.count <= maximumLetters else { return [] }
    var readings: [[Sound]] = [[]]
    var index = 0
    while index < letters.count {
      let (choices, length) = choices(at: index, of: letters)
      if choices.count == 1 || readings.count * choices.count > maximumReadings {
        for reading in readings.indices { readings[reading] += choices[0] }
      } else {
        readings = readings.flatMap { reading in choices.map { reading + $0 } }
      }
      index += length
    }
    return readings
  }

  /// What the longest spelling that stands at a place may sound like.
  private static func choices(at index: Int, of letters: [Letter]) -> (choices: [[Sound]], length: Int) {
    let letter = letters[index]
    for spelling in spellings.longer(from: letter) where letters[index...].starts(with: spelling.letters) {
      return (spelling.choices, spelling.letters.count)
    }
    var choices = spellings.choices(of: letter)
    if index == 0, letter == "г" || letter == "h" { choices.append([UInt8(ascii: "q")]) }
    if letter == "h", index > 0, index == letters.count - 1, "aeiouy".unicodeScalars.contains(letters[index - 1]) {
      choices.append([])
    }
    return (choices, 1)
  }

  private static let spellings = Spellings(table)

  private struct Spellings: Sendable {
    struct Longer: Sendable {
      let letters: [Letter]
      let choices: [[Sound]]
    }

    private var single: [Letter: [[Sound]]] = ["ь": [[]], "ъ": [[]]]
    /// By the first letter, longest first.
    private var longer: [Letter: [Longer]] = [:]

    init(_ table: String) {
      for line in table.split(separator: "\n") {
        let fields = line.split(separator: " ")
        let choices = fields[0].split(separator: "/").map { Array($0.utf8) }
        for spelling in fields.dropFirst() {
          let letters = Array(spelling.unicodeScalars)
          if letters.count == 1 { single[letters[0]] = choices; continue }
          longer[letters[0], default: []].append(Longer(letters: letters, choices: choices))
        }
      }
      for (letter, spellings) in longer {
        longer[letter] = spellings.sorted { $0.letters.count > $1.letters.count }
      }
    }

    func isLetter(_ letter: Letter) -> Bool { single[letter] != nil }
    func choices(of letter: Letter) -> [[Sound]] { single[letter] ?? [[]] }
    func longer(from letter: Letter) -> [Longer] { longer[letter] ?? [] }
  }

  /// Sounds, alternatives parted by a stroke, then the spellings.
  private static let table = """
    a a а
    A ä ə ә ӓ
    b b б
    C tsch tch cz č ç ć ч
    C/S/h ch
    ts/k/J c
    d d д
    e e е э є
    E ё
    f f ph ф
    g g gh ğ ǵ ģ г ғ ґ ҕ
    h h kh х ҳ һ ḩ ḥ
    h/ks x
    i i ı и ы і ї
    J zh dzh dsch dj dž ž ź ж дж җ ӂ ҷ ӌ
    J/j j
    j й
    k k q ck к қ ҡ ҝ ķ
    l l л
    m m м
    n n ñ ň ń н ң ҥ
    o o о
    O ö ü ө ү
    p p п
    r r р
    s s с з
    s/S sz
    s/ts z
    S schtsch shch chtch šč ŝč sh š ş ș ś ŝ ш щ
    S/J sch
    t t th т
    ts ts tz ц
    u u ū у ў ӯ ұ
    v v w в
    y y ý
    U ю
    Y я
    """
}
