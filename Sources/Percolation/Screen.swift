/// For each term the rules that are worth a look when an article has it, each with the cheap test that it must pass.
///
/// Every rule is anchored at a clause: terms of which one must be present for the rule to be true, together as rare as
/// possible. Under each term of that clause stands an **entry** for the rule: what to do with it, and the slots of six
/// terms of which one must be present too: the second rarest clause, which throws out most of the candidates. Where it
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
///     node     i                        the node must be evaluated; only such ones follow
///     match                             the end
///
/// Most rules need nothing else to be decided.
struct Screen: Sendable {
  enum Operation: Int32, CaseIterable {
    case match, any, none, phrase, near, node

    init?(instruction: Int32) { self.init(rawValue: instruction & 15) }
  }

  struct Entry: Sendable {
    var head: Head
    /// The slots of terms, a pair in each.
    let first: UInt32
    let second: UInt32
    let third: UInt32

    /// Terms that fit.
    static let terms = 6
  }

  /// What is left to do for a rule: nothing where the operation is `match`, else its rest, which begins with that one.
  struct Head: Sendable {
    private let code: UInt32

    /// - Parameter index: below 2^29: the rule, if there is nothing to do, else where its rest begins.
    init(_ operation: Operation, _ index: Int) {
      precondition(index < 1 << 29)
      code = UInt32(index) << 3 | UInt32(operation.rawValue)
    }

    var operation: Operation { Operation(rawValue: Int32(operationCode)) ?? .match }
    /// Its `rawValue`.
    @inline(__always)
    var operationCode: Int { Int(code & 7) }
    @inline(__always)
    var index: Int { Int(code >> 3) }
  }

  /// For each term where its entries begin; one more at the end.
  let entryStarts: [Int32]
  /// Invariant, which `Screening` relies on: the entries of a term end where those of the next begin. One more than
  /// there are, so that there is something to read behind the last one.
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
    let operand: Int32
  }

  /// Slots that a test can tell apart.
  static let slots = 1 << 16
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
