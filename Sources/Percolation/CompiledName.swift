import PersonNames
import RuleLanguage

/// How many terms a name has of each kind. The terms are the operands of its node, in the order of `Name.Terms`; they are of
/// the zones that the name is looked for in, but for the second group.
struct NameShape: Hashable, Sendable {
  let familyParts: Int
  let givenParts: Int
  let hasPatronymic: Bool
  let isAlone: Bool
  let isDecidedByCase: Bool

  init(_ pattern: NamePattern) {
    familyParts = pattern.name.family.count
    givenParts = pattern.name.given.count
    hasPatronymic = pattern.name.patronymic != nil
    isAlone = pattern.isAlone
    isDecidedByCase = pattern.name.isDecidedByCase
  }

  /// Tokens that a span has at most.
  var width: Int { familyParts + 1 + NameFinder.maximumMiddle }
}

/// The terms of one name, found among the operands of its node.
struct NameTerms {
  let shape: NameShape
  private let operands: ArraySlice<Int32>

  /// Of every name the same.
  enum Common: Int, CaseIterable {
    case initial, joinedInitials, patronymic, patronymicMarker, title, givenName, possessive, nominative

    var mark: String {
      switch self {
      case .initial: NameMark.anyInitial
      case .joinedInitials: NameMark.joinedInitials
      case .patronymic: NameMark.patronymic
      case .patronymicMarker: NameMark.patronymicMarker
      case .title: NameMark.title
      case .givenName: NameMark.givenName
      case .possessive: NameMark.possessive
      case .nominative: NameMark.nominative
      }
    }
  }

  init(_ shape: NameShape, _ operands: ArraySlice<Int32>) {
    self.shape = shape
    self.operands = operands
  }

  private func term(_ index: Int) -> Int32 { operands[operands.startIndex + index] }

  /// The first part of the surname where spans are looked for: no span is without it.
  var anchor: Int32 { term(0) }
  func family(_ part: Int) -> Int32 { term(part) }
  /// The same where the full name is looked for that makes the surname count alone.
  var evidence: Int32 { term(shape.familyParts) }
  func ambiguousFamily(_ part: Int) -> Int32 { term(shape.familyParts + 1 + part) }
  private var common: Int { 2 * shape.familyParts + 1 }
  func common(_ kind: Common) -> Int32 { term(common + kind.rawValue) }
  private var given: Int { common + Common.allCases.count }
  /// The part, its initial, its initial as the second of two; a patronymic is the part behind the last.
  func given(_ part: Int) -> Int32 { term(given + 3 * part) }
  func initial(_ part: Int) -> Int32 { term(given + 3 * part + 1) }
  func secondInitial(_ part: Int) -> Int32 { term(given + 3 * part + 2) }
  /// Parts that may stand behind the first given name: the other ones, and the patronymic.
  var laterParts: Range<Int> { 1..<max(1, shape.givenParts + (shape.hasPatronymic ? 1 : 0)) }

  /// The marks of the terms, in their order; the group of the evidence is one of its own.
  static func marks(_ pattern: NamePattern) -> (family: [[String]], others: [[String]]) {
    let name = pattern.name
    var others = name.family.map { PersonName.ambiguousMarks(ofPart: $0) }
    others += Common.allCases.map { [$0.mark] }
    for part in name.given + [name.patronymic].compactMap(\.self) {
      others.append(PersonName.marks(ofPart: part))
      others.append(PersonName.initialMarks(ofPart: part))
      others.append(PersonName.secondInitialMarks(ofPart: part))
    }
    return (name.family.map { PersonName.marks(ofPart: $0) }, others)
  }
}

extension RuleGraphBuilder {
  mutating func addName(_ pattern: NamePattern, _ context: Context) -> Int32 {
    let (family, others) = NameTerms.marks(pattern)
    func patterns(_ marks: [String]) -> [Int32] { marks.map { addPattern(.name($0)) } }
    var operands = family.map { addTerm(patterns($0), context.zones) }
    operands.append(addTerm(patterns(family[0]), context.excluding.zones))
    for marks in others { operands.append(addTerm(patterns(marks), context.zones)) }
    let shape = NameShape(pattern)
    let id = nameShapeIDs[shape] ?? Int32(nameShapes.count)
    if nameShapeIDs.updateValue(id, forKey: shape) == nil { nameShapes.append(shape) }
    return addNode(NodeDraft(.name, payload: id), operands: operands)
  }
}
