import Testing
import TextAnalysis

@Suite struct QueryWordTests {
  @Test(arguments: [
    ("ut-Tahrir", ["ut", "tahrir"]), ("AT&T", ["at", "t"]), ("U.S.", ["us"]), ("oʻzbek*", ["ozbek*"]),
    ("o'zb*", ["ozb*"]), ("Tog'*", ["tog*"]), ("*'zbek", ["*zbek"]), ("Tashkent*'s", ["tashkent*"]),
    ("w?rd", ["w?rd"]), ("*ко*", ["*ко*"]), ("***", []), ("-", []), ("", []), ("a * b", ["a", "b"]),
    ("1.*", ["1.*"]), ("*.5", ["*.5"]), ("U.*", ["u*"]), ("u.?.", ["u?"]), ("president.*", ["president"]),
    ("l'a*", ["a*"]), ("情報*", ["情報*"]), ("*機関", ["*機関"]), ("情*報", ["情*報"]), ("Köl*", ["kol*"]),
    ("Ta\u{AD}sh*", ["tash*"]), ("Таsh*", ["tash*"]), ("рос*", ["рос*"]), ("Straß?", ["strass?"]),
    ("x\u{10FFFC}y", ["x", "y"]),
  ])
  func queriesSplitAndFoldAsTextDoes(query: String, expected: [String]) {
    #expect(queryWords(elements(query)).map { written($0.folded) } == expected)
  }

  @Test(arguments: [
    ("F.S.B.", ["FSB"]), ("Oʻzb*", ["O'zb*"]), ("Tаshk*", ["Tashk*"]), ("Köl?", ["Köl?"]),
    ("ut-Tahrir", ["ut", "Tahrir"]),
  ])
  func exactSpellingsKeepCaseAndAccents(query: String, expected: [String]) {
    #expect(queryWords(elements(query)).map { written($0.exact) } == expected)
  }

  @Test func adjacentTextsAreOneWord() {
    #expect(queryWords([.text("Tash"), .text("kent")]).map(\.folded) == [[.text("tashkent")]])
    #expect(queryWords([.text("a*b")]).map(\.folded) == [[.text("a")], [.text("b")]])
  }

  private func elements(_ query: String) -> [QueryElement] {
    query.unicodeScalars.map { $0 == "*" ? .anyRun : $0 == "?" ? .anyCharacter : .text(String($0)) }
  }

  private func written(_ elements: [QueryElement]) -> String {
    elements.map { element in
      switch element {
      case .text(let text): text
      case .anyRun: "*"
      case .anyCharacter: "?"
      }
    }.joined()
  }
}
