/// One thing that is true of a word as a piece of a name. What a word is, and what a name asks for, are both sets of marks.
package enum NameMark {
  /// It may be a form of a name with this key.
  static func key(_ key: String) -> String { "=" + key }
  /// The same, and it may as well be a form of the surname of the other gender: Каримова.
  static func ambiguous(_ key: String) -> String { "?" + key }
  /// It is the initial, or the first of the initials, of a name that begins with this sound.
  static func initial(_ sound: Character) -> String { "1" + String(sound) }
  /// It is two initials in one, of which this is the second: Ш.М.
  static func secondInitial(_ sound: Character) -> String { "2" + String(sound) }

  /// It can be an initial, or several; a single one needs a stop after it.
  package static let anyInitial = "I"
  /// It is several initials in one, with the stops between them.
  package static let joinedInitials = "II"
  /// It is a patronymic: Миромонович.
  package static let patronymic = "P"
  /// It makes a patronymic of the word before it: oʻgʻli, qizi.
  package static let patronymicMarker = "M"
  /// It ends in a possessive ’s, and so is no given name of what follows: Uzbekistan’s.
  package static let possessive = "S"
  /// It is a Russian word that ends as men's given names do in the nominative: Ислам, and not Ислама.
  package static let nominative = "C"
  /// It stands before names, and is none: President, Monday, Tashkent.
  package static let title = "T"
  /// It is a given name that many people have.
  package static let givenName = "G"

  /// All marks of a word that stands in an article, in no order, each once; depends on its letters alone.
  package static func marks(of surface: String) -> [String] {
    guard surface.utf8.count <= 4 * NameSounds.maximumLetters else { return [] }
    let letters = NameSounds.letters(of: surface)
    guard !letters.isEmpty, letters.count <= NameSounds.maximumLetters else { return [] }
    var marks: Set<String> = []
    var keys: Set<String> = []
    let endings = CaseEndings(letters)
    for nominative in endings.nominatives {
      for key in NameKeys.keys(of: nominative) where keys.insert(key).inserted {
        marks.insert(Self.key(key))
        if endings.isOfEitherGender { marks.insert(ambiguous(key)) }
      }
    }
    let word = String(letters: letters)
    if Patronymics.isMarker(word) { marks.insert(patronymicMarker) }
    // All else is told of names alone, so that common words have no marks but their keys.
    guard surface.first?.isUppercase ?? false else { return Array(marks) }
    for key in keys where KnownWords.givenNames.contains(key) { marks.insert(givenName) }
    if endings.isPlainNominative { marks.insert(nominative) }
    if Patronymics.isPatronymic(letters) { marks.insert(patronymic) }
    if KnownWords.isTitle(word) || NotGivenNames.contains(word) { marks.insert(title) }
    if isPossessive(surface) { marks.insert(possessive) }
    addInitials(surface, letters, &marks)
    return Array(marks)
  }

  private static func isPossessive(_ surface: String) -> Bool {
    guard surface.count > 3, surface.last == "s" || surface.last == "S" else { return false }
    return surface.unicodeScalars.dropLast().last.map(NameSounds.isApostrophe) ?? false
  }

  private static func addInitials(_ surface: String, _ letters: [NameSounds.Letter], _ marks: inout Set<String>) {
    let pieces = surface.split(separator: ".").map { NameSounds.letters(of: $0) }
    guard pieces.count <= 3, pieces.allSatisfy(Initials.canBe) else { return }
    marks.insert(anyInitial)
    for sound in Initials.sounds(of: pieces[0]) { marks.insert(initial(sound)) }
    guard pieces.count > 1 else { return }
    marks.insert(joinedInitials)
    for sound in Initials.sounds(of: pieces[1]) { marks.insert(secondInitial(sound)) }
  }
}

extension String {
  init(letters: [NameSounds.Letter]) {
    var scalars = UnicodeScalarView()
    scalars.append(contentsOf: letters)
    self.init(scalars)
  }
}

/// What a name may begin with.
enum Initials {
  /// A letter, or letters that stand for one of another alphabet.
  static func canBe(_ letters: [NameSounds.Letter]) -> Bool {
    letters.count == 1 || letters.count < 5 && spellings.contains(String(letters: letters))
  }

  private static let spellings = Set<String>(
    "sh ch zh kh gh ts tz yu ya ye yo ju ja je jo iu ia ie dj dz sch tch tsch dsch dzh shch th ph дж".split(
      separator: " " as Character
    ).map { String($0) })

  /// The sounds with which the key of a name can begin that is cut to these letters.
  static func sounds(of letters: [NameSounds.Letter]) -> Set<Character> {
    var sounds = Set(NameKeys.keys(of: letters).compactMap(\.first))
    switch letters {
    // The first letter of two.
    case ["s"]: sounds.insert("S")
    case ["c"]: sounds.formUnion("CS")
    case ["k"]: sounds.insert("h")
    case ["z"]: sounds.insert("J")
    case ["d"], ["д"]: sounds.insert("J")
    case ["t"]: sounds.insert("C")
    case ["y"], ["j"], ["i"]: sounds.formUnion("aiu")
    case ["й"]: sounds.formUnion("iua")
    default: break
    }
    return sounds
  }
}

enum Patronymics {
  static func isPatronymic(_ word: [NameSounds.Letter]) -> Bool {
    guard word.count > 5, let last = word.last else { return false }
    return endings[last]?.contains { word.hasSuffix($0) } ?? false
  }

  /// Russian ones in their cases, and as English, German, French and scholarly habits write them.
  private static let endings: [NameSounds.Letter: [[NameSounds.Letter]]] = {
    var endings: [String] = []
    for vowel in ["о", "е", "ё"] {
      for ending in ["вич", "вича", "вичу", "вичем", "виче", "вна", "вны", "вне", "вну", "вной", "вною"] {
        endings.append(vowel + ending)
      }
    }
    for vowel in ["o", "e"] {
      for v in ["v", "w"] {
        for ending in ["ich", "itch", "itsch", "ič", "ic", "iç", "yč", "ych", "na"] {
          endings.append(vowel + v + ending)
        }
      }
    }
    for ending in ["нична", "ничны", "ничне", "ничну", "ничной", "nichna", "nitschna", "nična"] {
      endings.append(ending)
    }
    // Written in one word.
    for ending in ["ўғли", "угли", "уғли", "оғлы", "оглы", "қизи", "кизи", "кызы", "қызы", "ұлы", "улы"] {
      endings.append(ending)
    }
    for ending in [
      "ogli", "ogly", "ugli", "ugly", "oghli", "oğlu", "qizi", "kizi", "kyzy", "qyzy", "gyzy", "uly", "uulu",
    ] {
      endings.append(ending)
    }
    return Dictionary(grouping: endings.map { Array($0.unicodeScalars) }) { $0[$0.count - 1] }
  }()

  static func isMarker(_ word: String) -> Bool { markers.contains(word) }

  private static let markers = Set<String>(
    """
    ogli ogly oghli ugli ugly oğlu oglu qizi kizi kyzy qyzy qızı kızı gyzy uly ulı ұлы улы уулу uulu ўғли угли уғли оғли \
    оғлы оглы огли қизи кизи кызы қызы bin ibn bint
    """.split(separator: " " as Character).map { String($0) })
}
