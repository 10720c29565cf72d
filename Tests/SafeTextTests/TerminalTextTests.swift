import SafeText
import Testing

@Suite struct TerminalTextTests {
  @Test func coloursStandOnlyWhereTheyAreShown() {
    #expect(TerminalText(usesColour: true).styled("a", .boldRed) == "\u{1B}[1;31ma\u{1B}[0m")
    #expect(TerminalText(usesColour: true).styled("a", .plain) == "a")
    #expect(TerminalText(usesColour: true).styled("", .bold) == "")
    #expect(TerminalText(usesColour: false).styled("a", .bold) == "a")
  }

  @Test func whatIsMarkedIsSafeToShow() {
    let text = "one two\u{1B} three"
    #expect(TerminalText(usesColour: false).marked(text, [0..<3, 4..<8]) == "[one] [two\\u{1b}] three")
    #expect(TerminalText(usesColour: true).marked("one", [0..<3]) == "\u{1B}[1;33mone\u{1B}[0m")
  }

  @Test func marksThatCannotBeAreLeftOut() {
    let plain = TerminalText(usesColour: false)
    #expect(plain.marked("abcd", [0..<2, 1..<3, 2..<2, 3..<9, -1..<2]) == "[ab]cd")
    #expect(plain.marked("", [0..<1]) == "")
  }

  @Test func oneHasNoPlural() {
    #expect([0, 1, 2].map { $0.counted("word") } == ["0 words", "1 word", "2 words"])
  }

  @Test func jsonIsTheSameInEveryRunAndSafe() throws {
    #expect(try SafeJSON.line(["b": "\u{1B}/", "a": "é"]) == "{\"a\":\"é\",\"b\":\"\\u001b/\"}")
    #expect(throws: (any Error).self) { try SafeJSON.line([Double.nan]) }
  }
}
