import Diagnostics
import Foundation
import Percolation
import QueryImport
import RuleLanguage
import RuleLint
import Settings

@testable import WatchwordDaemon

/// Documentation/Diagnostics.md: a table of all codes, and a section for each, nearly all with an example that is run.
struct DiagnosticsDocument {
  struct Row: Equatable {
    let code: String
    let severity: String
    let meaning: String
  }

  struct Section {
    /// The heading that it stands under.
    let group: String
    let code: String
    var examples: [Example] = []
  }

  /// Fenced blocks in a row: what is read, and then, in a block of `text`, what is told of it.
  struct Example {
    var inputs: [(kind: String, text: String)] = []
    var output = ""
    /// The lines of the document between the fences of the output.
    var outputLines = 0..<0
  }

  static let path = packageFolder + "/Documentation/Diagnostics.md"

  private(set) var lines: [String]
  private(set) var rows: [Row] = []
  private(set) var sections: [Section] = []

  init() throws {
    lines = try String(contentsOfFile: Self.path, encoding: .utf8).components(separatedBy: "\n")
    var example = Example()
    var fence: (kind: String, start: Int)?
    var group = ""
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        guard let open = fence else {
          fence = (String(line.dropFirst(3)), number + 1)
          continue
        }
        fence = nil
        let text = lines[open.start..<number].joined(separator: "\n")
        if open.kind == "text" {
          (example.output, example.outputLines) = (text, open.start..<number)
          if !sections.isEmpty { sections[sections.count - 1].examples.append(example) }
          example = Example()
        } else {
          example.inputs.append((open.kind, text))
        }
      } else if fence == nil, line.hasPrefix("## ") {
        group = String(line.dropFirst(3))
      } else if fence == nil, line.hasPrefix("### ") {
        sections.append(Section(group: group, code: String(line.dropFirst(4))))
      } else if fence == nil,
        let cells = line.wholeMatch(of: /\| \[([a-z0-9-]+)\]\(#\1\) \| (\w+(?: or \w+)?) \| (.+) \|/)
      {
        rows.append(Row(code: String(cells.1), severity: String(cells.2), meaning: String(cells.3)))
      }
    }
  }

  /// Writes the outputs of examples into the document, by their places.
  mutating func record(_ outputs: [(lines: Range<Int>, text: String)]) throws {
    for output in outputs.sorted(by: { $0.lines.lowerBound > $1.lines.lowerBound }) {
      lines.replaceSubrange(output.lines, with: output.text.components(separatedBy: "\n"))
    }
    try lines.joined(separator: "\n").write(toFile: Self.path, atomically: true, encoding: .utf8)
  }
}

extension DiagnosticsDocument.Example {
  /// What is told of the inputs, as `watchword check`, `import` and the daemon read them: `query`, `import VENDOR`,
  /// `settings`, `rules` with the name of the file (`rules.yaml` without one; `….txt` is a list file), and `before` for
  /// rules that were right and in force before.
  func diagnostics() -> (all: [Diagnostic], sources: [String: SourceText]) {
    var all: [Diagnostic] = []
    var sources: [String: SourceText] = [:]
    var settings: SettingsLoad?
    var rules: [SourceText] = []
    var before: [SourceText] = []
    for input in inputs {
      let words = input.kind.split(separator: " ").map(String.init)
      switch words[0] {
      case "query":
        all += QueryParser.parse(input.text, file: "query").diagnostics
        sources["query"] = SourceText(input.text, file: "query")
      case "import":
        guard let vendor = QueryVendor(rawValue: words[1]) else { continue }
        let imported = QueryImporter.convert(input.text, from: vendor, file: "query")
        all += imported.diagnostics
        sources[imported.source.file] = imported.source
      case "settings": settings = SettingsFile.load(text: input.text + "\n")
      case "before": before.append(SourceText(input.text + "\n", file: "rules.yaml"))
      default: rules.append(SourceText(input.text + "\n", file: words.count > 1 ? words[1] : "rules.yaml"))
      }
    }
    if let settings {
      all += settings.diagnostics
      if let source = settings.source { sources[source.file] = source }
    }
    if !rules.isEmpty {
      let load = RuleFolder.load(rules, lastGood: before.isEmpty ? nil : RuleFolder.load(before).definitions)
      let (index, more) = RuleIndex.build(load.ruleSet, sources: load.sources)
      all += load.diagnostics + more
      all += RuleLinter.warnings(on: load, index, endpoints: settings?.settings.endpointNames)
      if settings?.settings.requireTests == true {
        all += RequiredTests.refusals(load.ruleSet, folder: packageFolder + "/rules", sources: load.sources)
          .map(\.diagnostic)
      }
      sources.merge(load.sources) { first, _ in first }
    }
    return (all, sources)
  }

  /// As a person sees them: the errors, and those of the code.
  func rendered(_ code: String) -> String {
    let (all, sources) = diagnostics()
    let told = all.filter { $0.code == code || $0.severity == .error }
    return DiagnosticRenderer(sources: sources).render(told).trimmingCharacters(in: .newlines)
  }
}
