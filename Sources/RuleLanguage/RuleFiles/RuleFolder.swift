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
  package var definitions: RuleDefinitions { RuleDefinitions(ruleSet) }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Loads rules and lists from files.
package enum RuleFolder {
  /// Room for a hundred thousand rules in one file.
  package static let maximumFileBytes = 64 << 20

  /// What became of reading one file.
  private enum ReadFile: Sendable {
    case read(SourceText, WrittenFile)
    case unreadable(String, Diagnostic)

    init(_ source: SourceText) { self = .read(source, RuleFileReader.read(source)) }
  }

  /// Loads a folder with all `.yaml` and `.yml` files below it, or one file; several at once, on all cores.
  ///
  /// Never throws: whatever is wrong is among the diagnostics, and what is right, or was, is in force. A rule or list
  /// that is wrong runs on as `lastGood` has it; so does all that `lastGood` has from a file that cannot be read; what
  /// is written nowhere any more is gone.
  ///
  /// - Parameter lastGood: asked only where something is wrong.
  package static func load(_ path: String, lastGood: @autoclosure () -> RuleDefinitions? = nil) -> RuleLoad {
    let listing = RuleFileListing.list(path)
    let files = Parallel.map(listing.files) { file in
      do throws(FileError) {
        let bytes = try TextFile.read(file.path, maximumBytes: maximumFileBytes)
        return ReadFile(SourceText(bytes: bytes, file: file.name))
      } catch {
        return .unreadable(
          file.name,
          Diagnostic(
            error.code, .error, "this rule file cannot be used: \(error.message)", file: file.name, at: 0..<0))
      }
    }
    return load(
      files, diagnostics: listing.diagnostics, unreadableFolders: listing.unreadableFolders, lastGood: lastGood)
  }

  /// Loads one text as if it were the only rule file.
  package static func load(text: String, file: String, lastGood: RuleDefinitions? = nil) -> RuleLoad {
    load([SourceText(text, file: file)], lastGood: lastGood)
  }

  /// Loads several texts as if they were all the files of a folder, in their order.
  package static func load(_ sources: [SourceText], lastGood: RuleDefinitions? = nil) -> RuleLoad {
    load(Parallel.map(sources) { ReadFile($0) }, lastGood: { lastGood })
  }

  private static func load(
    _ files: [ReadFile], diagnostics: [Diagnostic] = [], unreadableFolders: [String] = [],
    lastGood: () -> RuleDefinitions?
  ) -> RuleLoad {
    var diagnostics = diagnostics
    var written: [WrittenFile] = []
    var sources: [String: SourceText] = [:]
    var incomplete: Set<String> = []
    for file in files {
      switch file {
      case .read(let source, let file):
        written.append(file)
        diagnostics += file.diagnostics
        if sources[source.file] == nil { sources[source.file] = source }
        if file.mayHaveMore { incomplete.insert(file.file) }
      case .unreadable(let name, let diagnostic):
        incomplete.insert(name)
        diagnostics.append(diagnostic)
      }
    }
    func mayHaveMore(_ name: String) -> Bool {
      incomplete.contains(name) || unreadableFolders.contains { $0.isEmpty || name.hasPrefix($0 + "/") }
    }
    func isError(_ diagnostic: Diagnostic) -> Bool { diagnostic.severity == .error }
    var assembler = RuleAssembler(files: written, lastGood: nil, mayHaveMore: mayHaveMore)
    var result = assembler.assemble()
    // Where all is right, what was right before makes no difference.
    if diagnostics.contains(where: isError) || assembler.diagnostics.contains(where: isError),
      let lastGood = lastGood()
    {
      assembler = RuleAssembler(files: written, lastGood: lastGood, mayHaveMore: mayHaveMore)
      result = assembler.assemble()
    }
    RuleVersions.set(in: &result.ruleSet)
    diagnostics += assembler.diagnostics
    sort(&diagnostics)
    return RuleLoad(
      ruleSet: result.ruleSet, diagnostics: diagnostics, sources: sources, runningOnLastGood: result.runningOnLastGood)
  }

  /// By file and place; those of one place stay in their order.
  private static func sort(_ diagnostics: inout [Diagnostic]) {
    diagnostics = diagnostics.enumerated().sorted { a, b in
      (a.element.file, a.element.utf8Range.lowerBound, a.offset)
        < (b.element.file, b.element.utf8Range.lowerBound, b.offset)
    }.map(\.element)
  }
}
