/// For each term the rules that are worth a look when an article has it, each with the cheap test that it must pass.
///
/// Every rule is anchored at a clause: terms of which one must be present for the rule to be true, together as rare as
/// possible. Under each term of that clause stands an **entry** for the rule: `rule << 5 | hasRest << 4 | n`, and n pairs
/// of slots of terms, a pair a word, of which one must be present too: the second rarest clause, which throws out most of
/// the candidates, filled up with one of its terms. n is 0 where there is no other clause. The entries of a term lie in
/// one piece, ordered by n, so that looking at them reads memory in order and takes no turn that could not be foreseen.
///
/// The slot of a term is its number, as far as that goes into 16 bits. Only where there are more terms than slots do
/// some share one; passing the test then says little, and the clause stands in the rest as well.
///
/// What else must hold, `hasRest`, is the same wherever a rule is anchored and stands once, in `rests`, as a little
/// program. An instruction is `operation | count << 4` and what it works on; all must hold:
///
///     any n    t1 … tn                  one of these terms is present
///     none n   t1 … tn                  none of these is
///     phrase n k t1 … tn                the terms stand side by side in a paragraph; k: where the rarest of them is
///     near n   d m l1 … ln r1 … rm      a term of the first stands near one of the second; d: reach, as `NearReach`
///     node 0   i                        the node must be evaluated
///
/// Most rules need nothing else to be decided.
struct Screen: Sendable {
  enum Operation: Int32 { case any, none, phrase, near, node }

  /// For each term where its entries begin; one more at the end.
  let entryStarts: [Int32]
  /// Invariant, which `Screening` relies on: the entries of a term end where those of the next begin. One word more than
  /// there are, so that there is something to read behind the last one.
  let entries: [Int32]
  /// Rules without anchor: looked at for every article.
  let unanchored: [Int32]
  /// For each rule where its rest begins; one more at the end.
  let restStarts: [Int32]
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

  /// Below 2^26 rules; a clause has at most 24 terms (`RuleGraphBuilder.maximumClauseTerms`), two a pair.
  static func head(rule: Int32, hasRest: Bool, pairs: Int) -> Int32 {
    precondition(rule < 1 << 26 && pairs < 16)
    return rule << 5 | (hasRest ? 1 << 4 : 0) | Int32(pairs)
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
