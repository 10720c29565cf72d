import SafeText

/// A status report for people: what is wrong first, then a line or two on each part.
package struct StatusText {
  private let usesColour: Bool

  package init(usesColour: Bool = false) { self.usesColour = usesColour }

  /// Lines with their ends. What came from outside is made safe to show.
  package func text(_ report: StatusReport) -> String {
    var lines = [head(report), ""]
    for problem in report.problems { lines += self.lines(problem) }
    if let further = report.furtherProblems { lines.append("  and \(further) more") }
    lines.append(report.problems.isEmpty ? "nothing is wrong" : "")
    if report.problems.isEmpty { lines.append("") }
    lines += files(report)
    if let rules = report.rules { lines.append(row("rules", self.rules(rules))) }
    lines += report.endpoints.isEmpty ? [] : endpoints(report.endpoints)
    let isLeftOut = report.leftOut?.contains("inbox") ?? false
    lines.append(row("inbox", (isLeftOut ? "it did not answer; " : "") + inbox(report.inbox)))
    lines += StatusInboxText.lines(report.inbox).enumerated().map { row($0 == 0 ? "watching" : "", $1) }
    if let texts = report.texts { lines.append(row("search", StatusPartsText.text(texts))) }
    if let keeping = report.keeping { lines.append(row("kept", StatusPartsText.text(keeping))) }
    lines.append(row("disk", disk(report.storage)))
    if let process = report.process { lines.append(row("process", resources(process))) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ name: String, _ text: String) -> String {
    name + String(repeating: " ", count: max(1, 11 - name.count)) + text
  }

  private func head(_ report: StatusReport) -> String {
    guard let process = report.process else {
      return "watchword \(report.version): no daemon answers; this is what its database says"
    }
    return "watchword \(report.version), process \(process.id), up \(Self.age(process.uptimeSeconds))"
  }

  private func lines(_ problem: Condition) -> [String] {
    let mark = problem.severity == .error ? "WRONG" : "warning"
    let coloured = TerminalText(usesColour: usesColour).styled(mark, problem.severity == .error ? .red : .yellow)
    let first = "\(coloured) since \(Self.time(problem.since)): \(problem.what.safeToShow)"
    return [first] + (problem.action.map { ["  " + $0.safeToShow] } ?? [])
  }

  private func files(_ report: StatusReport) -> [String] {
    let files = report.files
    let least = files.isPartial ? "at least " : ""
    var lines = [
      row(
        "files",
        "\(least)\(files.received) received: \(files.matched) matched, \(files.unmatched) unmatched, "
          + "\(files.duplicates) duplicates, \(files.rejected) rejected, \(least)\(files.pending) pending")
    ]
    if files.isPartial {
      let why = "it has not been looked through to its end"
      lines.append(
        row("", report.process == nil ? "what lies in the inbox is not counted" : "more may lie in the inbox: \(why)"))
    }
    lines.append(row("alerts", "\(files.alerts) raised"))
    if let rates = report.rates {
      let each = [rates.oneMinute, rates.fiveMinutes, rates.fifteenMinutes].map(Self.rate).joined(separator: ", ")
      lines.append(row("rate", "\(each) files/s over 1, 5, 15 minutes"))
    }
    if let delay = report.commitDelay { lines.append(row("delay", Self.delay(delay) + " from arrival to commit")) }
    return lines
  }

  private func rules(_ rules: StatusReport.Rules) -> String {
    var text = "\(rules.inForce) in force, read \(Self.time(rules.loaded))"
    if rules.mistakes > 0 { text += "; \(rules.mistakes.counted("mistake"))" }
    if !rules.runningOnLastGood.isEmpty { text += "; in an older version: \(rules.runningOnLastGood.count)" }
    return text
  }

  private func endpoints(_ endpoints: [StatusReport.Endpoint]) -> [String] {
    endpoints.enumerated().map { index, endpoint in
      var parts = ["\(endpoint.name.safeToShow): \(endpoint.pending) waiting"]
      if endpoint.isInForce == false { parts.append("not in the settings") }
      if let since = endpoint.failingSince { parts.append("failing since \(Self.time(since))") }
      if endpoint.pending > 0, let oldest = endpoint.oldestPending {
        parts.append("the oldest of \(Self.time(oldest))")
      }
      if let next = endpoint.nextAttempt { parts.append("next attempt \(Self.time(next))") }
      if let delay = endpoint.delay { parts.append(Self.delay(delay) + " to delivery") }
      if let error = endpoint.lastError { parts.append("last error: \(error.safeToShow)") }
      return row(index == 0 ? "endpoints" : "", parts.joined(separator: ", "))
    }
  }

  private func inbox(_ inbox: StatusReport.Inbox) -> String {
    var parts: [String] = []
    if let ready = inbox.ready { parts.append("\(ready) ready") }
    if let unsettled = inbox.unsettled { parts.append("\(unsettled) not settled") }
    if let inHand = inbox.inHand { parts.append("\(inHand) in hand") }
    parts.append("\(inbox.unmoved) to be moved out")
    if let wait = inbox.longestWaitMs { parts.append("the longest waits \(Self.milliseconds(wait))") }
    if let age = inbox.longestUnsettledMs { parts.append("not settled for \(Self.milliseconds(age))") }
    if inbox.isBeingSwept == true { parts.append("being looked through") }
    return parts.joined(separator: ", ") + (inbox.path.map { " (\($0.safeToShow))" } ?? "")
  }

  private func disk(_ storage: StatusReport.Storage) -> String {
    var parts = [
      "database \(storage.databaseBytes.byteCountText)", "write-ahead log \(storage.walBytes.byteCountText)",
    ]
    if let free = storage.stateFreeBytes { parts.append("\(free.byteCountText) free for the state") }
    if let free = storage.archiveFreeBytes { parts.append("\(free.byteCountText) for the archive") }
    return parts.joined(separator: ", ")
  }

  private func resources(_ process: StatusReport.Process) -> String {
    var parts: [String] = []
    if let memory = process.memoryBytes { parts.append("\(memory.byteCountText) of memory") }
    if let peak = process.memoryPeakBytes { parts.append("at most \(peak.byteCountText)") }
    if let count = process.descriptors {
      parts.append("\(count)\(process.descriptorLimit.map { " of \($0)" } ?? "") descriptors")
    }
    return parts.joined(separator: ", ")
  }

  // MARK: Values

  /// `2025-04-24 10:03:00`, of a time as JSON has it.
  static func time(_ text: String) -> String {
    (text.prefix(10) + " " + text.dropFirst(11).prefix(8)).safeToShow
  }

  static func age(_ seconds: Int64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
    if days > 0 { return "\(days) d \(hours) h" }
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
  }

  private static func rate(_ rate: Double) -> String {
    rate >= 10 ? "\(Int(rate.rounded()))" : "\((rate * 10).rounded() / 10)"
  }

  private static func delay(_ delay: StatusReport.Delay) -> String {
    "\(milliseconds(delay.medianMs)) (99 %: \(milliseconds(delay.p99Ms)))"
  }

  static func milliseconds(_ value: Int64) -> String {
    if value < 1_000 { return "\(value) ms" }
    return value < 120_000 ? "\(Double(value / 100) / 10) s" : age(value / 1_000)
  }
}
