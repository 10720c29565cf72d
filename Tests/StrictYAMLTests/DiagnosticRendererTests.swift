import Diagnostics
import Foundation
import Testing

@Suite struct DiagnosticRendererTests {
  private func render(_ text: String, mark: String, coloured: Bool = false) throws -> [String] {
    let source = SourceText(text, file: "f")
    let bytes = Array(text.utf8)
    let wanted = Array(mark.utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: wanted) })
    let diagnostic = Diagnostic("c", .error, "m", file: "f", at: start..<start + wanted.count)
    return DiagnosticRenderer(source: source, isColoured: coloured).render(diagnostic)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var text: String
    var place: String
    var line: String
    var marks: String
    var testDescription: String { id }
  }

  @Test func workflowCommandsAreEscaped() {
    let source = SourceText("one\ntwo: 100%\nthree", file: "a.yaml")
    let renderer = DiagnosticRenderer(source: source)
    func diagnostic(_ utf8Range: Range<Int>, file: String = "a.yaml", hint: String? = nil) -> Diagnostic {
      Diagnostic("some-code", .warning, "100%, or: \u{1B}[1m::error::\r\nno", file: file, at: utf8Range, hint: hint)
    }
    #expect(
      renderer.github(diagnostic(9..<13, hint: "write 50%"), path: "rules/a:b,c.yaml")
        == "::warning file=rules/a%3Ab%2Cc.yaml,line=2,col=6,endColumn=9,title=some-code::"
        + "100%25, or: \\u{1b}[1m::error::\\u{d}\\u{a}no%0Ahint: write 50%25")
    #expect(renderer.github(diagnostic(2..<9), path: "a").hasPrefix("::warning file=a,line=1,col=3,title=some-code::"))
    #expect(
      renderer.github(diagnostic(0..<0, file: "b"), path: "b\n").hasPrefix("::warning file=b%0A,title=some-code::"))
  }

  @Test(arguments: [
    Case(id: "plain", text: "a X b", place: "f:1:3", line: " 1 | a X b", marks: "   |   ^"),
    Case(id: "third-line", text: "a\r\nb\rc X", place: "f:3:3", line: " 3 | c X", marks: "   |   ^"),
    Case(id: "cyrillic", text: "река X", place: "f:1:6", line: " 1 | река X", marks: "   |      ^"),
    Case(id: "wide", text: "名前 X", place: "f:1:4", line: " 1 | 名前 X", marks: "   |      ^"),
    Case(id: "emoji", text: "👩‍🔬 X", place: "f:1:3", line: " 1 | 👩‍🔬 X", marks: "   |    ^"),
    Case(id: "combining", text: "e\u{301} X", place: "f:1:3", line: " 1 | e\u{301} X", marks: "   |   ^"),
    Case(id: "tab", text: "ab\tX", place: "f:1:4", line: " 1 | ab  X", marks: "   |     ^"),
    Case(id: "escape", text: "\u{1B}[2JX", place: "f:1:5", line: " 1 | \\u{1b}[2JX", marks: "   |          ^"),
    Case(id: "c1", text: "\u{9B}X", place: "f:1:2", line: " 1 | \\u{9b}X", marks: "   |       ^"),
    Case(id: "bidi", text: "\u{202E}X", place: "f:1:2", line: " 1 | \\u{202e}X", marks: "   |         ^"),
    Case(id: "zero-width", text: "\u{200B}X", place: "f:1:2", line: " 1 | \\u{200b}X", marks: "   |         ^"),
    Case(id: "byte-order-mark", text: "\u{FEFF}X", place: "f:1:1", line: " 1 | X", marks: "   | ^"),
  ])
  func marksStandUnderTheirCharacters(_ testCase: Case) throws {
    let lines = try render(testCase.text, mark: "X")
    #expect(lines[0] == "\(testCase.place): error[c]: m")
    #expect(lines[1] == testCase.line)
    #expect(lines[2] == testCase.marks)
  }

  @Test(arguments: [0, 39, 90, 500, 5000, 400_000])
  func longLinesAreCutAroundTheMark(before: Int) throws {
    let text = String(repeating: "я", count: before) + "X" + String(repeating: "ю", count: 3000)
    let lines = try render(text, mark: "X")
    #expect(lines[1].count <= 110)
    let column = try #require(lines[2].firstIndex(of: "^")).utf16Offset(in: lines[2])
    #expect(Array(lines[1])[column] == "X")
    #expect(lines[0].hasPrefix("f:1:\(before + 1):"))
  }

  @Test func manyCombiningMarksAreCut() throws {
    let lines = try render("a" + String(repeating: "\u{301}", count: 400) + " X", mark: "X")
    #expect(lines[1].unicodeScalars.count < 40)
  }

  @Test func nothingFromOutsideReachesTheTerminalRaw() throws {
    let source = SourceText("\u{1B}]0;x\u{7}\n", file: "\u{1B}[31mf\n")
    let diagnostic = Diagnostic(
      "c", .warning, "\u{1B}[2J\nm\u{202E}", file: source.file, at: 0..<1,
      secondary: Diagnostic.Label(utf8Range: 0..<2, message: "\u{9B}1m"), hint: "\rh\u{2066}")
    let renderer = DiagnosticRenderer(source: source)
    let hidden: (Unicode.Scalar) -> Bool = { $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)) }
    let bidi: Set<Unicode.Scalar> = ["\u{202E}", "\u{2066}"]
    for shown in [renderer.render(diagnostic), try renderer.json(diagnostic)] {
      #expect(!shown.unicodeScalars.contains { hidden($0) })
      #expect(bidi.isDisjoint(with: shown.unicodeScalars))
    }
    #expect(renderer.render(diagnostic).split(separator: "\n").count == 5)
  }

  @Test func coloursAreOnlyThereWhenAsked() throws {
    #expect(try render("a X", mark: "X").joined().contains("\u{1B}") == false)
    #expect(try render("a X", mark: "X", coloured: true)[0].contains("\u{1B}[1;31merror[c]\u{1B}[0m"))
  }

  @Test func diagnosticWithoutSourceIsToldWithoutPlace() {
    let diagnostic = Diagnostic("c", .error, "m", file: "g", at: 5..<9, hint: "h")
    #expect(DiagnosticRenderer(sources: [:]).render(diagnostic) == "g: error[c]: m\nhint: h\n")
  }

  @Test func placesOutsideTheTextAreMovedToItsEnd() {
    let diagnostic = Diagnostic("c", .error, "m", file: "f", at: 50..<90)
    #expect(DiagnosticRenderer(source: SourceText("ab\n", file: "f")).render(diagnostic).hasPrefix("f:2:1:"))
    #expect(DiagnosticRenderer(source: SourceText("", file: "f")).render(diagnostic) == "f:1:1: error[c]: m\n")
  }

  @Test func jsonHasThePlaceInLinesAndBytes() throws {
    let source = SourceText("a\nя: X\n", file: "f")
    let diagnostic = Diagnostic(
      "c", .error, "m", file: "f", at: 6..<7, secondary: Diagnostic.Label(utf8Range: 0..<1, message: "l"))
    let json = try DiagnosticRenderer(source: source).json(diagnostic)
    #expect(
      json == #"{"code":"c","column":4,"end_column":5,"end_line":2,"file":"f","from":6,"line":2,"message":"m","#
        + #""secondary":{"column":1,"end_column":2,"end_line":1,"from":0,"line":1,"message":"l","to":1},"#
        + #""severity":"error","to":7}"#)
  }

  @Test(arguments: [
    ("titel", "title"), ("severty", "severity"), ("Match", "match"), ("mtach", "match"), ("id", nil), ("xyz", nil),
    ("", nil), (String(repeating: "a", count: 5000), nil),
  ])
  func slipsAreSuggested(typed: String, expected: String?) {
    #expect(Suggestion.closest(to: typed, among: ["id", "title", "severity", "match"]) == expected)
  }
}
