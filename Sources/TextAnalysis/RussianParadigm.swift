/// The declension of a Russian noun, adjective or name, as far as the word in its dictionary form tells it.
///
/// More forms are made than there are, of every gender and of hard and soft endings alike: what is compared are stems, and
/// a form that nobody writes has the stem of one that is written, or one that nothing has.
struct RussianParadigm {
  let forms: Set<String>
  /// Of all forms.
  let beginning: String

  /// - Parameter word: folded: small letters, е for ё. `nil` where it is no such word: a verb, or not Russian.
  init?(_ word: String) {
    guard word.allSatisfy(Self.letters.contains), word.contains(where: Self.isVowel), !Self.isVerb(word) else {
      return nil
    }
    var forms: Set<String> = [word]
    if !RussianIrregulars.indeclinable.contains(word) { Self.decline(word, into: &forms) }
    self.forms = forms
    beginning = forms.reduce(word) { common, form in
      String(zip(common, form).prefix { $0 == $1 }.map(\.0))
    }
  }

  /// Endings of verbs which Snowball drops too and no noun or adjective has: судить, судил, судят are no forms of суд.
  static let verbEndings: Set<Substring> = [
    "ила", "ыла", "ейте", "уйте", "ите", "или", "ыли", "ил", "ыл", "ило", "ыло", "ят", "ует", "уют", "ит", "ыт", "ить",
    "ыть", "ишь",
  ]

  // MARK: - Letters

  private static let letters = Set("абвгдежзийклмнопрстуфхцчшщъыьэюя")

  private static func isVowel(_ letter: Character) -> Bool { "аеиоуыэюя".contains(letter) }

  private static func isConsonant(_ letter: Character?) -> Bool {
    letter.map { !isVowel($0) && $0 != "ь" && $0 != "ъ" && $0 != "й" } ?? false
  }

  private static func hasVowel(_ text: some StringProtocol) -> Bool { text.contains(where: isVowel) }

  /// Infinitives; -сть, -зть and nouns on -ть that are no infinitives are told by the letter before it.
  private static func isVerb(_ word: String) -> Bool {
    if word.hasSuffix("ться") || word.hasSuffix("тись") || word.hasSuffix("чься") { return true }
    guard word.hasSuffix("ть"), !RussianIrregulars.nounsLikeVerbs.contains(word) else { return false }
    return word.dropLast(2).last.map { "аеиоуыя".contains($0) } ?? false
  }

  // MARK: - Declensions

  private static let nounEndings = [
    "", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й", "ой", "ей", "ою", "ею", "ом", "ем", "ью", "ьми", "ам", "ям", "ами",
    "ями", "ах", "ях", "ов", "ев",
  ]
  private static let adjectiveEndings = [
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ую", "юю",
    "ей", "ою", "ею", "ых", "их", "ыми", "ими",
  ]

  private static func decline(_ word: String, into forms: inout Set<String>) {
    for base in RussianIrregulars.bases[word] ?? [] { addNoun(base, into: &forms) }
    let ending = word.suffix(2)
    let stem = String(word.dropLast(2))
    if isAdjective(word, stem: stem, ending: ending) {
      addAdjective(stem, into: &forms)
      // последний is an adjective, Евгений a noun.
      if ending == "ий", stem.hasSuffix("н") { addNoun(stem + "и", into: &forms) }
      return
    }
    let base = String(word.dropLast())
    switch word.last {
    case "а", "я", "о", "е", "ы", "и":
      addNoun(base, into: &forms)
      for form in genitives(of: base) { forms.insert(form) }
      if isSurname(base) { addAdjective(base, into: &forms) }
      if RussianIrregulars.neutersOnMya.contains(word) { addNoun(base + "ен", into: &forms) }
    case "ь", "й":
      addNoun(base, into: &forms)
    case "у", "ю", "э": break
    default:
      addNoun(word, into: &forms)
      if isSurname(word) { addAdjective(word, into: &forms) }
      addWithoutFleetingVowel(word, into: &forms)
      addIrregularPlural(word, into: &forms)
    }
  }

