import MailAddresses
import StrictYAML

extension SettingsReader {
  static let mailKeys = [
    "server", "tls", "user", "password", "from", "to", "subject_prefix", "timeout", "ca_file",
  ]
  private static let maximumRecipients = 100
  private static let maximumPrefixCharacters = 60

  mutating func mail(_ mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> MailSettings? {
    let server = server(in: mapping, name: name, at: nameRange)
    let user = mapping["user"].flatMap { secret($0, "\"user\"", isInlineAllowed: true) }
    let password = mapping["password"].flatMap { secret($0, "\"password\"", isInlineAllowed: false) }
    checkLogin(in: mapping)
    let encryption = encryption(in: mapping, of: server) ?? .required
    let prefix = subjectPrefix(in: mapping)
    let timeout = duration("timeout", in: mapping, from: .seconds(1), to: .seconds(600))
    let authority = path("ca_file", in: mapping)
    let from = sender(in: mapping, name: name, at: nameRange)
    let to = recipients(in: mapping, name: name, at: nameRange)
    guard let server, let from, !to.isEmpty else { return nil }
    return MailSettings(
      server: server, encryption: encryption, user: user, password: password, from: from, to: to,
      subjectPrefix: prefix, timeout: timeout ?? .seconds(60), certificateAuthorityFile: authority)
  }

  // MARK: The server

  private mutating func server(in mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> MailServer? {
    guard let node = mapping["server"] else {
      yaml.report(
        "missing-key", "the endpoint \"\(name)\" has no server", at: nameRange,
        hint: "add server: smtp://mail.example.org:587")
      return nil
    }
    guard let scalar = yaml.text(node, "\"server\"") else { return nil }
    do { return try MailServer(scalar.text) } catch {
      yaml.report(
        "wrong-value", "\"server\" is no address of a mail server: \(error.message)", at: scalar.utf8Range,
        hint: error.hint)
      return nil
    }
  }

  private mutating func checkLogin(in mapping: YAMLMapping) {
    guard let node = mapping["user"] ?? mapping["password"], mapping["user"] == nil || mapping["password"] == nil else {
      return
    }
    let (there, missing) = mapping["user"] == nil ? ("password", "user") : ("user", "password")
    yaml.report(
      "missing-key", "there is a \(there) and no \(missing)", at: yaml.firstLine(of: node),
      hint: missing == "user" ? "add user: NAME" : "add password: {file: PATH}; or delete user, if there is no login")
  }

  /// Passwords go over encrypted connections alone, unless somebody says that they need not.
  private mutating func encryption(in mapping: YAMLMapping, of server: MailServer?) -> MailSettings.Encryption? {
    guard let node = mapping["tls"], let choice = yaml.choice(node, "\"tls\"", of: MailSettings.Encryption.self),
      let server
    else { return nil }
    let isSafe = server.isLoopback || choice == .required || choice == .cleartext
    if server.usesTLSFromStart, choice != .required {
      yaml.report(
        "wrong-value", "a server with smtps:// always uses TLS", at: yaml.firstLine(of: node),
        hint: "delete this line, or write the server with smtp://")
    } else if choice == .none, !isSafe {
      yaml.report(
        "wrong-value", "\"none\" is for a server on this machine", at: yaml.firstLine(of: node),
        hint: "write required; or cleartext, if everybody on the way may read the mail and the password")
    } else if choice == .opportunistic, mapping["password"] != nil, !isSafe {
      yaml.report(
        "wrong-value", "with \"opportunistic\" anybody on the way can have the password", at: yaml.firstLine(of: node),
        hint: "write required; or cleartext, if everybody on the way may read the mail and the password")
    } else {
      return choice
    }
    return nil
  }

  // MARK: People

  private mutating func sender(in mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> MailAddress? {
    guard let node = mapping["from"] else {
      yaml.report(
        "missing-key", "the endpoint \"\(name)\" has no sender", at: nameRange, hint: "add from: watchword@example.org")
      return nil
    }
    return yaml.text(node, "\"from\"").flatMap { address($0, "\"from\"") }
  }

  private mutating func recipients(in mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> [MailAddress] {
    guard let node = mapping["to"] else {
      yaml.report(
        "missing-key", "the endpoint \"\(name)\" has nobody to write to", at: nameRange,
        hint: "add to: [desk@example.org]")
      return []
    }
    var addresses: [MailAddress] = []
    var seen: Set<String> = []
    for scalar in yaml.texts(node, "\"to\"", item: "an address") {
      guard let address = address(scalar, "\"to\"") else { continue }
      guard seen.insert(address.address.lowercased()).inserted else {
        yaml.report(
          "duplicate-key", "this address stands in \"to\" twice", at: scalar.utf8Range, hint: "delete one of them")
        continue
      }
      addresses.append(address)
    }
    guard addresses.count <= Self.maximumRecipients else {
      yaml.report(
        "wrong-value", "\"to\" has more than \(Self.maximumRecipients) addresses", at: yaml.firstLine(of: node),
        hint: "write to a mailing list instead")
      return []
    }
    return addresses
  }

  private mutating func address(_ scalar: YAMLScalar, _ key: String) -> MailAddress? {
    do { return try MailAddress(scalar.text) } catch {
      yaml.report(
        "wrong-value", "\(key) has an address that cannot be used: \(error.message)", at: scalar.utf8Range,
        hint: error.hint)
      return nil
    }
  }

  private mutating func subjectPrefix(in mapping: YAMLMapping) -> String? {
    guard let node = mapping["subject_prefix"], let scalar = yaml.text(node, "\"subject_prefix\"") else { return nil }
    guard scalar.text.unicodeScalars.count <= Self.maximumPrefixCharacters,
      scalar.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    else {
      yaml.report(
        "wrong-value",
        "\"subject_prefix\" is one line of at most \(Self.maximumPrefixCharacters) characters, without control characters",
        at: scalar.utf8Range, hint: "write something short, as in \"[alert]\"")
      return nil
    }
    return scalar.text
  }
}
