extension StatusReport {
  package struct Inbox: Codable, Sendable, Equatable {
    /// A folder that is looked through at short intervals, because events cannot be relied on there.
    package struct PolledFolder: Codable, Sendable, Equatable {
      /// Relative to the inbox; empty for the inbox itself.
      package var path: String
      /// A part of a sentence.
      package var reason: String

      package init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }
    }

    /// A look through the whole inbox.
    package struct Sweep: Codable, Sendable, Equatable {
      package var ended: String
      /// Waiting for room included.
      package var durationMs: Int64

      package init(ended: String, durationMs: Int64) { (self.ended, self.durationMs) = (ended, durationMs) }
    }

    /// What becomes of a file once its results are on disk: `archive`, `delete` or `keep`.
    package var after: String?
    package var path: String?
    /// Whole, and waiting for their turn.
    package var ready: Int?
    /// Being written, or found a moment ago.
    package var unsettled: Int?
    /// Being read and matched, or on their way to the database.
    package var inHand: Int?
    /// Taken, and not moved on or left in place yet; those in hand among them.
    package var inFlight: Int?
    /// How long the file has been whole that has waited longest and is not done with.
    package var longestWaitMs: Int64?
    /// How long the oldest file is known that is not known to be whole.
    package var longestUnsettledMs: Int64?
    package var isBeingSwept: Bool?
    /// Committed and not moved out yet.
    package var unmoved: Int
    /// `inotify`: the kernel announces files; `polling`: the whole inbox is looked through at short intervals.
    package var mode: String?
    /// Why it is polled; a part of a sentence.
    package var pollingReason: String?
    /// Folders that the kernel watches.
    package var watches: Int?
    /// The first of them, and how many there are.
    package var polledFolders: [PolledFolder]?
    package var polledFolderCount: Int?
    /// Of which files it can be told whether somebody writes to them: `all-files`, `own-files` (of the daemon's user) or
    /// `none`. For others, a file that nobody announced is whole when it has been still for the settle time.
    package var leases: String?
    /// The last that was whole; absent before its end.
    package var lastSweep: Sweep?
    /// How often events of the kernel were lost, and made good by a sweep, since the start.
    package var eventLosses: Int?

    package init(unmoved: Int) { self.unmoved = unmoved }
  }

  /// The index of stored texts, by which a search is fast.
  package struct TextIndex: Codable, Sendable, Equatable {
    package var isEnabled: Bool
    /// The last article that is in it; 0: none is.
    package var indexedUpTo: Int64
    /// The last that came in, when the index was last worked on.
    package var lastArticle: Int64
    /// Articles that a search reads one by one, at most.
    package var lag: Int64
    /// Why it does not get on.
    package var problem: String?

    package init(isEnabled: Bool, indexedUpTo: Int64, lastArticle: Int64, lag: Int64, problem: String?) {
      self.isEnabled = isEnabled
      self.indexedUpTo = indexedUpTo
      self.lastArticle = lastArticle
      self.lag = lag
      self.problem = problem
    }
  }

  /// For how long, or how much of, what has been dealt with is kept; absent is for ever, or any amount.
  package struct Keeping: Codable, Sendable, Equatable {
    /// The last time that what is older was looked for everywhere.
    package struct Round: Codable, Sendable, Equatable {
      package var ended: String
      /// For people; absent where nothing was old enough.
      package var cleared: String?
      package var problem: String?

      package init(ended: String, cleared: String?, problem: String?) {
        (self.ended, self.cleared, self.problem) = (ended, cleared, problem)
      }
    }

    package var textsSeconds: Int64?
    package var alertsSeconds: Int64?
    package var ledgerSeconds: Int64?
    package var archiveSeconds: Int64?
    package var rejectedSeconds: Int64?
    package var archiveBytes: Int64?
    package var databaseBytes: Int64?
    /// Absent before the end of the first, and where all is kept for ever.
    package var lastRound: Round?

    package init() {}
  }
}
