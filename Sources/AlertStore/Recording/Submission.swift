import Alerts
import Foundation
import Hashing
import Pacing
import Routing
import RuleLanguage

/// One thing to be recorded. Each is recorded wholly or not at all.
package enum Submission: Sendable {
  /// A file that is an article, with the rules that it matched.
  case article(LedgerFile, StoredArticle, matches: [RuleMatch], notes: [String] = [])
  /// A file that is none. `hash` where it could be read.
  case rejected(LedgerFile, hash: SHA256Digest?, LedgerReason)
  case moved([MoveResult])
  /// How attempts of one endpoint ended, and what they have shown of it.
  case attempted([DeliveryAttempt], EndpointRecord? = nil)
  /// An endpoint is told again.
  case switchedOn(endpoint: String)
  /// The next deliveries of those that are over, which become due at once, with no attempt on their account.
  case redeliver(DeliverySelection)
  /// For rule files, by name relative to the rules folder, the definitions that worked last, as text that the store does
  /// not look into. Recorded are the files whose text differs from what was there, and those that are gone.
  case definitions([String: String], gone: GoneRuleFiles, milliseconds: Int64)
  /// Tells of the watch itself, once, however often it is submitted.
  case notice(Notice, [Recipient], milliseconds: Int64)
  /// Nobody is told of some alerts for a time.
  case silence(NewSilence)
  /// A silence ends, by itself or because somebody says so; those who are told hear what it held back.
  case endSilence(id: Int64, milliseconds: Int64, Audience)
  /// Somebody has seen alerts, and may say what they were worth.
  case acknowledge(Acknowledgement)
  /// Clears away what is older than it is to be kept.
  case prune(PruneStep)
  /// Files of the archive were cleared away, or are about to be.
  case cleared(ClearedDay)
}

/// The rule files that have no definitions any more.
package enum GoneRuleFiles: Sendable {
  /// All that are not named beside this.
  case allOthers
  case files(Set<String>)
}

/// What the store keeps of an article.
package struct StoredArticle: Sendable {
  /// Of the file's bytes.
  package let hash: SHA256Digest
  /// Of title and body; equal for articles that differ in furniture alone.
  package let contentHash: SHA256Digest
  package let texts: ArticleTexts
  package var metadata: ArticleRecordMetadata
  package var traits: StoryTraits
  package var followUps = FollowUps()

  package init(
    hash: SHA256Digest, texts: ArticleTexts, metadata: ArticleRecordMetadata = ArticleRecordMetadata(),
    traits: StoryTraits = StoryTraits()
  ) {
    self.hash = hash
    self.traits = traits
    // Articles without title and body have nothing in common that would make them one story.
    let nothing = texts.title.isEmpty && texts.body.isEmpty
    self.contentHash = SHA256Digest(ofParts: nothing ? ["", "", hash.hex] : [texts.title, texts.body])
    self.texts = texts
    self.metadata = metadata
  }
}

/// That those who were told of a story hear of it once more when it has grown.
package struct FollowUps: Sendable, Equatable {
  /// To so many articles.
  package var sizes: [Int]
  /// The endpoints that there are.
  package var routes: Routes

  package init(sizes: [Int] = [], routes: Routes = Routes()) {
    self.sizes = sizes
    self.routes = routes
  }
}

/// The text of each zone; empty where an article has no such zone.
package struct ArticleTexts: Sendable, Equatable {
  package var title: String
  package var body: String
  package var dateline: String
  package var caption: String
  package var furniture: String

  package init(
    title: String = "", body: String = "", dateline: String = "", caption: String = "", furniture: String = ""
  ) {
    self.title = title
    self.body = body
    self.dateline = dateline
    self.caption = caption
    self.furniture = furniture
  }
}

/// What is known about an article besides its text and source. Unknown is `nil` or empty.
package struct ArticleRecordMetadata: Sendable, Equatable {
  package var url: String?
  /// The id its source gave it.
  package var externalID: String?
  package var author: String?
  package var section: String?
  package var tags: [String]
  /// ISO 8601.
  package var published: String?
  package var language: String?

  package init(
    url: String? = nil, externalID: String? = nil, author: String? = nil, section: String? = nil, tags: [String] = [],
    published: String? = nil, language: String? = nil
  ) {
    self.url = url
    self.externalID = externalID
    self.author = author
    self.section = section
    self.tags = tags
    self.published = published
    self.language = language
  }
}

