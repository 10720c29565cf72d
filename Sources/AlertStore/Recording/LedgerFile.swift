/// What tells one file from another without reading it.
package struct LedgerFingerprint: Sendable, Hashable {
  /// Relative to the inbox, as the file system has it: any bytes but zero.
  package var pathBytes: [UInt8]
  package var device: UInt64
  package var inode: UInt64
  package var sizeBytes: Int64
  package var mtimeNanoseconds: Int64
  package var ctimeNanoseconds: Int64

  package init(
    pathBytes: [UInt8], device: UInt64, inode: UInt64, sizeBytes: Int64, mtimeNanoseconds: Int64,
    ctimeNanoseconds: Int64
  ) {
    self.pathBytes = pathBytes
    self.device = device
    self.inode = inode
    self.sizeBytes = sizeBytes
    self.mtimeNanoseconds = mtimeNanoseconds
    self.ctimeNanoseconds = ctimeNanoseconds
  }
}

/// What becomes of a file once it is recorded. Rejected files go to `rejected/` instead of being archived or deleted.
package enum FileAfterwards: String, Sendable, CaseIterable {
  case archive, delete
  /// It stays where it is; its move is `kept`, as long as no other file is recorded under its path.
  case keep
}

/// A file that came in, as the ledger knows it.
package struct LedgerFile: Sendable, Equatable {
  /// A query for the ids of all rows whose file has such a hash. The condition stands there twice, and so do its arguments.
  static func idsSQL(_ condition: String) -> String {
    """
    SELECT ledger_id FROM articles WHERE \(condition)
    UNION ALL SELECT id FROM ledger WHERE \(condition) AND state IN ('duplicate', 'rejected')
    """
  }

  /// Relative to the inbox, as shown to people.
  package var path: String
  /// The last component of `path`.
  package var name: String
  /// The first subfolder of the inbox; `nil` for a file at its top.
  package var source: String?
  package var fingerprint: LedgerFingerprint
  /// Milliseconds since 1970.
  package var arrivedMilliseconds: Int64
  package var after: FileAfterwards
  /// `nil` where it could not be read as an article.
  package var decoding: LedgerDecoding?

  package init(
    path: String, name: String, source: String?, fingerprint: LedgerFingerprint, arrivedMilliseconds: Int64,
    after: FileAfterwards = .archive, decoding: LedgerDecoding? = nil
  ) {
    self.path = path
    self.name = name
    self.source = source
    self.fingerprint = fingerprint
    self.arrivedMilliseconds = arrivedMilliseconds
    self.after = after
    self.decoding = decoding
  }
}

/// How a file was read as an article. The ledger does not look into the names.
package struct LedgerDecoding: Sendable, Equatable {
  /// Such as `text`.
  package var format: String
  /// Such as `utf-8`.
  package var charset: String
  /// Whether lines at its head said what is known about the article; `nil`: not recorded.
  package var hasFrontMatter: Bool?

  package init(format: String, charset: String, hasFrontMatter: Bool?) {
    self.format = format
    self.charset = charset
    self.hasFrontMatter = hasFrontMatter
  }
}

/// What became of a file.
package enum LedgerState: String, Sendable, CaseIterable { case matched, unmatched, duplicate, rejected }

/// Why a file is where it is, for machines and for people.
package struct LedgerReason: Sendable, Equatable {
  /// Stable, in kebab-case.
  package var code: String
  /// What is wrong and what to do.
  package var message: String

  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

/// A committed file that is not known to have left the inbox.
package struct UnmovedFile: Sendable, Equatable {
  package let ledgerID: Int64
  package let path: String
  package let name: String
  package let fingerprint: LedgerFingerprint
  package let arrivedMilliseconds: Int64
  /// Rejected files go to `rejected/`, all others to the archive, unless they are to be deleted.
  package let state: LedgerState
  package let isToBeDeleted: Bool
  /// The first 12 hexadecimal digits of the hash; `nil` where the file was rejected unread.
  package let hashPrefix: String?
  /// Always there for a rejected file.
  package let reason: LedgerReason?
}

/// How the move of a file out of the inbox ended.
package struct MoveResult: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    /// It is at `destination` now, relative to the state's folders, as shown to people.
    case done(destination: String)
    /// It is not in the inbox and not where it was to go: somebody took it.
    case gone
    /// It was written to, or replaced, after it had been moved: what was read is no more. The reason, for people.
    case superseded(reason: String)
    /// It cannot be moved now; the reason, for people. It stays among the pending moves.
    case failed(reason: String)
  }

  package let ledgerID: Int64
  package let outcome: Outcome
  /// Milliseconds since 1970.
  package let milliseconds: Int64

  package init(ledgerID: Int64, outcome: Outcome, milliseconds: Int64) {
    self.ledgerID = ledgerID
    self.outcome = outcome
    self.milliseconds = milliseconds
  }
}

/// How many files came in and what became of them. Read in one snapshot.
package struct LedgerCounts: Sendable, Equatable {
  package var received = 0
  package var matched = 0
  package var unmatched = 0
  package var duplicates = 0
  package var rejected = 0

  /// Promise: the counts always add up.
  package var addsUp: Bool { received == matched + unmatched + duplicates + rejected }
}
