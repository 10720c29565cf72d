import Mustache

/// What is wrong with a template, for the person who wrote it.
package struct TemplateMistake: Error, Sendable, Equatable {
  /// Counted from 1, in the template; `nil` where it is no one line.
  package let line: Int?
  /// One clause without a full stop.
  package let message: String
  /// What to do.
  package let hint: String

  init(line: Int? = nil, _ message: String, hint: String) {
    self.line = line
    self.message = message
    self.hint = hint
  }

  /// - Parameter linesBefore: that stand before the template in what was parsed.
  init(_ error: any Error, linesBefore: Int) {
    guard let found = error as? MustacheTemplate.ParserError else {
      self.init("the template cannot be read", hint: "write it as the manual of Mustache says: mustache.github.io")
      return
    }
    let (message, hint): (String, String) =
      switch found.error as? MustacheTemplate.Error {
      case .sectionCloseNameIncorrect:
        (
          "a section is closed that is not the one open here",
          "close each {{#name}} with {{/name}}, the inner one first"
        )
      case .expectedSectionEnd: ("a section is not closed", "close each {{#name}} with {{/name}}")
      default: ("this is no complete tag", "write {{name}}, with the name of a field and both pairs of braces")
      }
    self.init(line: max(1, found.context.lineNumber - linesBefore), message, hint: hint)
  }
}

/// Why a template gives nothing for one alert that can be sent.
package struct TemplateRenderingError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
}
