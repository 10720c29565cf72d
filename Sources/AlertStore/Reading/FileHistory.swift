import Alerts

/// What became of one file that came in, as the database has it. States and kinds are as they are stored: a later
/// version may know more of them, and they are told all the same. Times are milliseconds since 1970.
package struct FileHistory: Sendable, Equatable {
  package var ledgerID: Int64
  /// Relative to the inbox, as shown to people.
  package var path: String
  /// `nil` for a file at the inbox's top.
  package var source: String?
  /// SHA-256 in hexadecimal; `nil`: rejected unread.
  package var hash: String?
  package var sizeBytes: Int64
  package var arrivedMilliseconds: Int64
  /// Such as `matched`, `unmatched`, `duplicate`, `rejected`.
  package var state: String
  /// Why it is a duplicate or was rejected.
  package var reason: LedgerReason?
  /// On how it was read, one sentence each.
  package var notes: [String]
  /// `nil`: not recorded.
  package var decoding: LedgerDecoding?
  package var move: Move
  /// The file that brought the same article before.
  package var duplicateOf: FileReference?
  /// What it brought; `nil` for duplicates, for what is no article, and where the database keeps it no more.
  package var article: StoredArticleHistory?

  /// Why a file that matched has no matches to show: what its rules found has been cleared away since. Alerts that told
  /// of it may still be there, where somebody is to be told yet, or where the clearing away is not over.
  package var areMatchesCleared: Bool {
    state == LedgerState.matched.rawValue && article?.matchCount == 0 && article?.counted.isEmpty == true
  }

  /// Where the file itself went.
  package struct Move: Sendable, Equatable {
    /// Such as `pending`, `done`, `gone`, `failed`, `kept`.
    package var state: String
    /// Relative to the state's folders.
    package var destination: String?
    package var error: String?
    package var milliseconds: Int64?
    /// Where files of its day were cleared away from the archive.
    package var cleared: ClearedDay?
  }
}

/// A file that another one has to do with.
package struct FileReference: Sendable, Equatable {
  package var ledgerID: Int64
  package var path: String
  package var arrivedMilliseconds: Int64
}

/// What became of an article.
package struct StoredArticleHistory: Sendable, Equatable {
  package var id: Int64
  package var storyID: String
  /// Articles in its story, itself included.
  package var storyCopies: Int
  package var metadata: ArticleRecordMetadata
  /// `nil` where they are kept no more.
  package var texts: ArticleTexts?
  /// The version before it.
  package var versionOf: FileReference?
  /// Whether another article, which need not be kept any more, is the one that it is a copy of.
  package var isCopy = false
  /// That article: the one that it is most like; for older rows the first of its story.
  package var copyOf: FileReference?
  /// The first of them, by rule.
  package var matches: [StoredMatch]
  package var matchCount: Int
  /// Rules that it matched and that wait for more matches before they tell, or did; the first of them.
  package var counted: [CountedHistory] = []
  /// Those raised on this article, withdrawals among them, in the order of commits; the first of them.
  package var alerts: [AlertHistory]
  package var alertCount: Int
}

/// A rule that an article matched.
package struct StoredMatch: Sendable, Equatable {
  package var ruleID: String
  package var ruleVersion: String
  /// What was found where; `nil` where what is stored is not understood.
  package var parts: [Alert.Part]?
  /// `nil`: it raised the alert. Otherwise why not: `copy`, `version`.
  package var suppressed: String?
  /// That told of it; raised on this article or, where it was suppressed, on an earlier one.
  package var alertID: String
  package var alertMilliseconds: Int64
  package var alertFile: FileReference?
  /// Why nobody was told of that alert, for people; `nil` where somebody was, or was to be.
  package var alertHeldNote: String?
}

/// A match of a rule that tells only once there are several.
package struct CountedHistory: Sendable, Equatable {
  package var ruleID: String
  package var ruleVersion: String
  /// How many there were with it, for people.
  package var reason: String
  /// To which it led; `nil` where there were never enough.
  package var alertID: String?
}

/// An alert and who was told.
package struct AlertHistory: Sendable, Equatable {
  package var id: String
  /// Such as `new`.
  package var kind: String
  package var ruleID: String
  package var severity: String
  package var milliseconds: Int64
  /// Why nobody was told: such as `throttle`; `nil` where it is as the deliveries say.
  package var held: String?
  /// The same, for people.
  package var heldNote: String?
  /// What somebody said of it.
  package var acknowledgement: StoredAcknowledgement?
  package var deliveries: [StoredDelivery]
}

/// What somebody said of a rule's alerts on a story.
package struct StoredAcknowledgement: Sendable, Equatable {
  package var milliseconds: Int64
  /// Such as `useful`; `nil` where nothing was said of its worth.
  package var verdict: String?
  package var author: String?
  package var comment: String?
}

/// An alert to one endpoint.
package struct StoredDelivery: Sendable, Equatable {
  package var endpoint: String
  /// Such as `pending`, `delivered`.
  package var state: String
  package var attempts: Int
  package var nextAttemptMilliseconds: Int64?
  /// Why it waited, to be told with others: such as `digest`.
  package var gathering: String?
  package var lastError: String?
  package var endedMilliseconds: Int64?
}
