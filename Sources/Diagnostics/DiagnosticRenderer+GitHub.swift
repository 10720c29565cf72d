extension DiagnosticRenderer {
  /// A workflow command of GitHub Actions, which shows the diagnostic at its place in a change: one line, without its
  /// end. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
  ///
  /// - Parameter path: of the file, from the root of the repository.
  package func github(_ diagnostic: Diagnostic, path: String) -> String {
    var properties = [("file", path)]
    if let source = source(named: diagnostic.file) {
      let range = source.clamp(diagnostic.utf8Range)
      let (start, end) = (source.position(at: range.lowerBound), source.position(at: range.upperBound))
      properties += [("line", "\(start.line)"), ("col", "\(start.column)")]
      // GitHub knows columns of one line only; the end of a range is its last character there.
      if end.line == start.line, end.column > start.column { properties.append(("endColumn", "\(end.column - 1)")) }
    }
    properties.append(("title", diagnostic.code))
    let list = properties.map { "\($0.0)=\(Self.escapedForGitHub($0.1, isProperty: true))" }.joined(separator: ",")
    let hint = diagnostic.hint.map { "\nhint: \(VisibleText.escape($0))" } ?? ""
    let message = Self.escapedForGitHub(VisibleText.escape(diagnostic.message) + hint, isProperty: false)
    return "::\(diagnostic.severity.rawValue) \(list)::\(message)"
  }

  /// As the runner undoes it.
  private static func escapedForGitHub(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      case _ where VisibleText.isHidden(scalar): result += scalar.escapedToShow
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
