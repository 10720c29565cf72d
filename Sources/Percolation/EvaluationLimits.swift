/// What bounds the evaluation of one operator on one article, so that no article, however written, takes unbounded time
/// or memory. Engine and naive evaluator keep to them exactly alike; who meets one says so in `Match.isTruncated`, and
/// a rule that may have been missed for that is in `Findings.uncertain`.
///
/// A **plain** expression is a word, a phrase, a name, and an OR, a list or a FIRST of plain expressions only, under whatever zone
/// prefixes. No text, however padded, hides from a rule what is plain: plain spans are never cut, and NEAR and BEFORE
/// of two plain operands find something wherever it stands.
package struct EvaluationLimits: Sendable, Equatable {
  /// An operator (OR, a list, NEAR, BEFORE, NOT NEAR, UNLESS) keeps its first so many spans, in the order of
  /// `TokenSpan`. Plain expressions are kept whole: their spans, each kept once, are runs of tokens, no more than there
  /// are tokens for each number of words that the rule's alternatives have.
  package var spans: Int
  /// NEAR and BEFORE look at so many spans as the next in a chain, counted before the check that no token is shared.
  /// Chains begin at the spans of all operands by their first position, then by operand, then by span; each is
  /// continued depth first by operand, then by span. What was found until then counts. Not so with two plain
  /// operands: there every span looked at gives a result, so that `spans` bounds the search.
  package var steps: Int
  /// In a sentence or paragraph with more combinations than these (the product of the operands' numbers of spans in
  /// it), `/s` and `/p` no longer look at all of them: from each span that can come first, the first fitting span of
  /// every other operand in turn is taken. Not so with two plain operands, whose minimal intervals are all found in
  /// time proportional to their spans.
  package var combinations: Int

  /// A regex is looked for as long as all steps of the search on the article's zones, each from one match to the next,
  /// might not have read more bytes than these (a step may have to read to the end of its zone).
  package var regexBytes: Int

  /// Spans that a part of a match tells.
  package var spansPerPart: Int

  package init(
    spans: Int = 100_000, steps: Int = 1_000_000, combinations: Int = 1_000, regexBytes: Int = 64 << 20,
    spansPerPart: Int = 20
  ) {
    self.spans = max(1, spans)
    self.steps = max(1, steps)
    self.combinations = max(1, combinations)
    self.regexBytes = max(1, regexBytes)
    self.spansPerPart = max(1, spansPerPart)
  }

  /// Longer tokens (in UTF-8 bytes) satisfy no pattern: nobody looks for them, and wildcards on them cost time.
  package static let wordBytes = 1_000
  /// Levels of operators and lists in one another.
  package static let depth = 256
  /// As many as a match of a regex is taken to touch, when what NEAR and BEFORE may match is added up.
  package static let regexTokens = 16
  /// Tokens that a span of NEAR or BEFORE may match. A longer span, of a regex, is near nothing.
  package static let matchedTokens = 128
}
