import Alerts
import Hashing
import MailAddresses

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

  /// - Parameter time: when it is sent, in milliseconds since 1970.
  package init(_ story: StoryAlerts, _ envelope: Envelope, time: Int64) {
    let host = "watchword." + envelope.from.domain
    id = Self.id(of: story.alerts.map(\.id)) + "@" + host
    let boundary = "=_" + SHA256Digest(ofParts: [id]).prefix(24)
    var lines = [
      MailHeader.line("Date", MailHeader.date(time)),
      MailHeader.addresses("From", [envelope.from]),
      MailHeader.addresses("To", envelope.to),
      MailHeader.text("Subject", MailSubject.text(of: story, prefix: envelope.subjectPrefix)),
      MailHeader.line("Message-ID", "<\(id)>"),
    ]
    if let thread = story.best.story.map({ "<story.\(Self.idPart($0.id))@\(host)>" }) {
      // No mail has this id: all mails of a story are answers to it, whichever came first, or was thrown away.
      lines += [MailHeader.line("In-Reply-To", thread), MailHeader.line("References", thread)]
    }
    // RFC 3834: keeps answering machines silent.
    lines.append(MailHeader.line("Auto-Submitted", "auto-generated"))
    for alert in story.alerts {
      lines.append(MailHeader.text("X-Watchword-Alert", alert.id.oneLine(atMost: 200)))
      lines.append(MailHeader.text("X-Watchword-Rule", alert.rule.id.oneLine(atMost: 200)))
    }
    lines += [
      MailHeader.line("MIME-Version", "1.0"),
      MailHeader.line("Content-Type", "multipart/alternative; boundary=\"\(boundary)\""), "",
    ]
    let sections = MailSection.sections(of: story)
    lines += Self.part("plain", MailPlainText.text(of: sections), boundary)
    lines += Self.part("html", MailHTML.text(of: sections), boundary)
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
