/// For each term the rules that are worth a look when an article has it, each with the cheap test that it must pass.
///
/// Every rule is anchored at a clause: terms of which one must be present for the rule to be true, together as rare as
/// possible. Under each term of that clause stands an **entry** for the rule: what to do with it, and the slots of six
/// terms of which one must be present too: the second rarest clause, which throws out most of what is met. Where it
/// has fewer terms, some stand there more than once; where it has more, the rule has several entries under the term, and
/// where there is no other clause, the term itself stands there. So all entries are alike, those of a term lie in one
/// piece, and looking at them reads memory in order and takes no turn that could not be foreseen.
///
/// The slot of a term is its number, as far as that goes into 16 bits. Only where there are more terms than slots do
/// some share one; passing the test then says little, and the clause stands in the rest as well.
///
/// What else must hold, the rest, is the same wherever a rule is anchored and stands once, in `rests`: the number of
/// the rule and a little program. An instruction is `operation | count << 4` and what it works on; all must hold:
///
///     any n    t1 … tn                  one of these terms is present
///     none n   t1 … tn                  none of these is
///     phrase n k t1 … tn                the terms stand side by side in a paragraph; k: where the rarest of them is
///     near n   d m l1 … ln r1 … rm      a term of the first stands near one of the second; d: reach, as `NearReach`
///     node     i                        the node must be evaluated; only such ones and the end follow
///     match                             the end
///
/// Most rules need nothing else to be decided.
struct Screen: Sendable {
  /// `match` is the lowest: heads are sorted by operation, and those stand first which leave nothing to do.
  enum Operation: Int32 {
    case match, any, none, phrase, near, node

    init?(instruction: Int32) { self.init(rawValue: instruction & 15) }
  }

  /// Sixteen bytes, four to a cache line.
  struct Entry: Sendable {
    var head: Head
    private let first: UInt32
    private let second: UInt32
    private let third: UInt32

    /// Terms that fit.
    static let terms = 6

    /// - Parameter slot: the slot of the first, second, … of as many terms as fit.
    init(_ head: Head, slot: (Int) -> UInt16) {
      func pair(_ number: Int) -> UInt32 { UInt32(slot(number)) | UInt32(slot(number + 1)) << 16 }
      self.head = head
      (first, second, third) = (pair(0), pair(2), pair(4))
    }

    /// 1 where one of the terms is present, else 0, without a branch.
    ///
    /// Unchecked: `slots` has an element for every number of 16 bits, each 0 or 1.
    @inline(__always)
    func flag(_ slots: Span<UInt8>) -> Int {
      Int(Self.flag(first, slots) | Self.flag(second, slots) | Self.flag(third, slots))
    }

    @inline(__always)
    private static func flag(_ pair: UInt32, _ slots: Span<UInt8>) -> UInt8 {
      slots[unchecked: Int(pair & 0xFFFF)] | slots[unchecked: Int(pair >> 16)]
    }
  }

  /// What is left to do for a rule: nothing where the operation is `match`, else its rest, whose first instruction has that
  /// operation.
  struct Head: Sendable {
    private let code: UInt32

    /// Above every `operation`.
    static let operations = 8

    /// - Parameter index: below 2^29: the rule, if there is nothing to do, else where its rest begins.
    init(_ operation: Operation, _ index: Int) {
      precondition(index < 1 << 29)
      code = UInt32(index) << 3 | UInt32(operation.rawValue)
    }

    /// The same rest at another place.
    func moved(to index: Int) -> Head {
      guard let operation = Operation(rawValue: Int32(operation)) else { preconditionFailure("made of an operation") }
      return Head(operation, index)
    }

    /// Its `rawValue`.
    @inline(__always)
    var operation: Int { Int(code & 7) }
    @inline(__always)
    var index: Int { Int(code >> 3) }
    @inline(__always)
    var hasRest: Bool { operation != Int(Operation.match.rawValue) }
  }

  /// For each term where its entries begin, which is where those of the term before end; one more at the end.
  ///
  /// Invariant, which `Screening` relies on: they rise from 0 to the number of `entries`.
  let entryStarts: [Int32]
  let entries: [Entry]
  /// Rules without anchor: looked at for every article.
  let unanchored: [Head]
  let rests: [Int32]
  /// For each term where its edges begin; one more at the end.
  let edgeStarts: [Int32]
  let edges: [Edge]

  /// A term whose presence makes a compound term present: by an operand of that OR which may now be true.
  struct Edge: Sendable {
    let compound: Int32
    /// Of OF and SCORE the node itself.
    let operand: Int32
  }

  /// Slots that a test can tell apart.
  static let slots = 1 << 16

  /// Whether something is true of all nodes that a rest ends with.
  ///
  /// - Parameter instruction: where the first of them stands in `rests`.
  func areAllNodes(from instruction: Int, _ isTrue: (Int) -> Bool) -> Bool {
    var next = instruction
    while Operation(instruction: rests[next]) == .node {
      if !isTrue(Int(rests[next + 1])) { return false }
      next += 2
    }
    return true
  }
}

/// What counts as near, in one word: the distance in words, or -1 for a sentence, -2 for a paragraph; in bit 0 whether
/// the order counts.
struct NearReach {
  let code: Int32

  init(code: Int32) { self.code = code }

  init(_ node: Node) {
    let distance: Int32 =
      switch node.reach {
      case .words: min(node.payload, Int32.max >> 1)
      case .sentence: -1
      case .paragraph: -2
      }
    code = distance << 1 | (node.isOrdered ? 1 : 0)
  }

  var isOrdered: Bool { code & 1 != 0 }
  /// Words strictly between; negative as said above.
  var distance: Int { Int(code >> 1) }
}
