/// A place where a file can lie on its way.
package struct FileLocation: Sendable, Hashable {
  package enum Base: String, Sendable { case inbox, archive, rejected }

  package var base: Base
  /// Relative to the base folder.
  package var path: [UInt8]

  package init(base: Base, path: [UInt8]) {
    self.base = base
    self.path = path
  }

  /// For people.
  package var display: String { InboxPath.display(path) }
}

/// A file that was read and committed and is to be moved: what a ledger row with its move pending says.
package struct PendingMove: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    /// To `yyyy/mm/dd/<hashPrefix>-NAME` in the archive.
    case archive(hashPrefix: String, day: ArchiveDay)
    /// To `<ledger id>-NAME` in the rejected folder, with this JSON beside it.
    case reject(reasonJSON: [UInt8])
    case delete
  }

  package var ledgerID: Int64
  /// The name under which it came in.
  package var path: InboxPath
  /// Where it was read; elsewhere than at `path` only for a `FoundElsewhere`.
  package var location: FileLocation
  /// The device is not compared; a ctime that differs where the file was read means that its bytes are, if they are known.
  package var fingerprint: FileFingerprint
  package var action: Action
  /// When the file came in, in milliseconds since 1970, for the index of the archive; without it, it is not noted there.
  package var arrivedMilliseconds: Int64?
  /// The first hexadecimal digits of the hash of the bytes that were read, where they were.
  package var hashPrefix: String?

  package init(
    ledgerID: Int64, path: InboxPath, location: FileLocation? = nil, fingerprint: FileFingerprint, action: Action,
    arrivedMilliseconds: Int64? = nil, hashPrefix: String? = nil
  ) {
    self.hashPrefix = hashPrefix
    self.arrivedMilliseconds = arrivedMilliseconds
    self.ledgerID = ledgerID
    self.path = path
    self.location = location ?? FileLocation(base: .inbox, path: path.bytes)
    self.fingerprint = fingerprint
    self.action = action
  }
}

/// A new arrival that lies where the file lay, or was moved in its stead.
package struct FoundElsewhere: Sendable, Equatable {
  /// In the inbox: there is nothing to do, the watcher announces it. Elsewhere: it is to be read and filed from there.
  package var location: FileLocation
  /// The name under which it came in.
  package var path: InboxPath
  package var fingerprint: FileFingerprint
}

package enum FilingOutcome: Sendable, Equatable {
  /// It lies there now (`nil`: deleted), durably so after the next `Filing.sync()`. A location in `inbox/.leaving/`
  /// is where files stay that cannot be brought to another mount: unreadable, special, or too large to copy.
  case done(FileLocation?)
  /// A copy lies on the other mount; the next `Filing.sync()` gives it its name, deletes the file, and says where it lies.
  case copied
  /// The file that was read is no more; this is another one, or a new state of it.
  case replaced(FoundElsewhere)
  /// The file that was read is nowhere.
  case gone
  /// It is still in the inbox, or in `.leaving/`; the same move can be tried again later.
  case failed(message: String)
}
