import AlertStore
import Articles
import Delivery
import Routing

/// What a daemon is to do, with nothing left to look up: paths are absolute, secrets resolved.
package struct DaemonConfiguration: Sendable {
  package enum Endpoint: Sendable, Equatable {
    case stdout(StdoutFormat)
    case log(path: String)
    case named(String, EndpointConfiguration)

    /// Told whatever a rule names.
    var isStanding: Bool {
      switch self {
      case .stdout, .log: true
      case .named: false
      }
    }

    package var name: String {
      switch self {
      case .stdout: "stdout"
      case .log: "log"
      case .named(let name, _): name
      }
    }
  }

  /// How alerts are written to standard output.
  package enum StdoutFormat: Sendable, Equatable {
    case json
    case text(usesColour: Bool)
  }

  package var inbox: String
  package var rules: String
  /// Whether a rule that fails a test of its own counts as wrong.
  package var requiresTests: Bool
  package var state: String
  package var archive: String
  package var settleTime: Duration
  package var sweepInterval: Duration
  /// How long after its publication an article's alerts are marked as old.
  package var oldAfter: Duration
  /// How long after an article its near copies belong to its story.
  package var storyWindow: Duration
  /// The file of words of denial and correction; `nil` for those that come with the program.
  package var corrections: String?
  /// For folders in which files are not announced.
  package var pollInterval: Duration
  /// What becomes of a file once its results are on disk.
  package var after: FileAfterwards
  /// Whether stored texts are indexed.
  package var indexesTexts: Bool
  package var limits: ArticleLimits
  package var keeping = KeepingPolicy()
  package var endpoints: [Endpoint]
  /// The names of endpoints that are switched off: what waits for them goes on waiting.
  package var disabledEndpoints: [String]
  /// Which alerts each of `endpoints` is told of.
  package var routes: Routes
  package var retry: RetryPolicy
  /// What it tells of itself.
  package var notices = NoticePlan()
  /// Those who were told of a story hear of it once more when it has so many articles.
  package var followUps = [10, 100]
  /// Works off what is there and stops.
  package var isOnce: Bool
  /// Of the program, for those who ask.
  package var version = "unknown"

  package init(
    inbox: String, rules: String, requiresTests: Bool = false, state: String, archive: String,
    settleTime: Duration = .seconds(2),
    sweepInterval: Duration = .seconds(60), pollInterval: Duration = .seconds(5), after: FileAfterwards = .archive,
    oldAfter: Duration = .seconds(30 * 86_400), storyWindow: Duration = .seconds(72 * 3_600),
    corrections: String? = nil, indexesTexts: Bool = true,
    limits: ArticleLimits = ArticleLimits(), endpoints: [Endpoint],
    disabledEndpoints: [String] = [], routes: Routes? = nil, retry: RetryPolicy = RetryPolicy(), isOnce: Bool = false
  ) {
    self.inbox = inbox
    self.rules = rules
    self.requiresTests = requiresTests
    self.state = state
    self.archive = archive
    self.settleTime = settleTime
    self.sweepInterval = sweepInterval
    self.oldAfter = oldAfter
    self.storyWindow = storyWindow
    self.corrections = corrections
    self.pollInterval = pollInterval
    self.after = after
    self.indexesTexts = indexesTexts
    self.limits = limits
    self.endpoints = endpoints
    self.disabledEndpoints = disabledEndpoints
    self.routes = routes ?? Routes(endpoints.map { Routes.Endpoint(name: $0.name, isStanding: $0.isStanding) })
    self.retry = retry
    notices = NoticePlan(recipients: endpoints.filter(\.isStanding).map(\.name), routes: self.routes)
    self.isOnce = isOnce
  }

  package var rejected: String { state + "/rejected" }

  /// Every endpoint that the settings name, switched off or not.
  var endpointNames: [String] { endpoints.map(\.name) + disabledEndpoints }

  /// Names of what differs from another configuration and cannot change while a daemon runs.
  func fixedDifferences(from other: DaemonConfiguration) -> [String] {
    var names: [String] = []
    if inbox != other.inbox { names.append("inbox") }
    if rules != other.rules { names.append("rules") }
    if requiresTests != other.requiresTests { names.append("require_tests") }
    if state != other.state { names.append("state") }
    if archive != other.archive { names.append("archive") }
    if settleTime != other.settleTime { names.append("settle") }
    if sweepInterval != other.sweepInterval { names.append("sweep") }
    if oldAfter != other.oldAfter { names.append("old_after") }
    if storyWindow != other.storyWindow { names.append("story_window") }
    if followUps != other.followUps { names.append("follow_ups") }
    if corrections != other.corrections { names.append("corrections") }
    if pollInterval != other.pollInterval { names.append("poll") }
    if after != other.after { names.append("after") }
    if indexesTexts != other.indexesTexts { names.append("search") }
    if limits != other.limits { names.append("limits") }
    return names
  }
}
