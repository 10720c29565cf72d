import Foundation
import StrictYAML

extension SettingsReader {
  static let webhookKeys = ["url", "headers", "bearer", "timeout", "ca_file"] + webhookSecurityKeys
  /// Headers with such a part in their names have secrets as values.
  private static let secretHeaderParts = [
    "authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "signature",
  ]

  mutating func webhook(
    _ mapping: YAMLMapping, type: String, name: String, at nameRange: Range<Int>
  ) -> WebhookSettings? {
    let format = webhookFormat(mapping, type: type, name: name, at: nameRange)
    let bearer = mapping["bearer"].flatMap { secret($0, "\"bearer\"", isInlineAllowed: false) }
    let headers = headers(in: mapping, hasAuthorization: mapping["bearer"] != nil || mapping["basic"] != nil)
    let timeout = duration("timeout", in: mapping, from: .seconds(1), to: .seconds(600))
    let authority = path("ca_file", in: mapping)
    let basic = basic(in: mapping)
    let client = clientCertificate(in: mapping)
    let signingSecrets = signingSecrets(in: mapping)
    let proxy = proxy(in: mapping)
    let allowsPrivate = flag("allow_private", in: mapping)
    guard let url = url(in: mapping, name: name, at: nameRange), let format else { return nil }
    return WebhookSettings(
      url: url, headers: headers, bearer: bearer, timeout: timeout ?? .seconds(10), certificateAuthorityFile: authority,
      basic: basic, clientCertificate: client.certificate, clientKey: client.key, signingSecrets: signingSecrets,
      proxy: proxy, allowsPrivateAddresses: allowsPrivate ?? false, format: format)
  }

  private mutating func url(in mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> SecretSource? {
    guard let node = mapping["url"] else {
      yaml.report("missing-key", "the endpoint \"\(name)\" has no url", at: nameRange, hint: "add url: https://…")
      return nil
    }
    guard let source = secret(node, "\"url\"", isInlineAllowed: true) else { return nil }
    guard case .inline(let text) = source, let mistake = Self.mistake(inURL: text) else { return source }
    yaml.report("wrong-value", mistake.message, at: yaml.firstLine(of: node), hint: mistake.hint)
    return nil
  }

  /// What keeps a text from being the URL of a webhook.
  private static func mistake(inURL text: String) -> SettingsValue.Mistake? {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty, text.utf8.count <= 2048,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      return SettingsValue.Mistake(
        message: "\"url\" wants an address that begins with http:// or https://",
        hint: "write it in full, as in https://example.org/hook")
    }
    guard parts.user == nil, parts.password == nil else {
      return SettingsValue.Mistake(
        message: "a password cannot stand in the address",
        hint: "use bearer or headers with {file: …} or {env: …}, or give the url itself that way")
    }
    return nil
  }

  private mutating func headers(in mapping: YAMLMapping, hasAuthorization: Bool) -> [WebhookSettings.Header] {
    guard let node = mapping["headers"], !node.isEmptyValue, let entries = yaml.mapping(node, "\"headers\"")?.entries
    else { return [] }
    var headers: [WebhookSettings.Header] = []
    var seen: Set<String> = hasAuthorization ? ["authorization"] : []
    for entry in entries {
      let name = entry.key.text
      guard Self.isHeaderName(name) else {
        yaml.report(
          "bad-name", "\"\(YAMLReader.shortened(name))\" cannot be the name of a header", at: entry.key.utf8Range,
          hint: "use letters, digits and - only, as in X-Desk")
        continue
      }
      let isSecret = Self.secretHeaderParts.contains { name.lowercased().contains($0) }
      guard seen.insert(name.lowercased()).inserted else {
        yaml.report(
          "duplicate-key", "the header \"\(name)\" is set twice", at: entry.key.utf8Range,
          hint: name.lowercased() == "authorization"
            ? "\"bearer\" or \"basic\" sets it too" : "letter case makes no difference")
        continue
      }
      guard let value = secret(entry.value, "the header \"\(name)\"", isInlineAllowed: !isSecret) else { continue }
      headers.append(WebhookSettings.Header(name: name, value: value))
    }
    return headers
  }

  /// A token of RFC 9110.
  private static func isHeaderName(_ name: String) -> Bool {
    let signs = Array("!#$%&'*+-.^_`|~".utf8)
    return (1...maximumNameBytes).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: signs.contains(byte)
        }
      }
  }
}
