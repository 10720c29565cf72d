/// What was recorded for a submission. Given out only once it is on the disk.
package enum Receipt: Sendable, Equatable {
  /// For an article or a rejected file.
  case file(FileReceipt)
  /// How many of the given results changed a row; fewer than given where some were known already.
  case recorded(count: Int)
  /// For a step of clearing away.
  case pruned(PruneReceipt)

  /// `nil` for a submission that was no file.
  package var file: FileReceipt? {
    if case .file(let receipt) = self { receipt } else { nil }
  }
}

/// What was recorded for a file.
package struct FileReceipt: Sendable, Equatable {
  package let ledgerID: Int64
  package let state: LedgerState
  /// The first 12 hexadecimal digits of the hash; `nil` where the file was rejected unread.
  package let hashPrefix: String?
  /// Of the file itself, or of the article that it duplicates.
  package let storyID: String?
  /// In the order of the matches.
  package var alerts: [RaisedAlert] = []
  package var suppressed: [SuppressedMatch] = []
  /// Rules that have seen too few matches yet to tell.
  package var counted: [String] = []
}

/// An alert that this submission raised.
package struct RaisedAlert: Sendable, Equatable {
  /// Grows with the commit order.
  package let sequence: Int64
  package let id: String
  package let ruleID: String
}

/// A match that raised no alert, because a person has been told or was told too much.
package struct SuppressedMatch: Sendable, Equatable {
  package enum Reason: String, Sendable {
    /// The same text came before, from another source or under another name.
    case copy
    /// An earlier version of the article came before.
    case version
    /// It differs from what was told, but the rule has told so many corrections of the story in a day that no more are.
    case correctionLimit = "correction-limit"
    /// It differs from what was told, and somebody has acknowledged that.
    case acknowledged
  }

  package let ruleID: String
  package let reason: Reason
  /// The alert that told it.
  package let alertID: String
}
