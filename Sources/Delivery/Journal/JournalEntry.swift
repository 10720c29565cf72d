import Messages
import SafeText

/// An alert as the journal keeps it: `FIELD=value`, each field once.
enum JournalEntry {
  /// Of every alert; for `journalctl MESSAGE_ID=…`, and for catalogues. Fixed for good.
  static let messageID = "67b06217289b4ee4938995948be93a4c"
  /// Of every notice, likewise.
  static let noticeMessageID = "2f0c9a51d7e84b6f9b3d1c64e8a7750b"
  /// A larger alert is told without `WATCHWORD_JSON`.
  static let maximumJSONBytes = 48 << 10

  static func fields(of delivery: PendingDelivery) -> [[UInt8]] {
    let alert = LogFields(alertID: delivery.alertID, json: delivery.json)
    let json = String(decoding: delivery.jsonLine.dropLast(), as: UTF8.self).escapedAsJSON()
    let fields: [(String, String?)] = [
      ("MESSAGE", alert.line), ("MESSAGE_ID", alert.code == nil ? messageID : noticeMessageID),
      ("PRIORITY", String(alert.priority)),
      ("SYSLOG_IDENTIFIER", "watchword"), ("WATCHWORD_ALERT", alert.alert), ("WATCHWORD_KIND", alert.kind),
      ("WATCHWORD_RULE", alert.rule), ("WATCHWORD_SEVERITY", alert.severity), ("WATCHWORD_ARTICLE", alert.article),
      ("WATCHWORD_FILE", alert.file), ("WATCHWORD_SOURCE", alert.source), ("WATCHWORD_STORY", alert.story),
      ("WATCHWORD_URL", alert.url), ("WATCHWORD_CODE", alert.code), ("WATCHWORD_ENDPOINT", alert.endpoint),
      ("WATCHWORD_JSON", json.utf8.count > maximumJSONBytes ? nil : json),
    ]
    return fields.compactMap { name, value in value.map { Array("\(name)=\($0)".utf8) } }
  }
}
