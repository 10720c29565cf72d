import DaemonHarness

/// Where files go in one series of a proof: they are archived in the state, archived on another file system, deleted, or kept.
struct Place {
  var after: Afterwards
  var archiveIn: String?

  /// By turns.
  static func of(series: UInt64) -> Place {
    switch series % 4 {
    case 0: Place(after: .archive)
    case 1: Place(after: .archive, archiveIn: WorkFolder.otherFileSystem)
    case 2: Place(after: .delete)
    default: Place(after: .keep)
    }
  }

  var name: String {
    switch after {
    case .archive: archiveIn == nil ? "archive in the state" : "archive on another file system"
    case .delete: "files deleted"
    case .keep: "files kept"
    }
  }
}
