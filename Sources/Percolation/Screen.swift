/// For each term the rules that are worth a look when an article has it, each with the cheap tests that it must pass.
///
/// Every rule is anchored at a clause: terms of which one must be present for the rule to be true, together as rare as
/// possible. Under each term of that clause stands an **entry** for the rule: a little program for the rest, in one
/// piece, so that looking at a candidate reads memory in order. Most rules need nothing else to be decided.
///
/// An entry is `rule, length << 8 | n, t1 … tn, instructions…`, its length in words: where n is not 0, one of n terms must
/// be present, and then all its instructions must hold. An instruction is `operation | count << 4` and what it works on:
///
///     any n    t1 … tn                  one of these terms is present
///     none n   t1 … tn                  none of these is
///     phrase n k t1 … tn                the terms stand side by side in a paragraph; k: where the rarest of them is
///     near n   d m l1 … ln r1 … rm      a term of the first stands near one of the second; d: reach, as `NearReach`
///     node 0   i                        the node must be evaluated
///
/// The tests for terms stand before the others.
struct Screen: Sendable {
  enum Operation: Int32 { case any, none, phrase, near, node }

  /// For each term where its entries begin; one more at the end.
  let entryStarts: [Int32]
  /// Invariant, which `Screening` relies on: every entry ends where its length says, inside this array, and every term
  /// in it is one of the graph.
  let entries: [Int32]
  /// Entries of rules without anchor: looked at for every article.
  let unanchored: [Int32]
  /// For each term where its edges begin; one more at the end.
  let edgeStarts: [Int32]
  let edges: [Edge]

  /// A term whose presence makes a compound term present: by an operand of that OR which may now be true.
  struct Edge: Sendable {
    let compound: Int32
    let operand: Int32
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
