import Percolation
import RuleLanguage

/// What an expression asks for, without the way in which it is written: lists are opened up, zone prefixes stand at the
/// words, what may change places is in one order. Equal forms have equal numbers.
enum Form: Hashable {
  /// Adjacent tokens; numbers of patterns.
  case words([Int32], ZoneSet)
  case name(Int32, ZoneSet)
  case regex(RegexPattern, Forms.Context)
  /// OR; ascending, each once.
  case any([Int32])
  /// AND; ascending, each once.
  case all([Int32])
  case not(Int32)
  case near(Proximity, [Int32])
  case notNear(Int32, Distance, Int32)
  case unless(Int32, Int32)
  case first(Int, Int32)
  case atLeast(Int, Int32)
  case of(Int, [Int32])
  case score(Int, [Weight])
  case metadata(MetadataCondition)

  struct Weight: Hashable, Comparable {
    let form: Int32
    let weight: Int

    static func < (a: Weight, b: Weight) -> Bool { (a.form, a.weight) < (b.form, b.weight) }
  }
}

/// All forms of a set of rules, each kept once.
struct Forms {
  /// What the zone prefixes around an expression say.
  struct Context: Hashable {
    var zones = ZoneSet.unprefixed
    var isPrefixed = false

    func prefixed(by selector: ZoneSelector) -> Context {
      Context(
        zones: isPrefixed ? zones.intersection(ZoneSet(selector)) : ZoneSet(selector), isPrefixed: true)
    }

    /// What UNLESS excludes must not stand in title and body either.
    var excluding: Context { Context(zones: zones.union(.unprefixed), isPrefixed: isPrefixed) }
  }

  private struct ListKey: Hashable {
    let name: String
    let context: Context
  }

  private let lists: [String: RuleList]
  private(set) var forms: [Form] = []
  private(set) var patterns: [TokenPattern] = []
  private var numbers: [Form: Int32] = [:]
  private var patternNumbers: [TokenPattern: Int32] = [:]
  private var wordPatterns: [WordPattern: [Int32]] = [:]
  private var listForms: [ListKey: Int32] = [:]

  init(lists: [String: RuleList]) { self.lists = lists }

  subscript(_ number: Int32) -> Form { forms[Int(number)] }
  func pattern(_ number: Int32) -> TokenPattern { patterns[Int(number)] }
  func number(of pattern: TokenPattern) -> Int32? { patternNumbers[pattern] }

  /// The number of the form of an expression. As deep as the expression and its lists, both of which are bounded.
  mutating func form(of expression: Expression, _ context: Context = Context()) -> Int32 {
    switch expression.kind {
    case .word(let word): return add(.words(patternNumbers(of: word), context.zones))
    case .phrase(let words): return add(.words(words.flatMap { patternNumbers(of: $0) }, context.zones))
    case .name(let name): return add(.name(add(.name(name.text, isAlone: name.isAlone)), context.zones))
    case .regex(let regex): return add(.regex(regex, context))
    case .list(let name): return list(name, context)
    case .or(let operands): return any(forms(of: operands, context))
    case .and(let operands): return all(forms(of: operands, context))
    case .not(let operand): return add(.not(form(of: operand, context)))
    case .unless(let kept, let excluded):
      return add(.unless(form(of: kept, context), form(of: excluded, context.excluding)))
    case .near(let proximity, let operands):
      let inner = forms(of: operands, context)
      return add(.near(proximity, proximity.isOrdered ? inner : inner.sorted()))
    case .notNear(let kept, let distance, let excluded):
      return add(.notNear(form(of: kept, context), distance, form(of: excluded, context)))
    case .zone(let selector, let operand): return form(of: operand, context.prefixed(by: selector))
    case .metadata(let condition): return add(.metadata(condition))
    case .first(let count, let operand): return add(.first(count, form(of: operand, context)))
    case .atLeast(let count, let operand): return add(.atLeast(count, form(of: operand, context)))
    case .of(let count, let operands): return add(.of(count, forms(of: operands, context).sorted()))
    case .score(let threshold, let operands):
      let weights = operands.map { Form.Weight(form: form(of: $0.expression, context), weight: $0.weight) }
      return add(.score(threshold, weights.sorted()))
    }
  }

  /// AND of forms.
  mutating func all(_ operands: [Int32]) -> Int32 {
    let flat = operands.flatMap { if case .all(let inner) = self[$0] { inner } else { [$0] } }
    return flat.count == 1 ? flat[0] : add(.all(flat.ascending))
  }

  private mutating func any(_ operands: [Int32]) -> Int32 {
    let flat = operands.flatMap { if case .any(let inner) = self[$0] { inner } else { [$0] } }.ascending
    return flat.count == 1 ? flat[0] : add(.any(flat))
  }

  private mutating func forms(of operands: [Expression], _ context: Context) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(operands.count)
    for operand in operands { result.append(form(of: operand, context)) }
    return result
  }

  private mutating func list(_ name: String, _ context: Context) -> Int32 {
    let key = ListKey(name: name, context: context)
    if let known = listForms[key] { return known }
    let number = any(forms(of: lists[name]?.items.map(\.expression) ?? [], context))
    listForms[key] = number
    return number
  }

  private mutating func add(_ form: Form) -> Int32 {
    if let known = numbers[form] { return known }
    let number = Int32(forms.count)
    forms.append(form)
    numbers[form] = number
    return number
  }

  private mutating func add(_ pattern: TokenPattern) -> Int32 {
    if let known = patternNumbers[pattern] { return known }
    let number = Int32(patterns.count)
    patterns.append(pattern)
    patternNumbers[pattern] = number
    return number
  }

  private mutating func patternNumbers(of word: WordPattern) -> [Int32] {
    if let known = wordPatterns[word] { return known }
    let numbers = TokenPattern.patterns(of: word).map { add($0) }
    wordPatterns[word] = numbers
    return numbers
  }
}

extension [Int32] {
  /// Ascending, each once.
  var ascending: [Int32] {
    if count < 2 { return self }
    var result: [Int32] = []
    result.reserveCapacity(count)
    for element in sorted() where result.last != element { result.append(element) }
    return result
  }

  /// Whether an ascending array has an element.
  func hasSorted(_ element: Int32) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == element
  }
}
