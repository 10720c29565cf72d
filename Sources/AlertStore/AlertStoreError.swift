import GRDB

/// Why the store could not be opened, read or written.
package struct AlertStoreError: Error, Sendable, CustomStringConvertible {
  /// Stable names, to be looked up and tested against.
  package enum Code: String, Sendable {
    /// Another daemon holds this state folder.
    case locked
    case networkFileSystem = "network-file-system"
    /// The state folder, or a file in it, cannot be made or used.
    case stateFolder = "state-folder"
    case damagedDatabase = "damaged-database"
    /// The file that is open has lost its name, to another or altogether.
    case replacedDatabase = "replaced-database"
    /// Written by a newer Watchword.
    case newerDatabase = "newer-database"
    /// Written by an older Watchword, and a reader must not change it.
    case olderDatabase = "older-database"
    /// An SQLite file that some other program made.
    case foreignDatabase = "foreign-database"
    case noDatabase = "no-database"
    /// A backup cannot be written.
    case backup
    /// SQLite would not promise that a commit is on the disk.
    case notDurable = "not-durable"
    case diskFull = "disk-full"
    case inputOutput = "input-output"
    case busy
    /// The one submission that gets this error breaks a rule of the schema. No other error blames the submission.
    case unacceptable
    case closed
    case database
  }

  package let code: Code
  /// For the person who runs the daemon: what is wrong, where, and what to do.
  package let message: String
  /// Whether the same submission can succeed later, when nothing but time or disk space has been added.
  package let isTemporary: Bool
  package let cause: (any Error)?

  package var description: String { "\(code.rawValue): \(message)" }

  init(_ code: Code, _ message: String, isTemporary: Bool = false, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.isTemporary = isTemporary
    self.cause = cause
  }
}

extension AlertStoreError {
  /// Tells an error of SQLite or GRDB in the reader's words.
  init(_ error: any Error, database path: String) {
    if let error = error as? AlertStoreError {
      self = error
      return
    }
    guard let sqlite = error as? DatabaseError else {
      switch error {
      // The schema's types are STRICT, so the file does not hold what was written.
      case is RowDecodingError: self = .damaged(path, cause: error)
      case is EncodingError: self.init(.unacceptable, "A record cannot be written as JSON (\(error)).", cause: error)
      default: self.init(.database, "The database \(path) could not be used (\(error)).", cause: error)
      }
      return
    }
    let detail = sqlite.message.map { " (\($0))" } ?? ""
    switch sqlite.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
      self = .damaged(path, cause: sqlite)
    case .SQLITE_FULL:
      self.init(
        .diskFull, "No space left for \(path); nothing of this was recorded. Free space on that disk.",
        isTemporary: true, cause: sqlite)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_NOMEM:
      self.init(
        .inputOutput, "\(path) could not be read or written\(detail). Check the disk and the folder's permissions.",
        isTemporary: true, cause: sqlite)
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_INTERRUPT, .SQLITE_PROTOCOL:
      self.init(
        .busy, "Another program is writing to \(path). Close it; only the daemon may write there.",
        isTemporary: true, cause: sqlite)
    case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE:
      self.init(.unacceptable, "A record does not fit the database \(path)\(detail).", cause: sqlite)
    case .SQLITE_MISUSE:
      self.init(.closed, "The database \(path) is closed.", cause: sqlite)
    default:
      self.init(.database, "SQLite failed on \(path)\(detail).", cause: sqlite)
    }
  }

  private static func damaged(_ path: String, cause: any Error) -> AlertStoreError {
    AlertStoreError(
      .damagedDatabase,
      "\(path) is damaged. At its start the daemon sets it aside, deletes nothing and begins a new one; then "
        + "`watchword rebuild`, with the daemon stopped, reads the archive in again. Where there is a backup, putting it "
        + "back is quicker.",
      cause: cause)
  }

  /// Whether the failure is of the one submission and the rest of its group can be recorded without it.
  var concernsOneSubmission: Bool { code == .unacceptable || code == .database }
}
