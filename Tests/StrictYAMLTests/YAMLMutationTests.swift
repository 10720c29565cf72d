import Diagnostics
import StrictYAML
import TestSupport
import Testing

/// Seeded random edits of a file: nothing crashes, every place lies in the file, everything can be shown.
@Suite struct YAMLMutationTests {
  static let text = """
    # Lists and rules.
    lists:
      узбекистан:
        - uzbek*
        - 'o''zbek' # name
        - "a \\"b\\" \\u0442"
        - [x, {y: z}]
    rules:
      - id: a
        match: |
          $list AND
            (b OR c)
        tests: {title: >-
          folded
          text}
    """

  @Test(arguments: 0..<8)
  func editsNeverCrashOrLeadOutside(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let pieces = [
      "\n", " ", "  ", "\t", "- ", ": ", "\"", "'", "*", "&a ", "!t ", "|", ">", "#", "[", "{", "]", "}", "\\", "\r\n",
      "é",
    ]
    var mistakes = 0
    for _ in 0..<250 {
      var bytes = Array(Self.text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: at)
        case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
        default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
        }
        if bytes.isEmpty { bytes = [0x61] }
      }
      let source = SourceText(bytes: bytes, file: "t")
      let document = YAMLDocument.read(source)
      mistakes += document.diagnostics.count
      #expect(document.isComplete || !document.diagnostics.isEmpty)
      check(document, source)
    }
    #expect(mistakes > 100)
  }

  private func check(_ document: YAMLDocument, _ source: SourceText) {
    let renderer = DiagnosticRenderer(source: source, isColoured: false)
    for diagnostic in document.diagnostics {
      #expect((0...source.bytes.count).contains(diagnostic.utf8Range.upperBound))
      let shown = renderer.render(diagnostic)
      #expect(shown.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
    }
    var pending = document.root.map { [$0] } ?? []
    while let node = pending.popLast() {
      #expect((0...source.bytes.count).contains(node.utf8Range.upperBound))
      switch node.kind {
      case .scalar(let scalar):
        let range = YAMLOffsetMap(of: scalar, in: source).fileRange(0..<scalar.text.utf8.count)
        #expect(range.lowerBound >= node.utf8Range.lowerBound && range.upperBound <= node.utf8Range.upperBound)
      case .sequence(let items): pending += items
      case .mapping(let mapping): pending += mapping.entries.map(\.value)
      }
    }
  }
}
