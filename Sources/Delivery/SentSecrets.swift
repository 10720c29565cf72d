import CCurl
import SafeText

/// What of a request nobody else may read, so that it can be taken out of what a server says about the request.
///
/// Servers repeat what they were sent: "no route POST /hook/…", "unknown token …". They repeat it as it was, or
/// percent-encoded or decoded, or escaped for JSON or HTML, in other letter case, or in part where the answer ends.
struct SentSecrets: Sendable {
  /// Shorter ones would take ordinary words out of what is said, and keep no secret.
  static let minimumBytes = 4
  /// Of a part of a URL's path or a header: `alerts` is hardly a secret, `T024BE7LD` may be.
  static let minimumPartBytes = 8
  static let cover = Array("***".utf8)

  /// In lower case, by their first byte.
  private let forms: [UInt8: [[UInt8]]]

  init(_ secrets: [String]) {
    var forms: Set<[UInt8]> = []
    for secret in secrets where secret.utf8.count >= Self.minimumBytes {
      for form in Self.forms(of: secret) where form.count >= Self.minimumBytes {
        forms.insert(form.map(Self.lowercased))
      }
    }
    self.forms = Dictionary(grouping: forms) { $0.first ?? 0 }
  }

  /// The start of an answer's body, for people: in one line, at most `limit` bytes and an ellipsis. Empty where nothing
  /// was said.
  func shown(_ body: some Collection<UInt8>, limit: Int = 300) -> String {
    let words = String(decoding: masked(body), as: UTF8.self).safeToShow.split(separator: " ")
    let text = words.joined(separator: " ")
    guard text.utf8.count > limit else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      guard shown.utf8.count + UTF8.width(scalar) <= limit else { break }
      shown.unicodeScalars.append(scalar)
    }
    return shown + "…"
  }

  /// The bytes with each secret covered, and whatever at the end begins like one.
  func masked(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let text = bytes.map(Self.lowercased)
    var isHidden = [Bool](repeating: false, count: text.count)
    for (start, byte) in text.enumerated().dropLast(Self.minimumBytes - 1) {
      let rest = text[start...]
      for form in forms[byte] ?? [] where zip(rest, form).allSatisfy({ $0 == $1 }) {
        for index in start..<min(text.count, start + form.count) { isHidden[index] = true }
      }
    }
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if !isHidden[index] { result.append(byte) } else if index == 0 || !isHidden[index - 1] { result += Self.cover }
    }
    return result
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// The spellings in which a server may repeat a text.
  private static func forms(of secret: String) -> [[UInt8]] {
    let plain = Array(secret.utf8)
    return [plain, decoded(plain)].flatMap { text in
      [
        text, encoded(text),
        replacing(text) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : nil },
        replacing(text) { "\"\\/".utf8.contains($0) ? [UInt8(ascii: "\\"), $0] : nil },
        replacing(text) { html[$0].map { Array($0.utf8) } },
        replacing(text) { (html[$0] ?? otherHTML[$0]).map { Array($0.utf8) } },
      ]
    }
  }

  private static let html: [UInt8: String] = [
    UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;", UInt8(ascii: "\""): "&quot;",
    UInt8(ascii: "'"): "&#39;",
  ]
  private static let otherHTML: [UInt8: String] = [UInt8(ascii: "/"): "&#x2F;", UInt8(ascii: "="): "&#x3D;"]

  private static func replacing(_ text: [UInt8], with replacement: (UInt8) -> [UInt8]?) -> [UInt8] {
    text.flatMap { replacement($0) ?? [$0] }
  }

  private static func encoded(_ text: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return replacing(text) { byte in
      WebhookConfiguration.isAlphanumeric(byte) || "-._~".utf8.contains(byte)
        ? nil : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  static func decoded(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        result.append(value)
        rest = rest.dropFirst(2)
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
