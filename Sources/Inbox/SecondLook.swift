import CLinux
import Glibc

/// A file that was moved to the archive, or to the rejected ones, and the state in which it was read.
package struct MovedFile: Sendable, Equatable {
  package var ledgerID: Int64
  /// The name under which it came in.
  package var path: InboxPath
  package var location: FileLocation
  /// Device and ctime are not compared.
  package var fingerprint: FileFingerprint

  package init(ledgerID: Int64, path: InboxPath, location: FileLocation, fingerprint: FileFingerprint) {
    self.ledgerID = ledgerID
    self.path = path
    self.location = location
    self.fingerprint = fingerprint
  }
}

/// Which moved files are to be looked at once more: whoever still had one open may have gone on writing to it.
///
/// Each is looked at once. It keeps `maximumWaiting` files; what there is no room for is looked at early, not left out. Pure:
/// times are on a monotonic clock.
package struct SecondLookList: Sendable {
  private struct Entry {
    var file: MovedFile
    var movedAt: Duration
  }

  private let maximumWaiting: Int
  private var entries: [Entry] = []
  private var start = 0

  package init(maximumWaiting: Int = 16_384) { self.maximumWaiting = max(0, maximumWaiting) }

  package var count: Int { entries.count - start }

  /// - Returns: those that wait longest, for which there is no room any more. They are to be looked at now.
  package mutating func add(_ files: [MovedFile], now: Duration) -> [MovedFile] {
    entries += files.map { Entry(file: $0, movedAt: now) }
    return take(count - maximumWaiting)
  }

  /// Those that were moved at least so long ago. They are to be looked at now.
  package mutating func due(minimumAge: Duration, now: Duration) -> [MovedFile] {
    take(entries[start...].prefix { now - $0.movedAt >= minimumAge }.count)
  }

  private mutating func take(_ number: Int) -> [MovedFile] {
    guard number > 0 else { return [] }
    let taken = entries[start..<(start + number)].map(\.file)
    start += number
    // Moved to the front once for as many as were taken since.
    if start * 2 >= entries.count {
      entries.removeFirst(start)
      start = 0
    }
    return taken
  }
}

extension Filing {
  /// Looks at moved files once more. One that has been written to since is given back to the inbox, where it is a new
  /// arrival under its old name. One call to the system for each file, and one for each folder. Call `sync()` afterwards.
  ///
  /// - Returns: the files that are not as they were, `.replaced` or `.failed`. What somebody took out of the archive, or put
  ///   there in its place, is none of our business.
  package func lookAgain(at files: [MovedFile]) -> [(file: MovedFile, outcome: FilingOutcome)] {
    var folders: [FileLocation: Descriptor] = [:]
    return files.compactMap { file in
      do throws(SystemError) {
        let parent = file.location.parent
        guard let folder = try openFolder(parent, &folders) else { return nil }
        let place = Place(folder: folder, location: file.location)
        guard let status = try folder.status(of: place.name), file.isChanged(status) else { return nil }
        let outcome = try giveBack(file.move, place, status)
        if case .replaced(let found) = outcome, found.location.base == .inbox, parent.base == .rejected {
          // The reason why another state of it was no article.
          let reason = FileLocation(base: .rejected, path: file.location.path + Self.reasonEnding)
          unlink(Place(folder: folder, location: reason))
        }
        return (file, outcome)
      } catch {
        return (file, .failed(message: error.message))
      }
    }
  }

  /// Where the files of these moves, which were finished before the start, lie now, as far as they lie where they were
  /// put by a rename.
  package func findMoved(_ moves: [PendingMove]) -> [MovedFile] {
    var folders: [FileLocation: Descriptor] = [:]
    return moves.compactMap { move in
      do throws(SystemError) {
        guard let (parent, names) = destinations(of: move) else { return nil }
        guard let folder = try openFolder(parent, &folders) else { return nil }
        for name in names {
          guard try folder.status(of: name)?.fingerprint.inode == move.fingerprint.inode else { continue }
          let path = parent.path.isEmpty ? name : parent.path + [slash] + name
          return MovedFile(
            ledgerID: move.ledgerID, path: move.path, location: FileLocation(base: parent.base, path: path),
            fingerprint: move.fingerprint)
        }
      } catch {
        // What cannot be looked at now could not be given back either.
      }
      return nil
    }
  }

  private func openFolder(
    _ location: FileLocation, _ open: inout [FileLocation: Descriptor]
  ) throws(SystemError) -> Descriptor? {
    if let folder = open[location] { return folder }
    let folder = try base(location.base).openFolder(location.path)
    open[location] = folder
    return folder
  }

  /// Whether somebody has the file under this name open for writing; `false` also where it cannot be known.
  func isOpenForWriting(_ place: Place) -> Bool {
    let number = place.name.withCString {
      openat(place.folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    guard number >= 0 else { return false }
    let file = Descriptor(number)
    return watchword_is_open_for_writing(file.number) == 1
  }
}

extension MovedFile {
  fileprivate func isChanged(_ status: FileStatus) -> Bool {
    status.kind == .regular && status.fingerprint.inode == fingerprint.inode
      && !status.fingerprint.isSameContent(as: fingerprint)
  }

  fileprivate var move: PendingMove {
    PendingMove(ledgerID: ledgerID, path: path, location: location, fingerprint: fingerprint, action: .delete)
  }
}
