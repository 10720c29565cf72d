/// How the inbox is watched at this moment, and what lies in it. A value; got from `InboxWatcher.status(_:)`.
package struct InboxStatus: Sendable, Equatable {
  package enum Mode: Sendable, Equatable {
    /// The kernel announces files; sweeps find the rest. Single folders may be polled all the same.
    case inotify
    /// The whole inbox is looked through at the poll interval; the reason is a part of a sentence, for people.
    case polling(reason: String)

    /// Stable, in kebab-case.
    package var code: String {
      switch self {
      case .inotify: "inotify"
      case .polling: "polling"
      }
    }
  }

  /// Of which files it can be asked whether somebody has them open for writing (by a read lease). Of the others the settle
  /// time alone decides, where no event told that they were closed.
  package enum Leases: String, Sendable, CaseIterable {
    case allFiles = "all-files"
    /// The daemon has no CAP_LEASE: of files of its own user.
    case ownFiles = "own-files"
    /// The file system of the inbox knows none.
    case none
  }

  /// A folder that is looked through at the poll interval, with all beneath it.
  package struct PolledFolder: Sendable, Equatable {
    /// Relative to the inbox, for people; empty for the inbox itself.
    package var path: String
    /// A part of a sentence, for people.
    package var reason: String
  }

  package var mode: Mode = .inotify
  /// Folders with a watch of inotify(7).
  package var watchCount = 0
  /// Those that lie in no other polled folder, the first `PolledFolders.maximumApart` of them.
  package var polledFolders: [PolledFolder] = []
  /// Folders without a watch and roots of network file systems, as of the last whole sweep.
  package var polledFolderCount = 0
  /// Whole, and waiting for a worker.
  package var readyCount = 0
  /// Taken, and not done with.
  package var inFlightCount = 0
  /// Not known to be whole.
  package var unsettledCount = 0
  /// Whether these are all that lie there, as far as can be known: not while the first sweep goes on, there was no room
  /// to remember some, or a folder could not be looked through.
  package var isComplete = true
  /// How long the file has waited that has been whole longest and is not done with; `nil` where there is none.
  package var longestWait: Duration?
  /// How long ago the oldest file was first seen that is not known to be whole.
  package var longestUnsettled: Duration?
  package var isSweeping = false
  package var leases = Leases.ownFiles
  /// How long the last whole sweep took, waiting for room included; `nil` before its end.
  package var lastSweepDuration: Duration?
  /// Milliseconds since 1970.
  package var lastSweepEndMilliseconds: Int64?
  /// How often the kernel's queue was full, so that events were lost and a sweep made them good.
  package var overflowCount = 0
  /// Whether the inbox is not there.
  package var isLost = false

  package init() {}
}
