import Foundation
import StrictYAML

extension SettingsReader {
  private static let types = ["webhook"]
  private static let typesNotYet = ["mail", "journald", "syslog", "slack", "teams", "telegram", "nats"]
  private static let webhookKeys = ["type", "url", "headers", "bearer", "timeout", "ca_file", "enabled"]
  /// Of an endpoint of any type.
  static let endpointKeys = webhookKeys + ["format", "path"]
  /// Headers with such a part in their names have secrets as values.
  private static let secretHeaderParts = [
    "authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "signature",
  ]
  private static let maximumNameBytes = 100

  mutating func readEndpoints(_ mapping: YAMLMapping) {
    for entry in mapping.entries {
      let name = entry.key.text
      guard isEndpointName(name) else {
        yaml.report(
          "bad-name", "\"\(YAMLReader.shortened(name))\" cannot be the name of an endpoint", at: entry.key.utf8Range,
          hint: "use the letters a to z, digits, - and _ only, at most \(Self.maximumNameBytes) of them")
        continue
      }
      guard let properties = yaml.mapping(entry.value, "the endpoint \"\(name)\"") else { continue }
      switch name {
      case StdoutEndpoint.name: readStdout(properties)
      case LogEndpoint.name: readLog(properties)
      default: readEndpoint(name, at: entry.key.utf8Range, properties)
      }
    }
  }

  private func isEndpointName(_ name: String) -> Bool {
    (1...Self.maximumNameBytes).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
      }
  }

  private mutating func readStdout(_ mapping: YAMLMapping) {
    yaml.checkKeys(of: mapping, in: "the endpoint \"stdout\"", known: ["enabled", "format"])
    if let isEnabled = flag("enabled", in: mapping) { settings.stdout.isEnabled = isEnabled }
    if let node = mapping["format"], let format = yaml.choice(node, "\"format\"", of: StdoutEndpoint.Format.self) {
      settings.stdout.format = format
    }
  }

  private mutating func readLog(_ mapping: YAMLMapping) {
    yaml.checkKeys(of: mapping, in: "the endpoint \"log\"", known: ["enabled", "path"])
    if let isEnabled = flag("enabled", in: mapping) { settings.log.isEnabled = isEnabled }
    if let path = path("path", in: mapping) { settings.log.path = path }
  }

  private mutating func flag(_ key: String, in mapping: YAMLMapping) -> Bool? {
    mapping[key].flatMap { yaml.flag($0, "\"\(key)\"") }
  }

  // MARK: Webhooks

  private mutating func readEndpoint(_ name: String, at nameRange: Range<Int>, _ mapping: YAMLMapping) {
    guard checkType(name, at: nameRange, mapping) else { return }
    yaml.checkKeys(of: mapping, in: "the endpoint \"\(name)\"", known: Self.webhookKeys)
    let bearer = mapping["bearer"].flatMap { secret($0, "\"bearer\"", isInlineAllowed: false) }
    let headers = headers(in: mapping, hasBearer: mapping["bearer"] != nil)
    let timeout = duration("timeout", in: mapping, from: .seconds(1), to: .seconds(600))
    let authority = path("ca_file", in: mapping)
    let isEnabled = flag("enabled", in: mapping) ?? true
    guard let url = url(in: mapping, name: name, at: nameRange) else { return }
    settings.webhooks.append(
      WebhookEndpoint(
        name: name, url: url, headers: headers, bearer: bearer, timeout: timeout ?? .seconds(10),
        certificateAuthorityFile: authority, isEnabled: isEnabled))
  }

  private mutating func checkType(_ name: String, at nameRange: Range<Int>, _ mapping: YAMLMapping) -> Bool {
    let list = "the types are: \(Self.types.joined(separator: ", "))"
    guard let node = mapping["type"] else {
      yaml.report("missing-key", "the endpoint \"\(name)\" has no type", at: nameRange, hint: "add type: webhook")
      return false
    }
    guard let scalar = yaml.text(node, "\"type\"") else { return false }
    if Self.types.contains(scalar.text) { return true }
    if Self.typesNotYet.contains(scalar.text) {
      yaml.report(
        "not-yet", "there are no endpoints of type \"\(scalar.text)\" yet; a later version will have them",
        at: scalar.utf8Range, hint: list)
    } else {
      yaml.report(
        "wrong-value", "there are no endpoints of type \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: YAMLReader.didYouMean(scalar.text, Self.types) ?? list)
    }
    return false
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

  private mutating func headers(in mapping: YAMLMapping, hasBearer: Bool) -> [WebhookEndpoint.Header] {
    guard let node = mapping["headers"], !node.isEmptyValue, let entries = yaml.mapping(node, "\"headers\"")?.entries
    else { return [] }
    var headers: [WebhookEndpoint.Header] = []
    var seen: Set<String> = hasBearer ? ["authorization"] : []
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
          hint: name.lowercased() == "authorization" ? "\"bearer\" sets it too" : "letter case makes no difference")
        continue
      }
      guard let value = secret(entry.value, "the header \"\(name)\"", isInlineAllowed: !isSecret) else { continue }
      headers.append(WebhookEndpoint.Header(name: name, value: value))
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

  // MARK: Secrets

  /// A text, `{file: PATH}` or `{env: NAME}`.
  private mutating func secret(_ node: YAMLNode, _ what: String, isInlineAllowed: Bool) -> SecretSource? {
    if case .mapping(let mapping) = node.kind { return secret(mapping, node, what) }
    guard let scalar = yaml.text(node, what) else { return nil }
    guard isInlineAllowed else {
      yaml.report(
        "inline-secret", "\(what) is a secret and cannot stand in the settings", at: scalar.utf8Range,
        hint: "put it into a file and write {file: PATH}, or into an environment variable and write {env: NAME}")
      return nil
    }
    guard scalar.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      yaml.report(
        "wrong-value", "\(what) cannot have control characters or line ends in it", at: scalar.utf8Range,
        hint: "write it in one line")
      return nil
    }
    return .inline(scalar.text)
  }

  private mutating func secret(_ mapping: YAMLMapping, _ node: YAMLNode, _ what: String) -> SecretSource? {
    yaml.checkKeys(of: mapping, in: what, known: ["file", "env"])
    let file = mapping["file"].flatMap { yaml.text($0, "\"file\"") }
    let variable = mapping["env"].flatMap { yaml.text($0, "\"env\"") }
    guard mapping["file"] == nil || mapping["env"] == nil, mapping["file"] != nil || mapping["env"] != nil else {
      yaml.report(
        "wrong-value", "\(what) wants either \"file\" or \"env\"", at: yaml.firstLine(of: node),
        hint: "write {file: PATH} or {env: NAME}")
      return nil
    }
    if let file { return path(file).map(SecretSource.file) }
    guard let variable else { return nil }
    let isName =
      variable.text.utf8.count <= Self.maximumNameBytes
      && variable.text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
      }
    guard isName else {
      yaml.report(
        "wrong-value", "\"\(YAMLReader.shortened(variable.text))\" is no name of an environment variable",
        at: variable.utf8Range, hint: "write the name alone, without $")
      return nil
    }
    return .environment(variable.text)
  }
}
