import AlertStore
import Articles
import Delivery
import Routing
import Foundation
import Settings

/// Why settings that read well cannot be used.
package struct ConfigurationError: Error, CustomStringConvertible {
  package let description: String
}

extension DaemonConfiguration {
  /// Resolves paths and secrets.
  ///
  /// - Parameters:
  ///   - stdout: how alerts are written there.
  ///   - version: the program's, for those who are told.
  /// - Throws: `ConfigurationError` for a folder without a name, a secret that cannot be had or an endpoint
  ///   that cannot be reached as it is written.
  package init(
    _ settings: WatchwordSettings, isOnce: Bool = false, stdout: StdoutFormat, version: String
  ) throws {
    let folders = [settings.inbox, settings.rules, settings.state, settings.archiveFolder, settings.logPath]
    guard !folders.contains("") else {
      throw ConfigurationError(description: "a folder has an empty name; is a variable on the command line not set?")
    }
    var endpoints: [Endpoint] = []
    if settings.stdout.isEnabled { endpoints.append(.stdout(stdout)) }
    if settings.log.isEnabled { endpoints.append(.log(path: Self.absolute(settings.logPath))) }
    for endpoint in settings.namedEndpoints where endpoint.isEnabled {
      endpoints.append(.named(endpoint.name, try EndpointConfiguration(endpoint, version: version)))
    }
    self.init(
      inbox: Self.absolute(settings.inbox), rules: Self.absolute(settings.rules), requiresTests: settings.requireTests,
      state: Self.absolute(settings.state),
      archive: Self.absolute(settings.archiveFolder), settleTime: settings.settle, sweepInterval: settings.sweep,
      pollInterval: settings.poll, after: FileAfterwards(settings.after),
      oldAfter: settings.oldAfter, storyWindow: settings.storyWindow,
      corrections: settings.corrections.map(Self.absolute),
      indexesTexts: settings.search,
      limits: ArticleLimits(maximumFileBytes: settings.limits.articleBytes, maximumTokens: settings.limits.tokens),
      endpoints: endpoints,
      disabledEndpoints: settings.endpointNames.filter { name in !endpoints.contains { $0.name == name } },
      routes: Routes(settings, told: endpoints.map(\.name)),
      retry: RetryPolicy(
        first: settings.retry.first, longest: settings.retry.longest, giveUp: settings.retry.giveUp),
      isOnce: isOnce)
    self.version = version
    keeping = KeepingPolicy(settings.keep)
    notices = NoticePlan(settings, routes)
    followUps = settings.followUps
  }

  static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return URL(fileURLWithPath: whole).standardizedFileURL.path
  }
}

extension FileAfterwards {
  init(_ after: AfterArticle) {
    self =
      switch after {
      case .archive: .archive
      case .delete: .delete
      case .keep: .keep
      }
  }
}

extension KeepingPolicy {
  fileprivate init(_ keep: WatchwordSettings.Keep) {
    self.init()
    (texts, alerts, ledger) = (keep.texts, keep.alerts, keep.ledger)
    (archive, rejected) = (keep.archive, keep.rejected)
    (archiveBytes, databaseBytes) = (keep.archiveBytes.map(Int64.init), keep.databaseBytes.map(Int64.init))
  }
}
