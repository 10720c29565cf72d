import Alerts

/// An alert as an event of CloudEvents 1.0: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
///
/// `source` and `id` together are the same whenever the alert comes again.
struct CloudEvent {
  /// The attributes but `datacontenttype`, in the specification's order, with values that are texts.
  let attributes: [(name: String, value: String)]
  /// The stored alert, unchanged.
  let data: String

  init(_ json: String) throws(MessageError) {
    data = json
    if let notice = Notice.ifReadable(json) {
      attributes = [
        ("specversion", "1.0"), ("id", notice.id), ("source", "/watchword/notices"),
        ("type", "watchword.notice." + notice.notice.code.rawValue), ("time", notice.time),
        ("severity", notice.notice.severity.rawValue),
      ]
      return
    }
    let alert = try StoryAlerts(decoding: [json]).best
    attributes = [
      ("specversion", "1.0"), ("id", alert.id), ("source", "/watchword/rules/" + Self.percentEncoded(alert.rule.id)),
      ("type", "watchword.alert." + alert.kind.rawValue), ("subject", alert.article.hash), ("time", alert.time),
      // An extension, for those who sort events before they look into them.
      ("severity", alert.rule.severity.rawValue),
    ]
  }

  /// All of it as one JSON object: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
  func structured() throws(MessageError) -> Payload {
    let members = try attributes.map { name, value throws(MessageError) in "\"\(name)\":\(try MessageJSON.text(value))"
    }
    return Payload(
      contentType: "application/cloudevents+json",
      body: "{" + members.joined(separator: ",") + ",\"datacontenttype\":\"application/json\",\"data\":" + data + "}")
  }

  /// Attributes as headers: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
  func binary() -> Payload {
    Payload(headers: attributes.map { Payload.Header("ce-\($0)", Self.headerValue($1)) }, body: data)
  }

  /// What may stand unescaped in a part of a URI's path, RFC 3986, 2.3.
  private static func percentEncoded(_ text: String) -> String {
    percentEncoded(text) { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "-._~".utf8.contains(byte)
      }
    }
  }

  /// The binding, 3.1.3.2: all but printable ASCII without space, quotation mark and percent sign.
  private static func headerValue(_ text: String) -> String {
    percentEncoded(text) { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "%") }
  }

  private static func percentEncoded(_ text: String, except isKept: (UInt8) -> Bool) -> String {
    var result = ""
    for byte in text.utf8 {
      if isKept(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
