import Diagnostics
import Glibc

/// What a rules folder gives, right and wrong.
package struct RuleLoad: Sendable {
  /// Everything in force.
  package var ruleSet: RuleSet
  /// In the order of files, then of places in them; without those warnings that are silenced where they stand.
  package var diagnostics: [Diagnostic]
  /// The warnings that are silenced.
  package var silenced: [Diagnostic]
  /// All files that could be read, by the names that diagnostics give, for `DiagnosticRenderer`.
  package var sources: [String: SourceText]
  /// The ids of rules that are wrong now and run on in their last good version, ascending.
  package var runningOnLastGood: [String]
  /// For `loadChanges`: what the next load need not parse again; `nil` where anything is wrong.
  package var known: KnownRuleFiles?
  /// What is in force, to be kept and given to the next load as the last good version.
  package var definitions: RuleDefinitions { RuleDefinitions(ruleSet) }

  package var hasErrors: Bool { diagnostics.hasErrors }
}

/// A rule that is right as its file has it, and must not be in force so for a reason that lies outside of rule files.
package struct RuleRefusal: Sendable {
  /// Of the rule.
  package var location: SourceLocation
  /// Why: an error in the rule's file.
  package var diagnostic: Diagnostic

  package init(location: SourceLocation, diagnostic: Diagnostic) {
    self.location = location
    self.diagnostic = diagnostic
  }
}

/// Loads rules and lists from files.
package enum RuleFolder {
  /// Room for a hundred thousand rules in one file.
  package static let maximumFileBytes = 64 << 20

  /// Loads a folder with all `.yaml` and `.yml` files below it, or one file; several at once, on all cores.
  ///
  /// Never throws: whatever is wrong is among the diagnostics, and what is right, or was, is in force. A rule or list
  /// that is wrong runs on as `lastGood` has it; so does all that `lastGood` has from a file that cannot be read; what
  /// is written nowhere any more is gone.
  ///
  /// - Parameter lastGood: asked only where something is wrong.
  package static func load(_ path: String, lastGood: @autoclosure () -> RuleDefinitions? = nil) -> RuleLoad {
    load(RuleFiles.read(path), lastGood: lastGood())
  }

  /// Loads one text as if it were the only rule file.
  package static func load(text: String, file: String, lastGood: RuleDefinitions? = nil) -> RuleLoad {
    load([SourceText(text, file: file)], lastGood: lastGood)
  }

  /// Loads several texts as if they were all the files of a folder, in their order.
  package static func load(_ sources: [SourceText], lastGood: RuleDefinitions? = nil) -> RuleLoad {
    load(RuleFiles(sources), lastGood: lastGood)
  }

  /// As `load` of the folder in which the files lie.
  ///
  /// - Parameter refusals: rules that are to be taken for wrong.
  package static func load(
    _ files: RuleFiles, refusing refusals: [RuleRefusal] = [], lastGood: @autoclosure () -> RuleDefinitions? = nil
  ) -> RuleLoad {
    let (readable, unreadable) = files.parted
    var read = Parallel.map(readable) { ParsedRuleFile($0) }
    if !refusals.isEmpty {
      for index in read.indices { read[index].refuse(refusals) }
    }
    let listFiles = ListFiles.fill(&read, from: files.listFiles)
    var diagnostics =
      files.diagnostics + unreadable + read.flatMap(\.written.diagnostics) + listFiles.diagnostics
    let incomplete = Set(unreadable.map(\.file) + read.map(\.written).filter(\.mayHaveMore).map(\.file))
    func mayHaveMore(_ name: String) -> Bool {
      incomplete.contains(name) || files.unreadableFolders.contains { $0.isEmpty || name.hasPrefix($0 + "/") }
    }
    let written = read.map(\.written)
    var assembler = RuleAssembler(files: written, lastGood: nil, mayHaveMore: mayHaveMore)
    var result = assembler.assemble()
    // Where all is right, what was right before makes no difference.
    if diagnostics.hasErrors || assembler.diagnostics.hasErrors,
      let lastGood = lastGood()
    {
      assembler = RuleAssembler(files: written, lastGood: lastGood, mayHaveMore: mayHaveMore)
      result = assembler.assemble()
    }
    RuleVersions.set(in: &result.ruleSet)
    diagnostics += assembler.diagnostics
    let isAllRight = assembler.diagnostics.isEmpty && !diagnostics.hasErrors
    sort(&diagnostics)
    let sources = sources(of: read).merging(listFiles.sources) { first, _ in first }
    var allowances = Allowances(sources: sources)
    let parts = allowances.parted(diagnostics)
    return RuleLoad(
      ruleSet: result.ruleSet, diagnostics: parts.told, silenced: parts.silenced, sources: sources,
      runningOnLastGood: result.runningOnLastGood,
      known: isAllRight ? KnownRuleFiles(read, listFiles: listFiles.digests) : nil)
  }

  /// The folder that names of files are relative to: that which was named, or that in which the file lies.
  package static func base(of path: String) -> String {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return path }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// By name; of several files of one name the first.
  static func sources(of files: [ParsedRuleFile]) -> [String: SourceText] {
    Dictionary(files.map { ($0.source.file, $0.source) }) { first, _ in first }
  }

  /// By file and place; those of one place stay in their order.
  static func sort(_ diagnostics: inout [Diagnostic]) {
    diagnostics = diagnostics.enumerated().sorted { a, b in
      (a.element.file, a.element.utf8Range.lowerBound, a.offset)
        < (b.element.file, b.element.utf8Range.lowerBound, b.offset)
    }.map(\.element)
  }
}
