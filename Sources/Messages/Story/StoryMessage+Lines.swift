import RuleLanguage
import SafeText

/// The parts of a message as lines, in words that are the same for all services.
extension StoryMessage {
  /// More rules are counted, not named.
  static let maximumHits = 10
  /// More alerts that were gathered, or lines of a notice, are counted.
  static let maximumCollected = 60

  /// How much room the hits may take: of a message that has nothing else, three times the usual.
  func roomForHits(_ usual: Int) -> Int { collected == nil ? usual : 5 * usual / 2 }
  /// The ids of more alerts are counted; the article's hash stands for all of them.
  static let maximumIDs = 20

  /// `HIGH`, `CORRECTION · HIGH`.
  var label: String { (marks.map(\.rawValue) + [severity.rawValue.uppercased()]).joined(separator: " · ") }

  /// `CORRECTION · HIGH: Talks in Tashkent`.
  var titleLine: StyledLine { StyledLine(head: [StyledRun(label + ": ")], middle: [StyledRun(headline)]) }

  /// For where only a line is shown: `HIGH: Talks in Tashkent (rule "Intelligence cooperation" and 3 more)`.
  var summaryLine: StyledLine {
    var line = titleLine
    guard collected == nil else { return line }
    let more = hits.count > 1 ? " and \(hits.count - 1) more" : ""
    line.tail = [StyledRun(" (rule " + hits[0].title.shortened(toCharacters: 80) + more + ")")]
    return line
  }

  /// A rule a line.
  var hitLines: [StyledLine] {
    if let collected { return collected.notices + collected.lines }
    return hits.map { hit in
      let mark = isMixed ? hit.mark.map { $0.rawValue + " · " } ?? "" : ""
      return StyledLine(
        head: [StyledRun("\(mark)\(hit.severity.rawValue.uppercased())", .bold), StyledRun(" ")],
        middle: [StyledRun(hit.title)], tail: [StyledRun(" "), StyledRun(hit.ruleID, .code)])
    }
  }

  func furtherHits(_ count: Int) -> StyledLine {
    let what = collected.map { $0.weight(ofLast: count).counted("more \($0.noun)") } ?? count.counted("more rule")
    return StyledLine(head: [StyledRun("and \(what)")])
  }

  static func furtherNotices(_ count: Int) -> StyledLine {
    StyledLine(head: [StyledRun("and \(count.counted("more notice"))")])
  }

  /// What was, and what is now; of what came only now, of what went only what was.
  var changeLines: [StyledLine] {
    changes.flatMap { change in
      let zone = change.zone == "body" ? "" : "\(change.zone) "
      return [("was", change.old), ("now", change.new)].compactMap { word, text in
        text.map {
          StyledLine(
            head: [StyledRun("\(zone)\(word)", .bold), StyledRun(": ")], middle: [StyledRun($0)], isOptional: true)
        }
      }
    }
  }

  var excerptLines: [StyledLine] {
    excerpts.map { excerpt in
      let zone = excerpt.zone == "body" ? [] : [StyledRun(excerpt.zone + ": ")]
      return StyledLine(head: zone, middle: excerpt.runs, isQuotation: true, isOptional: true)
    }
  }

  /// `reuters · published 2025-12-19 · +14 sources`; `nil` where nothing of it is known.
  var factLine: StyledLine? {
    let facts = [source, published.map { "published \($0)" }].compactMap(\.self) + counts
    return facts.isEmpty ? nil : StyledLine(middle: [StyledRun(facts.joined(separator: " · "))])
  }

  /// `alerts 1f0c…, 77ab…`, by which what was told can be found again, and the same alert be known that comes twice.
  var idLine: StyledLine {
    if let collected { return collected.idLine }
    var runs = [StyledRun(hits.count == 1 ? "alert " : "alerts ")]
    for (index, id) in alertIDs.prefix(Self.maximumIDs).enumerated() {
      if index > 0 { runs.append(StyledRun(", ")) }
      runs.append(StyledRun(id, .code))
    }
    if hits.count > Self.maximumIDs {
      runs.append(StyledRun(" and \(hits.count - Self.maximumIDs) more, all of article "))
      runs.append(StyledRun(articleHash, .code))
    }
    if let earlier = hits.compactMap(\.earlierAlertID).first {
      runs += [StyledRun(" · told before in alert "), StyledRun(earlier, .code)]
    }
    return StyledLine(head: runs)
  }
}
