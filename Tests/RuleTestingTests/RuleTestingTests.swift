import Diagnostics
import GoldenFiles
import RuleLanguage
import RuleTesting
import Testing

@Suite struct RuleTestingTests {
  static let files = GoldenFiles("RuleTests")

  /// An input is a rule file that lies beside its articles; the output is each kind of report.
  @Test(arguments: files.names)
  func whatFailsIsTold(name: String) throws {
    let file = "\(name).yaml"
    let load = RuleFolder.load(text: try Self.files.input(name), file: file)
    #expect(!load.hasErrors)
    let tester = RuleTester(load.ruleSet, folder: Self.files.path)
    let path = { (file: String) in "rules/\(file)" }
    var report = RuleTestReport(usesColour: false)
    let text = report.add(tester, path: path) + report.total + "\n"
    let json = try RuleTestJSON.lines(tester.results, path: path) + RuleTestJSON.line(report.summary)
    let junit = RuleTestJUnit.document([(tester.results, path)])
    let mismatch = try Self.files.mismatch([text, json, junit].joined(separator: "\n"), name)
    #expect(mismatch == nil)
  }

  @Test func articlesAreSoughtFromTheFolderOfTheRuleFile() throws {
    let text = "rules: [{id: a, match: apple, tests: [{article: ../RuleTests/apples.txt, expect: match}]}]"
    let load = RuleFolder.load(text: text, file: "RuleTests/a.yaml")
    let results = RuleTester(load.ruleSet, folder: Self.files.path + "/..").results
    #expect(results.map(\.verdict) == [.passed])
  }

  @Test func rulesThatCannotBeCompiledAreNotTested() throws {
    let phrase = Array(repeating: "apple", count: 200).joined(separator: " ")
    let text = """
      rules:
        - {id: wide, match: 'apple NEAR/1 "\(phrase)"', tests: [{text: pear, expect: no match}]}
        - {id: narrow, match: pear, tests: [{text: pear, expect: match}]}
      """
    let tester = RuleTester(RuleFolder.load(text: text, file: "a.yaml").ruleSet, folder: ".")
    #expect(tester.results.map(\.verdict) == [.unusableRule, .passed])
    #expect(tester.diagnostics.map(\.severity) == [.error])
  }

  @Test func linesOfListFilesAreFoundAsTheyAreWritten() {
    let names = "TRINIDAD AND TOBAGO\nAT&T\nООО «Ромашка»\nBoth (\"so called\")\n$100, exactly\n=Acme OR nothing*\n"
    let rules = """
      lists:
        names: {file: names.txt}
      rules:
        - id: a
          match: $names
          tests:
            - {text: "From Trinidad and Tobago.", expect: "Trinidad and Tobago"}
            - {text: "From Trinidad to Tobago.", expect: no match}
            - {text: "Its AT&T phone.", expect: "AT&T"}
            - {text: "ООО «Ромашка» продали.", expect: "ООО Ромашка"}
            - {text: "Both so-called.", expect: "both so called"}
            - {text: "It is $100 exactly.", expect: "100 exactly"}
            - {text: "Acme or nothings.", expect: "acme or nothings"}
            - {text: "acme or nothing.", expect: no match}
      """
    let load = RuleFolder.load([SourceText(rules, file: "a.yaml"), SourceText(names, file: "names.txt")])
    #expect(load.diagnostics == [])
    #expect(RuleTester(load.ruleSet, folder: ".").results.filter { !$0.hasPassed } == [])
  }

  @Test func placesAreCountedBeyondWhatAnAlertTells() {
    let text = String(repeating: "apple. ", count: 500)
    let rules = "rules: [{id: a, match: apple, tests: [{text: \"\(text)\", expect: 500}]}]"
    let tester = RuleTester(RuleFolder.load(text: rules, file: "a.yaml").ruleSet, folder: ".")
    #expect(tester.results.map(\.verdict) == [.passed])
  }
}
