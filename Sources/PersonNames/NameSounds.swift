import Foundation

/// How the letters of a name may sound, whatever the alphabet and the habit of who wrote it down.
///
/// A sound is one character. Consonants: `b d f g h k l m n p r s t v`, with `s` for z too (German writes s for з), `S` for
/// ш and щ, `C` for ч, `J` for ж and дж, `q` for the h of other languages that Russian writes г. Vowels as written, `y` and
/// `j` for what may be a glide, `A` for ә and ä, `O` for ö and ü; ё, ю and я for themselves.
///
/// Sources: BGN/PCGN, ISO 9, GOST 7.79 and ICAO for Russian; the scholarly transliteration; what English, German and
/// French papers write; Uzbek Latin of 1995 and its drafts, Kazakh Latin of 2017 to 2021, Turkmen and Azerbaijani Latin;
/// Uzbek, Kazakh, Tajik and Turkmen Cyrillic.
enum NameSounds {
  /// Longer words are no names.
  static let maximumLetters = 40
  /// More ways to read a word than these are not followed.
  private static let maximumReadings = 48

  /// In lower case; marks that say nothing, apostrophes and the signs ь and ъ are gone, also a possessive 's.
  static func letters(of surface: some StringProtocol) -> [Character] {
    var letters: [Character] = []
    var afterApostrophe = false
    for character in surface.lowercased() {
      if isApostrophe(character) {
        afterApostrophe = true
        continue
      }
      guard let letter = plain(character) else { continue }
      if afterApostrophe, letter == "s", letters.count > 1 { afterApostrophe = false; letters.append("'"); continue }
      afterApostrophe = false
      letters.append(letter)
    }
    // What was ’s at the end is a possessive; inside it is a letter like any other.
    if letters.last == "'" { letters.removeLast() }
    return letters.map { $0 == "'" ? "s" : $0 }
  }

  static func isApostrophe(_ character: Character) -> Bool { "'’‘ʼʻʹʺ`´′ʾʿ".contains(character) }

  /// The letter as the tables know it; nil for signs and marks alone.
  private static func plain(_ character: Character) -> Character? {
    if spelled[String(character)] != nil { return character }
    guard let base = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first else { return nil }
    let letter = Character(base)
    return spelled[String(letter)] != nil ? letter : nil
  }

  /// Every way to read a word, each once. Empty for what is too long or has no letter that is known.
  static func readings(of letters: [Character]) -> [[Character]] {
    guard !letters.isEmpty, letters.count <= maximumLetters else { return [] }
    var readings: [[Character]] = [[]]
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
  private static func choices(at index: Int, of letters: [Character]) -> (choices: [String], length: Int) {
    let rest = letters[index...]
    for length in stride(from: min(longest, rest.count), through: 1, by: -1) {
      let spelling = String(rest.prefix(length))
      guard var choices = spelled[spelling] else { continue }
      if index == 0, spelling == "г" || spelling == "h" { choices.append("q") }
      if spelling == "h", rest.count == 1, let before = letters.dropLast().last, "aeiouy".contains(before) {
        choices.append("")
      }
      return (choices, length)
    }
    return ([""], 1)
  }

  private static let longest = 7

  private static let spelled: [String: [String]] = {
    var table: [String: [String]] = ["": [""]]
    for line in spellings.split(separator: "\n") {
      let fields = line.split(separator: " ")
      for spelling in fields.dropFirst() { table[String(spelling)] = fields[0].split(separator: "/").map(String.init) }
    }
    for silent in ["ь", "ъ"] { table[silent] = [""] }
    table[""] = nil
    return table
  }()

  /// Sounds, alternatives parted by a stroke, then the spellings.
  private static let spellings = """
    a a а
    A ä ə ә ӓ
    b b б
    C tsch tch cz č ç ć ч
    C/S/h ch
    ts/k/J c
    d d д
    e e е э є
    ё ё
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
    ю ю
    я я
    """
}
