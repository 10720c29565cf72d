import Foundation
import RuleLanguage
import TestSupport
import Testing

/// Which files of a folder are read.
@Suite struct RuleFilesFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var rules: String { folder("rules") }

  private func write(_ path: String, id: String) throws {
    let file = URL(fileURLWithPath: folder(path))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try "rules: [{id: \(id), match: river}]\n".write(to: file, atomically: true, encoding: .utf8)
  }

  private func link(_ path: String, to target: String) throws {
    let file = URL(fileURLWithPath: folder(path))
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
  }

  @Test func subfoldersAreReadInOrderAndOtherFilesAreNot() throws {
    try write("rules/b.yaml", id: "b")
    try write("rules/a/deep/c.yml", id: "c")
    try write("rules/z.YAML", id: "z")
    for name in [".hidden.yaml", "d.yaml~", "e.yaml.tmp", "f.yaml.swp", "notes.txt", ".git/g.yaml", "old~/h.yaml"] {
      try write("rules/\(name)", id: "ignored")
    }
    let load = RuleFolder.load(rules)
    #expect(load.diagnostics.isEmpty)
    #expect(load.ruleSet.rules.map(\.location.file) == ["a/deep/c.yml", "b.yaml", "z.YAML"])
  }

  @Test func linksAreFollowedOnlyInsideTheFolder() throws {
    try write("rules/..data/inside.yaml", id: "inside")
    try write("rules/own.yaml", id: "own")
    try write("outside/out.yaml", id: "outside")
    try link("rules/inside.yaml", to: "..data/inside.yaml")
    try link("rules/again.yaml", to: "own.yaml")
    try link("rules/out.yaml", to: "../outside/out.yaml")
    try link("rules/outside", to: "../outside")
    try link("rules/round", to: ".")
    try link("rules/nowhere.yaml", to: "missing")
    let load = RuleFolder.load(rules)
    #expect(load.ruleSet.rules.map(\.id) == ["inside", "own"])
    #expect(
      load.diagnostics.map { "\($0.file) \($0.code)" } == [
        "nowhere.yaml not-found", "out.yaml link-outside", "outside link-outside",
      ])
  }

  /// A rules folder is no archive.
  @Test func filesBeyondTheLimitAreToldOnce() throws {
    try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
    for number in 0..<10_002 { try Data().write(to: URL(fileURLWithPath: rules + "/\(number).yaml")) }
    let load = RuleFolder.load(rules)
    #expect(load.diagnostics.map(\.code) == ["too-many-files"])
  }

  private func writeText(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: folder(path))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  @Test func listFilesLieInTheFolderAlone() throws {
    try writeText("apple", to: "rules/names/own.txt")
    try writeText("pear", to: "out.txt")
    try writeText("plum", to: "outside/out.txt")
    try link("rules/names/linked.txt", to: "own.txt")
    try link("rules/names/out.txt", to: "../../out.txt")
    try link("rules/outside", to: "../outside")
    try writeText("quince", to: "rules-too/q.txt")
    let paths = [
      "own": "own.txt", "linked": "linked.txt", "up": "../names/own.txt", "out": "out.txt", "away": "../../out.txt",
      "absolute": folder("out.txt"), "through": "../outside/out.txt", "folder": "../names", "none": "none.txt",
      "beside": "../../rules-too/q.txt",
    ]
    let lists = paths.map { "  \($0.key): {file: \($0.value)}\n" }.joined()
    try writeText("lists:\n" + lists, to: "rules/names/lists.yaml")
    // Named by the folder, or by the file itself.
    for (path, reached) in [("rules", ["linked", "own", "up"]), ("rules/names/lists.yaml", ["linked", "own"])] {
      let load = RuleFolder.load(folder(path))
      #expect(load.ruleSet.lists.keys.sorted() == reached)
      #expect(load.ruleSet.lists.values.allSatisfy { $0.items.map(\.text) == ["\"apple\""] })
      let errors = load.diagnostics.filter { $0.severity == .error }
      #expect(errors.count == paths.count - reached.count)
      #expect(errors.contains { $0.code == "not-a-file" } == (path == "rules"))
      #expect(Set(errors.map(\.code)).subtracting(["not-a-file"]) == ["outside", "not-found"])
    }
  }

  /// What stood in a list file is part of what a rule asks for.
  @Test func versionsChangeWithListFiles() throws {
    try writeText("lists:\n  l: {file: l.txt}\nrules: [{id: a, match: $l}]", to: "rules/a.yaml")
    func version(_ text: String) throws -> String? {
      try writeText(text, to: "rules/l.txt")
      return RuleFolder.load(rules).ruleSet.rules.first?.version
    }
    let before = try version("apple\npear\n")
    #expect(before != nil)
    #expect(try version("# fruit\r\napple\r\n\r\npear") == before)
    #expect(try version("apple\nplum\n") != before)
  }

  @Test func whatRanIsAskedForOnlyWhereSomethingIsWrong() throws {
    try write("rules/a.yaml", id: "a")
    var asked = 0
    func lastGood() -> RuleDefinitions? {
      asked += 1
      return nil
    }
    _ = RuleFolder.load(rules, lastGood: lastGood())
    #expect(asked == 0)
    try write("rules/b.yaml", id: "a")
    _ = RuleFolder.load(rules, lastGood: lastGood())
    #expect(asked == 1)
  }

  @Test func folderThatIsMissingKeepsWhatRan() throws {
    try write("rules/a.yaml", id: "a")
    let before = RuleFolder.load(rules)
    try FileManager.default.removeItem(atPath: rules)
    let after = RuleFolder.load(rules, lastGood: before.definitions)
    #expect(after.runningOnLastGood == ["a"])
    #expect(after.diagnostics.map(\.code).contains("not-found"))
  }

  @Test func fileThatCannotBeReadKeepsWhatRan() throws {
    try write("rules/a.yaml", id: "a")
    try write("rules/b.yaml", id: "b")
    let before = RuleFolder.load(rules)
    try FileManager.default.removeItem(atPath: rules + "/a.yaml")
    #expect(mkfifo(rules + "/a.yaml", 0o600) == 0)
    let after = RuleFolder.load(rules, lastGood: before.definitions)
    #expect(after.ruleSet.rules.map(\.id) == ["a", "b"])
    #expect(after.runningOnLastGood == ["a"])
    #expect(after.diagnostics.first?.code == "not-a-file")
  }

  @Test func oneFileCanBeLoadedAlone() throws {
    try write("rules/a.yaml", id: "a")
    let load = RuleFolder.load(rules + "/a.yaml")
    #expect(load.ruleSet.rules.map(\.location.file) == ["a.yaml"])
  }

  @Test func emptyFolderIsNoMistake() throws {
    try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
    let load = RuleFolder.load(rules)
    #expect(load.ruleSet == RuleSet())
    #expect(load.diagnostics.isEmpty)
  }

  @Test func nameThatIsNoTextIsTold() throws {
    let name = (folder.path + "/").utf8CString.dropLast() + [CChar(bitPattern: 0xFE)] + ".yaml".utf8CString
    let file = open(Array(name), O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    close(file)
    let load = RuleFolder.load(folder.path)
    #expect(load.diagnostics.map(\.code) == ["unreadable"])
    #expect(load.diagnostics.first?.message.contains("UTF-8") == true)
  }

  /// What is wrong in one language only is told, whichever list is read first.
  @Test func aListFileIsCheckedForEachLanguage() throws {
    try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
    try "cooperation~\nred\n".write(toFile: rules + "/f.txt", atomically: true, encoding: .utf8)
    for (first, second) in [("en", "uz"), ("uz", "en")] {
      let text = """
        lists:
          a: {file: f.txt, language: \(first)}
          b: {file: f.txt, language: \(second)}
        """
      try text.write(toFile: rules + "/r.yaml", atomically: true, encoding: .utf8)
      for _ in 0..<8 { #expect(RuleFolder.load(rules).diagnostics.map(\.code) == ["no-stemmer"]) }
    }
  }
}
