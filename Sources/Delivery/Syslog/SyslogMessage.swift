import Messages
import SafeText

/// An alert as a message of RFC 5424: its values as structured data, and a line for people.
enum SyslogMessage {
  /// 32473 is the number that RFC 5612 keeps for examples: there is none of our own, and the name tells ours from others'.
  private static let elementID = "watchword@32473"
  private static let byteOrderMark = "\u{FEFF}"

  /// - Parameters:
  ///   - host: this machine's name.
  ///   - limit: at least 1200 bytes; the line for people is cut to it, all else is short enough.
  static func bytes(
    of delivery: PendingDelivery, facility: Int, host: String, process: Int32, limit: Int
  ) -> [UInt8] {
    let alert = LogFields(alertID: delivery.alertID, json: delivery.json)
    let time = alert.time.flatMap { AlertTime.isOne($0) ? $0 : nil } ?? "-"
    let head = "<\(facility * 8 + alert.priority)>1 \(time) \(name(host)) watchword \(process) alert "
    let front = head + element(alert) + " " + byteOrderMark
    return Array((front + cut(alert.line, to: max(0, limit - front.utf8.count))).utf8)
  }

  private static func element(_ alert: LogFields) -> String {
    let parameters = [
      ("alert", alert.alert, 64), ("kind", alert.kind, 16), ("rule", alert.rule, 200), ("severity", alert.severity, 16),
      ("article", alert.article, 64), ("source", alert.source, 200), ("story", alert.story, 64),
      ("code", alert.code, 32), ("endpoint", alert.endpoint, 100),
    ]
    let texts = parameters.compactMap { name, value, limit in value.map { " \(name)=\"\(escaped($0, to: limit))\"" } }
    return "[\(elementID)\(texts.joined())]"
  }

  /// RFC 5424, 6.3.3. No escape is cut in two.
  private static func escaped(_ text: String, to limit: Int) -> String {
    pieces(of: text, to: limit) { character in
      character == "\"" || character == "\\" || character == "]" ? "\\\(character)" : String(character)
    }
  }

  private static func cut(_ text: String, to limit: Int) -> String { pieces(of: text, to: limit) { String($0) } }

  /// What is made of the characters, as many as fit, with `…` where some do not.
  private static func pieces(of text: String, to limit: Int, _ make: (Character) -> String) -> String {
    let mark = "…"
    var result = ""
    // Where the text still is short enough for the mark.
    var short = ""
    for character in text {
      result += make(character)
      if result.utf8.count > limit { return mark.utf8.count <= limit ? short + mark : "" }
      if result.utf8.count + mark.utf8.count <= limit { short = result }
    }
    return result
  }

  /// Printable ASCII, as the header has it.
  private static func name(_ host: String) -> String {
    let isName = (1...255).contains(host.utf8.count) && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    return isName ? host : "-"
  }
}