  private static func isAdjective(_ word: String, stem: String, ending: Substring) -> Bool {
    guard hasVowel(stem), isConsonant(stem.last) else { return false }
    switch ending {
    case "ый", "ая", "яя", "ое", "ее", "ые": return true
    case "ий": return "кгхжчшщн".contains(stem.last ?? " ")
    case "ие": return "кгхшщ".contains(stem.last ?? " ")
    case "ой": return !RussianIrregulars.nounsOnOy.contains(word)
    default: return false
    }
  }

  /// Иванов, Путин, Солженицын, and what is made of them: Иванова, Иваново.
  private static func isSurname(_ base: String) -> Bool {
    ["ов", "ев", "ин", "ын"].contains { base.hasSuffix($0) && hasVowel(base.dropLast(2)) }
  }

  private static func addNoun(_ base: String, into forms: inout Set<String>) {
    switch base.last {
    // -ия, -ие, -ий: Россия, заседание, Дмитрий. The bare base is no form.
    case "и", "е", "а", "у", "ю", "я", "о", "ы", "э":
      for ending in ["я", "ю", "ем", "ей", "ею", "е", "и", "й", "ям", "ями", "ях", "ев"] { forms.insert(base + ending) }
    // -ья, -ье: семья, здоровье, друзья.
    case "ь":
      for ending in ["я", "ю", "ем", "ей", "ею", "е", "и", "ям", "ями", "ях", "ев"] { forms.insert(base + ending) }
      forms.insert(base.dropLast() + "ей")
      forms.insert(base.dropLast() + "ий")
    default:
      for ending in nounEndings { forms.insert(base + ending) }
    }
  }

  private static func addAdjective(_ base: String, into forms: inout Set<String>) {
    for ending in adjectiveEndings { forms.insert(base + ending) }
    // Short forms; none of relational adjectives.
    if base.hasSuffix("ск") || base.hasSuffix("цк") { return }
    for ending in ["", "а", "о", "ы", "и", "е"] { forms.insert(base + ending) }
    for form in genitives(of: base) where !form.hasSuffix("ь") { forms.insert(form) }
    if base.hasSuffix("нн") { forms.insert(String(base.dropLast())) }
  }

  /// Without an ending and with a vowel between the last consonants: сделок, писем, деревень.
  private static func genitives(of base: String) -> [String] {
    guard let last = base.last, isConsonant(last) else { return [] }
    let rest = String(base.dropLast())
    if rest.hasSuffix("ь") || rest.hasSuffix("й") { return [rest.dropLast() + "е" + [last]] }
    guard isConsonant(rest.last), hasVowel(rest) || rest.count == 1 else { return [] }
    return ["о", "е"].flatMap { [rest + $0 + [last], rest + $0 + [last] + "ь"] }
  }

  /// отец, отца; рынок, рынка.
  private static func addWithoutFleetingVowel(_ word: String, into forms: inout Set<String>) {
    let rest = String(word.dropLast(2))
    guard hasVowel(rest), let before = rest.last, !RussianIrregulars.keepsVowel.contains(word) else {
      return
    }
    switch word.suffix(2) {
    case "ец": addNoun(rest + (isVowel(before) ? "йц" : before == "л" ? "ьц" : "ц"), into: &forms)
    case "ок", "ек": addNoun(rest + (isVowel(before) ? "йк" : "к"), into: &forms)
    default: break
    }
  }

  /// гражданин, граждане; котенок, котята.
  private static func addIrregularPlural(_ word: String, into forms: inout Set<String>) {
    if ["анин", "янин", "арин"].contains(where: word.hasSuffix) { addNoun(String(word.dropLast(2)), into: &forms) }
    if word.hasSuffix("енок"), word.count > 5 { addNoun(word.dropLast(4) + "ят", into: &forms) }
    if word.hasSuffix("онок"), word.count > 5 { addNoun(word.dropLast(4) + "ат", into: &forms) }
  }
}
