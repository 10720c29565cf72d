import Alerts
import Hashing
import MailAddresses
import Pacing

/// The mail that tells people of a story: RFC 5322 with MIME, lines ended by CRLF, ASCII throughout.
///
/// What an article or a rule says stands in encoded bodies and in encoded or checked headers alone, so it can neither end
/// a line of a header nor begin a new one, and no part of it looks like a boundary.
package struct MailMessage: Sendable, Equatable {
  /// Of the header `Message-ID`, without angle brackets: the same for the same alerts, whenever they are sent.
  package let id: String
  package let text: String

  /// Who sends to whom.
  package struct Envelope: Sendable, Equatable {
    package let from: MailAddress
    package let to: [MailAddress]
    /// Stands before everything else in the subject.
    package let subjectPrefix: String?

    package init(from: MailAddress, to: [MailAddress], subjectPrefix: String? = nil) {
      self.from = from
      self.to = to
      self.subjectPrefix = subjectPrefix
    }
  }

  /// What a mail is made of, whatever it tells of.
  private struct Contents {
    var subject: String
    /// Of the alerts and notices that it tells of.
    var ids: [String]
    var rules: [String]
    var story: String?
    var sections: [MailSection]
  }

  /// - Parameter time: when it is sent, in milliseconds since 1970.
  package init(_ story: StoryAlerts, _ envelope: Envelope, time: Int64) {
    self.init(
      Contents(
        subject: MailSubject.text(of: story, prefix: envelope.subjectPrefix), ids: story.alerts.map(\.id),
        rules: story.alerts.map(\.rule.id), story: story.best.story?.id, sections: MailSection.sections(of: story)),
      envelope, time: time)
  }

  /// - Parameter time: when it is sent, in milliseconds since 1970.
  package init(_ notice: Notice, _ envelope: Envelope, time: Int64) {
    let message = StoryMessage(notice)
    self.init(
      Contents(
        subject: MailSubject.text(of: message, prefix: envelope.subjectPrefix), ids: [notice.id],
        rules: [notice.notice.rule].compactMap(\.self), sections: [MailSection(message)]), envelope, time: time)
  }

  /// Alerts that were gathered: a list of all, and the best stories as they are told alone.
  ///
  /// - Parameters:
  ///   - json: alerts and notices as they are stored.
  ///   - ids: theirs.
  ///   - time: when it is sent, in milliseconds since 1970.
  package init(gathered json: [String], ids: [String], as gathering: Gathering, _ envelope: Envelope, time: Int64) {
    let message = StoryMessage(gathered: json, as: gathering)
    let stories = Dictionary(grouping: StoryMessage.read(json).alerts) { $0.story?.id ?? $0.id }
    let best = stories.values.compactMap { StoryAlerts($0) }.sorted { a, b in
      if a.best.rule.severity != b.best.rule.severity { return a.best.rule.severity > b.best.rule.severity }
      return (a.best.rule.title, a.best.time, a.best.id) < (b.best.rule.title, b.best.time, b.best.id)
    }
    var sections = [MailSection(message)]
    sections += best.prefix(Self.maximumStories).flatMap(MailSection.sections)
    if best.count > Self.maximumStories {
      sections.append(
        MailSection(
          title: "and \(best.count - Self.maximumStories) more stories", origin: ["watchword alerts shows them all"]))
    }
    self.init(
      Contents(
        subject: MailSubject.text(of: message, prefix: envelope.subjectPrefix), ids: ids, rules: [], sections: sections),
      envelope, time: time)
  }

  /// Of a digest, with their passages; more are in its list alone.
  private static let maximumStories = 40

  private init(_ contents: Contents, _ envelope: Envelope, time: Int64) {
    let host = "watchword." + envelope.from.domain
    id = Self.id(of: contents.ids) + "@" + host
    let boundary = "=_" + SHA256Digest(ofParts: [id]).prefix(24)
    var lines = [
      MailHeader.line("Date", MailHeader.date(time)),
      MailHeader.addresses("From", [envelope.from]),
      MailHeader.addresses("To", envelope.to),
      MailHeader.text("Subject", contents.subject),
      MailHeader.line("Message-ID", "<\(id)>"),
    ]
    if let thread = contents.story.map({ "<story.\(Self.idPart($0))@\(host)>" }) {
      // No mail has this id: all mails of a story are answers to it, whichever came first, or was thrown away.
      lines += [MailHeader.line("In-Reply-To", thread), MailHeader.line("References", thread)]
    }
    // RFC 3834: keeps answering machines silent.
    lines.append(MailHeader.line("Auto-Submitted", "auto-generated"))
    for (index, id) in contents.ids.enumerated() {
      lines.append(MailHeader.text("X-Watchword-Alert", id.oneLine(atMost: 200)))
      if index < contents.rules.count {
        lines.append(MailHeader.text("X-Watchword-Rule", contents.rules[index].oneLine(atMost: 200)))
      }
    }
    lines += [
      MailHeader.line("MIME-Version", "1.0"),
      MailHeader.line("Content-Type", "multipart/alternative; boundary=\"\(boundary)\""), "",
    ]
    lines += Self.part("plain", MailPlainText.text(of: contents.sections), boundary)
    lines += Self.part("html", MailHTML.text(of: contents.sections), boundary)
    lines += ["--\(boundary)--", ""]
    text = lines.joined(separator: "\r\n")
  }

  private static func part(_ type: String, _ text: String, _ boundary: String) -> [String] {
    let body = MailBody(text)
    return [
      "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
      "Content-Transfer-Encoding: \(body.transferEncoding)", "", body.encoded,
    ]
  }

  /// That of the one alert, or one that only these alerts have: a receiver that drops what it had must not drop an alert
  /// that joined others.
  private static func id(of alerts: [String]) -> String {
    alerts.count == 1 ? idPart(alerts[0]) : SHA256Digest(ofParts: alerts).prefix(24)
  }

  /// The id, or a digest of one that cannot stand in a header.
  private static func idPart(_ id: String) -> String {
    let isAtom =
      (1...100).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
    return isAtom ? id : SHA256Digest(ofParts: [id]).prefix(24)
  }
}
