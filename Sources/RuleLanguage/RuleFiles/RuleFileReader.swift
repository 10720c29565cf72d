import Diagnostics
import Languages
import StrictYAML

/// Reads one rule file: its YAML, its keys, and every query in it.
struct RuleFileReader {
  static let keys = ["language", "lists", "rules"]
  /// Of lists that are no plain sequences.
  static let listKeys = ["items", "language"]
  static let listFileKeys = ["file", "language"]

  var yaml: YAMLReader
  private let document: YAMLDocument
  /// Nodes of which the name is known: a mistake inside them concerns them alone.
  private var namedRanges: [Range<Int>] = []
  /// Of rules and lists that name none.
  private(set) var language: LanguageCode?

  var file: String { yaml.source.file }

  private init(_ source: SourceText) {
    document = YAMLDocument.read(source)
    yaml = YAMLReader(document)
  }

  static func read(_ source: SourceText) -> WrittenFile {
    var reader = RuleFileReader(source)
    return reader.read()
  }

  private mutating func read() -> WrittenFile {
    var result = WrittenFile(file: file, mayHaveMore: true)
    if let root = document.root, !root.isEmptyValue {
      if case .sequence = root.kind {
        yaml.report(
          "wrong-type", "a rule file begins with a key, not with a list", at: yaml.firstLine(of: root),
          hint: "write rules: in the first line, and indent the list below it")
      } else if let mapping = yaml.mapping(root, "a rule file") {
        yaml.checkKeys(of: mapping, in: "a rule file", known: Self.keys)
        language = mapping["language"].flatMap { self.language($0) }
        if let node = mapping["lists"], !node.isEmptyValue { result.lists = lists(node) }
        if let node = mapping["rules"], !node.isEmptyValue { result.rules = rules(node) }
      }
    }
    result.diagnostics = yaml.diagnostics
    result.mayHaveMore = !document.isComplete || hasErrorsOutsideNames()
    return result
  }

  private mutating func rules(_ node: YAMLNode) -> [WrittenRule] {
    if case .mapping = node.kind {
      yaml.report(
        "wrong-type", "\"rules\" wants a list of rules", at: yaml.firstLine(of: node),
        hint: "begin each rule with a dash: - id: …")
      return []
    }
    guard let items = yaml.sequence(node, "\"rules\"") else { return [] }
    let beginner = withoutFindings()
    let parts = Parallel.map(Parallel.chunks(of: items.indices)) { chunk in
      var reader = beginner
      let rules = items[chunk].compactMap { reader.namedRule($0) }
      return (rules: rules, reader: reader)
    }
    for part in parts {
      for diagnostic in part.reader.yaml.diagnostics { yaml.report(diagnostic) }
      namedRanges += part.reader.namedRanges
    }
    return parts.flatMap(\.rules)
  }

  /// For a part of the file that is read beside others.
  private func withoutFindings() -> RuleFileReader {
    var reader = self
    reader.yaml = yaml.withoutDiagnostics()
    reader.namedRanges = []
    return reader
  }

  private mutating func namedRule(_ node: YAMLNode) -> WrittenRule? {
    guard let rule = rule(node) else { return nil }
    namedRanges.append(node.utf8Range)
    return rule
  }

  // MARK: Lists

  private mutating func lists(_ node: YAMLNode) -> [WrittenList] {
    if case .sequence = node.kind {
      yaml.report(
        "wrong-type", "\"lists\" wants names of lists with their items", at: yaml.firstLine(of: node),
        hint: "write the name of each list and a colon, and its items below it")
      return []
    }
    guard let mapping = yaml.mapping(node, "\"lists\"") else { return [] }
    return mapping.entries.compactMap { entry in
      guard RuleName.isListName(entry.key.text) else {
        yaml.report(
          "bad-name", "\"\(YAMLReader.shortened(entry.key.text))\" cannot be the name of a list",
          at: entry.key.utf8Range,
          hint: "use letters, digits, _ and - only, at most \(RuleName.maximumBytes) bytes")
        return nil
      }
      namedRanges.append(entry.utf8Range)
      return list(entry)
    }
  }

  /// A list whose items are in a file of their own, one a line: they are read later.
  private mutating func listFile(_ mapping: YAMLMapping, of entry: YAMLMapping.Entry) -> WrittenList {
    let known = yaml.diagnostics.count
    yaml.checkKeys(of: mapping, in: "a list", known: Self.listFileKeys)
    let language = mapping["language"].map { self.language($0) } ?? language
    var written = WrittenList(
      name: entry.key.text, nameRange: entry.key.utf8Range, location: location(of: entry.key.utf8Range), references: [])
    if let path = mapping["file"].flatMap({ yaml.text($0, "\"file\"") }), entry.value.isComplete,
      !hasErrors(in: entry.utf8Range, since: known)
    {
      written.file = ListFileReference(path: path.text, utf8Range: path.utf8Range, language: language)
    }
    return written
  }

  private mutating func list(_ entry: YAMLMapping.Entry) -> WrittenList {
    if case .mapping(let mapping) = entry.value.kind, mapping["file"] != nil { return listFile(mapping, of: entry) }
    let name = entry.key.text
    let known = yaml.diagnostics.count
    let location = location(of: entry.key.utf8Range)
    var written = WrittenList(name: name, nameRange: entry.key.utf8Range, location: location, references: [])
    let parts = listParts(entry)
    let scalars = parts.items.map { yaml.texts($0, "the list \"\(name)\"", item: "an item") } ?? []
    if let items = parts.items, case .sequence(let nodes) = items.kind, nodes.isEmpty, items.isComplete {
      yaml.report(
        "empty-value", "the list \"\(name)\" has no items", at: entry.key.utf8Range,
        hint: "write its items below it, each behind a dash, or delete the list")
    }
    var items: [RuleList.Item] = []
    for scalar in scalars where !isFolded(scalar, "an item") {
      let parsed = QueryParser.parseListItem(scalar.text, file: file, language: parts.language)
      report(parsed.diagnostics, of: scalar)
      guard let expression = parsed.expression else { continue }
      items.append(RuleList.Item(text: scalar.text, expression: expression))
      written.references += references(in: expression, of: scalar)
    }
    if entry.value.isComplete, !items.isEmpty, !hasErrors(in: entry.utf8Range, since: known) {
      written.list = RuleList(name: name, language: parts.language, items: items, location: location)
    }
    return written
  }

