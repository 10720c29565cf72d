import Diagnostics

/// What differs between the rule files as they were and as they are, where all is right: see `RuleFolder.loadChanges`.
package struct RuleChanges: Sendable {
  /// Names of the files that were parsed, and of those that are gone.
  package var files: Set<String>
  /// How many of them were parsed.
  package var parsedCount: Int
  /// The rules of these files, and all lists.
  package var ruleSet: RuleSet
  /// Warnings alone, in the order of files, then of places in them; without those that are silenced where they stand.
  package var diagnostics: [Diagnostic]
  /// By the names that diagnostics give, for `DiagnosticRenderer`.
  package var sources: [String: SourceText]
  /// To be given to the next load.
  package var known: KnownRuleFiles

  /// What is in force of these files, by name, to be kept as the last good version; files that have nothing are not
  /// among them.
  package var definitions: [String: RuleDefinitions] {
    // The lists are those of all files.
    RuleDefinitions(ruleSet).byFile.filter { files.contains($0.key) }
  }
}

extension RuleFolder {
  /// Parses those files alone that have changed since they were loaded.
  ///
  /// A shortcut past `load`, which says what is right: the rules of the other files, and these, are what it would give.
  /// `nil` where it might give anything else than rules that are all right, or where a list has changed, which may
  /// concern any rule.
  ///
  /// - Parameters:
  ///   - known: what the load before gave.
  ///   - listsInForce: all lists that it gave.
  package static func loadChanges(
    _ files: RuleFiles, since known: KnownRuleFiles, listsInForce: [String: RuleList]
  ) -> RuleChanges? {
    let (readable, unreadable) = files.parted
    guard unreadable.isEmpty, Set(readable.map(\.name)).count == readable.count else { return nil }
    let unchanged = Set(readable.filter { known.files[$0.name]?.digest == $0.content.digest }.map(\.name))
    var parsed = Parallel.map(readable.filter { !unchanged.contains($0.name) }) { ParsedRuleFile($0) }
    // Items that stand in a file of their own are some list's, and that may concern any rule.
    guard parsed.allSatisfy({ $0.listFileNames.allSatisfy { known.listFiles[$0] != nil } }),
      known.areListFilesUnchanged(in: files.listFiles)
    else { return nil }
    _ = ListFiles.fill(&parsed, from: files.listFiles)
    var diagnostics = files.diagnostics + parsed.flatMap(\.written.diagnostics)
    guard !diagnostics.hasErrors, !known.hasAny(parsed.flatMap(\.written.rules), in: unchanged) else {
      return nil
    }
    // The files that were not parsed have their lists in it; their rules were put together with all others before.
    let others = WrittenFile(
      file: "", lists: listsInForce.values.filter { unchanged.contains($0.location.file) }.map(WrittenList.init),
      mayHaveMore: false)
    var assembler = RuleAssembler(files: parsed.map(\.written) + [others], lastGood: nil) { _ in false }
    var ruleSet = assembler.assemble().ruleSet
    guard assembler.diagnostics.isEmpty, ruleSet.lists.mapValues(\.items) == listsInForce.mapValues(\.items) else {
      return nil
    }
    RuleVersions.set(in: &ruleSet)
    sort(&diagnostics)
    let sources = sources(of: parsed)
    var allowances = Allowances(sources: sources)
    return RuleChanges(
      files: Set(known.files.keys).subtracting(unchanged).union(parsed.map(\.source.file)), parsedCount: parsed.count,
      ruleSet: ruleSet, diagnostics: allowances.parted(diagnostics).told, sources: sources,
      known: known.updated(parsed, unchanged: unchanged))
  }
}

extension KnownRuleFiles {
  /// Looks at all of them: they are read and not parsed.
  fileprivate func areListFilesUnchanged(in source: ListFileSource) -> Bool {
    listFiles.allSatisfy { name, digest in
      if case .success(let content) = source.read(name) { content.digest == digest } else { false }
    }
  }

  /// Whether a file of these has a rule of the same id as one of `rules`. A hash that two ids share costs a whole load,
  /// no more.
  fileprivate func hasAny(_ rules: [WrittenRule], in files: Set<String>) -> Bool {
    let hashes = Set(rules.map(\.name.hashValue))
    return files.contains { self.files[$0]?.idHashes.contains(where: hashes.contains) == true }
  }
}

extension WrittenList {
  /// A list that is right, as if it had been parsed. Its references are those of its items; the places of references
  /// serve only to tell what is wrong with them.
  fileprivate init(_ list: RuleList) {
    self.init(name: list.name, nameRange: 0..<0, location: list.location, list: list, references: [])
  }
}
