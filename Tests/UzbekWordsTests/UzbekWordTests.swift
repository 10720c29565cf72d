import Testing
import UzbekWords

@Suite struct UzbekWordTests {
  private func finds(_ word: String, _ text: String) -> Bool {
    UzbekSpelling(plain(text)).map(UzbekWord(plain(word)).includes) ?? false
  }

  /// As text analysis gives words: any apostrophe written `'`.
  private func plain(_ text: String) -> String {
    String(text.map { "'’‘ʻʼ`´".contains($0) ? "'" : $0 })
  }

  @Test func formsAreFoundAndOtherWordsAreNot() {
    var (found, forms, wrong, others) = (0, 0, 0, 0)
    for row in uzbekRows {
      for form in row.forms {
        forms += 1
        if finds(row.word, form) { found += 1 } else { print("missed: uz(\(row.word)) in ‘\(form)’") }
      }
      for other in row.others {
        others += 1
        if finds(row.word, other) { wrong += 1; print("wrong: uz(\(row.word)) in ‘\(other)’") }
      }
    }
    let recall = Double(found) / Double(forms)
    let precision = Double(found) / Double(found + wrong)
    print("Uzbek: recall \(found) of \(forms) = \(recall), precision \(precision), \(wrong) of \(others) others found")
    #expect(forms >= 150)
    #expect(others >= 150)
    #expect(recall >= 0.95)
    #expect(precision >= 0.98)
  }

  /// The richer letter is evidence, the poorer one is not.
  @Test(
    arguments: [
      ("қиз", "киз", true), ("киз", "қиз", false), ("ғалаба", "галаба", true), ("галаба", "ғалаба", false),
      ("ҳаво", "хаво", true), ("хаво", "ҳаво", false), ("ўзбек", "узбек", true), ("узбек", "ўзбек", false),
      ("oʻzbek", "ozbek", true), ("ozbek", "oʻzbek", false), ("xizmat", "hizmat", true), ("hukumat", "xukumat", true),
      ("Toshkent", "TOSHKENTDA", true), ("ўн", "ун", true), ("qiz", "kiz", false), ("Ўш", "Уш", true),
      ("obyekt", "объект", true), ("объект", "obyektlar", true), ("shoʻrva", "шўрва", true), ("щит", "shit", true),
    ])
  func spellings(_ word: String, _ text: String, _ isFound: Bool) {
    #expect(finds(word, text) == isFound)
  }

  /// What the index looks up is there for whatever is included.
  @Test func everyFormHasAKeyOfItsWord() {
    let forms = uzbekRows.flatMap { $0.forms + $0.others }.compactMap { UzbekSpelling(plain($0)) }
    for row in uzbekRows {
      let word = UzbekWord(plain(row.word))
      for form in forms where word.includes(form) { #expect(!word.keys.isDisjoint(with: form.keys), "\(row.word)") }
    }
  }

  @Test func anyWordIsReadInBoundedTime() {
    let words = ["ё", "yoʻq", "larlar", "", "'", "qilmoq"].map { UzbekWord($0) }
    for text in [
      "", "'", "''''", "🙂", "слово", String(repeating: "её", count: 12), String(repeating: "е", count: 100_000),
      "larlar" + String(repeating: "dagilar", count: 8), "qil" + String(repeating: "ma", count: 20), "ß", "İ", "中文",
    ] {
      guard let spelling = UzbekSpelling(text) else { continue }
      for word in words { _ = word.includes(spelling) }
    }
    #expect(UzbekSpelling(String(repeating: "a", count: 80)) == nil)
    #expect(UzbekWord(String(repeating: "a", count: 80)).keys.isEmpty)
    #expect(UzbekWord("").keys.isEmpty)
  }
}
