import SafeText

/// How the inbox is watched, for people.
enum StatusInboxText {
  /// Nothing where it is not known.
  static func lines(_ inbox: StatusReport.Inbox) -> [String] {
    guard let mode = inbox.mode else { return [] }
    var lines = [mode == "polling" ? polling(inbox) : announced(inbox)]
    if mode != "polling", let polled = inbox.polledFolders?.first {
      let count = inbox.polledFolderCount ?? 1
      lines.append(
        "\(count.counted("folder")) looked through every few seconds instead; the first is "
          + "\(polled.path.safeToShow): \(polled.reason.safeToShow)")
    }
    if let leases = inbox.leases { lines.append(rule(leases)) }
    if let after = inbox.after { lines.append(Self.after(after)) }
    return lines
  }

  private static func announced(_ inbox: StatusReport.Inbox) -> String {
    var parts = ["Linux announces new files in \((inbox.watches ?? 0).counted("folder"))"]
    if let losses = inbox.eventLosses, losses > 0 {
      parts.append("too many at once \(losses.counted("time")), made good by looking through all")
    }
    parts.append(sweep(inbox))
    return parts.joined(separator: "; ")
  }

  private static func polling(_ inbox: StatusReport.Inbox) -> String {
    "all of it is looked through every few seconds, because \((inbox.pollingReason ?? "of its file system").safeToShow); "
      + sweep(inbox)
  }

  private static func sweep(_ inbox: StatusReport.Inbox) -> String {
    guard let sweep = inbox.lastSweep else { return "not looked through as a whole yet" }
    let duration = StatusText.milliseconds(sweep.durationMs)
    return "last looked through as a whole at \(StatusText.time(sweep.ended)), in \(duration)"
  }

  /// What decides for a file of which no event said that it was closed.
  private static func rule(_ leases: String) -> String {
    switch leases {
    case "all-files": "a file that was found is whole when it is still and nobody has it open for writing"
    case "own-files":
      "a file that was found is whole when it is still; for files of the daemon's own user, also when nobody writes"
    default: "a file that was found is whole when it is still: whether somebody writes cannot be told here"
    }
  }

  private static func after(_ after: String) -> String {
    switch after {
    case "archive": "files go to the archive once their results are on disk"
    case "delete": "files are deleted once their results are on disk"
    case "keep": "files stay in the inbox"
    default: after.safeToShow
    }
  }
}

enum StatusPartsText {
  /// In the largest unit that gives a whole number.
  private static func span(_ seconds: Int64) -> String {
    let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "min")]
    guard let (length, unit) = units.first(where: { seconds % $0.0 == 0 }) else { return "\(seconds) s" }
    return "\(seconds / length) \(unit)"
  }

  static func text(_ texts: StatusReport.TextIndex) -> String {
    guard texts.isEnabled else { return "stored texts are not indexed (search: in the settings)" }
    var text =
      texts.indexedUpTo > 0
      ? "indexed up to article \(texts.indexedUpTo); a search reads newer ones one by one"
      : "nothing is indexed yet; a search reads the articles one by one"
    if texts.lag > 0 { text += " (\(texts.lag) when last counted)" }
    if let problem = texts.problem { text += "; does not get on: \(problem.safeToShow)" }
    return text
  }

  static func text(_ keeping: StatusReport.Keeping) -> String {
    let ages = [
      ("texts", keeping.textsSeconds), ("alerts", keeping.alertsSeconds), ("ledger", keeping.ledgerSeconds),
      ("archive", keeping.archiveSeconds), ("rejected", keeping.rejectedSeconds),
    ].compactMap { name, seconds in seconds.map { "\(name) \(span($0))" } }
    let sizes = [("archive", keeping.archiveBytes), ("database", keeping.databaseBytes)]
      .compactMap { name, bytes in bytes.map { "\(name) at most \($0.byteCountText)" } }
    guard !ages.isEmpty || !sizes.isEmpty else { return "everything, for ever" }
    var text = (ages + sizes).joined(separator: ", ")
    guard let round = keeping.lastRound else { return text + "; not looked for older ones yet" }
    text += "; last cleared away \(StatusText.time(round.ended)): \((round.cleared ?? "nothing").safeToShow)"
    if let problem = round.problem { text += "; not all could be: \(problem.safeToShow)" }
    return text
  }
}
