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
    enum Mark {
      /// The id of the rule, or the name of the list.
      case name
      /// In the text of the query or item.
      case text(Range<Int>)
      /// One of the rule's keys.
      case key(String)
      /// An endpoint that the rule's `notify` names.
      case endpoint(String)
    }

    let owner: LintSubject.Owner
    /// The rule file.
    let file: String
    let mark: Mark

    init(_ subject: LintSubject, _ utf8Range: Range<Int>? = nil) {
      (owner, file, mark) = (subject.owner, subject.file, utf8Range.map(Mark.text) ?? .name)
    }

    init(_ head: RuleHead, _ mark: Mark = .name) {
      (owner, file, self.mark) = (.rule(head.id), head.location.file, mark)
    }

    init(_ list: RuleList) { (owner, file, mark) = (.item(list: list.name, index: 0), list.location.file, .name) }
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
    // In place: a copy would not keep what it has found for the next.
    var textRange: Range<Int>?
    if case .text(let range) = place.mark { textRange = range }
    switch place.owner {
    case .rule(let id):
      let range: Range<Int>? =
        switch place.mark {
        case .name: nil
        case .text(let range): places[place.file]?.place(ofRule: id, range)
        case .key(let key): places[place.file]?.place(ofRule: id, key: key)
        case .endpoint(let name): places[place.file]?.place(ofRule: id, endpoint: name)
        }
      return (place.file, range ?? places[place.file]?.place(ofRule: id, nil) ?? 0..<0)
    case .item(let list, let index):
      if textRange != nil, let file = places[place.file]?.listFile(of: list), let listSource = sources[file] {
        if listItems[file] == nil { listItems[file] = RulePlaces.itemRanges(inListFile: listSource) }
        if let items = listItems[file], items.indices.contains(index) { return (file, items[index]) }
      }
      return (place.file, places[place.file]?.place(ofList: list, item: index, textRange) ?? 0..<0)
    }
  }
}
