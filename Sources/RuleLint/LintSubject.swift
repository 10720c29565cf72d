import Diagnostics
import RuleLanguage

/// What is looked at: a rule's query, or an item of a list.
struct LintSubject {
  enum Owner: Hashable {
    /// By its id.
    case rule(String)
    case item(list: String, index: Int)
  }

  let owner: Owner
  /// The rule file in which it, or its list, stands.
  let file: String
  let text: String
  let expression: Expression

  init(_ rule: Rule) {
    owner = .rule(rule.head.id)
    file = rule.head.location.file
    text = rule.head.queryText
    expression = rule.query
  }

  init(_ list: RuleList, item index: Int) {
    owner = .item(list: list.name, index: index)
    file = list.location.file
    text = list.items[index].text
    expression = list.items[index].expression
  }

  /// A piece of its text.
  func source(_ utf8Range: Range<Int>) -> String {
    let bytes = text.utf8
    let start = min(max(0, utf8Range.lowerBound), bytes.count)
    let count = min(max(start, utf8Range.upperBound), bytes.count) - start
    let first = bytes.index(bytes.startIndex, offsetBy: start)
    return String(decoding: bytes[first..<bytes.index(first, offsetBy: count)], as: UTF8.self)
  }

  /// Calls a function with every expression in it, from the outside in.
  func forEach(_ body: (Expression) -> Void) { Self.visit(expression, body) }

  private static func visit(_ expression: Expression, _ body: (Expression) -> Void) {
    body(expression)
    for operand in expression.operands { visit(operand, body) }
  }
}

/// A warning whose places are still those of a query or item.
struct LintFinding {
  struct Place {
    let owner: LintSubject.Owner
    /// The rule file.
    let file: String
    /// In the text of the query or item; `nil` for the id of the rule or the name of the list.
    let utf8Range: Range<Int>?

    init(_ subject: LintSubject, _ utf8Range: Range<Int>? = nil) {
      (owner, file) = (subject.owner, subject.file)
      self.utf8Range = utf8Range
    }

    init(_ head: RuleHead) { (owner, file, utf8Range) = (.rule(head.id), head.location.file, nil) }

    init(_ list: RuleList) {
      (owner, file, utf8Range) = (.item(list: list.name, index: 0), list.location.file, nil)
    }
  }

  let code: WarningCode
  let message: String
  let place: Place
  /// A further place, shown where it is in the same file.
  var second: (place: Place, label: String)?
  let hint: String
}

/// Finds the places of findings in the files; reads each file once.
struct LintPlacer {
  private let sources: [String: SourceText]
  private var places: [String: RulePlaces] = [:]
  private var listItems: [String: [Range<Int>]] = [:]

  init(sources: [String: SourceText]) { self.sources = sources }

  mutating func diagnostic(_ finding: LintFinding) -> Diagnostic {
    let (file, range) = place(finding.place)
    var secondary: Diagnostic.Label?
    if let second = finding.second {
      let (secondFile, secondRange) = place(second.place)
      if secondFile == file { secondary = Diagnostic.Label(utf8Range: secondRange, message: second.label) }
    }
    return Diagnostic(
      finding.code.rawValue, .warning, finding.message, file: file, at: range, secondary: secondary, hint: finding.hint)
  }

  private mutating func place(_ place: LintFinding.Place) -> (file: String, utf8Range: Range<Int>) {
    guard let source = sources[place.file] else { return (place.file, 0..<0) }
    if places[place.file] == nil { places[place.file] = RulePlaces(source) }
    switch place.owner {
    case .rule(let id):
      return (place.file, places[place.file]?.place(ofRule: id, place.utf8Range) ?? 0..<0)
    case .item(let list, let index):
      if place.utf8Range != nil, let file = places[place.file]?.listFile(of: list), let listSource = sources[file] {
        if listItems[file] == nil { listItems[file] = RulePlaces.itemRanges(inListFile: listSource) }
        if let items = listItems[file], items.indices.contains(index) { return (file, items[index]) }
      }
      return (place.file, places[place.file]?.place(ofList: list, item: index, place.utf8Range) ?? 0..<0)
    }
  }
}
