import Foundation
import RuleLanguage
import Testing

/// Documentation/Diagnostics.md has every code that there is, and what it shows is what is told.
@Suite struct DiagnosticsDocumentTests {
  /// Codes without an example that is run, and why.
  static let withoutExample = [
    "correction-words": "needs a file that the settings name",
    "costly-rule": "needs articles",
    "link-outside": "needs a link",
    "more-errors": "needs more than a hundred mistakes",
    "near-too-wide": "needs a query of more than a hundred words",
    "nested-too-deep": "needs hundreds of levels",
    "no-places": "the query parser tells it before, as boolean-in-span",
    "not-a-file": "needs a file of another kind",
    "not-utf8": "needs bytes that this document cannot have",
    "nothing-to-find": "the query parser tells it before, as no-letter",
    "control-character": "needs a character that cannot be seen",
    "too-deep": "needs more levels than fit here",
    "too-large": "needs a file of many megabytes",
    "too-many-files": "needs ten thousand files",
    "too-many-mistakes": "needs more than a hundred mistakes",
    "too-many-parts": "needs a hundred thousand words",
    "too-many-values": "needs millions of values",
    "unreadable": "needs a file without permission to read it",
  ]

  /// Of `watchword fmt` and endpoints, whose errors are told without their codes.
  static let neverShown: Set = ["changed", "exists", "hard-link", "unwritable", "empty", "not-one-line"]

  @Test func everyCodeHasItsSection() throws {
    let document = try DiagnosticsDocument()
    let known = try Self.knownCodes()
    let sections = document.sections.map(\.code)
    #expect(known.subtracting(sections).sorted() == [])
    #expect(Set(sections).subtracting(known).sorted() == [])
    #expect(Set(sections).count == sections.count)
    #expect(document.rows.map(\.code) == sections.sorted())
    for group in Dictionary(grouping: document.sections, by: \.group).values {
      #expect(group.map(\.code) == group.map(\.code).sorted())
    }
  }

  @Test func whatHasNoExampleIsTestedElsewhere() throws {
    let folder = packageFolder + "/Tests"
    let files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter {
      !$0.contains("DiagnosticsDocument") && ($0.hasSuffix(".swift") || $0.hasSuffix(".out"))
    }
    var untested = Set(Self.withoutExample.keys)
    for file in files where !untested.isEmpty {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      untested = untested.filter {
        !text.contains("\"\($0)\"") && !text.contains("\($0)]") && !text.contains(" \($0)\"")
      }
    }
    #expect(untested == [])
  }

  @Test func tableSaysWhatTheCodeSays() throws {
    for row in try DiagnosticsDocument().rows {
      if let code = QueryCode(rawValue: row.code) {
        #expect(row.meaning.hasPrefix(code.summary.replacing("|", with: "\\|")), "\(row.code)")
      } else if let code = WarningCode(rawValue: row.code) {
        #expect(row.meaning == code.summary, "\(row.code)")
      }
    }
  }

  @Test func examplesAreWhatIsTold() throws {
    var document = try DiagnosticsDocument()
    let severities = Dictionary(document.rows.map { ($0.code, $0.severity) }) { first, _ in first }
    var outputs: [(lines: Range<Int>, text: String)] = []
    for section in document.sections {
      #expect(section.examples.isEmpty == (Self.withoutExample[section.code] != nil), "\(section.code)")
      for example in section.examples {
        let told = example.diagnostics().all.filter { $0.code == section.code }
        #expect(!told.isEmpty, "\(section.code) is not told of its example")
        for diagnostic in told {
          #expect(diagnostic.hint != nil, "\(section.code) does not say what to do")
          #expect(severities[section.code]?.contains(diagnostic.severity.rawValue) == true, "\(section.code)")
        }
        let rendered = example.rendered(section.code)
        if rendered != example.output { outputs.append((example.outputLines, rendered)) }
      }
    }
    guard !outputs.isEmpty else { return }
    if ProcessInfo.processInfo.environment["WATCHWORD_RECORD"] == "1" { try document.record(outputs) }
    for output in outputs { Issue.record("line \(output.lines.lowerBound): what is told is\n\(output.text)") }
  }

  // MARK: - The codes

  /// From the enumerations and, where a code is written where it is told, from the sources.
  private static func knownCodes() throws -> Set<String> {
    var codes = Set(QueryCode.allCases.map(\.rawValue)).union(WarningCode.allCases.map(\.rawValue))
    let folders = [
      "Diagnostics", "StrictYAML", "RuleLanguage", "RuleLint", "RuleTesting", "QueryImport", "Percolation", "Settings",
      "Corrections",
      "WatchwordDaemon/Rules/RequiredTests.swift", "watchword",
    ]
    var files = 0
    for folder in folders {
      let path = packageFolder + "/Sources/" + folder
      let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      for file in folder.hasSuffix(".swift")
        ? [path] : names.filter({ $0.hasSuffix(".swift") }).map({ path + "/" + $0 })
      {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        files += 1
        for match in text.matches(of: /(?:Diagnostic|report|make|stop)\(\s*"([a-z0-9-]+)"|code: "([a-z0-9-]+)"/) {
          if let code = match.1 ?? match.2 { codes.insert(String(code)) }
        }
      }
    }
    #expect(files > 100)
    return codes.subtracting(neverShown)
  }
}
