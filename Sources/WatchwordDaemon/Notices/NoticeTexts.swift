import AlertStore
import Alerts
import Pacing
import SafeText

/// What the notices say that the daemon tells.
extension Notice.Content {
  static func endpointFailing(
    _ name: String, since: Int64, reason: String, pending: Int, isOff: Bool = false
  ) -> Self {
    let advice =
      isOff
      ? "It is switched off until watchword endpoint on \(name)."
      : "watchword endpoint test \(name) shows what it says."
    return Self(
      code: .endpointFailing, severity: .high, title: "\(name) has been failing since \(Alert.time(since))",
      lines: [
        reason,
        "\(pending == 1 ? "1 alert waits for it, and is kept" : "\(pending) alerts wait for it, and are kept"). "
          + advice,
      ],
      endpoint: name)
  }

  static func endpointWorks(_ name: String, failedSince: Int64) -> Self {
    Self(
      code: .endpointWorks, severity: .info,
      title: "\(name) works again; it had been failing since \(Alert.time(failedSince))",
      endpoint: name)
  }

  static func deadLetter(_ name: String, alert id: String, reason: String) -> Self {
    Self(
      code: .deadLetter, severity: .high, title: "\(name) is not told of alert \(id) any more",
      lines: [
        reason,
        "watchword deliveries --failed shows this one and others, watchword redeliver tells them again. Of more on this day nothing is said.",
      ], endpoint: name)
  }

  /// - Parameter rules: that run on in the version that worked last.
  static func rulesWrong(mistakes: Int, rules: [String], first: String?) -> Self {
    let named = rules.prefix(20).joined(separator: ", ") + (rules.count > 20 ? " and \(rules.count - 20) more" : "")
    let on = rules.isEmpty ? "What is wrong is off." : "These run on in the version that worked last: \(named)."
    return Self(
      code: .ruleWrong, severity: .high, title: "\(mistakes.counted("mistake")) in the rule files",
      lines: [on] + [first].compactMap(\.self) + ["watchword check shows all of them."],
      rule: rules.count == 1 ? rules[0] : nil)
  }

  static let rulesRight = Self(code: .ruleRight, severity: .info, title: "The rule files are right again")

  static func nothingCame(source: String, since: Int64) -> Self {
    Self(
      code: .nothingCame, severity: .medium, title: "Nothing came from \(source) since \(Alert.time(since))",
      source: source)
  }

  static func cameAgain(source: String, quietSince: Int64) -> Self {
    Self(
      code: .cameAgain, severity: .info,
      title: "\(source) sends again; nothing had come since \(Alert.time(quietSince))",
      source: source)
  }

  static func nothingFound(rule: String, since: Int64) -> Self {
    Self(
      code: .nothingCame, severity: .medium, title: "The rule \(rule) has raised no alert since \(Alert.time(since))",
      rule: rule)
  }

  static func foundAgain(rule: String, quietSince: Int64) -> Self {
    Self(
      code: .cameAgain, severity: .info,
      title: "The rule \(rule) raises alerts again; it had raised none since \(Alert.time(quietSince))", rule: rule)
  }

  static func canaryLost(since: Int64) -> Self {
    Self(
      code: .canaryLost, severity: .critical,
      title: "The canary of \(Alert.time(since)) did not come out as a delivery",
      lines: ["Articles may not become alerts. watchword status and watchword why on its file say where it is."])
  }

  static func canaryFound(lostSince: Int64) -> Self {
    Self(
      code: .canaryFound, severity: .info,
      title: "Canaries come out again; they were lost since \(Alert.time(lostSince))")
  }

  /// That it listened.
  ///
  /// - Parameter problems: what is wrong now.
  static func allQuiet(_ report: ListeningReport, since: Int64, problems: [String]) -> Self {
    var lines = report.sources.prefix(20).map { source in
      "\(source.name.isEmpty ? "the inbox's top" : source.name): \(source.count.counted("file"))"
    }
    if report.sources.count > 20 { lines.append("and \((report.sources.count - 20).counted("more source"))") }
    if report.rejected > 0 { lines.append("rejected: \(report.rejected)") }
    if report.duplicates > 0 { lines.append("duplicates: \(report.duplicates)") }
    lines += report.held.map { "held back (\($0.reason)): \($0.count.counted("alert"))" }
    if report.counted > 0 { lines.append("counted, too few yet to tell: \(report.counted)") }
    if report.dead > 0 { lines.append("given up: \(report.dead == 1 ? "1 delivery" : "\(report.dead) deliveries")") }
    lines += problems.map { "wrong now: \($0)" }
    let isWell = problems.isEmpty && report.dead == 0
    return Self(
      code: .allQuiet, severity: isWell ? .info : .medium,
      title:
        "\(report.files.counted("file")) from \(report.sources.count.counted("source")) since \(Alert.time(since)): \(report.told.counted("alert")), \(isWell ? "all is well" : "not all is well")",
      lines: lines)
  }
}
