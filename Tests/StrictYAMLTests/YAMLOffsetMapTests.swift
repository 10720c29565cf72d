import Diagnostics
import StrictYAML
import Testing

/// Where a word of a scalar's text stands in the file.
@Suite struct YAMLOffsetMapTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var id: String
    var yaml: String
    /// A part of the text.
    var part: String
    /// What stands in the file there.
    var inFile: String
    var testDescription: String { id }
  }

  static let cases = [
    Case(id: "plain", yaml: "a: Ташкент OR XX\n", part: "XX", inFile: "XX"),
    Case(id: "plain-crlf", yaml: "z: y\r\na: Ташкент OR XX\r\n", part: "XX", inFile: "XX"),
    Case(id: "byte-order-mark", yaml: "\u{FEFF}a: река OR XX\n", part: "XX", inFile: "XX"),
    Case(id: "plain-two-lines", yaml: "a: one\n  two XX\n", part: "XX", inFile: "XX"),
    Case(id: "plain-two-lines-space", yaml: "a: one\n  two XX\n", part: "e t", inFile: "e\n  t"),
    Case(id: "single-quoted", yaml: "a: 'o''zbek OR XX'\n", part: "XX", inFile: "XX"),
    Case(id: "single-quoted-quote", yaml: "a: 'o''zbek'\n", part: "'", inFile: "''"),
    Case(id: "single-quoted-lines", yaml: "a: 'one\n\n\n  two   XX'\n", part: "XX", inFile: "XX"),
    Case(id: "single-quoted-breaks", yaml: "a: 'one  \n\n\n  two'\n", part: "e\n\nt", inFile: "e  \n\n\n  t"),
    Case(id: "double-quoted", yaml: "a: \"один OR XX\"\n", part: "XX", inFile: "XX"),
    Case(id: "double-quoted-escapes", yaml: #"a: "\"q\" \t\x41\u0442\U0001F600 XX" # c"#, part: "XX", inFile: "XX"),
    Case(id: "double-quoted-escape", yaml: #"a: "x \u0442 y""#, part: "т", inFile: #"\u0442"#),
    Case(id: "double-quoted-last-escape", yaml: #"a: "x\"""#, part: "\"", inFile: #"\""#),
    Case(id: "double-quoted-no-break", yaml: #"a: "x\_\N\Ly XX""#, part: "XX", inFile: "XX"),
    Case(id: "double-quoted-joined", yaml: "a: \"one \\\n    two XX\"\n", part: "XX", inFile: "XX"),
    Case(id: "double-quoted-folded", yaml: "a: \"one\n    two XX\"\n", part: "XX", inFile: "XX"),
    Case(id: "literal", yaml: "a:\n  b: |\n    один\n      XX\n", part: "XX", inFile: "XX"),
    Case(id: "literal-crlf", yaml: "a: |\r\n    one\r\n\r\n    XX\r\n", part: "XX", inFile: "XX"),
    Case(id: "literal-line-end", yaml: "a: |\r\n  one\r\n  two\r\n", part: "e\nt", inFile: "e\r\n  t"),
    Case(id: "literal-explicit", yaml: "a: |2-  # why\n    one\n  XX\n\n\n", part: "XX", inFile: "XX"),
    Case(id: "literal-leading-blank", yaml: "a: |\n\n   \n    one XX\n", part: "XX", inFile: "XX"),
    Case(id: "literal-long-blank", yaml: "a: |\n  one\n      \n  XX\n", part: "XX", inFile: "XX"),
    Case(id: "folded", yaml: "a: >\n  one\n  two XX\n", part: "XX", inFile: "XX"),
  ]

  @Test(arguments: cases)
  func partLeadsToItsPlace(_ testCase: Case) throws {
    let source = SourceText(testCase.yaml, file: "t")
    let scalar = try #require(firstScalar(YAMLDocument.read(source).root, key: "a"))
    let text = Array(scalar.text.utf8)
    let part = Array(testCase.part.utf8)
    let start = try #require(
      (0...max(0, text.count - part.count)).first { text.dropFirst($0).prefix(part.count).elementsEqual(part) })
    let range = YAMLOffsetMap(of: scalar, in: source).fileRange(start..<start + part.count)
    #expect(source.text(in: range) == testCase.inFile)
  }

  @Test(arguments: cases)
  func everyOffsetStaysInsideAndAscends(_ testCase: Case) throws {
    let source = SourceText(testCase.yaml, file: "t")
    let scalar = try #require(firstScalar(YAMLDocument.read(source).root, key: "a"))
    let map = YAMLOffsetMap(of: scalar, in: source)
    let offsets = (-2...scalar.text.utf8.count + 2).map { map.fileOffset($0) }
    #expect(offsets == offsets.sorted())
    #expect(offsets.allSatisfy { (scalar.utf8Range.lowerBound...scalar.utf8Range.upperBound).contains($0) })
  }

  private func firstScalar(_ node: YAMLNode?, key: String) -> YAMLScalar? {
    guard case .mapping(let mapping) = node?.kind, let value = mapping[key] else { return nil }
    if case .scalar(let scalar) = value.kind { return scalar }
    return firstScalar(value, key: "b")
  }
}
