import AlertStore
import Alerts
import SafeText

/// A history as a person reads it on a terminal. What comes from articles, file names and rule files is made safe to
/// show; what a later version has stored and is not known here is shown as it is stored.
package struct HistoryText: Sendable {
  private let terminal: TerminalText
  private let showsTexts: Bool

  /// - Parameter showsTexts: of all zones.
  package init(usesColour: Bool, showsTexts: Bool = false) {
    terminal = TerminalText(usesColour: usesColour)
    self.showsTexts = showsTexts
  }

  /// Several lines, the last one ended, and an empty one.
  ///
  /// - Parameter zones: of the stored texts, those that have some.
  package func text(_ history: FileHistory, zones: [ZoneSize]) -> String {
    var lines = ["\(styled(history.path.safeToShow, .bold))  \(state(history.state))"]
    lines.append(field("arrived", arrival(history)))
    if let hash = history.hash { lines.append(field("sha256", hash)) }
    lines.append(field("read as", decoding(history)))
    lines += history.notes.map { field("note", $0.safeToShow) }
    if let article = history.article { lines += zoneLines(zones, isKept: article.texts != nil) }
    lines += verdict(history).map { field("article", $0) }
    if let article = history.article { lines += rules(history, article) }
    lines.append(field("file now", move(history.move)))
    return lines.joined(separator: "\n") + "\n\n"
  }

  // MARK: The file

  private func state(_ state: String) -> String {
    let style: TerminalStyle =
      switch state {
      case "matched": .boldGreen
      case "rejected": .boldRed
      case "duplicate": .dim
      default: .plain
      }
    return styled(state.safeToShow, style)
  }

  private func arrival(_ history: FileHistory) -> String {
    var facts = [Self.time(history.arrivedMilliseconds)]
    facts.append(history.source.map { "source \($0.safeToShow)" } ?? "no source")
    facts.append(history.sizeBytes == 1 ? "1 byte" : "\(history.sizeBytes) bytes")
    facts.append("ledger \(history.ledgerID)")
    return facts.joined(separator: ", ")
  }

  private func decoding(_ history: FileHistory) -> String {
    guard let decoding = history.decoding else {
      return history.state == "rejected" ? "nothing: it is no article" : "not recorded"
    }
    var facts = [decoding.format, decoding.charset].map(\.safeToShow)
    if let hasFrontMatter = decoding.hasFrontMatter {
      facts.append(hasFrontMatter ? "front matter" : "no front matter")
    }
    return facts.joined(separator: ", ")
  }

  private func move(_ move: FileHistory.Move) -> String {
    let time = move.milliseconds.map { " on " + Self.time($0) } ?? ""
    let place = move.destination?.safeToShow
    switch move.state {
    case "done" where place == "deleted": return "deleted\(time), once its results were on the disk"
    case "done": return "\(place ?? "moved")\(place == nil ? "" : ", moved")\(time)\(cleared(move.cleared))"
    case "pending": return "still in the inbox: to be moved, also by the next start of a daemon"
    case "kept": return "left in the inbox"
    case "gone" where move.error != nil: return "not what was read any more\(time): \(move.error?.safeToShow ?? "")"
    case "gone": return "gone\(time): neither in the inbox nor where it was to go; somebody took it"
    case "failed":
      return "not moved\(time): \(move.error?.safeToShow ?? "no reason recorded"); it is tried again at the next start"
    default:
      let facts = [move.state.safeToShow + time, place, move.error?.safeToShow]
      return facts.compactMap(\.self).joined(separator: ", ")
    }
  }

  private func cleared(_ day: ClearedDay?) -> String {
    guard let day else { return "" }
    let time = Self.time(day.milliseconds)
    return day.hasRest
      ? "; files of that day were cleared away to make room, last on \(time): it may be among them"
      : "; cleared away on \(time)"
  }

  // MARK: The article

  private func zoneLines(_ zones: [ZoneSize], isKept: Bool) -> [String] {
    guard isKept else { return [field("zones", "the texts are kept no more")] }
    let sizes = zones.map { zone in
      let size = "\(zone.zone) \(zone.words.counted("word")) (\(zone.characters.counted("character")))"
      return zone.isSearched ? size : size + ", not searched unless a rule asks"
    }
    guard showsTexts else { return [field("zones", sizes.joined(separator: "; "))] }
    return zip(zones, sizes).flatMap { zone, size in
      [field("zone", size)]
        + zone.text.split(separator: "\n").map { "             | " + String($0).safeToShow }
    }
  }

  private func verdict(_ history: FileHistory) -> [String] {
    if let reason = history.reason {
      let code = "[\(reason.code.safeToShow)]"
      guard history.state == "duplicate" else {
        return ["\(history.state.safeToShow): \(reason.message.safeToShow) \(code)"]
      }
      return ["duplicate of \(reference(history.duplicateOf)): \(reason.message.safeToShow) \(code)"]
    }
    guard let article = history.article else {
      return history.state == "duplicate"
        ? ["duplicate of \(reference(history.duplicateOf))"] : ["the database keeps it no more"]
    }
    let story = "story \(article.storyID.safeToShow) (\(article.storyCopies.counted("article")))"
    if article.versionOf != nil { return ["a version of \(reference(article.versionOf)), in \(story)"] }
    if article.isCopy { return ["a copy of \(reference(article.copyOf)), in \(story)"] }
    return ["new: the first of \(story)"]
  }

  private func reference(_ file: FileReference?) -> String {
    file.map { "\($0.path.safeToShow) of \(Self.time($0.arrivedMilliseconds)) (ledger \($0.ledgerID))" }
      ?? "an article that the database keeps no more"
  }

  // MARK: Rules and alerts

  private func rules(_ history: FileHistory, _ article: StoredArticleHistory) -> [String] {
    guard history.areMatchesCleared else { return matches(article) + alerts(article) }
    let cleared = "what they found has been cleared away with older alerts (`keep.alerts`)"
    return [field("rules", "some matched; \(cleared)")]
      + (article.alertCount > 0 ? alerts(article) : [field("alerts", "cleared away, if some were raised")])
  }

  private func matches(_ article: StoredArticleHistory) -> [String] {
    let all = article.matchCount + article.counted.count
    guard all > 0 else { return [field("rules", "none matched")] }
    var lines = [field("rules", "\(all) matched")]
    for match in article.matches {
      lines.append("    " + styled(match.ruleID.safeToShow, .underlined) + "  version \(match.ruleVersion.safeToShow)")
      lines += partLines(match, article.texts)
      if let suppressed = match.suppressed { lines.append("      " + self.suppressed(suppressed, match)) }
    }
    let more = article.matchCount - article.matches.count
    if more > 0 { lines.append("    … and \(more) more") }
    for match in article.counted {
      lines.append("    " + styled(match.ruleID.safeToShow, .underlined) + "  version \(match.ruleVersion.safeToShow)")
      let led = match.alertID.map { ", and led to alert \($0.safeToShow)" } ?? ", and nobody was told"
      lines.append("      no alert of its own: it was \(match.reason.safeToShow)\(led)")
    }
    return lines
  }

  private func partLines(_ match: StoredMatch, _ texts: ArticleTexts?) -> [String] {
    guard let parts = match.parts else { return ["      what it found is not understood by this version"] }
    return parts.map { part in
      let words = part.words(in: texts)
      let places = part.spans?.count ?? 0
      let found =
        words.isEmpty
        ? (places == 0 ? "" : ": " + places.counted("place"))
        : ": " + words.map { styled($0.safeToShow, .boldYellow) }.joined(separator: ", ")
      return "      \(part.expression.safeToShow)\(found)"
    }
  }

  private func suppressed(_ reason: String, _ match: StoredMatch) -> String {
    let what = match.alertHeldNote.map { "what nobody was told (\($0.safeToShow))" } ?? "what was told"
    let why =
      switch reason {
      case "copy": "it is a copy of \(what)"
      case "version": "it is a version of \(what)"
      case "correction-limit": "its story was corrected too often within a day"
      case "acknowledged": "somebody has acknowledged its story"
      default: reason.safeToShow
      }
    let file = match.alertFile.map { " on \($0.path.safeToShow)" } ?? ""
    let alert = "alert \(match.alertID.safeToShow)\(file) of \(Self.time(match.alertMilliseconds))"
    return "no alert (suppressed): \(why), by \(alert)"
  }

  private func alerts(_ article: StoredArticleHistory) -> [String] {
    guard article.alertCount > 0 else { return [field("alerts", "none raised")] }
    var lines = [field("alerts", "\(article.alertCount) raised")]
    for alert in article.alerts {
      let facts = [Self.kind(alert.kind), "of " + alert.ruleID, alert.severity].map(\.safeToShow)
      lines.append(
        "    \(styled(alert.id.safeToShow, .bold))  \(facts.joined(separator: ", ")), \(Self.time(alert.milliseconds))")
      lines += alert.deliveries.map { "      " + DeliveryText(terminal).text($0) }
      if let held = alert.held {
        lines.append("      nobody was told (\(held.safeToShow)): \((alert.heldNote ?? held).safeToShow)")
      } else if alert.deliveries.isEmpty {
        lines.append("      no endpoint was to be told")
      }
      if let said = alert.acknowledgement { lines.append("      " + Self.text(said)) }
    }
    let more = article.alertCount - article.alerts.count
    if more > 0 { lines.append("    … and \(more) more") }
    return lines
  }

  private static func text(_ said: StoredAcknowledgement) -> String {
    let verdict = said.verdict.map { " as \($0.safeToShow)" } ?? ""
    let author = said.author.map { " by \($0.safeToShow)" } ?? ""
    let comment = said.comment.map { ": \($0.safeToShow)" } ?? ""
    return "acknowledged\(verdict)\(author), \(time(said.milliseconds))\(comment)"
  }

  private static func kind(_ kind: String) -> String {
    switch kind {
    case "correction": "correction of what was told before"
    case "withdrawn": "withdrawn (this version matches no more)"
    default: kind
    }
  }

  // MARK: Layout

  private func field(_ name: String, _ text: String) -> String {
    "  " + styled(name, .dim) + String(repeating: " ", count: max(1, 11 - name.count)) + text
  }

  private func styled(_ text: String, _ style: TerminalStyle) -> String { terminal.styled(text, style) }

  /// `2026-11-22 13:45:07 UTC`
  package static func time(_ milliseconds: Int64) -> String {
    String(Alert.time(milliseconds).prefix(19)).replacing("T", with: " ") + " UTC"
  }
}
