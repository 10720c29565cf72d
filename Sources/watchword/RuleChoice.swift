import Diagnostics
import RuleLanguage
import SafeText

/// The rule of a folder that has an id.
struct RuleChoice {
  private static let maximumNames = 20

  let rule: Rule
  /// All of the folder, wrong rules aside.
  let load: RuleLoad

  /// - Parameter hint: what to say where there is no such rule, if more than that is known.
  /// - Throws: `Failure` where there is no such rule, or it is wrong.
  init(_ id: String, in folder: String, hint: String? = nil) throws(Failure) {
    load = RuleFolder.load(folder)
    guard let rule = load.ruleSet.rules.first(where: { $0.id == id }) else {
      throw Failure(id, load, folder: folder, hint: hint)
    }
    self.rule = rule
  }

  /// Why there is no such rule.
  struct Failure: Error {
    /// Safe to show.
    let message: String
    /// Of the rule's file where it is wrong; of all where it may be in a file that cannot be read.
    let diagnostics: [Diagnostic]
    let sources: [String: SourceText]

    init(_ message: String) { (self.message, diagnostics, sources) = (message, [], [:]) }

    fileprivate init(_ id: String, _ load: RuleLoad, folder: String, hint known: String?) {
      sources = load.sources
      let errors = load.diagnostics.filter { $0.severity == .error }
      let broken = load.sources.values.filter { source in
        var places = RulePlaces(source)
        return places.place(ofRule: id, nil) != nil
      }.map(\.file).sorted()
      guard broken.isEmpty else {
        diagnostics = errors.filter { broken.contains($0.file) }
        message =
          "rule ‘\(id.safeToShow)’ in \(broken.joined(separator: ", ").safeToShow) cannot be used before it is right, or a "
          + "list that it uses"
        return
      }
      let ids = load.ruleSet.rules.map(\.id)
      let guess = Suggestion.closest(to: id, among: ids)
      diagnostics = guess == nil ? errors : []
      var hint = ": no rule there can be used; name another folder with --rules"
      if let known {
        hint = known
      } else if let guess {
        hint = "; did you mean \(guess.safeToShow)?"
      } else if !ids.isEmpty, !errors.isEmpty {
        hint = "; see what else is reported, it may be wrong there"
      } else if !ids.isEmpty {
        let shown = ids.prefix(RuleChoice.maximumNames).map(\.safeToShow).joined(separator: ", ")
        hint = "; the rules are: \(shown)\(ids.count > RuleChoice.maximumNames ? ", …" : "")"
      }
      message = "there is no rule ‘\(id.safeToShow)’ in \(folder.safeToShow)\(hint)"
    }

    /// On standard error.
    func tell() {
      DiagnosticOutput.tell(diagnostics, sources: sources)
      Terminal.writeError("watchword: \(message)")
    }
  }
}