  /// The items of a list, and its language: `name: [items]`, or a mapping of both.
  private mutating func listParts(_ entry: YAMLMapping.Entry) -> (items: YAMLNode?, language: LanguageCode?) {
    guard case .mapping(let mapping) = entry.value.kind, mapping["items"] != nil || mapping["language"] != nil else {
      return (entry.value, language)
    }
    yaml.checkKeys(of: mapping, in: "a list", known: Self.listKeys)
    let language = mapping["language"].map { self.language($0) } ?? language
    guard let items = mapping["items"] else {
      yaml.report(
        "missing-key", "the list \"\(entry.key.text)\" has no \"items\"", at: entry.key.utf8Range,
        hint: "add items: and the items below it")
      return (nil, language)
    }
    return (items, language)
  }

  // MARK: Languages

  /// What `language:` says; `nil` where that is no language (told).
  mutating func language(_ node: YAMLNode) -> LanguageCode? {
    guard let scalar = yaml.text(node, "\"language\"") else { return nil }
    if let code = LanguageCode(scalar.text) { return code }
    yaml.report(
      "wrong-value", "\"language\" cannot be \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
      hint: "write its code, as in en for English, ru for Russian, de for German")
    return nil
  }

  // MARK: Queries

  /// Folding joins lines and so moves comments and places; queries are not read from it.
  mutating func isFolded(_ scalar: YAMLScalar, _ what: String) -> Bool {
    guard scalar.style == .folded else { return false }
    let start = scalar.utf8Range.lowerBound
    yaml.report(
      "folded-text", "\(what) cannot begin with >, which joins lines", at: start..<start + 1,
      hint: "write | in its place")
    return true
  }

  /// Takes over the diagnostics of a query; their ranges are in the text of a scalar.
  mutating func report(_ diagnostics: [Diagnostic], of scalar: YAMLScalar) {
    guard !diagnostics.isEmpty, !isMisread(scalar) else { return }
    let map = YAMLOffsetMap(of: scalar, in: yaml.source)
    for var diagnostic in diagnostics {
      diagnostic.utf8Range = map.fileRange(diagnostic.utf8Range)
      if let secondary = diagnostic.secondary {
        diagnostic.secondary = Diagnostic.Label(
          utf8Range: map.fileRange(secondary.utf8Range), message: secondary.message)
      }
      yaml.report(diagnostic)
    }
  }

  /// Whether YAML has told that a text goes on behind its end, or takes in what does not belong to it: then the text is not
  /// the one that its author wrote, and nothing else is said of it.
  func isMisread(_ scalar: YAMLScalar) -> Bool {
    let end = scalar.utf8Range.upperBound
    return document.diagnostics.contains { diagnostic in
      let start = diagnostic.utf8Range.lowerBound
      guard diagnostic.severity == .error, scalar.utf8Range.lowerBound <= start else { return false }
      return start < end || yaml.source.bytes[end..<start].allSatisfy { $0 == UInt8(ascii: " ") }
    }
  }

  func references(in expression: Expression, of scalar: YAMLScalar) -> [ListReference] {
    // Nearly every rule of many has none.
    guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return [] }
    let names = expression.listNames
    guard !names.isEmpty else { return [] }
    let map = YAMLOffsetMap(of: scalar, in: yaml.source)
    return names.map { ListReference(name: $0.name, utf8Range: map.fileRange($0.utf8Range)) }
  }

  // MARK: Places

  func location(of utf8Range: Range<Int>) -> SourceLocation {
    SourceLocation(file: file, line: yaml.source.line(at: utf8Range.lowerBound))
  }

  /// Whether a rule or list has an error, in its YAML or among the diagnostics from `since` on; one in its tests does
  /// not count: it takes away a test, not the rule.
  func hasErrors(in utf8Range: Range<Int>, except tests: Range<Int>? = nil, since known: Int) -> Bool {
    func isInside(_ diagnostic: Diagnostic) -> Bool {
      let start = diagnostic.utf8Range.lowerBound
      // The end counts too: there stands what is missing.
      return diagnostic.severity == .error && utf8Range.lowerBound <= start && start <= utf8Range.upperBound
        && tests?.contains(start) != true
    }
    return document.diagnostics.contains(where: isInside) || yaml.diagnostics[known...].contains(where: isInside)
  }

  private func hasErrorsOutsideNames() -> Bool {
    let ranges = namedRanges.sorted { $0.lowerBound < $1.lowerBound }
    return yaml.diagnostics.contains { diagnostic in
      guard diagnostic.severity == .error else { return false }
      // The last range that begins at or before the place; the ranges do not overlap.
      var low = 0
      var high = ranges.count
      while low < high {
        let middle = (low + high) / 2
        if ranges[middle].lowerBound <= diagnostic.utf8Range.lowerBound { low = middle + 1 } else { high = middle }
      }
      return low == 0 || diagnostic.utf8Range.lowerBound > ranges[low - 1].upperBound
    }
  }
}
