import Diagnostics
import StrictYAML

/// Where rules and lists, their queries and items, and comments stand in one file.
///
/// Read from the text again for those few files in which something has to be shown: what is in force keeps no places.
package struct RulePlaces: Sendable {
  /// A rule or a list.
  struct Part: Sendable {
    let utf8Range: Range<Int>
    let nameRange: Range<Int>
    /// A rule's query, or a list's items.
    let texts: [YAMLScalar]
    /// The file that has the list's items, relative to the rules folder.
    var listFile: String?
    /// Of a rule, its keys.
    var keys: [YAMLScalar] = []
    /// Of a rule, the endpoints in its `notify`.
    var notify: [YAMLScalar] = []
  }

  let source: SourceText
  private(set) var rules: [String: Part] = [:]
  private(set) var lists: [String: Part] = [:]
  /// Of all keys and texts, ascending; queries and items with their text.
  private var scalars: [(scalar: YAMLScalar, isQuery: Bool)] = []
  /// By the lines of their first keys and of their names.
  private var partsByLine: [Int: Range<Int>] = [:]
  /// Where the first key stands.
  private(set) var firstKey: Int
  /// Of the text that was asked about last, by where it begins: many questions in turn are about one text.
  private var lastMap: (start: Int, map: YAMLOffsetMap)?
  /// In the file, ascending.
  private var lastTokens: (start: Int, tokens: [Range<Int>])?

  package init(_ source: SourceText) {
    self.source = source
    firstKey = source.bytes.count
    guard let root = YAMLDocument.read(source).root else { return }
    firstKey = root.utf8Range.lowerBound
    collectScalars(of: root)
    scalars.sort { $0.scalar.utf8Range.lowerBound < $1.scalar.utf8Range.lowerBound }
    guard case .mapping(let mapping) = root.kind else { return }
    if case .sequence(let nodes)? = mapping["rules"]?.kind {
      for node in nodes { addRule(node) }
    }
    if case .mapping(let named)? = mapping["lists"]?.kind {
      for entry in named.entries { addList(entry) }
    }
    for part in [rules, lists].flatMap(\.values) {
      for start in [part.utf8Range.lowerBound, part.nameRange.lowerBound] {
        partsByLine[source.line(at: start)] = part.utf8Range
      }
    }
  }

  /// The rule or list whose first key, or name, stands in a line.
  func partBeginning(inLine line: Int) -> Range<Int>? { partsByLine[line] }

  // MARK: - Queries

  /// What a range of a rule's query is in the file; the rule's id without a range. `nil` where there is no such rule.
  package mutating func place(ofRule id: String, _ queryRange: Range<Int>?) -> Range<Int>? {
    guard let part = rules[id] else { return nil }
    guard let queryRange, let scalar = part.texts.first else { return part.nameRange }
    return map(of: scalar).fileRange(queryRange)
  }

  /// The ids of all rules, right or wrong, with their lines.
  package var ruleLines: [String: Int] { rules.mapValues { source.line(at: $0.nameRange.lowerBound) } }

  /// Where a key of a rule stands; `nil` where there is none.
  package func place(ofRule id: String, key: String) -> Range<Int>? {
    rules[id]?.keys.first { $0.text == key }?.utf8Range
  }

  /// Where a rule's `notify` names an endpoint; `nil` where it does not.
  package func place(ofRule id: String, endpoint: String) -> Range<Int>? {
    rules[id]?.notify.first { $0.text == endpoint }?.utf8Range
  }

  /// The query of a rule; its id where the file has another query, as beside a last good version.
  package mutating func place(ofQueryOf rule: Rule) -> Range<Int>? {
    place(ofRule: rule.id, rules[rule.id]?.texts.first?.text == rule.queryText ? rule.query.utf8Range : nil)
  }

  /// What a range of an item of a list is in the file; the list's name without a range, and where its items stand in a
  /// file of their own. `nil` where there is no such list.
  package mutating func place(ofList name: String, item: Int, _ itemRange: Range<Int>?) -> Range<Int>? {
    guard let part = lists[name] else { return nil }
    guard let itemRange, part.texts.indices.contains(item) else { return part.nameRange }
    return map(of: part.texts[item]).fileRange(itemRange)
  }

  /// The file that has a list's items, relative to the rules folder.
  package func listFile(of name: String) -> String? { lists[name]?.listFile }

  /// Of a list file, the lines that are items, in their order.
  package static func itemRanges(inListFile source: SourceText) -> [Range<Int>] {
    (1..<source.lineCount + 1).compactMap { line in
      let range = ListFiles.lineRange(line, of: source)
      let text = source.bytes[range]
      guard let first = text.firstIndex(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }),
        text[first] != UInt8(ascii: "#"), !source.text(in: range).allSatisfy(\.isWhitespace)
      else { return nil }
      return first..<range.upperBound
    }
  }

  // MARK: - Comments

  /// Whether a `#` begins a comment, of YAML or of a query: not where it stands in a text.
  mutating func isComment(at utf8Offset: Int) -> Bool {
    let next = scalars.partitioned { $0.scalar.utf8Range.lowerBound > utf8Offset }
    guard next > 0 else { return true }
    let (scalar, isQuery) = scalars[next - 1]
    guard scalar.utf8Range.contains(utf8Offset) else { return true }
    guard scalar.style == .literal || scalar.style == .folded else { return false }
    // Behind the | itself.
    if source.line(at: scalar.utf8Range.lowerBound) == source.line(at: utf8Offset) { return true }
    guard isQuery, scalar.style == .literal else { return false }
    let tokens = tokens(of: scalar)
    let nextToken = tokens.partitioned { $0.lowerBound > utf8Offset }
    return nextToken == 0 || !tokens[nextToken - 1].contains(utf8Offset)
  }

  // MARK: - One text after another

  private mutating func map(of scalar: YAMLScalar) -> YAMLOffsetMap {
    let start = scalar.utf8Range.lowerBound
    if let lastMap, lastMap.start == start { return lastMap.map }
    let map = YAMLOffsetMap(of: scalar, in: source)
    lastMap = (start, map)
    return map
  }

  private mutating func tokens(of query: YAMLScalar) -> [Range<Int>] {
    let start = query.utf8Range.lowerBound
    if let lastTokens, lastTokens.start == start { return lastTokens.tokens }
    let map = map(of: query)
    let tokens = QueryLexer.tokenRanges(of: query.text).map { map.fileRange($0) }
    lastTokens = (start, tokens)
    return tokens
  }

  private mutating func collectScalars(of node: YAMLNode) {
    switch node.kind {
    case .scalar(let scalar): scalars.append((scalar, false))
    case .sequence(let items): for item in items { collectScalars(of: item) }
    case .mapping(let mapping):
      for entry in mapping.entries {
        scalars.append((entry.key, false))
        if entry.key.text == "match", case .scalar(let query) = entry.value.kind {
          scalars.append((query, true))
        } else {
          collectScalars(of: entry.value)
        }
      }
    }
  }

  private mutating func addRule(_ node: YAMLNode) {
    guard case .mapping(let mapping) = node.kind, case .scalar(let id)? = mapping["id"]?.kind, rules[id.text] == nil
    else { return }
    var texts: [YAMLScalar] = []
    if case .scalar(let query)? = mapping["match"]?.kind { texts = [query] }
    var notify: [YAMLScalar] = []
    if case .sequence(let nodes)? = mapping["notify"]?.kind { notify = Self.scalars(nodes) }
    rules[id.text] = Part(
      utf8Range: node.utf8Range, nameRange: id.utf8Range, texts: texts, keys: mapping.entries.map(\.key), notify: notify
    )
  }

  private mutating func addList(_ entry: YAMLMapping.Entry) {
    var texts: [YAMLScalar] = []
    var file: String?
    var items = entry.value
    if case .mapping(let mapping) = entry.value.kind {
      if let inner = mapping["items"] { items = inner }
      if case .scalar(let path)? = mapping["file"]?.kind {
        file = ListFileSource.name(of: path.text, in: source.file)
      }
    }
    if case .sequence(let nodes) = items.kind {
      texts = Self.scalars(nodes)
    }
    lists[entry.key.text] = Part(
      utf8Range: entry.utf8Range, nameRange: entry.key.utf8Range, texts: texts, listFile: file)
  }

  private static func scalars(_ nodes: [YAMLNode]) -> [YAMLScalar] {
    nodes.compactMap { if case .scalar(let scalar) = $0.kind { scalar } else { nil } }
  }
}

extension QueryLexer {
  /// Where a query has anything but white space and comments.
  fileprivate static func tokenRanges(of text: String) -> [Range<Int>] {
    var lexer = QueryLexer(source: QuerySource(text), problems: QueryProblems(file: ""))
    lexer.run()
    return lexer.tokens.map(\.utf8Range)
  }
}

extension Array {
  /// The first index whose element belongs to the second part, in an array ordered false … false true … true.
  fileprivate func partitioned(where belongsToSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
