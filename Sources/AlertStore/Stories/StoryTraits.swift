import Alerts
import Foundation
import NearDuplicates
import Pacing

/// What decides to which story an article belongs and whether it corrects what was told. Made where the article is
/// matched, on many threads.
package struct StoryTraits: Sendable {
  /// Of the body; `nil` where it is too short to be told from others.
  package var sketch: TextSketch?
  /// Hashes of the words of all sentences, where the article matches a rule.
  package var sentences: Set<UInt64>
  /// Words of denial and correction, where the article matches a rule.
  package var denials: [FoundDenial]
  /// Whether the article had been published long before it arrived.
  package var isOld: Bool
  /// Says of a rule that the article was found not to match whether it is in force, and who would be told; `nil` where it
  /// is not, or may match after all. Called on the store queue, for few articles.
  package var unmatched: @Sendable (_ ruleID: String) -> UnmatchedRule?

  package init(
    sketch: TextSketch? = nil, sentences: Set<UInt64> = [], denials: [FoundDenial] = [], isOld: Bool = false,
    unmatched: @escaping @Sendable (String) -> UnmatchedRule? = { _ in nil }
  ) {
    self.sketch = sketch
    self.sentences = sentences
    self.denials = denials
    self.isOld = isOld
    self.unmatched = unmatched
  }
}

/// A word of denial or correction that stands in a sentence of an article.
package struct FoundDenial: Sendable, Equatable {
  package let item: String
  package let zone: String
  /// The sentence, as an alert shows it; `nil` where it is not known in which it stands, or whether it does at all.
  package let sentence: String?
  /// Of the whole sentence's words; 0 where the sentence is not known.
  package let hash: UInt64

  package init(item: String, zone: String, sentence: String?, hash: UInt64) {
    self.item = item
    self.zone = zone
    self.sentence = sentence
    self.hash = hash
  }

  var said: SaidDenial { SaidDenial(item: item, hash: hash) }
}

/// What is kept of a word of denial or correction.
struct SaidDenial: Codable, Hashable {
  let item: String
  /// Of the sentence that it stands in; 0 where that is not known.
  let hash: UInt64
}

/// A rule in force that does not match an article.
package struct UnmatchedRule: Sendable, Equatable {
  package let rule: Alert.Rule
  package let recipients: [Recipient]

  package init(rule: Alert.Rule, recipients: [Recipient]) {
    self.rule = rule
    self.recipients = recipients
  }
}

/// A sentence that an alert shows.
package struct ToldSentence: Sendable, Equatable, Codable {
  /// Of the whole sentence's words.
  package let hash: UInt64
  package let zone: String
  /// As the alert shows it, perhaps cut.
  package let text: String

  package init(hash: UInt64, zone: String, text: String) {
    self.hash = hash
    self.zone = zone
    self.text = text
  }
}
