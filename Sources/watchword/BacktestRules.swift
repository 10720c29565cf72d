import AlertStore
import Diagnostics
import Foundation
import RuleLanguage
import SafeText

/// The rules that a backtest is about.
struct BacktestRules {
  private(set) var ruleSet = RuleSet()
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var sources: [String: SourceText] = [:]

  /// Those of a file, or that with an id in a folder. A name with a slash, or one that ends as rule files do, is a file;
  /// what lies in the working directory does not matter.
  ///
  /// - Throws: `RuleChoice.Failure` where there is no such rule.
  init(named name: String, folder: String) throws(RuleChoice.Failure) {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") {
      guard !Self.isFolder(name) else {
        throw RuleChoice.Failure("‘\(name.safeToShow)’ is a folder; name one rule or one rule file")
      }
      loadFile(name, folder: folder)
    } else {
      try loadRule(name, folder: folder)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// A query as a rule; it may use the lists of a folder.
  init(query: String, folder: String) {
    let typed = TypedQuery(query) { folder }
    ruleSet = RuleSet(rules: typed.rule.map { [$0] } ?? [], lists: typed.lists)
    (diagnostics, sources) = (typed.diagnostics, typed.sources)
  }

  private mutating func loadFile(_ path: String, folder: String) {
    let file = RuleFiles.read(path)
    var load = RuleFolder.load(file)
    // It may use lists of other files, as it will when it lies among them.
    if load.diagnostics.contains(where: { $0.code == "undefined-list" }),
      FileManager.default.fileExists(atPath: folder)
    {
      let names = file.names
      load = RuleFolder.load(file.standing(in: RuleFiles.read(folder)))
      load.ruleSet.rules.removeAll { !names.contains($0.location.file) }
      // A rule of the folder that has the id of one here is no mistake of this file.
      load.diagnostics.removeAll { !names.contains($0.file) }
    }
    ruleSet = load.ruleSet
    diagnostics = load.diagnostics
    sources = load.sources
  }

  private mutating func loadRule(_ id: String, folder: String) throws(RuleChoice.Failure) {
    let choice = try RuleChoice(id, in: folder, hint: Self.hint(onFile: id))
    let file = choice.rule.location.file
    ruleSet = RuleSet(rules: [choice.rule], lists: choice.load.ruleSet.lists)
    diagnostics = choice.load.diagnostics.filter { $0.file == file && $0.severity == .warning }
    sources = choice.load.sources
  }

  /// For a name that was meant to be that of a file; `nil` where there is none of that name.
  private static func hint(onFile name: String) -> String? {
    if isFolder(name) { return "; \(name.safeToShow) is a folder: name one rule or one rule file" }
    return FileManager.default.fileExists(atPath: name)
      ? "; for the file of that name, write ./\(name.safeToShow)" : nil
  }

  /// Those of them that are in force, as the state has kept them; those of a file that cannot be read back, which is
  /// told, count as new.
  ///
  /// - Throws: `AlertStoreError`.
  func running(_ reader: AlertReader) throws -> RuleSet {
    let definitions = RuleDefinitions(reading: try reader.loadDefinitions()) { error in
      Terminal.writeError(
        "watchword: the rules of one file that are running cannot be read back, so nothing is compared with them: "
          + "\(error)".safeToShow)
    }
    return definitions.ruleSet(ofRules: Set(ruleSet.rules.map(\.id)))
  }
}
