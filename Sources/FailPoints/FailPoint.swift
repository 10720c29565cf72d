#if DEBUG
  /// A named moment on the way of an article at which a debug build can be killed, be told of a full disk, or be held up.
  ///
  /// A point that ends in -ing stands right before what it names, the others right after it. In a release build there are
  /// no points: neither their names nor a call are left of them.
  package enum FailPoint: String, CaseIterable, Sendable {
    // The start, in its order.
    case storeOpening, storeMigrating, storeOpened, settling, settled, watching

    // A worker, from the file to what is to be recorded.
    case fileOpening, fileOpened, fileRead, fileHashed, submitting

    // The store's transaction: one point after each kind of statement.
    case transactionBeginning, transactionBegun
    case ledgerRecorded, storyRecorded, articleRecorded, textRecorded, alertRecorded, outboxRecorded, matchRecorded
    case moveRecorded, attemptRecorded, definitionsRecorded
    case committing, committed
    case checkpointing, checkpointed

    // Moving on, from the archive's folder to what the ledger is told.
    case folderMaking, folderMade
    case reasonWriting, reasonWritten, reasonNaming, reasonNamed
    case archiveRenaming, archiveRenamed
    case leavingRenaming, leavingRenamed
    case copyMaking, copyMade, copyWriting, copyWritten, copyNaming, copyNamed
    case copySyncing, copySynced
    case originalDeleting, originalDeleted
    case folderSyncing, folderSynced, fileSystemSyncing, fileSystemSynced
    case doneReporting

    // Delivery.
    case logOpening, logWriting, logWritten, logSyncing, logSynced
    case outputWriting, outputWritten
    case attemptReporting, attemptReported

    // The end.
    case closing, closed
  }

  extension FailPoint {
    /// A moment at which nothing can go wrong but the process ending. Any thread.
    package func pass() { _ = FailPlan.inForce.reach(self) }

    /// Whether the call to the system that comes next is to be made; otherwise `errno` says why it "failed". Any thread.
    package var allows: Bool {
      guard let code = FailPlan.inForce.reach(self) else { return true }
      FailPlan.setErrorNumber(code)
      return false
    }

    /// The error number that is to be taken for the system's answer; `nil` for going on. Any thread.
    package var failure: Int32? { FailPlan.inForce.reach(self) }
  }
#else
  /// Nothing, and gone when compiled: public, for the compiler makes nothing of a `package` body in another target.
  @frozen @dynamicMemberLookup
  public struct FailPoint {
    /// None.
    @inlinable @inline(__always)
    public init() {}

    /// Any name.
    @inlinable @inline(__always)
    public static subscript(dynamicMember _: StaticString) -> FailPoint { FailPoint() }

    /// Does nothing.
    @inlinable @inline(__always)
    public func pass() {}

    /// Always.
    @inlinable @inline(__always)
    public var allows: Bool { true }

    /// Never.
    @inlinable @inline(__always)
    public var failure: Int32? { nil }
  }
#endif
