import Diagnostics
import Percolation
import RuleLanguage

/// Any bytes are read as a rule file or told wrong; what is right is compiled, and kept so that it comes back the same.
enum RuleFileCheck {
  static func check(_ bytes: [UInt8]) throws {
    let source = SourceText(bytes: bytes, file: "fuzz.yaml")
    let load = RuleFolder.load([source])
    try QueryCheck.checkPlaces(of: load.diagnostics, in: [source])
    try require(load.runningOnLastGood.isEmpty, "there is no last good version")
    let (_, more) = RuleIndex.build(load.ruleSet)
    try QueryCheck.checkPlaces(of: more, in: [source])

    // Of a file that has become unreadable everything runs on.
    let kept = load.definitions
    let broken = RuleFolder.load(text: "rules: [", file: "fuzz.yaml", lastGood: kept)
    let ids = load.ruleSet.rules.map(\.id)
    try require(broken.ruleSet.rules.map(\.id) == ids, "\(broken.ruleSet.rules.map(\.id)) ran on, not \(ids)")
    // And the file as it is has the same rules whatever was kept.
    let again = RuleFolder.load([source], lastGood: kept)
    try require(again.ruleSet.rules.map(\.id) == ids, "\(again.ruleSet.rules.map(\.id)) are read again, not \(ids)")
    try require(again.ruleSet.rules.map(\.version) == load.ruleSet.rules.map(\.version), "versions differ")
  }
}
