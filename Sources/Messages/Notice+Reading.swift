import Alerts

extension Notice {
  /// `nil` for an alert, and for what cannot be read: who reads alerts says what is wrong.
  package static func ifReadable(_ json: String) -> Notice? {
    do { return try Notice(jsonLine: json) } catch { return nil }
  }

  /// For templates that know alerts alone; `nil` for what is no notice.
  static func asAlert(_ json: String) -> String? { ifReadable(json)?.asAlert.jsonLine() }
}
