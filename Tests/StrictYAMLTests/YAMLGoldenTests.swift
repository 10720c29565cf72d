import Diagnostics
import GoldenFiles
import StrictYAML
import Testing

@Suite struct YAMLGoldenTests {
  static let files = GoldenFiles("StrictYAML")

  @Test func casesAreFound() {
    #expect(Self.files.names.count >= 40)
  }

  @Test(arguments: files.names)
  func trapsAreToldInPlainWords(name: String) throws {
    let source = SourceText(try Self.files.input(name), file: "\(name).yaml")
    let document = YAMLDocument.read(source)
    let output = DiagnosticRenderer(source: source).render(document.diagnostics)
    let tree = document.root.map { dump($0) } ?? "nothing"
    let whole = document.isComplete ? "" : " (broken off)"
    let mismatch = try Self.files.mismatch("\(output)\ntree: \(tree)\(whole)\n", name)
    #expect(mismatch == nil)
  }

  private func dump(_ node: YAMLNode) -> String {
    switch node.kind {
    case .scalar(let scalar): return "'\(scalar.text)'"
    case .sequence(let items): return "[\(items.map(dump).joined(separator: ", "))]" + (node.isComplete ? "" : "…")
    case .mapping(let mapping):
      let entries = mapping.entries.map { "\($0.key.text): \(dump($0.value))" }
      return "{\(entries.joined(separator: ", "))}" + (node.isComplete ? "" : "…")
    }
  }
}
