/// The declension of a Russian noun, adjective or name, as far as the word in its dictionary form tells it.
///
/// Where the letters leave a choice (hard or soft, a vowel between the last consonants or none) the forms of all choices are
/// made: most of those that are wrong nobody writes.
struct RussianParadigm {
  private(set) var forms: Set<String>

  /// - Parameter word: folded: small letters, е for ё. `nil` where it is no such word: a verb, or not Russian.
  init?(_ word: String) {
    guard word.allSatisfy(Self.letters.contains), word.contains(where: Self.isVowel), !Self.isVerb(word) else {
      return nil
    }
    forms = [word]
    if !RussianIrregulars.indeclinable.contains(word) { decline(word) }
  }

  // MARK: - Letters

  private static let letters = Set("абвгдежзийклмнопрстуфхцчшщъыьэюя")

  private static func isVowel(_ letter: Character) -> Bool { "аеиоуыэюя".contains(letter) }

  private static func isConsonant(_ letter: Character?) -> Bool {
    letter.map { !isVowel($0) && $0 != "ь" && $0 != "ъ" && $0 != "й" } ?? false
  }

  private static func hasVowel(_ text: some StringProtocol) -> Bool { text.contains(where: isVowel) }

  /// Infinitives: a vowel before -ть, as no noun has but a few.
  private static func isVerb(_ word: String) -> Bool {
    if word.hasSuffix("ться") || word.hasSuffix("тись") || word.hasSuffix("чься") { return true }
    guard word.hasSuffix("ть"), !RussianIrregulars.nounsLikeVerbs.contains(word) else { return false }
    return word.dropLast(2).last.map(isVowel) ?? false
  }

  // MARK: - Endings

  private static let softMasculine = ["й", "я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях"]
  private static let feminineOnYa = ["", "ь", "й", "я", "и", "е", "ю", "ей", "ею", "ям", "ями", "ях"]
  private static let neuterOnYe = ["е", "я", "ю", "ем", "и", "ей", "ев", "й", "ям", "ями", "ях"]
  private static let softSign = [
    "ь", "я", "ю", "ем", "е", "и", "ью", "ей", "ьми", "ам", "ями", "ям", "ами", "ах", "ях",
  ]
  /// Of words in the plural, whose gender is not known.
  private static let plural = [
    "", "ь", "й", "а", "я", "ы", "и", "е", "у", "ю", "о", "ой", "ей", "ом", "ем", "ью", "ов", "ев", "ьми", "ам", "ям",
    "ами", "ями", "ах", "ях",
  ]
  /// люди, дети.
  private static let softPlural = ["и", "ей", "ям", "ями", "ьми", "ях"]
  private static let adjective = [
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ую",
    "юю",
    "ей", "ою", "ею", "ых", "их", "ыми", "ими",
  ]
  private static let shortAdjective = ["", "а", "о", "ы", "и", "е"]
  /// Of the women and families whose men are called Иванов and Путин.
  private static let surname = ["а", "ой", "ою", "у", "ым", "ом", "е", "ы", "ых", "ыми"]

  private static func isHushing(_ letter: Character?) -> Bool { letter.map("жчшщ".contains) ?? false }

  /// ы, but и after к, г, х and ж, ч, ш, щ.
  private static func hardI(_ base: String) -> String {
    isHushing(base.last) || (base.last.map("кгх".contains) ?? false) ? "и" : "ы"
  }

  /// -, -а, -у, …
  private static func masculine(_ base: String) -> [String] {
    var endings = ["", "а", "у", "ом", "е", hardI(base), "ов", "ам", "ами", "ах"]
    if isHushing(base.last) { endings += ["ем", "ей"] }
    if base.last == "ц" { endings += ["ем", "ев"] }
    return endings
  }

  private static func feminineOnA(_ base: String) -> [String] {
    var endings = ["а", hardI(base), "е", "у", "ой", "ою", "ам", "ами", "ах"]
    if isHushing(base.last) || base.last == "ц" { endings += ["ей", "ею"] }
    // Of банка it is банок.
    return base.last == "к" && isConsonant(base.dropLast().last) ? endings : endings + [""]
  }

  /// -о, and -е after ж, ч, ш, щ, ц.
  private static func neuter(_ base: String) -> [String] {
    var endings = ["", "о", "а", "у", "ом", "е", "ов", "ам", "ами", "ах"]
    if isHushing(base.last) || base.last == "ц" { endings += ["ем", "ев"] }
    if hardI(base) == "и" { endings += ["и", "ей"] }
    return endings
  }

  private mutating func add(_ base: some StringProtocol, _ endings: [String]) {
    for ending in endings { forms.insert(base + ending) }
  }

  // MARK: - Declensions

