import Languages
import Testing

@testable import TextAnalysis

@Suite struct InflectionTests {
  private func inflections(_ word: String, _ language: WordLanguage = .russian) -> Inflections {
    Inflections(of: WordForm(surface: word), in: language)
  }

  private func isFound(_ word: String, by inflections: Inflections) -> Bool {
    let form = WordForm(surface: word)
    return inflections.include(form, stem: Stemmer.of(inflections.language).stem(form))
  }

  /// Each word with `~`, on all forms of all words.
  @Test func formsOfRussianWordsAreFoundAndNoOtherWords() {
    let words = RussianDeclensions.words
    /// All forms by their stem, each with the word that it is of.
    var byStem: [String: [(form: WordForm, word: RussianDeclensions.Word)]] = [:]
    for word in words {
      for text in word.forms {
        let form = WordForm(surface: text)
        byStem[Stemmer.of(.russian).stem(form), default: []].append((form, word))
      }
    }
    var (forms, found) = (0, 0)
    var (missed, wrong): ([String], [String]) = ([], [])
    for word in words {
      let pattern = inflections(word.word)
      let missing = word.forms.filter { !isFound($0, by: pattern) }
      forms += word.forms.count
      found += word.forms.count - missing.count
      missed += missing.map { "\(word.word)~ \($0)" }
      for (form, other) in pattern.stems.flatMap({ byStem[$0] ?? [] })
      where !word.forms.contains(form.folded) && pattern.include(folded: form.folded) {
        wrong.append("\(word.word)~ \(form.folded) (\(other.word))")
      }
    }
    let share = Double(found) / Double(forms)
    print("\(words.count) words, \(forms) forms: \(share) of them found, and \(wrong.count) forms of other words")
    #expect(Set(words.map(\.word)).count == words.count && words.count >= 300)
    #expect(share >= 0.98, "missed: \(missed.sorted().joined(separator: ", "))")
    #expect(wrong.isEmpty, "found: \(wrong.sorted().joined(separator: ", "))")
  }

  @Test(arguments: [
    ("Узбекистан", ["Узбекистана", "УЗБЕКИСТАНЕ", "узбекиста́ном"], ["узбек", "узбекский", "Таджикистан"]),
    ("самолёт", ["самолеты", "самолётов"], ["самолётный"]),
    ("суд", ["судом", "суды"], ["судить", "судил", "судья", "судно"]),
    ("подписать", ["подписал", "подписали"], ["подпись"]), ("Баку", ["Баку"], ["бак", "баки"]),
    ("Карим", ["Карима"], ["Каримова", "Каримовым"]), ("важный", ["важнейшего", "важен", "важно"], ["важничать"]),
    ("ФСБ", ["ФСБ"], ["ФСО"]), ("Ташкент", ["Ташкенте"], ["ташкентский"]),
  ])
  func findsFormsAndNoMore(_ word: String, _ forms: [String], _ others: [String]) {
    let pattern = inflections(word)
    for form in forms { #expect(isFound(form, by: pattern), "\(form)") }
    for other in others { #expect(!isFound(other, by: pattern), "\(other)") }
  }

  /// A stem is taken of accented letters and then folded.
  @Test(arguments: [
    (WordLanguage.english, "cooperation", ["Cooperations", "cooperation's", "COOPERATE"], ["corporation"]),
    (.german, "Häuser", ["Hauses", "häusern"], ["Haut"]),
    (.french, "élections", ["ÉLECTION", "élection"], ["élection2"]),
    (.spanish, "niños", ["niño", "NIÑA"], ["nieto"]), (.turkish, "evler", ["evlerde"], ["evet"]),
  ])
  func otherLanguagesHaveSnowballsStems(
    _ language: WordLanguage, _ word: String, _ forms: [String], _ others: [String]
  ) {
    let pattern = inflections(word, language)
    for form in forms { #expect(isFound(form, by: pattern), "\(form)") }
    for other in others { #expect(!isFound(other, by: pattern), "\(other)") }
  }

  @Test(arguments: WordLanguage.allCases) func everyLanguageHasAStemmer(_ language: WordLanguage) {
    #expect(Stemmer.of(language).isKnown)
    #expect(LanguageCode(language.name)?.wordLanguage == language)
    #expect(LanguageCode(language.rawValue)?.wordLanguage == language)
  }

  /// Whatever a token is, there is an answer.
  @Test(arguments: ["", "'", "1", "\u{301}", "ь", "й", "ʻ", "я", String(repeating: "ами", count: 300), "👍"])
  func oddWordsHaveStems(_ word: String) {
    for language in WordLanguage.allCases {
      let pattern = inflections(word, language)
      #expect(isFound(word, by: pattern))
    }
  }
}
