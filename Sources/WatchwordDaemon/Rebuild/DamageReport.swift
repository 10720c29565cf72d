import AlertStore
import Foundation
import Logging

/// What a person is told at the start about the state that the last run left.
struct DamageReport {
  let lines: [String]
  let remarks: [String]

  init(_ opening: StateOpening, _ configuration: DaemonConfiguration) {
    var remarks = opening.remarks
    if FileManager.default.fileExists(atPath: "\(configuration.state)/\(DatabaseReplacement.folderName)/watchword.db") {
      remarks.append(
        "`watchword rebuild` was interrupted; stop the daemon and run it again, and it goes on where it was")
    }
    if opening.isLost, configuration.after == .keep {
      remarks.append(
        "files stay in the inbox (`after: keep`), and the database that knew which of them were done with is gone: all of "
          + "them are read again, and what they match is told again; where there is a backup, stop the daemon and put it back"
      )
    }
    self.remarks = remarks
    lines = opening.setAside.map { Self.lines($0, configuration) } ?? []
  }

  func tell(_ log: Logger) {
    if !lines.isEmpty { log.error("\(lines.joined(separator: "\n"))", metadata: MessageHandler.laidOut) }
    for remark in remarks { log.warning("\(remark)") }
  }

  private static func lines(_ aside: StateOpening.SetAside, _ configuration: DaemonConfiguration) -> [String] {
    let saved = aside.saved
    let rules =
      saved.ruleFiles > 0
      ? "saved: the rules as they worked last, of \(saved.ruleFiles) rule files"
      : "lost: the rules as they worked last; one that is wrong now is off until it is mended"
    let deliveries =
      switch (saved.deliveries, saved.lostDeliveries) {
      case (_, nil): "lost: alerts that somebody had still to be told, if there were any"
      case (0, 0): "saved: nobody had still to be told of an alert"
      case (let count, 0): "saved: \(count) alerts that somebody has still to be told"
      case (let count, let lost?):
        "saved: \(count) alerts that somebody has still to be told; \(lost) could not be read"
      }
    let tellings =
      switch saved.lostTellings {
      case nil: "lost: silences, acknowledgements, and what counts for limits, if there were any"
      case 0: "saved: silences, acknowledgements, and what counts for limits"
      case let lost?: "saved: silences, acknowledgements, and what counts for limits; \(lost) of them could not be read"
      }
    let failure = saved.failure.map { ["  NOT ALL OF THAT COULD BE WRITTEN: \($0)"] } ?? []
    return [
      "THE DATABASE IS DAMAGED (\(aside.reason)) and was set aside as \(aside.path); a new one was begun",
      "  \(rules)",
      "  \(deliveries)",
      "  \(tellings)",
      "  lost until it is read in again: what came in before, so that copies and repeated articles count as new",
      configuration.after == .keep
        ? "  kept: the alert log, and every file in the inbox; \(stays(saved))"
        : "  kept: every file in \(configuration.archive), and the alert log; the inbox is worked off as ever",
      configuration.after == .archive
        ? "  to do: stop the daemon, run `watchword rebuild`, which reads the archive in again, and start it; or put a backup of the "
          + "database back"
        : "  to do: stop the daemon and put a backup of the database back, if there is one: the archive does not "
          + "have the files",
      "  See whether the disk is sound: `watchword doctor`",
    ] + failure
  }

  /// Of files that stay in the inbox only the database knows that they were told.
  private static func stays(_ saved: SavedState) -> String {
    switch (saved.keptFiles, saved.lostKeptFiles) {
    case (let count, 0): "that \(count) of them were done with was saved, so that nothing of them is told again"
    case (0, _): "ALL OF THEM ARE READ AGAIN, AND WHAT THEY MATCH IS TOLD AGAIN"
    case (let count, let lost):
      "that \(count) of them were done with was saved; THE OTHERS\(lost.map { " (\($0))" } ?? "") ARE READ AGAIN, AND WHAT "
        + "THEY MATCH IS TOLD AGAIN"
    }
  }
}
