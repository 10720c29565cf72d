/// Queries shown in a document with texts beside them, in fenced blocks of the language `query`:
///
///     red NEAR/1 green
///     + red and green
///     - red and blue and green
///
/// Lines with `+` before them are texts that the query finds, at so many places where a number follows the sign (`+2`), those
/// with `-` texts that it does not. In a text ` | ` ends the title and ` ¶ ` a paragraph. The next query begins behind them.
enum ShownQueries {
  /// A rule file with a rule for each query and a test for each text.
  static func ruleFile(_ block: String) -> String {
    var lines = ["rules:"]
    var number = 0
    var isInQuery = false
    for line in block.split(separator: "\n") {
      if let text = line.firstMatch(of: /^([+-])(\d*) (.+)$/) {
        if isInQuery { lines.append("    tests:") }
        isInQuery = false
        lines += test(String(text.3), expects: text.1 == "-" ? "no match" : text.2.isEmpty ? "match" : String(text.2))
      } else {
        if !isInQuery {
          number += 1
          lines += ["  - id: shown-\(number)", "    match: |"]
        }
        isInQuery = true
        lines.append("      " + line)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func test(_ text: String, expects: String) -> [String] {
    let zones = text.split(separator: " | ", maxSplits: 1)
    let title = zones.count == 2 ? ["        title: '\(zones[0].replacing("'", with: "''"))'"] : []
    let paragraphs = zones[zones.count - 1].split(separator: " ¶ ").map { ["          " + $0, ""] }
    return ["      - expect: \(expects)"] + title + ["        text: |"] + paragraphs.joined()
  }
}