  private mutating func decline(_ word: String) {
    let stem = String(word.dropLast(2))
    if Self.isAdjective(word, stem: stem) {
      addAdjective(stem)
      // последний is an adjective, Евгений a noun.
      if word.hasSuffix("ний") { add(word.dropLast(), Self.softMasculine) }
      return
    }
    let base = String(word.dropLast())
    if RussianIrregulars.singular.contains(word) {
      return add(
        base, word.hasSuffix("а") ? ["а", Self.hardI(base), "е", "у", "ой", "ою"] : ["я", "и", "е", "ю", "ей", "ею"])
    }
    switch word.last {
    case "а": addNoun(base, Self.feminineOnA(base), word)
    case "я": addNoun(base, Self.feminineOnYa, word)
    case "о": addNoun(base, Self.neuter(base), word)
    case "е":
      let isHard = Self.isHushing(base.last) || base.last == "ц"
      addNoun(base, isHard ? Self.neuter(base) : Self.neuterOnYe, word)
    case "ы", "и": addNoun(base, Self.plural, word)
    case "ь": addNoun(base, Self.softSign, word)
    case "й": addNoun(base, Self.softMasculine, word)
    case "у", "ю", "э": break
    default: addMasculine(word)
    }
  }

  private static func isAdjective(_ word: String, stem: String) -> Bool {
    guard hasVowel(stem), isConsonant(stem.last) else { return false }
    switch word.suffix(2) {
    case "ый", "ая", "яя", "ое", "ее", "ые": return true
    case "ий": return stem.last.map("кгхжчшщн".contains) ?? false
    case "ие": return stem.last.map("кгхшщ".contains) ?? false
    case "ой": return !RussianIrregulars.nounsOnOy.contains(word)
    default: return false
    }
  }

  private mutating func addAdjective(_ base: String) {
    add(base, Self.adjective)
    // Relational adjectives have no short forms and no degrees.
    if base.hasSuffix("ск") || base.hasSuffix("цк") { return }
    add(base, Self.shortAdjective)
    add(base + "ейш", Self.adjective)
    for form in Self.withFleetingVowel(base) { forms.insert(form) }
    // уверен; of странный it is странен.
    if base.hasSuffix("енн") { forms.insert(String(base.dropLast())) }
  }

  private mutating func addNoun(_ base: String, _ endings: [String], _ word: String) {
    for other in RussianIrregulars.bases[word] ?? [] { addBase(other, word.last == "ь" ? endings : Self.plural) }
    addBase(base, endings)
    if word.last != "ь", word.last != "й" {
      for form in Self.withFleetingVowel(base) { forms.formUnion([form, form + "ь"]) }
    }
    if Self.isSurname(base), word.last == "ы" { add(base, Self.surname) }
    if RussianIrregulars.neutersOnMya.contains(word) { add(base + "ен", ["", "и", "ем", "а", "ам", "ами", "ах"]) }
  }

  private mutating func addBase(_ base: String, _ endings: [String]) {
    guard let last = base.last else { return }
    if last == "ь" {
      // семья, здоровье, друзья: семей, ущелий.
      add(base, ["я", "ю", "ем", "ей", "ею", "е", "и", "ев", "ям", "ями", "ях"])
      add(base.dropLast(), ["ей", "ий"])
    } else if Self.isVowel(last) {
      // Россия, заседание, Дмитрий: without an ending there is -й.
      add(base, endings.filter { $0 != "" && $0 != "ь" } + ["й"])
    } else {
      add(base, endings)
    }
  }

  private mutating func addMasculine(_ word: String) {
    for other in RussianIrregulars.bases[word] ?? [] { addBase(other, Self.masculine(other) + Self.softPlural) }
    add(word, Self.masculine(word))
    if Self.isSurname(word) { add(word, Self.surname) }
    addWithoutFleetingVowel(word)
    // гражданин, граждане; котенок, котята.
    if ["анин", "янин", "арин"].contains(where: word.hasSuffix) { addMasculine(to: word.dropLast(2)) }
    if word.hasSuffix("енок"), word.count > 5 { addMasculine(to: word.dropLast(4) + "ят") }
    if word.hasSuffix("онок"), word.count > 5 { addMasculine(to: word.dropLast(4) + "ат") }
  }

  private mutating func addMasculine(to base: some StringProtocol) { add(base, Self.masculine(String(base))) }

  /// Иванов, Путин, Солженицын.
  private static func isSurname(_ base: String) -> Bool {
    ["ов", "ев", "ин", "ын"].contains { base.hasSuffix($0) && hasVowel(base.dropLast(2)) }
  }

  // MARK: - Fleeting vowels

  /// With a vowel between the last consonants: сделок, писем, деревень, важен.
  private static func withFleetingVowel(_ base: String) -> [String] {
    guard let last = base.last, isConsonant(last) else { return [] }
    let rest = String(base.dropLast())
    if rest.hasSuffix("ь") || rest.hasSuffix("й") { return [rest.dropLast() + "е" + [last]] }
    return isConsonant(rest.last) ? [rest + "о" + [last], rest + "е" + [last]] : []
  }

  /// отец, отца; рынок, рынка.
  private mutating func addWithoutFleetingVowel(_ word: String) {
    let rest = String(word.dropLast(2))
    guard Self.hasVowel(rest), let before = rest.last, !RussianIrregulars.keepsVowel.contains(word) else { return }
    switch word.suffix(2) {
    case "ец": addMasculine(to: rest + (Self.isVowel(before) ? "йц" : before == "л" ? "ьц" : "ц"))
    case "ок", "ек": addMasculine(to: rest + (Self.isVowel(before) ? "йк" : "к"))
    default: break
    }
  }
}
