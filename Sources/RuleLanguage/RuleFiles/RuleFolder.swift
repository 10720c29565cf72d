import Diagnostics
import StrictYAML

/// What a rules folder gives, right and wrong.
package struct RuleLoad: Sendable {
  /// Everything in force.
  package var ruleSet: RuleSet
  /// In the order of files, then of places in them.
  package var diagnostics: [Diagnostic]
  /// By the names that diagnostics give, for `DiagnosticRenderer`.
  package var sources: [String: SourceText]
  /// The ids of rules that are wrong now and run on in their last good version, ascending.
  package var runningOnLastGood: [String]
  /// What is in force, to be kept and given to the next load as the last good version.
  package var definitions: RuleDefinitions

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Loads rules and lists from files.
package enum RuleFolder {
  package static let maximumFileBytes = 16 << 20

  /// Loads a folder with all `.yaml` and `.yml` files below it, or one file.
  ///
  /// Never throws: whatever is wrong is among the diagnostics, and what is right, or was, is in force. A rule or list
  /// that is wrong runs on as `lastGood` has it; so does all that `lastGood` has from a file that cannot be read; what
  /// is written nowhere any more is gone.
  package static func load(_ path: String, lastGood: RuleDefinitions? = nil) -> RuleLoad {
    let listing = RuleFileListing.list(path)
    var sources: [SourceText] = []
    var diagnostics = listing.diagnostics
    var unreadable: Set<String> = []
    for file in listing.files {
      do {
        let bytes = try TextFile.read(file.path, maximumBytes: maximumFileBytes)
        sources.append(SourceText(bytes: bytes, file: file.name))
      } catch {
        unreadable.insert(file.name)
        diagnostics.append(
          Diagnostic(
            error.code, .error, "this rule file cannot be used: \(error.message)", file: file.name, at: 0..<0))
      }
    }
    return load(sources, diagnostics: diagnostics, lastGood: lastGood) { name in
      unreadable.contains(name) || listing.unreadableFolders.contains { $0.isEmpty || name.hasPrefix($0 + "/") }
    }
  }

  /// Loads one text as if it were the only rule file.
  package static func load(text: String, file: String, lastGood: RuleDefinitions? = nil) -> RuleLoad {
    load([SourceText(text, file: file)], diagnostics: [], lastGood: lastGood) { _ in false }
  }

  /// Loads several texts as if they were all the files of a folder, in their order.
  package static func load(_ sources: [SourceText], lastGood: RuleDefinitions? = nil) -> RuleLoad {
    load(sources, diagnostics: [], lastGood: lastGood) { _ in false }
  }

  private static func load(
    _ sources: [SourceText], diagnostics: [Diagnostic], lastGood: RuleDefinitions?,
    isUnreadable: @escaping (String) -> Bool
  ) -> RuleLoad {
    let files = sources.map(RuleFileReader.read)
    let incomplete = Set(files.filter(\.mayHaveMore).map(\.file))
    var assembler = RuleAssembler(files: files, lastGood: lastGood) { incomplete.contains($0) || isUnreadable($0) }
    let result = assembler.assemble()
    var all = diagnostics + files.flatMap(\.diagnostics) + assembler.diagnostics
    sort(&all)
    return RuleLoad(
      ruleSet: result.ruleSet, diagnostics: all,
      sources: Dictionary(sources.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first }),
      runningOnLastGood: result.runningOnLastGood, definitions: RuleDefinitions(result.ruleSet))
  }

  /// By file and place; those of one place stay in their order.
  private static func sort(_ diagnostics: inout [Diagnostic]) {
    diagnostics = diagnostics.enumerated().sorted { a, b in
      (a.element.file, a.element.utf8Range.lowerBound, a.offset)
        < (b.element.file, b.element.utf8Range.lowerBound, b.offset)
    }.map(\.element)
  }
}
