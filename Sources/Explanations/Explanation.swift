import Articles
import RuleLanguage

/// Why a rule is true of an article, or why it is not: the tree of its expression, each part true or false.
package struct Explanation: Sendable, Equatable {
  /// What kind of expression a part is. The raw value is the name for programs.
  package enum Kind: String, Sendable, CaseIterable {
    case word, phrase, name, list, regex, and, or, not, near, before
    case notNear = "not-near"
    case unless, zone, condition
    case atLeast = "atleast"
    case of, score, first
  }

  /// One part of the rule's expression.
  package struct Node: Sendable, Equatable {
    package var kind: Kind
    /// In the language's canonical spelling, cut if very long.
    package var expression: String
    package var isTrue: Bool
    /// As an operand of SCORE.
    package var weight: Int?
    /// How many places it has; `nil` for what is only true or false.
    package var placeCount: Int?
    /// The first of them.
    package var places: [Place] = []
    /// What there is to know besides: values of the article, sums, counts, limits.
    package var notes: [String] = []
    /// Of what failed and was needed: what comes nearest to it.
    package var miss: Miss?
    /// The parts directly inside, in the order of the query; of a list the items.
    package var parts: [Node] = []
    /// How many further parts there are.
    package var omittedParts = 0
    /// Whether limits kept something in it from being looked at.
    package var isTruncated = false
  }

  /// A place in the article.
  package struct Place: Sendable, Equatable {
    package var zone: Zone
    /// In its zone, from 1.
    package var paragraph: Int
    /// In its paragraph, from 1.
    package var sentence: Int
    /// The words with some around them.
    package var text: String
    /// Ranges of UTF-8 bytes of `text`.
    package var marks: [Range<Int>]
  }

  /// The nearest thing to what was looked for.
  package struct Miss: Sendable, Equatable {
    /// In words, as a sentence without capital and stop.
    package var message: String
    package var place: Place?
  }

  package var rule: RuleHead
  /// The article's file, as the person named it.
  package var file: String
  package var title: String?
  package var isMatch: Bool
  /// It does not match, but limits kept something from being looked at that could make it.
  package var isUncertain: Bool
  package var notes: [String]
  /// Where index and definition differ: a fault of the program. In words.
  package var disagreement: String?
  package var tree: Node
}