/// A rule that an article matched, and the alert to raise for it unless the rule has alerted on the story before.
package struct RuleMatch: Sendable {
  /// Without a story: the store knows it.
  package let alert: Alert
  /// The instant that `alert.time` tells, in milliseconds since 1970.
  package let timeMilliseconds: Int64
  /// Who is told. Names an endpoint at most once.
  package private(set) var recipients: [Recipient]
  /// Whether its alert is none that nobody hears of: it was told before, or counts as told.
  private(set) var wasTold = false
  /// `nil`: the rule tells whenever it matches.
  package let pacing: RulePacing?
  /// Encoded where the match is made, on many threads, rather than on the store's one queue.
  let partsJSON: String
  /// What the alert shows.
  let sentences: [ToldSentence]
  let sentencesJSON: String?

  package init(
    alert: Alert, timeMilliseconds: Int64, recipients: [Recipient], pacing: RulePacing? = nil,
    sentences: [ToldSentence] = []
  ) throws {
    self.alert = alert
    self.timeMilliseconds = timeMilliseconds
    self.recipients = recipients
    self.pacing = pacing
    self.partsJSON = try encodeJSON(alert.parts)
    self.sentences = sentences
    self.sentencesJSON = sentences.isEmpty ? nil : try encodeJSON(sentences)
  }

  /// The same, of which nobody is told any more.
  package var told: RuleMatch {
    var copy = self
    (copy.recipients, copy.wasTold) = ([], true)
    return copy
  }
}

/// How one attempt to deliver one alert to one endpoint ended.
package struct DeliveryAttempt: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    case delivered
    case failed(reason: String, nextAttemptMilliseconds: Int64)
    /// Not tried again.
    case dead(reason: String)
  }

  package let sequence: Int64
  package let endpoint: String
  package let outcome: Outcome
  /// Milliseconds since 1970.
  package let milliseconds: Int64

  package init(sequence: Int64, endpoint: String, outcome: Outcome, milliseconds: Int64) {
    self.sequence = sequence
    self.endpoint = endpoint
    self.outcome = outcome
    self.milliseconds = milliseconds
  }
}

/// What attempts have shown of an endpoint.
package enum EndpointRecord: Sendable, Equatable {
  /// It works again: what failed before is due at once.
  case worksAgain(String)
  /// It wants to hear nothing any more.
  case switchedOff(String, reason: String, milliseconds: Int64)
}

/// Deliveries that are over, of which some are to be made again.
package struct DeliverySelection: Sendable, Equatable {
  /// Of one alert; `nil` for any.
  package var alertID: String?
  /// To one endpoint; `nil` for any.
  package var endpoint: String?
  /// Of alerts that were raised at this time or later, in milliseconds since 1970.
  package var since: Int64
  /// Only dead letters, not what was delivered.
  package var onlyDead: Bool
  /// Only what was over before this time: otherwise what is delivered meanwhile would be chosen again and again.
  package var endedBefore: Int64

  /// At most so many at once, so that files that come in wait for no more.
  package static let maximumCount = 1_000

  package init(
    alertID: String? = nil, endpoint: String? = nil, since: Int64 = 0, onlyDead: Bool = false, endedBefore: Int64
  ) {
    self.alertID = alertID
    self.endpoint = endpoint
    self.since = since
    self.onlyDead = onlyDead
    self.endedBefore = endedBefore
  }
}

func encodeJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

extension Submission {
  /// Roughly what it adds to the write-ahead log, so that groups, checkpoints and what is held in memory stay bounded.
  package var estimatedBytes: Int {
    // A row with its index entries touches a few pages of 4096 bytes each.
    switch self {
    case .article(_, let article, let matches, _):
      return 24_576 + article.texts.utf8Count + matches.reduce(0) { $0 + 8_192 + 4 * $1.partsJSON.utf8.count }
    case .rejected: return 8_192
    case .moved(let results): return 4_096 * results.count
    case .attempted(let attempts, _): return 4_096 * attempts.count
    case .switchedOn: return 4_096
    case .redeliver: return 512 * DeliverySelection.maximumCount
    case .definitions(let files, _, _): return files.values.reduce(4_096) { $0 + 4_096 + $1.utf8.count }
    case .cleared: return 4_096
    case .notice(let notice, let recipients, _): return 8_192 + notice.jsonLine().utf8.count + 4_096 * recipients.count
    case .silence, .endSilence, .acknowledge: return 65_536
    case .prune: return 4_096 * PruneStep.maximumDeletions
    }
  }
}
