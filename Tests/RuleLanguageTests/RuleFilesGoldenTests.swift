import Diagnostics
import GoldenFiles
import RuleLanguage
import Testing

/// An input is one rule file, or several, each after a line `=== NAME`.
@Suite struct RuleFilesGoldenTests {
  static let files = GoldenFiles("RuleFiles")

  @Test func casesAreFound() {
    #expect(Self.files.names.count >= 18)
  }

  @Test(arguments: files.names)
  func mistakesAreToldAndTheRestIsInForce(name: String) throws {
    let load = RuleFolder.load(sources(of: try Self.files.input(name), name: name))
    let output = DiagnosticRenderer(sources: load.sources).render(load.diagnostics)
    let rules = load.ruleSet.rules.map(\.id).joined(separator: ", ")
    let lists = load.ruleSet.lists.keys.sorted().joined(separator: ", ")
    let mismatch = try Self.files.mismatch("\(output)\nrules in force: \(rules)\nlists in force: \(lists)\n", name)
    #expect(mismatch == nil)
  }

  private func sources(of input: String, name: String) -> [SourceText] {
    guard input.hasPrefix("=== ") else { return [SourceText(input, file: "\(name).yaml")] }
    return ("\n" + input).split(separator: "\n=== ").map { part in
      let end = part.firstIndex(of: "\n") ?? part.endIndex
      return SourceText(String(part[end...].dropFirst()), file: String(part[..<end]))
    }
  }
}
