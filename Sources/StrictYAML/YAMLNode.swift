import Diagnostics

/// One value of a YAML file. Ranges are UTF-8 bytes of the whole file.
package struct YAMLNode: Sendable {
  package enum Kind: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    case mapping(YAMLMapping)
  }

  package let kind: Kind
  package let utf8Range: Range<Int>
  /// False where the file broke off inside it, so that something may be missing.
  package let isComplete: Bool

  package var isEmptyValue: Bool {
    if case .scalar(let scalar) = kind { scalar.style == .plain && scalar.text.isEmpty } else { false }
  }

  /// The same with `isComplete` false, and so the last node in it, and the last in that. As deep as the file, which is
  /// bounded.
  func brokenOff() -> YAMLNode {
    switch kind {
    case .scalar: return YAMLNode(kind: kind, utf8Range: utf8Range, isComplete: false)
    case .sequence(var items):
      if let last = items.popLast() { items.append(last.brokenOff()) }
      return YAMLNode(kind: .sequence(items), utf8Range: utf8Range, isComplete: false)
    case .mapping(let mapping):
      var entries = mapping.entries
      if let last = entries.popLast() {
        entries.append(YAMLMapping.Entry(key: last.key, value: last.value.brokenOff()))
      }
      return YAMLNode(kind: .mapping(YAMLMapping(entries: entries)), utf8Range: utf8Range, isComplete: false)
    }
  }
}

/// A text; YAML's numbers, dates and truth values are texts too.
package struct YAMLScalar: Sendable {
  package enum Style: Sendable, Equatable {
    case plain, singleQuoted, doubleQuoted
    /// `|`
    case literal
    /// `>`
    case folded
  }

  package let text: String
  package let style: Style
  /// Quotes, or the `|` and the lines after it, included.
  package let utf8Range: Range<Int>
}

/// Keys and values in the order of the file; keys are unique (of two equal ones the first is here).
package struct YAMLMapping: Sendable {
  package struct Entry: Sendable {
    package let key: YAMLScalar
    package let value: YAMLNode

    package var utf8Range: Range<Int> {
      key.utf8Range.lowerBound..<max(key.utf8Range.upperBound, value.utf8Range.upperBound)
    }
  }

  package let entries: [Entry]

  package subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }
}

/// What bounds the reading of a YAML file.
package struct YAMLLimits: Sendable, Equatable {
  package var maximumBytes = 64 << 20
  package var maximumDepth = 64
  package var maximumNodes = 4_000_000
  /// Mistakes in the YAML itself that are told; the rest are only counted as more.
  package var maximumDiagnostics = 100

  package init() {}
}

/// A YAML file read strictly: one document, everything text, nothing that only programmers expect.
package struct YAMLDocument: Sendable {
  package let source: SourceText
  /// `nil` for a file without content, and for one of which nothing could be read.
  package let root: YAMLNode?
  package let diagnostics: [Diagnostic]
  /// False when the file could not be read to its end: what stood after that place is unknown.
  package let isComplete: Bool

  /// Never throws: what is wrong is in `diagnostics`. O(bytes).
  package static func read(_ source: SourceText, limits: YAMLLimits = YAMLLimits()) -> YAMLDocument {
    if let diagnostic = YAMLEncodingCheck.firstMistake(in: source, limits: limits) {
      return YAMLDocument(source: source, root: nil, diagnostics: [diagnostic], isComplete: false)
    }
    var reader = YAMLTreeReader(source: source, limits: limits)
    return reader.read()
  }
}
