import SafeText

/// Messages and texts as JSON.
enum MessageJSON {
  /// On one line, with what must not be shown as it is written as `\uXXXX`.
  static func text(_ value: some Encodable) throws(MessageError) -> String {
    do { return try SafeJSON.line(value) } catch {
      throw MessageError("the message cannot be written as JSON: \(error)")
    }
  }
}
