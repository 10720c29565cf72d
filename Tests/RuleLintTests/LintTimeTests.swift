import Diagnostics
import Percolation
import RuleLanguage
import Testing
import TestSupport

@testable import RuleLint

/// Long queries, of which every line has something to tell.
@Suite(.serialized) struct LintTimeTests {
  enum Allow: CaseIterable { case missing, behind, above }

  private static func rules(lines: Int, _ allow: Allow) -> String {
    let query = (0..<lines).map { number in
      let word = "\(number == 0 ? "" : "OR ")Mirziyоyev\(number)"
      return switch allow {
      case .missing: "      \(word)\n"
      case .behind: "      \(word) # allow: mixed-alphabets\n"
      case .above:
        number == 0 ? String(repeating: "      # allow: mixed-alphabets\n", count: lines) + "      \(word)\n" : ""
      }
    }
    return "rules:\n  - id: a\n    match: |\n" + query.joined()
  }

  /// The fastest of three.
  private static func time(_ text: String) -> Duration {
    (0..<3).map { _ in
      processorTime {
        let load = RuleFolder.load([SourceText(text, file: "a.yaml")])
        _ = RuleLinter.warnings(on: load, RuleIndex.build(load.ruleSet).index, sample: nil)
      }
    }.min() ?? .zero
  }

  /// Four times as much in four times the time; in sixteen times if each line were looked for among all.
  @Test(arguments: Allow.allCases)
  func isLinearInTheLinesOfAQuery(_ allow: Allow) {
    let (short, long) = (Self.time(Self.rules(lines: 3_000, allow)), Self.time(Self.rules(lines: 12_000, allow)))
    #expect(long / short < 9, "\(short), \(long)")
  }
}
