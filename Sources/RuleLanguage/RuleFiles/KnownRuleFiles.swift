import Hashing

/// What is remembered of the files that the rules in force were parsed from, all of them right: enough to see which of
/// them have to be parsed again. Eight bytes a rule, no text and no tree.
package struct KnownRuleFiles: Sendable {
  struct File: Sendable {
    /// `nil` where there was something to tell of the file, so that it is parsed, and told, again.
    let digest: SHA256Digest?
    /// Of the ids of all its rules, disabled ones too; good in this process alone.
    let idHashes: [Int]
    let enabledRules: Int
    let endpointsNamed: Set<String>

    init(_ file: ParsedRuleFile) {
      digest = file.written.diagnostics.isEmpty ? file.digest : nil
      let rules = file.written.rules
      idHashes = rules.map(\.name.hashValue)
      enabledRules = rules.count(where: \.isEnabled)
      var endpoints: Set<String> = []
      for rule in rules where rule.isEnabled {
        if let notify = rule.rule?.head.notify, !notify.isEmpty { endpoints.formUnion(notify) }
      }
      endpointsNamed = endpoints
    }
  }

  /// By name.
  let files: [String: File]
  /// Of the files that lists name, by name.
  let listFiles: [String: SHA256Digest]

  /// `nil` where two files have one name.
  init?(_ files: [ParsedRuleFile], listFiles: [String: SHA256Digest]) {
    let known = Dictionary(Parallel.map(files) { ($0.source.file, File($0)) }) { first, _ in first }
    guard known.count == files.count else { return nil }
    self.files = known
    self.listFiles = listFiles
  }

  private init(files: [String: File], listFiles: [String: SHA256Digest]) {
    self.files = files
    self.listFiles = listFiles
  }

  /// What is known after some files were parsed and the others, but for these, are gone.
  func updated(_ parsed: [ParsedRuleFile], unchanged: Set<String>) -> KnownRuleFiles {
    var files = files.filter { unchanged.contains($0.key) }
    for file in parsed { files[file.source.file] = File(file) }
    return KnownRuleFiles(files: files, listFiles: listFiles)
  }

  /// How many rules are in force.
  package var ruleCount: Int { files.values.reduce(0) { $0 + $1.enabledRules } }
  /// By rules that are in force.
  package var endpointsNamed: Set<String> { files.values.reduce(into: []) { $0.formUnion($1.endpointsNamed) } }
}
