/// One thing that is wrong in a text that a person wrote (a rule file, the settings), told where it is.
///
/// A value: nothing is printed here. All diagnostics of a text are collected and shown together.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable, Comparable {
    case warning, error

    package static func < (a: Severity, b: Severity) -> Bool { a == .warning && b == .error }
  }

  /// A further place in the same text that helps to understand, with a few words on it.
  package struct Label: Sendable, Equatable {
    package var utf8Range: Range<Int>
    package var message: String

    package init(utf8Range: Range<Int>, message: String) {
      self.utf8Range = utf8Range
      self.message = message
    }
  }

  /// Stable name of the kind of mistake, in kebab-case: `unknown-key`. People look it up and silence it by this name.
  package var code: String
  package var severity: Severity
  /// What is wrong, in the reader's words; one sentence without a full stop.
  package var message: String
  /// The file as the person named it, or a name for a text without a file, such as `--query`.
  package var file: String
  /// The place, in UTF-8 bytes of the whole file. Empty ranges point between two characters.
  package var utf8Range: Range<Int>
  package var secondary: Label?
  /// What to do; one sentence without a full stop.
  package var hint: String?

  package init(
    _ code: String, _ severity: Severity = .error, _ message: String, file: String, at utf8Range: Range<Int>,
    secondary: Label? = nil, hint: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.file = file
    self.utf8Range = utf8Range
    self.secondary = secondary
    self.hint = hint
  }
}

extension Sequence<Diagnostic> {
  package var hasErrors: Bool { contains { $0.severity == .error } }
}
