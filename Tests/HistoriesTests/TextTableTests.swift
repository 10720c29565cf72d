import SafeText
import Testing

@testable import Histories

@Suite struct TextTableTests {
  private static func table(_ rows: [[String]]) -> TextTable {
    var table = TextTable([
      .init(heading: "RULE", leastWidth: 6), .init(heading: "N", isNumber: true),
      .init(heading: "PLACE", leastWidth: 5, keepsEnd: true),
    ])
    table.rows = rows.map { $0.map { TextTable.Cell(text: $0) } }
    return table
  }

  private static let rows = [["a-very-long-name-of-a-rule", "7", "some/folder/rules.yaml:12"], ["b", "1000", "b:1"]]

  @Test func nothingIsCutWhereThereIsNoTerminal() {
    let lines = Self.table(Self.rows).lines(TerminalText(usesColour: false), width: nil)
    #expect(
      lines == [
        "RULE                           N  PLACE",
        "a-very-long-name-of-a-rule     7  some/folder/rules.yaml:12",
        "b                           1000  b:1",
      ])
  }

  @Test func theWidestAreCutUntilItFits() {
    let lines = Self.table(Self.rows).lines(TerminalText(usesColour: false), width: 32)
    #expect(lines[1] == "a-very-long…     7  …les.yaml:12")
    #expect(lines.allSatisfy { $0.terminalWidth <= 32 })
  }

  /// What cannot be cut any more is shown all the same.
  @Test func aTerminalThatIsTooNarrowCutsNoFurther() {
    let lines = Self.table(Self.rows).lines(TerminalText(usesColour: false), width: 3)
    #expect(lines[1] == "a-ver…     7  …l:12")
  }

  @Test func wideCharactersTakeTwoColumnsAndMarksNone() {
    #expect("日本".terminalWidth == 4)
    #expect("e\u{301}".terminalWidth == 1)
    #expect("日本語".cut(to: 4, keepingEnd: false) == "日…")
    let lines = Self.table([["日本語", "1", "x"]]).lines(TerminalText(usesColour: false), width: nil)
    #expect(lines[1] == "日本語  1  x")
  }
}
