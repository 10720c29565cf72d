/// Everything that can be set, with its default. Paths are as `SettingsFile` resolved them, or relative to the working
/// folder where there is no settings file.
package struct WatchwordSettings: Sendable, Equatable {
  package struct Limits: Sendable, Equatable {
    package var articleBytes = 16 << 20
    package var tokens = 1_000_000

    package init() {}
  }

  /// How delivery waits after failed attempts: `first`, then longer each time, at most `longest`; after `giveUp` it is not
  /// tried again.
  package struct Retry: Sendable, Equatable {
    package var first = Duration.seconds(1)
    package var longest = Duration.seconds(3600)
    package var giveUp = Duration.seconds(5 * 86_400)

    package init() {}
  }

  /// For how long what has been dealt with is kept, and how much of it; `nil` is for ever, or any amount.
  package struct Keep: Sendable, Equatable {
    package var texts: Duration?
    package var alerts: Duration?
    package var ledger: Duration?
    package var archive: Duration?
    package var rejected: Duration?
    package var archiveBytes: Int?
    package var databaseBytes: Int?

    package init() {}
  }

  package var inbox = "inbox"
  package var rules = "rules"
  /// Whether a rule that fails a test of its own is refused.
  package var requireTests = false
  package var state = "state"
  /// `nil` for the default, `archiveFolder`.
  package var archive: String?
  /// How long a file must stay unchanged before the sweep takes it.
  package var settle = Duration.seconds(2)
  package var sweep = Duration.seconds(60)
  /// How long after its publication an article's alerts are marked as old.
  package var oldAfter = Duration.seconds(30 * 86_400)
  /// How long after an article its near copies belong to its story.
  package var storyWindow = Duration.seconds(72 * 3_600)
  /// The file of words of denial and correction; `nil` for those that come with the program.
  package var corrections: String?
  /// How often folders are looked through in which files are not announced.
  package var poll = Duration.seconds(5)
  package var after = AfterArticle.archive
  /// Whether the words of stored texts are indexed, for `watchword search`.
  package var search = true
  package var limits = Limits()
  package var keep = Keep()
  package var retry = Retry()
  package var stdout = StdoutEndpoint()
  package var log = LogEndpoint()
  /// In the order of the file.
  package var namedEndpoints: [NamedEndpoint] = []
  package var notices = NoticeSettings()
  /// In the order of the file.
  package var owners: [OwnerSettings] = []
  /// In the order of the file.
  package var sources: [SourceSettings] = []
  /// `nil` for none.
  package var canary: CanarySettings?
  /// Those who were told of a story hear of it once more when it has so many articles.
  package var followUps = [10, 100]

  package init() {}

  /// Where articles go: as set, otherwise `archive` in the state folder.
  package var archiveFolder: String { archive ?? state + "/archive" }

  /// Where the log is written: as set, otherwise `alerts.jsonl` in the state folder.
  package var logPath: String { log.path ?? state + "/alerts.jsonl" }

  /// Whether an endpoint is switched on; false for what is none.
  package func isTold(_ name: String) -> Bool {
    switch name {
    case StdoutEndpoint.name: stdout.isEnabled
    case LogEndpoint.name: log.isEnabled
    default: namedEndpoints.contains { $0.name == name && $0.isEnabled }
    }
  }

  /// All endpoints, those that are switched off included: the names that a rule's `notify` can have.
  package var endpointNames: [String] { [StdoutEndpoint.name, LogEndpoint.name] + namedEndpoints.map(\.name) }
}

/// What becomes of an article's file once its results are on disk.
package enum AfterArticle: String, Sendable, CaseIterable {
  case archive, delete, keep
}

/// The endpoint `stdout`.
package struct StdoutEndpoint: Sendable, Equatable {
  package enum Format: String, Sendable, CaseIterable {
    /// Text on a terminal, JSON otherwise.
    case auto
    case text, json
  }

  package static let name = "stdout"

  package var isEnabled = true
  package var format = Format.auto
  package var routing = RoutingSettings()

  package init() {}
}

/// The endpoint `log`.
package struct LogEndpoint: Sendable, Equatable {
  package static let name = "log"

  package var isEnabled = true
  /// `nil` for the default, `WatchwordSettings.logPath`.
  package var path: String?
  package var routing = RoutingSettings()

  package init() {}
}
