import Diagnostics

/// Reads a document's values as what they should be, and collects what is wrong with them.
package struct YAMLReader: Sendable {
  package let source: SourceText
  package private(set) var diagnostics: [Diagnostic]
  private let documentDiagnostics: [Diagnostic]

  /// Takes over the document's own diagnostics.
  package init(_ document: YAMLDocument) {
    source = document.source
    diagnostics = document.diagnostics
    documentDiagnostics = document.diagnostics
  }

  /// The same with nothing collected yet, to read a part of the document beside other parts.
  package func withoutDiagnostics() -> YAMLReader {
    var reader = self
    reader.diagnostics = []
    return reader
  }

  /// Adds an error.
  package mutating func report(
    _ code: String, _ message: String, at utf8Range: Range<Int>, secondary: Diagnostic.Label? = nil,
    hint: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(code, .error, message, file: source.file, at: utf8Range, secondary: secondary, hint: hint))
  }

  package mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  // MARK: Shapes

  /// The mapping of a node that must be one; `what` as in `a rule`, `"limits"`.
  package mutating func mapping(_ node: YAMLNode, _ what: String) -> YAMLMapping? {
    switch node.kind {
    case .mapping(let mapping): return mapping
    case .sequence:
      report(
        "wrong-type", "\(what) wants keys with values, not a list", at: firstLine(of: node),
        hint: "write each key and its colon without a dash before it")
    case .scalar(let scalar):
      reportTextForMapping(scalar, what)
    }
    return nil
  }

  private mutating func reportTextForMapping(_ scalar: YAMLScalar, _ what: String) {
    if let colon = scalar.text.firstIndex(of: ":"), scalar.style == .plain {
      let key = scalar.text[..<colon]
      report(
        "missing-space", "a space is missing behind the colon", at: scalar.utf8Range,
        hint: "write: \(key): \(scalar.text[scalar.text.index(after: colon)...].prefix(60))")
    } else if scalar.text.isEmpty {
      report("empty-value", "\(what) is empty", at: scalar.utf8Range, hint: "write its keys and values below it")
    } else {
      report(
        "wrong-type", "\(what) wants keys with values, not text", at: scalar.utf8Range,
        hint: "write each key with a colon, a space and its value behind it, in a line of its own")
    }
  }

  /// The items of a node that must be a list. An empty value is an empty list.
  package mutating func sequence(_ node: YAMLNode, _ what: String) -> [YAMLNode]? {
    if case .sequence(let items) = node.kind { return items }
    if case .scalar(let scalar) = node.kind, !scalar.text.isEmpty {
      let text = scalar.text.count > 60 ? "…" : scalar.text
      report(
        "wrong-type", "\(what) wants a list, not one text", at: firstLine(of: node),
        hint: "begin each item with a dash in a line of its own, or write [\(text)]")
    } else if node.isEmptyValue {
      report("empty-value", "\(what) is empty", at: node.utf8Range, hint: "write its items below it, or delete the key")
    } else {
      report(
        "wrong-type", "\(what) wants a list, not keys with values", at: firstLine(of: node),
        hint: "begin each item with \"- \"")
    }
    return nil
  }

  /// A text that is not empty.
  package mutating func text(_ node: YAMLNode, _ what: String) -> YAMLScalar? {
    switch node.kind {
    case .scalar(let scalar):
      guard !scalar.text.allSatisfy(\.isWhitespace) else {
        report(
          "empty-value", "\(what) is empty", at: scalar.utf8Range,
          hint: "write the text that belongs here, or delete the line")
        return nil
      }
      return scalar
    case .sequence, .mapping:
      reportCollectionForText(node, what)
      return nil
    }
  }

  private mutating func reportCollectionForText(_ node: YAMLNode, _ what: String) {
    let range = firstLine(of: node)
    let text = YAMLLine.quoted(source.text(in: range))
    let first = range.isEmpty ? 0 : source.bytes[range.lowerBound]
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
      guard !isTold("bracket", at: range.lowerBound) else { return }
      report(
        "bracket", "\(what) wants text, and text that begins with \(Character(Unicode.Scalar(first))) is none for YAML",
        at: range, hint: "write it without them; or, if they belong to the text, put it in quotes: \(text)")
    } else if case .mapping = node.kind {
      report(
        "mapping-item", "\(what) wants text, but a colon with a space behind it makes this a key and a value",
        at: range, hint: "put it in quotes: \(text)")
    } else {
      report(
        "wrong-type", "\(what) wants one text, not a list", at: range,
        hint: "write the text behind the colon, without a dash")
    }
  }

  private func isTold(_ code: String, at utf8Offset: Int) -> Bool {
    documentDiagnostics.contains { $0.code == code && $0.utf8Range.lowerBound == utf8Offset }
  }

  /// The part of a node that lies in its first line.
  package func firstLine(of node: YAMLNode) -> Range<Int> {
    let start = node.utf8Range.lowerBound
    let line = source.lineRange(source.line(at: start))
    var end = max(start, min(node.utf8Range.upperBound, line.upperBound))
    while end > start, source.bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    return start..<end
  }

  // MARK: Values

  /// The texts of a list, none of them empty; `item` as in `a tag`.
  package mutating func texts(_ node: YAMLNode, _ what: String, item: String) -> [YAMLScalar] {
    guard let items = sequence(node, what) else { return [] }
    return items.compactMap { text($0, item) }
  }

  /// `yes`, `no`, `true` or `false`, in any case.
  package mutating func flag(_ node: YAMLNode, _ what: String) -> Bool? {
    guard let scalar = text(node, what) else { return nil }
    switch scalar.text.lowercased() {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      report(
        "wrong-value", "\(what) is yes or no, not \"\(Self.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: "write yes or no")
      return nil
    }
  }

  /// One of the given words, which people write in any case.
  package mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ node: YAMLNode, _ what: String, of type: Value.Type
  ) -> Value? {
    guard let scalar = text(node, what) else { return nil }
    if let value = Value(rawValue: scalar.text.lowercased()) { return value }
    let names = type.allCases.map(\.rawValue)
    report(
      "wrong-value", "\(what) cannot be \"\(Self.shortened(scalar.text))\"", at: scalar.utf8Range,
      hint: Self.didYouMean(scalar.text, names) ?? "it is one of \(names.joined(separator: ", "))")
    return nil
  }

  // MARK: Keys

  /// Reports every key that is not known.
  ///
  /// - Parameter toldElsewhere: keys that are not known either, of whose mistake somebody else has more to say.
  package mutating func checkKeys(
    of mapping: YAMLMapping, in what: String, known: [String], toldElsewhere: [String] = []
  ) {
    for entry in mapping.entries where !(known + toldElsewhere).contains(entry.key.text) {
      let key = entry.key.text
      report(
        "unknown-key", "\"\(Self.shortened(key))\" is no key of \(what)", at: entry.key.utf8Range,
        hint: Self.didYouMean(key, known) ?? "known are \(known.joined(separator: ", "))")
    }
  }

  package static func didYouMean(_ name: String, _ candidates: some Sequence<String>) -> String? {
    Suggestion.closest(to: name, among: candidates).map { "did you mean \"\($0)\"?" }
  }

  /// Text for a message, cut where it is long.
  package static func shortened(_ text: String) -> String {
    text.count > 60 ? String(text.prefix(60)) + "…" : text
  }
}
