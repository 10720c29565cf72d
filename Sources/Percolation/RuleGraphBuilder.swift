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

/// Compiles rules one after another into the arrays of a `RuleGraph`, sharing what is equal.
struct RuleGraphBuilder {
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
  /// For each rule a hash of its id.
  private(set) var idHashes: [UInt64] = []
  private(set) var roots: [Int32] = []
  private(set) var diagnostics: [Diagnostic] = []
  var nodes: [Node] = []
  var operands: [Int32] = []
  var patterns: [Pattern] = []
  var terms: [Term] = []
  /// Which patterns belong to which terms.
  var patternTerms: [(group: Int32, id: Int32)] = []
  /// The nodes of OR, OF and SCORE that are terms of their own.
  var compounds: [Int32] = []
  var conditions: [CompiledCondition] = []
  var tallies: [Tally] = []
  /// For each node: how many tokens a span of it may match, how many levels it is high, and how many terms its clause
  /// has at most.
  var widths: [Int32] = []
  var heights: [Int16] = []
  var clauseSizes: [Int32] = []
  var nodeTable = NodeTable()
  var patternIDs: [Pattern: Int32] = [:]
  var wordPatterns: [WordPattern: [Int32]] = [:]
  var termIDs: [TermKey: Int32] = [:]
  /// For each pattern the term of it alone in title and body, or -1: nearly all words of rules are such.
  var usualTerms: [Int32] = []
  var nameShapes: [NameShape] = []
  var nameShapeIDs: [NameShape: Int32] = [:]
  var regexes: [CompiledRegex] = []
  var regexIDs: [CompiledRegex.Key: Int32] = [:]
  var conditionIDs: [MetadataCondition: Int32] = [:]
  var tallyIDs: [Tally: Int32] = [:]
  private var compiledLists: [ListKey: CompiledList] = [:]
  private let sources: [String: SourceText]
  /// Of files in which a rule cannot be compiled.
  private var places: [String: RulePlaces] = [:]

  /// - Parameter sources: of the rule files, by their names, to tell where a rule that cannot be compiled stands.
  init(lists: [String: RuleList], sources: [String: SourceText] = [:]) {
    self.lists = lists
    self.sources = sources
  }

  mutating func add(_ rule: Rule) {
    do throws(CompileError) {
      let root = try compile(rule.query, Context())
      rules.append(rule.head)
      idHashes.append(StableHash.of(rule.head.id))
      roots.append(root)
    } catch {
      report(error.code, "\(error.message); the rule is left out", hint: error.hint, in: rule)
    }
  }

  private mutating func report(
    _ code: String, _ message: String, hint: String, in rule: Rule
  ) {
    let place = place(of: rule)
    let line = place == nil ? " (line \(rule.location.line))" : ""
    diagnostics.append(
      Diagnostic(
        code, .error, "the rule \"\(rule.id)\"\(line): \(message)", file: rule.location.file, at: place ?? 0..<0,
        hint: hint))
  }

  /// Its query; `nil` where the text of its file is not known.
  private mutating func place(of rule: Rule) -> Range<Int>? {
    let file = rule.location.file
    if places[file] == nil { places[file] = sources[file].map { RulePlaces($0) } }
    return places[file]?.place(ofQueryOf: rule)
  }

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
        code: "undefined-list", message: "there is no list \"\(name)\"", hint: "define it under lists: in any rule file"
      )
    }
    do throws(CompileError) {
      let node = try compileAny(list.items.map(\.expression), context)
      compiledLists[key] = CompiledList(result: .success(node), height: Int(heights[Int(node)]))
      return node
    } catch {
      // How deep a list stands is a matter of who uses it, not of the list.
      if error.code == CompileError.tooDeep.code { throw error }
      let inList = CompileError(
        code: error.code, message: "in the list \"\(name)\" (\(list.location.file)): \(error.message)", hint: error.hint
      )
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
