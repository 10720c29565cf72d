import Diagnostics
import StrictYAML
import Testing

@Suite struct YAMLDocumentTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var bytes: [UInt8]
    var code: String
    var offset: Int
    var testDescription: String { id }
  }

  static let encodingMistakes = [
    Case(id: "invalid", bytes: Array("a: b".utf8) + [0xFF, 0x0A], code: "not-utf8", offset: 4),
    Case(id: "truncated", bytes: Array("a: ".utf8) + [0xD1], code: "not-utf8", offset: 3),
    Case(id: "overlong", bytes: [0x61, 0xC0, 0x80], code: "not-utf8", offset: 1),
    Case(id: "surrogate", bytes: [0x61, 0xED, 0xA0, 0x80], code: "not-utf8", offset: 1),
    Case(id: "utf-16", bytes: [0xFF, 0xFE, 0x61, 0x00], code: "not-utf8", offset: 0),
    Case(id: "nul", bytes: [0x61, 0x00], code: "control-character", offset: 1),
    Case(id: "escape", bytes: Array("a: \u{1B}[31m".utf8), code: "control-character", offset: 3),
    Case(id: "c1", bytes: Array("a: \u{9B}31m".utf8), code: "control-character", offset: 3),
    Case(id: "line-separator", bytes: Array("a: б\u{2028}c".utf8), code: "control-character", offset: 5),
    Case(id: "second-byte-order-mark", bytes: Array("a: \u{FEFF}c".utf8), code: "control-character", offset: 3),
  ]

  @Test(arguments: encodingMistakes)
  func wrongBytesAreToldWithTheirOffset(_ testCase: Case) throws {
    let document = YAMLDocument.read(SourceText(bytes: testCase.bytes, file: "t"))
    let diagnostic = try #require(document.diagnostics.first)
    #expect(document.diagnostics.count == 1)
    #expect(diagnostic.code == testCase.code)
    #expect(diagnostic.utf8Range.lowerBound == testCase.offset)
    #expect(!document.isComplete)
  }

  @Test func fileBeyondTheLimitIsNotRead() {
    var limits = YAMLLimits()
    limits.maximumBytes = 10
    let document = YAMLDocument.read(SourceText("a: 0123456789", file: "t"), limits: limits)
    #expect(document.diagnostics.map(\.code) == ["too-large"])
    #expect(document.root == nil)
  }

  @Test func valuesBeyondTheLimitStopTheReading() {
    var limits = YAMLLimits()
    limits.maximumNodes = 4
    let document = YAMLDocument.read(SourceText("a: [b, c, d, e]", file: "t"), limits: limits)
    #expect(document.diagnostics.map(\.code) == ["too-many-values"])
    #expect(!document.isComplete)
  }

  @Test func mistakesBeyondTheLimitAreCounted() {
    let text = "a:\n" + String(repeating: "  -\n", count: 150)
    let document = YAMLDocument.read(SourceText(text, file: "t"))
    #expect(document.diagnostics.count == 101)
    #expect(document.diagnostics.last?.message == "50 more mistakes in this file are not shown")
    #expect(document.diagnostics.last?.code == "too-many-mistakes")
  }

  @Test(arguments: ["", "# only a comment\n", "\u{FEFF}", "---\n", "\n\n"])
  func emptyFilesAreNoMistake(text: String) {
    let document = YAMLDocument.read(SourceText(text, file: "t"))
    #expect(document.diagnostics.isEmpty)
    #expect(document.root?.isEmptyValue ?? true)
    #expect(document.isComplete)
  }

  @Test func rangesAreBytesOfTheFile() throws {
    let source = SourceText("\u{FEFF}ключ: [раз, 'два']\r\n", file: "t")
    let document = YAMLDocument.read(source)
    guard case .mapping(let mapping) = document.root?.kind, let entry = mapping.entries.first,
      case .sequence(let items) = entry.value.kind
    else {
      Issue.record("the tree has another shape")
      return
    }
    #expect(source.text(in: entry.key.utf8Range) == "ключ")
    #expect(source.text(in: entry.value.utf8Range) == "[раз, 'два']")
    #expect(items.map { source.text(in: $0.utf8Range) } == ["раз", "'два'"])
  }

  /// What was whole before the file breaks off can be used; what was open cannot.
  @Test func whatWasWholeBeforeASyntaxErrorStays() {
    let document = YAMLDocument.read(SourceText("- a: b\n- c: \"d\" e\n- f: g\n", file: "t"))
    guard case .sequence(let items) = document.root?.kind else {
      Issue.record("the tree has another shape")
      return
    }
    #expect(items.map(\.isComplete) == [true, false])
    #expect(document.root?.isComplete == false)
  }
}
