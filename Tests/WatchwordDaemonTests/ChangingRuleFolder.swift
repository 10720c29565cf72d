import Foundation
import TestSupport

/// A rules folder that is changed at random as people change theirs, rightly and wrongly.
struct ChangingRuleFolder {
  private struct Rule {
    var id: String
    var match: String
    var extra = ""
  }

  private struct File {
    /// Lines of comment above everything.
    var comments = 0
    var lists: [(name: String, items: [String])] = []
    var rules: [Rule] = []
    /// In place of all that, where nothing of it can be read.
    var isBroken = false

    var text: String {
      if isBroken { return "rules: [\n" }
      var text = String(repeating: "# a comment\n", count: comments)
      if !lists.isEmpty { text += "lists:\n" }
      for list in lists { text += "  \(list.name): [\(list.items.joined(separator: ", "))]\n" }
      if !rules.isEmpty { text += "rules:\n" }
      for rule in rules { text += "  - id: \(rule.id)\n\(rule.extra)    match: \(rule.match)\n" }
      return text
    }
  }

  static let words = ["apple", "pear", "plum", "fig", "quince", "lemon"]

  let path: String
  private var files: [String: File] = [:]
  private var random: SplitMix64
  private var made = 0
  /// What the next change undoes, so that most of the time all is right.
  private var undo: [String: File]?
  /// What stands in the folder now, by name.
  private(set) var texts: [String: String] = [:]

  init(path: String, seed: UInt64) throws {
    self.path = path
    random = SplitMix64(seed: seed)
    for number in 0..<4 {
      var file = File(lists: [(name: "list\(number)", items: [random.pick(Self.words), random.pick(Self.words)])])
      for _ in 0..<5 { file.rules.append(newRule()) }
      files["file-\(number).yaml"] = file
    }
    try write()
  }

  private mutating func newRule() -> Rule {
    made += 1
    return Rule(id: "rule-\(made)", match: match(), extra: extra())
  }

  private mutating func match() -> String {
    let (a, b) = (random.pick(Self.words), random.pick(Self.words))
    switch random.below(10) {
    case 0..<4: return "\(a) AND \(b)"
    case 4..<6: return "\(a) NEAR/3 \(b)"
    case 6..<8: return "\(a) AND $list\(random.below(4))"
    default: return a
    }
  }

  private mutating func extra() -> String {
    switch random.below(6) {
    case 0: "    enabled: no\n"
    case 1: "    notify: [endpoint-\(random.below(3))]\n"
    case 2: "    title: number \(random.below(100))\n    severity: high\n"
    default: ""
    }
  }

  // MARK: Changes

  /// Changes one or two things, and writes what has changed.
  mutating func change() throws {
    if let before = undo, random.chance(60) {
      files = before
      undo = nil
    }
    for _ in 0..<1 + random.below(2) {
      if random.chance(25) { changeAsNobodyShould() } else { changeRightly() }
    }
    try write()
  }

  private mutating func changeRightly() {
    let names = files.keys.sorted()
    guard !names.isEmpty else { return files["file-\(made).yaml"] = File(rules: [newRule()]) }
    let name = random.pick(names)
    guard var file = files[name] else { return }
    let rule = file.rules.isEmpty ? nil : random.below(file.rules.count)
    switch random.below(12) {
    case 0: file.comments = random.below(4)
    case 1: file.rules.append(newRule())
    case 2: if let rule { file.rules.remove(at: rule) }
    case 3: if let rule { file.rules[rule].extra = extra() }
    case 4, 5: if let rule { file.rules[rule].match = match() }
    case 6: if let rule { file.rules.swapAt(rule, random.below(file.rules.count)) }
    case 7:  // To another file.
      let other = random.pick(names)
      guard let rule, other != name else { return }
      files[other]?.rules.append(file.rules.remove(at: rule))
    case 8:  // A list too.
      let other = random.pick(names)
      guard other != name, !file.lists.isEmpty, random.chance(50) else { return }
      files[other]?.lists.append(file.lists.removeLast())
    case 9:  // Another name.
      made += 1
      files[name] = nil
      files["\(random.chance(50) ? "desk/" : "")file-\(made).yaml"] = file
      return
    case 10: files["file-\(made).yaml"] = File(rules: [newRule()])
    default:
      guard !file.lists.isEmpty, random.chance(50) else { return }
      file.lists[0].items.append(random.pick(Self.words))
    }
    files[name] = file
  }

  private mutating func changeAsNobodyShould() {
    guard let name = files.keys.sorted().first, let file = files[random.pick(files.keys.sorted())] else { return }
    if undo == nil { undo = files }
    switch random.below(9) {
    case 0: files[random.pick(files.keys.sorted())]?.isBroken = true
    case 1: if !file.rules.isEmpty { files[name]?.rules.append(random.pick(file.rules)) }
    case 2: files[name]?.lists = []
    case 3: if let list = file.lists.first { files[name]?.lists.append(list) }
    case 4: if let rule = file.rules.last { files[name]?.rules.append(Rule(id: rule.id + "x", match: "apple AND")) }
    case 5: files[name]?.rules.append(Rule(id: "no-list", match: "$nowhere"))
    // Two that are right as far as a file goes: one that cannot be compiled, and one that is warned about.
    case 6: files[name]?.rules.append(Rule(id: "wide", match: "'apple NEAR/1 \(Self.phrase)'"))
    case 7: files[name]?.rules.append(Rule(id: "looked-at-\(made)", match: "source:agency"))
    default: files[name] = nil
    }
  }

  /// Of more words than NEAR takes.
  private static let phrase = "\"" + Array(repeating: "apple", count: 200).joined(separator: " ") + "\""

  private mutating func write() throws {
    let now = files.mapValues(\.text)
    for name in texts.keys where now[name] == nil { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
    for (name, text) in now where texts[name] != text {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    texts = now
  }
}
