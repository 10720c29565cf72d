import ArgumentParser
import Foundation
import Glibc
import Logging
import SafeText
import WatchwordDaemon

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Make the database anew from the archive.",
    discussion: """
      For a database that is lost or damaged: every file in the archive is read again, in the order in which they came \
      in, and matched by the rules as they are now. An alert that was there before has its id again. The database that \
      was in force is set aside, never deleted; until the new one is complete it stays in its place, and a run that is \
      interrupted is gone on with by the next. The daemon must be stopped; without --notify nobody is told anything but \
      what had still to be told.

      EXAMPLES
        watchword rebuild
        watchword rebuild --settings /etc/watchword/watchword.yaml
        watchword rebuild --notify              also tell of alerts that the alert log does not have

      Exit status: 0 done, 1 done, but some files, or alerts that had still to be told, could not be read, 2 an error: \
      the database is as it was.
      """)

  @OptionGroup var options: SettingsOptions

  @Flag(name: .long, help: "Also where files are deleted or kept in the inbox instead of going to the archive.")
  var force = false

  @Flag(name: .long, help: "Tell the endpoints of alerts that the alert log does not have.")
  var notify = false

  @Flag(name: .long, help: "What was done as one JSON object.")
  var json = false

  func run() throws {
    guard var settings = options.load() else { throw ExitCode.error }
    // Nobody is told, so that no secret is needed.
    if !notify { settings.namedEndpoints = [] }
    umask(0o077)
    var logger = Logger(label: "watchword") { _ in MessageHandler() }
    logger.logLevel = .info
    do {
      let configuration = try DaemonConfiguration(settings, stdout: .json, version: Watchword.version)
      let rebuild = try Rebuild(configuration, notifies: notify, isForced: force, log: logger)
      let report = try ProgressBar.during { bar in
        try rebuild.run { fraction, files in bar?.show(fraction, files.counted("file")) }
      }
      Terminal.writeOutput(json ? try SafeJSON.line(report) + "\n" : Self.text(report))
      if report.unreadable > 0 || report.lostDeliveries > 0 { throw ExitCode.failure }
    } catch let code as ExitCode {
      throw code
    } catch {
      Terminal.writeError("watchword: error: \(DaemonFailure.message(of: error))")
      throw ExitCode.error
    }
  }

  private static func text(_ report: Rebuild.Report) -> String {
    var lines = [
      "read \(report.files.counted("file")): \(report.articles.counted("article")), "
        + "\(report.duplicates.counted("duplicate")), \(report.rejected) rejected; \(report.alerts.counted("alert"))"
    ]
    if report.known > 0 { lines.append("\(report.known) of them by the run that was interrupted") }
    if report.withoutOrigin > 0 {
      lines.append(
        "nobody knows any more how \(report.withoutOrigin.counted("file")) came in: they have no source, and the time "
          + "of the file")
    }
    if report.unreadable > 0 { lines.append("\(report.unreadable.counted("file")) could not be read") }
    if report.toBeTold > 0 { lines.append("\(report.toBeTold.counted("alert")) will be told at the daemon's start") }
    if report.lostDeliveries > 0 {
      lines.append("\(report.lostDeliveries.counted("alert")) that had still to be told could not be read")
    }
    if report.lostTellings != 0 {
      lines.append(
        "\(report.lostTellings.map(String.init) ?? "some, nobody knows how many,") of the silences, acknowledgements, notices and limits could not be read"
      )
    }
    if let previous = report.previous { lines.append("the database before is \(previous.safeToShow)") }
    return lines.map { $0 + "\n" }.joined()
  }
}
