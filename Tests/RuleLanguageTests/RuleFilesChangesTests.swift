import Foundation
import Glibc
import RuleLanguage
import TestSupport
import Testing

/// Which files of a folder have to be parsed again.
@Suite struct RuleFilesChangesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var id: String
    /// By file; `nil` is a file that is gone.
    var changes: [String: String?]
    /// Ids of the rules that are parsed again; `nil` where everything must be.
    var rules: [String]?
    var testDescription: String { id }
  }

  private static let before = [
    "a.yaml": "rules: [{id: a, match: apple}, {id: off, match: fig, enabled: no}]",
    "b.yaml": "lists:\n  fruit: [pear, plum]\nrules: [{id: b, match: $fruit AND tree}]",
    "c.yaml": "rules: [{id: c, match: $fruit, notify: [desk]}]",
    "e.yaml": "lists:\n  harvest: [$fruit, corn]",
    "empty.yaml": "",
    "names.yaml": "lists:\n  names: {file: names.txt}",
    "names.txt": "AT&T\n",
    "more.txt": "AT&T\n",
  ]

  static let cases = [
    Case(id: "nothing", changes: [:], rules: []),
    Case(id: "a-rule", changes: ["a.yaml": "rules: [{id: a, match: quince}]"], rules: ["a"]),
    Case(id: "a-file-gone", changes: ["c.yaml": nil], rules: []),
    Case(id: "a-file-more", changes: ["d.yaml": "rules: [{id: d, match: $fruit}]"], rules: ["d"]),
    Case(id: "a-file-renamed", changes: ["c.yaml": nil, "d.yaml": before["c.yaml"]], rules: ["c"]),
    Case(
      id: "a-rule-moved", changes: ["a.yaml": "", "c.yaml": "rules: [{id: c, match: x}, {id: a, match: apple}]"],
      rules: ["c", "a"]),
    Case(
      id: "a-list-moved", changes: ["b.yaml": "", "empty.yaml": "lists:\n  fruit: [pear, plum]"], rules: []),
    Case(
      id: "a-rule-beside-a-list",
      changes: ["b.yaml": "# more\nlists:\n  fruit: [pear, plum]\nrules: [{id: b, match: $fruit}]"], rules: ["b"]),
    Case(id: "a-warning", changes: ["d.yaml": "rules: [{id: d, match: source:agency}]"], rules: ["d"]),
    Case(
      id: "a-list-that-another-uses-moved",
      changes: [
        "b.yaml": "rules: [{id: b, match: $harvest}]", "empty.yaml": "lists:\n  fruit: [pear, plum]",
      ], rules: ["b"]),
    Case(id: "a-list-that-uses-another-changed", changes: ["e.yaml": "lists:\n  harvest: [$fruit, wheat]"]),
    Case(id: "a-list-changed", changes: ["b.yaml": "lists:\n  fruit: [pear]\nrules: [{id: b, match: $fruit}]"]),
    Case(id: "a-list-file-changed", changes: ["names.txt": "AT&T\nIBM"]),
    Case(id: "a-comment-in-a-list-file", changes: ["names.txt": "# all\nAT&T\n"]),
    Case(id: "a-list-file-gone", changes: ["names.txt": nil]),
    Case(id: "a-list-file-named-otherwise", changes: ["names.yaml": "lists:\n  names: {file: more.txt}"]),
    Case(
      id: "a-rule-beside-a-list-file",
      changes: ["names.yaml": "lists:\n  names: {file: names.txt}\nrules: [{id: n, match: $names}]"], rules: ["n"]),
    Case(id: "a-file-that-no-list-names", changes: ["more.txt": "IBM\n"], rules: []),
    Case(id: "a-list-gone", changes: ["b.yaml": "rules: [{id: b, match: tree}]"]),
    Case(id: "a-list-more", changes: ["d.yaml": "lists:\n  trees: [oak]"]),
    Case(id: "a-second-list", changes: ["d.yaml": "lists:\n  fruit: [pear, plum]"]),
    Case(id: "a-list-that-is-nowhere", changes: ["a.yaml": "rules: [{id: a, match: $trees}]"]),
    Case(id: "a-second-id", changes: ["a.yaml": "rules: [{id: c, match: apple}]"]),
    Case(id: "the-id-of-a-rule-that-is-off", changes: ["d.yaml": "rules: [{id: off, match: apple}]"]),
    Case(id: "a-second-id-in-one-file", changes: ["d.yaml": "rules: [{id: d, match: x}, {id: d, match: y}]"]),
    Case(id: "a-wrong-rule", changes: ["a.yaml": "rules: [{id: a, match: apple AND}]"]),
    Case(id: "a-wrong-test", changes: ["a.yaml": "rules: [{id: a, match: apple, tests: [{expect: match}]}]"]),
    Case(id: "a-broken-file", changes: ["d.yaml": "rules: ["]),
    Case(id: "a-link-that-leads-nowhere", changes: ["link.yaml": "-> missing"]),
    Case(id: "no-file-any-more", changes: ["c.yaml": "fifo"]),
  ]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func change(_ files: [String: String?]) throws {
    for (name, text) in files {
      if let text, text.hasPrefix("-> ") {
        let target = String(text.dropFirst(3))
        try FileManager.default.createSymbolicLink(atPath: folder(name), withDestinationPath: target)
      } else if text == "fifo" {
        try FileManager.default.removeItem(atPath: folder(name))
        try #require(mkfifo(folder(name), 0o600) == 0)
      } else if let text {
        try text.write(toFile: folder(name), atomically: true, encoding: .utf8)
      } else {
        try FileManager.default.removeItem(atPath: folder(name))
      }
    }
  }

  @Test(arguments: cases) func onlyWhatHasChangedIsRead(_ testCase: Case) throws {
    try change(Self.before)
    let load = RuleFolder.load(folder.path)
    let known = try #require(load.known)
    #expect(known.ruleCount == 3)
    #expect(known.endpointsNamed == ["desk"])
    try change(testCase.changes)
    let now = RuleFiles.read(folder.path)
    let changes = RuleFolder.loadChanges(now, since: known, listsInForce: load.ruleSet.lists)
    #expect(changes?.ruleSet.rules.map(\.id) == testCase.rules)
    let whole = RuleFolder.load(now)
    #expect((whole.known == nil) == whole.hasErrors)
    guard let changes else { return }
    #expect(!whole.hasErrors)
    let ruleFiles = testCase.changes.filter { !$0.key.hasSuffix(".txt") }
    #expect(changes.files == Set(ruleFiles.keys))
    #expect(changes.parsedCount == ruleFiles.values.count { $0 != nil })
    #expect(changes.ruleSet.lists == whole.ruleSet.lists)
    #expect(changes.ruleSet.rules == whole.ruleSet.rules.filter { changes.files.contains($0.location.file) })
    #expect(changes.diagnostics == whole.diagnostics)
    #expect(changes.known.ruleCount == whole.known?.ruleCount)
    #expect(changes.known.endpointsNamed == whole.known?.endpointsNamed)
    let definitions = whole.definitions.byFile
    #expect(changes.definitions == definitions.filter { changes.files.contains($0.key) })
  }
}
