import Alerts

extension Notice {
  /// `nil` for an alert, and for what cannot be read: who reads alerts says what is wrong.
  package static func ifReadable(_ json: String) -> Notice? {
    do { return try Notice(jsonLine: json) } catch { return nil }
  }

  /// For templates that know alerts alone: an alert but for its `kind`, which is that of notices. `nil` for what is no notice.
  static func asAlert(_ json: String) throws(MessageError) -> String? {
    guard let notice = ifReadable(json) else { return nil }
    return try MessageJSON.text(NoticeAsAlert(alert: notice.asAlert))
  }
}

/// The fields of an alert with the `kind` of a notice, which `Alert` has no value for.
private struct NoticeAsAlert: Encodable {
  let alert: Alert

  private enum CodingKeys: String, CodingKey { case kind }

  func encode(to encoder: any Encoder) throws {
    try alert.encode(to: encoder)
    // Into the same object, where it takes the place of the alert's.
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Notice.kind, forKey: .kind)
  }
}
