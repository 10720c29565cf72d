import SafeText

extension DiagnosticRenderer {
  /// One JSON object on one line, without a newline: code, severity, message, file; where the source is known also
  /// line, column, end_line, end_column (from 1, columns in characters) and from, to (UTF-8 bytes); hint; secondary.
  /// Absent values are left out. Control and bidi characters are escaped.
  ///
  /// - Throws: `EncodingError`, which no diagnostic leads to.
  package func json(_ diagnostic: Diagnostic) throws -> String {
    let object = Object(
      code: diagnostic.code, severity: diagnostic.severity.rawValue, message: diagnostic.message,
      file: diagnostic.file, place: place(diagnostic.utf8Range, in: diagnostic.file), hint: diagnostic.hint,
      secondary: diagnostic.secondary.map {
        Label(message: $0.message, place: place($0.utf8Range, in: diagnostic.file))
      })
    return try SafeJSON.line(object, escaping: VisibleText.isHidden)
  }

  private struct Place {
    var start: SourceText.Position
    var end: SourceText.Position
    var utf8Range: Range<Int>
  }

  private enum Key: String, CodingKey {
    case code, severity, message, file, line, column, from, to, hint, secondary
    case endLine = "end_line"
    case endColumn = "end_column"
  }

  private struct Label: Encodable {
    var message: String
    var place: Place?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(message, forKey: .message)
      try DiagnosticRenderer.encode(place, into: &container)
    }
  }

  private struct Object: Encodable {
    var code: String
    var severity: String
    var message: String
    var file: String
    var place: Place?
    var hint: String?
    var secondary: Label?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(code, forKey: .code)
      try container.encode(severity, forKey: .severity)
      try container.encode(message, forKey: .message)
      try container.encode(file, forKey: .file)
      try DiagnosticRenderer.encode(place, into: &container)
      try container.encodeIfPresent(hint, forKey: .hint)
      try container.encodeIfPresent(secondary, forKey: .secondary)
    }
  }

  private static func encode(_ place: Place?, into container: inout KeyedEncodingContainer<Key>) throws {
    guard let place else { return }
    try container.encode(place.start.line, forKey: .line)
    try container.encode(place.start.column, forKey: .column)
    try container.encode(place.end.line, forKey: .endLine)
    try container.encode(place.end.column, forKey: .endColumn)
    try container.encode(place.utf8Range.lowerBound, forKey: .from)
    try container.encode(place.utf8Range.upperBound, forKey: .to)
  }

  private func place(_ utf8Range: Range<Int>, in file: String) -> Place? {
    guard let source = source(named: file) else { return nil }
    let range = source.clamp(utf8Range)
    return Place(
      start: source.position(at: range.lowerBound), end: source.position(at: range.upperBound), utf8Range: range)
  }
}
