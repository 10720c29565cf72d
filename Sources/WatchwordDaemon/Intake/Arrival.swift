import AlertStore
import Inbox

/// A file that is to be read, and where it lies.
struct Arrival: Sendable, Equatable {
  /// The name under which it came in.
  var path: InboxPath
  /// Elsewhere than in the inbox only for a file that was moved in another's stead and could not be given back.
  var location: FileLocation
  /// The ledger row in whose stead it was moved: that row stays pending, and so leads a next start here, until this
  /// arrival is at its end.
  var standsFor: Int64?
  /// Whether it is the file of that row, written to after it had been moved.
  var wasWrittenTo = false
  /// When it came in, in milliseconds since 1970, where that was earlier than now: for what is read in again.
  var arrivedMilliseconds: Int64?

  init(_ path: InboxPath) {
    self.path = path
    location = FileLocation(base: .inbox, path: path.bytes)
  }

  init(_ found: FoundElsewhere, standsFor ledgerID: Int64) {
    path = found.path
    location = found.location
    standsFor = ledgerID
  }

  /// A file of the archive, at this path relative to it.
  init(_ path: InboxPath, inArchive archivePath: [UInt8], arrivedMilliseconds: Int64) {
    self.path = path
    location = FileLocation(base: .archive, path: archivePath)
    self.arrivedMilliseconds = arrivedMilliseconds
  }

  /// Whether the watcher holds the path for us and is to be told when we are done.
  var isHeldByWatcher: Bool { location.base == .inbox }
}

/// A file that was read and decided upon, on its way to the store and from there to its place.
struct Handled: Sendable {
  var arrival: Arrival
  var fingerprint: Inbox.FileFingerprint
  /// Held in memory until the commit.
  var heldBytes: Int
  var arrivedMilliseconds: Int64
  /// Rules that may have been missed for the limits of evaluation.
  var uncertainRules: [String] = []
  /// What is to become of the file.
  var after = FileAfterwards.archive
  /// For the reason file, where it is no article.
  var rejection: Rejection?
}

/// Why a file is no article.
struct Rejection: Sendable, Equatable {
  var code: String
  var message: String
}
