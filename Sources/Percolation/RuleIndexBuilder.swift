import Diagnostics
import RuleLanguage
import TextAnalysis

/// Why a rule cannot be compiled.
struct CompileError: Error {
  /// Stable, in kebab-case.
  let code: String
  let message: String
  let hint: String
}

/// Compiles rules one after another into the arrays of a `RuleIndex`, sharing what is equal.
struct RuleIndexBuilder {
  /// What the zone prefixes around an expression say.
  struct Context: Hashable {
    var zones = ZoneSet.unprefixed
    var isPrefixed = false
    var level = 0

    static func == (a: Context, b: Context) -> Bool { a.zones == b.zones && a.isPrefixed == b.isPrefixed }

    func hash(into hasher: inout Hasher) {
      hasher.combine(zones)
      hasher.combine(isPrefixed)
    }

    /// A prefix inside a prefix searches what both name.
    func prefixed(by selector: ZoneSelector) -> Context {
      var inner = self
      inner.zones = isPrefixed ? zones.intersection(ZoneSet(selector)) : ZoneSet(selector)
      inner.isPrefixed = true
      return inner
    }

    /// What UNLESS excludes must not stand in title and body either.
    var excluding: Context {
      var inner = self
      inner.zones.formUnion(.unprefixed)
      return inner
    }
  }

  struct NodeKey: Hashable {
    let kind: Node.Kind
    let reach: Node.Reach
    let isOrdered: Bool
    let givesSpans: Bool
    let zones: ZoneSet
    let payload: Int32
    let operands: [Int32]
  }

  private struct ListKey: Hashable {
    let name: String
    let context: Context
  }

  private struct CompiledList {
    let result: Result<Int32, CompileError>
    /// Levels below the list.
    let height: Int
  }

  let lists: [String: RuleList]
  private(set) var rules = RuleHeads()
  private(set) var roots: [Int32] = []
  private(set) var diagnostics: [Diagnostic] = []
  var nodes: [Node] = []
  var operands: [Int32] = []
  var patterns: [Pattern] = []
  /// Each a set of patterns of which a token may satisfy any, ascending.
  var terms: [[Int32]] = []
  var conditions: [CompiledCondition] = []
  /// For each node: how many tokens a span of it may match, how many levels it is high, and how often its anchor is
  /// expected in an article.
  var widths: [Int] = []
  var heights: [Int] = []
  var costs: [Double] = []
  var termCosts: [Double] = []
  var nodeIDs: [NodeKey: Int32] = [:]
  var patternIDs: [Pattern: Int32] = [:]
  var termIDs: [[Int32]: Int32] = [:]
  var conditionIDs: [MetadataCondition: Int32] = [:]
  private var compiledLists: [ListKey: CompiledList] = [:]
  var hasEmptyPrefix = false

  init(lists: [String: RuleList]) { self.lists = lists }

  mutating func add(_ rule: Rule) {
    hasEmptyPrefix = false
    do throws(CompileError) {
      let root = try compile(rule.query, Context())
      rules.append(rule.head)
      roots.append(root)
    } catch {
      report(error.code, .error, "\(error.message); the rule is left out", hint: error.hint, in: rule)
    }
    if hasEmptyPrefix {
      report(
        "prefix-finds-nothing", .warning, "a zone prefix stands inside another one that excludes it, and finds nothing",
        hint: "take the inner prefix out of the outer one", in: rule)
    }
  }

  private mutating func report(
    _ code: String, _ severity: Diagnostic.Severity, _ message: String, hint: String, in rule: Rule
  ) {
    diagnostics.append(
      Diagnostic(
        code, severity, "rule ‘\(rule.id)’ (line \(rule.location.line)): \(message)", file: rule.location.file,
        at: 0..<0, hint: hint))
  }

  /// The anchor of a node as one number, of terms and OR nodes together.
  func anchorID(of node: Int32) -> Int32 { nodes[Int(node)].anchor }

  // MARK: - Lists

  /// A list is compiled once for each context that it is used in.
  mutating func compileList(_ name: String, _ context: Context) throws(CompileError) -> Int32 {
    let key = ListKey(name: name, context: context)
    if let known = compiledLists[key] {
      let node = try known.result.get()
      if context.level + known.height > EvaluationLimits.depth { throw .tooDeep }
      return node
    }
    guard let list = lists[name] else {
      throw CompileError(
        code: "unknown-list", message: "there is no list ‘\(name)’", hint: "define it under lists: in any rule file")
    }
    do throws(CompileError) {
      let node = try compileAny(list.items.map(\.expression), context)
      compiledLists[key] = CompiledList(result: .success(node), height: heights[Int(node)])
      return node
    } catch {
      // How deep a list stands is a matter of who uses it, not of the list.
      if error.code == CompileError.tooDeep.code { throw error }
      let inList = CompileError(
        code: error.code, message: "in list ‘\(name)’ (\(list.location.file)): \(error.message)", hint: error.hint)
      compiledLists[key] = CompiledList(result: .failure(inList), height: 0)
      throw inList
    }
  }
}

extension CompileError {
  static let tooDeep = CompileError(
    code: "nested-too-deep",
    message: "more than \(EvaluationLimits.depth) levels of operators and lists in one another",
    hint: "split the rule, or use fewer lists that refer to lists")
}
