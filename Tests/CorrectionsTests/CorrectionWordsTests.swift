import Articles
import Diagnostics
import TextAnalysis
import Testing

@testable import Corrections

@Suite struct CorrectionWordsTests {
  private func items(_ text: String, _ load: CorrectionWords.Load = CorrectionWords.load(nil)) throws -> [String] {
    let finder = CorrectionFinder(try #require(load.words))
    return finder.words(in: try TextAnalyzer().analyze(Article(title: "News", body: [text]))).map(\.item)
  }

  @Test func shippedListsHaveNoMistake() {
    let load = CorrectionWords.load(nil)
    #expect(load.diagnostics == [])
    #expect((load.words?.count ?? 0) > 50)
  }

  @Test(arguments: [
    "The ministry denies the report.", "A spokesman denied it.", "The denial came late.", "Officials refuted this.",
    "This claim is baseless.", "The reports were dismissed as rumours.", "The agency retracted its story.",
    "Correction: an earlier version gave a wrong name.", "The article has been corrected.", "It is a hoax.",
    "Ведомство опровергло эти слухи.", "Министр отрицает встречу.", "Это не соответствует действительности.",
    "Опровержение появилось вечером.", "Поправка: в предыдущей версии имя было названо неверно.",
    "Сообщение оказалось фейком.", "Посольство не подтвердило эти сведения.",
    "Vazirlik bu xabarni rad etdi.", "Вазирлик бу хабарни рад этди.", "Bu haqiqatga to'g'ri kelmaydi.",
    "Матбуот хизмати раддия берди.", "Tuzatish: ism noto'g'ri yozilgan edi.",
    "Bu ma'lumot haqiqat emas, deb raddiya berildi.",
  ]) func inflectionsAreFound(_ text: String) throws {
    #expect(try !items(text).isEmpty, "\(text)")
  }

  @Test(arguments: [
    "The two ministers met on Monday and signed a pact.", "He was denied entry at the border.",
    "Министры подписали соглашение о границе.", "Vazirlar chegara haqidagi bitimni imzoladi.",
    "Вазирлар чегара ҳақидаги битимни имзолади.",
  ]) func ordinaryReportsHaveNone(_ text: String) throws {
    #expect(try items(text).isEmpty, "\(text)")
  }

  @Test func placeIsThatOfTheFirstOne() throws {
    let words = try #require(CorrectionWords.load(text: "lists:\n  a: [denied]\n", file: "w.yaml").words)
    let article = try TextAnalyzer().analyze(
      Article(title: "News", body: ["One sentence. Two denied it. Three denied it."]))
    let found = try #require(CorrectionFinder(words).words(in: article).first)
    #expect(
      article.tokens.first { $0.sentence == found.sentence }.map { article.article.substring($0.utf8Range) } == "Two")
    #expect(found.zone == .body)
  }

  @Test func eachSentenceCountsOnceAndTooManyCountAsOneMore() throws {
    let words = try #require(CorrectionWords.load(text: "lists:\n  a: [denied]\n", file: "w.yaml").words)
    func sentences(_ text: String) throws -> [UInt32?] {
      let article = try TextAnalyzer().analyze(Article(title: "News", body: [text]))
      return CorrectionFinder(words).words(in: article).map(\.sentence)
    }
    #expect(try sentences("One denied and denied it. Two denied it. Three did not.").count == 2)
    let many = try sentences((0..<40).map { "Number \($0) denied it." }.joined(separator: " "))
    #expect(many.count == CorrectionFinder.maximumSentences + 1)
    #expect(many.last == .some(nil))
  }

  @Test(arguments: [
    ("lists:\n  a: [denied AND]\n", "query"), ("lists:\n  a: [\"\"]\n", ""),
    ("rules:\n  - id: x\n    match: y\n", "rules"),
    ("", "no words"), ("lists: 7\n", ""),
  ]) func whatIsWrongIsToldWithItsPlace(_ text: String, _ about: String) {
    let load = CorrectionWords.load(text: text, file: "words.yaml")
    #expect(load.words == nil)
    #expect(load.diagnostics.hasErrors)
    #expect(load.diagnostics.allSatisfy { $0.file == "words.yaml" })
    if about.contains(" ") { #expect(load.diagnostics.map(\.code) == ["correction-words"]) }
  }
}
