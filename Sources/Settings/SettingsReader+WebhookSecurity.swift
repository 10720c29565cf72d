import Foundation
import StrictYAML

extension SettingsReader {
  /// A webhook's keys that say who it is, by what it can be known, and where it may connect to.
  static let webhookSecurityKeys = ["basic", "certificate", "key", "signing_secrets", "proxy", "allow_private"]
  static let basicKeys = ["user", "password"]
  static let maximumSigningSecrets = 8

  mutating func basic(in mapping: YAMLMapping) -> WebhookSettings.Basic? {
    guard let node = mapping["basic"], let basic = yaml.mapping(node, "\"basic\"") else { return nil }
    if let bearer = mapping.entries.first(where: { $0.key.text == "bearer" }) {
      yaml.report(
        "duplicate-key", "\"bearer\" and \"basic\" set the same header", at: bearer.key.utf8Range,
        hint: "keep the one that the receiver asks for")
    }
    yaml.checkKeys(of: basic, in: "\"basic\"", known: Self.basicKeys)
    let parts = Self.basicKeys.map { key -> SecretSource? in
      guard let part = basic[key] else {
        yaml.report(
          "missing-key", "\"basic\" has no \(key)", at: yaml.firstLine(of: node),
          hint: "write basic: {user: NAME, password: {file: PATH}}")
        return nil
      }
      return secret(part, "\"\(key)\"", isInlineAllowed: key == "user")
    }
    guard let user = parts[0], let password = parts[1] else { return nil }
    if case .inline(let name) = user, name.utf8.contains(UInt8(ascii: ":")) {
      yaml.report(
        "wrong-value", "the user's name cannot have a colon in it", at: yaml.firstLine(of: basic["user"] ?? node),
        hint: "a password belongs into a file, as password: {file: PATH}")
      return nil
    }
    return WebhookSettings.Basic(user: user, password: password)
  }

  mutating func clientCertificate(in mapping: YAMLMapping) -> (certificate: String?, key: String?) {
    let certificate = path("certificate", in: mapping)
    let key = path("key", in: mapping)
    if mapping["certificate"] == nil, let entry = mapping.entries.first(where: { $0.key.text == "key" }) {
      yaml.report(
        "missing-key", "there is a key, and no certificate that it belongs to", at: entry.key.utf8Range,
        hint: "name the file of the client's certificate as certificate: PATH; a token goes to bearer or headers")
    }
    return (certificate, key)
  }

  /// One secret, or a list of them.
  mutating func signingSecrets(in mapping: YAMLMapping) -> [SecretSource] {
    guard let node = mapping["signing_secrets"] else { return [] }
    let what = "\"signing_secrets\""
    guard case .sequence(let items) = node.kind else {
      return secret(node, what, isInlineAllowed: false).map { [$0] } ?? []
    }
    guard (1...Self.maximumSigningSecrets).contains(items.count) else {
      yaml.report(
        "wrong-value", "\(what) wants 1 to \(Self.maximumSigningSecrets) secrets, not \(items.count)",
        at: yaml.firstLine(of: node), hint: "one is enough; two while receivers change from the old to the new one")
      return []
    }
    return items.compactMap { secret($0, what, isInlineAllowed: false) }
  }

  mutating func proxy(in mapping: YAMLMapping) -> SecretSource? {
    guard let node = mapping["proxy"], let source = secret(node, "\"proxy\"", isInlineAllowed: true) else { return nil }
    guard case .inline(let text) = source, let mistake = Self.mistake(inProxy: text) else { return source }
    yaml.report("wrong-value", mistake.message, at: yaml.firstLine(of: node), hint: mistake.hint)
    return nil
  }

  private static func mistake(inProxy text: String) -> SettingsValue.Mistake? {
    guard !text.utf8.contains(UInt8(ascii: "@")) else {
      return SettingsValue.Mistake(
        message: "a password cannot stand in the address", hint: "give the whole proxy as {file: …} or {env: …}")
    }
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, text.utf8.count <= 2048,
      ["http", "https", "socks5", "socks5h"].contains(parts.scheme?.lowercased() ?? ""),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      return SettingsValue.Mistake(
        message: "\"proxy\" wants an address that begins with http://, https://, socks5:// or socks5h://",
        hint: "write it in full, as in http://proxy.example.org:3128")
    }
    return nil
  }
}
