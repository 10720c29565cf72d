import Diagnostics
import GoldenFiles
import Settings
import Testing

@Suite struct SettingsGoldenTests {
  static let files = GoldenFiles("Settings")

  @Test func casesAreFound() {
    #expect(Self.files.names.count >= 15)
  }

  @Test(arguments: files.names)
  func mistakesAreTold(name: String) throws {
    let load = SettingsFile.load(text: try Self.files.input(name), file: "watchword.yaml")
    let source = try #require(load.source)
    let output = DiagnosticRenderer(source: source).render(load.diagnostics)
    let mismatch = try Self.files.mismatch(output, name)
    #expect(mismatch == nil)
  }

  /// What a person wrote as a password is not shown on the terminal, not even in the line of its mistake.
  @Test(arguments: files.names)
  func secretsAreNotShown(name: String) throws {
    let load = SettingsFile.load(text: try Self.files.input(name), file: "watchword.yaml")
    let renderer = DiagnosticRenderer(source: try #require(load.source))
    let shown = try load.diagnostics.map { try renderer.render($0) + renderer.json($0) }.joined()
    #expect(!shown.contains("hunter2"))
    #expect(!shown.contains("aHVudGVyMg"))
  }
}
