import AlertStore
import Diagnostics
import Foundation
import RuleLanguage

/// The rules that a backtest is about.
struct BacktestRules {
  private(set) var ruleSet = RuleSet()
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var sources: [String: SourceText] = [:]

  /// Those of a file, or that with an id in a folder. A name with a slash, or one that ends as rule files do, is a file;
  /// what lies in the working directory does not matter.
  ///
  /// - Throws: `BacktestRulesError` where there is no such rule.
  init(named name: String, folder: String) throws {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") {
      guard !Self.isFolder(name) else {
        throw BacktestRulesError(message: "‘\(name)’ is a folder; name one rule or one rule file")
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
    let usesLists = QueryParser.parse(query).expression?.listNames.isEmpty == false
    let load = usesLists ? RuleFolder.load(folder) : RuleFolder.load([])
    let typed = TypedQuery(query, lists: load.ruleSet.lists, listsMayBeWrong: load.hasErrors)
    ruleSet = RuleSet(rules: typed.rule.map { [$0] } ?? [], lists: load.ruleSet.lists)
    diagnostics = (typed.rule == nil ? load.diagnostics : []) + typed.diagnostics
    sources = load.sources
    sources[TypedQuery.file] = SourceText(query, file: TypedQuery.file)
  }

  private mutating func loadFile(_ path: String, folder: String) {
    let file = RuleFiles.read(path)
    var load = RuleFolder.load(file)
    // It may use lists of other files, as it will when it lies among them.
    if load.diagnostics.contains(where: { $0.code == "undefined-list" }), FileManager.default.fileExists(atPath: folder)
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

  private mutating func loadRule(_ id: String, folder: String) throws {
    let load = RuleFolder.load(folder)
    sources = load.sources
    guard let rule = load.ruleSet.rules.first(where: { $0.id == id }) else {
      let near = Suggestion.closest(to: id, among: load.ruleSet.rules.map(\.id))
      let hint =
        near.map { "; did you mean \($0)?" }
        ?? (load.hasErrors ? "; see what else is reported, it may be wrong there" : Self.hint(onFile: id))
      diagnostics = load.diagnostics
      throw BacktestRulesError(
        message: "there is no rule ‘\(id)’ that can be used in \(folder)\(hint)", diagnostics: diagnostics,
        sources: sources)
    }
    ruleSet = RuleSet(rules: [rule], lists: load.ruleSet.lists)
    diagnostics = load.diagnostics.filter { $0.file == rule.location.file && $0.severity == .warning }
  }

  private static func hint(onFile name: String) -> String {
    if isFolder(name) { return "; \(name) is a folder: name one rule or one rule file" }
    return FileManager.default.fileExists(atPath: name)
      ? "; for the file of that name, write ./\(name)" : "; for a file, give its path"
  }

  /// Those of them that are in force, as the state has kept them.
  ///
  /// - Throws: `AlertStoreError`, `DecodingError`.
  func running(_ reader: AlertReader) throws -> RuleSet {
    let ids = Set(ruleSet.rules.map(\.id))
    let decoder = JSONDecoder()
    let files = try reader.loadDefinitions().map { try decoder.decode(RuleDefinitions.self, from: Data($0.utf8)) }
    return RuleDefinitions(joining: files).ruleSet(ofRules: ids)
  }
}

struct BacktestRulesError: Error {
  let message: String
  var diagnostics: [Diagnostic] = []
  var sources: [String: SourceText] = [:]
}
