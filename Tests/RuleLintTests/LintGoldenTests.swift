import Articles
import Diagnostics
import GoldenFiles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

@testable import RuleLint

/// An input is one rule file, or several files, each after a line `=== NAME`; those named `….article` are articles, and
/// `endpoints` has the names of the settings' endpoints.
@Suite struct LintGoldenTests {
  static let files = GoldenFiles("RuleLint")
  /// Told of folders, with tests of theirs.
  static let elsewhere: Set<WarningCode> = [.lastGood, .linkOutside]

  private static func warnings(on name: String) throws -> (diagnostics: [Diagnostic], load: RuleLoad) {
    var sources: [SourceText] = []
    var articles: [AnalyzedArticle] = []
    var endpoints: [String]?
    for (file, text) in parts(of: try files.input(name), name: name) {
      if file.hasSuffix(".article") {
        articles.append(try TextAnalyzer().analyze(Article(body: [text])))
      } else if file == "endpoints" {
        endpoints = text.split(whereSeparator: \.isNewline).map(String.init)
      } else {
        sources.append(SourceText(text, file: file))
      }
    }
    let load = RuleFolder.load(sources)
    let (index, more) = RuleIndex.build(load.ruleSet)
    let sample = articles.isEmpty ? nil : RuleLinter.Sample(articles: articles, arrival: 0)
    let warnings = RuleLinter.warnings(on: load, index, sample: sample, endpoints: endpoints)
    return (load.diagnostics + more + warnings, load)
  }

  private static func parts(of input: String, name: String) -> [(file: String, text: String)] {
    guard input.hasPrefix("=== ") else { return [("\(name).yaml", input)] }
    return ("\n" + input).split(separator: "\n=== ").map { part in
      let end = part.firstIndex(of: "\n") ?? part.endIndex
      return (String(part[..<end]), String(part[end...].dropFirst()))
    }
  }

  @Test(arguments: files.names)
  func isToldAsExpected(name: String) throws {
    let (diagnostics, load) = try Self.warnings(on: name)
    let output = DiagnosticRenderer(sources: load.sources).render(diagnostics)
    let mismatch = try Self.files.mismatch(output.isEmpty ? "nothing\n" : output, name)
    #expect(mismatch == nil)
    #expect(diagnostics.allSatisfy { $0.hint != nil && !$0.message.hasSuffix(".") })
  }

  @Test func everyWarningHasAGoldenFile() throws {
    let told = Set(try Self.files.names.flatMap { try Self.warnings(on: $0).diagnostics.map(\.code) })
    #expect(WarningCode.allCases.filter { !told.contains($0.rawValue) && !Self.elsewhere.contains($0) } == [])
  }
}
