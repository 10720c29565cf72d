import StrictYAML

extension SettingsReader {
  /// The types of endpoints that have names of their own, each with its keys beside `commonKeys`, and
  /// `pacingKeys` where it tells people.
  static let types =
    [(key: "webhook", value: webhookKeys + ["format"] + WebhookFormat.Name.allKeys)]
    + WebhookFormat.Name.types.map { (key: $0.rawValue, value: webhookKeys + $0.keys) }
    + [
      (key: "mail", value: mailKeys), (key: "files", value: filesKeys), (key: "exec", value: execKeys),
      (key: "journald", value: []), (key: "syslog", value: syslogKeys),
    ]
  private static let typesNotYet = ["nats"]
  private static let commonKeys = ["type", "enabled"] + routingKeys
  /// Of an endpoint of any type, stdout and log included.
  static let endpointKeys = commonKeys + pacingKeys + types.flatMap(\.value) + ["format", "path"]
  static let maximumNameBytes = 100

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
    yaml.checkKeys(
      of: mapping, in: "the endpoint \"stdout\"",
      known: ["enabled", "format"] + Self.routingKeys, toldElsewhere: Self.pacingKeys)
    refusePacing(mapping, of: StdoutEndpoint.name)
    settings.stdout.routing = routing(mapping)
    if let isEnabled = flag("enabled", in: mapping) { settings.stdout.isEnabled = isEnabled }
    if let node = mapping["format"], let format = yaml.choice(node, "\"format\"", of: StdoutEndpoint.Format.self) {
      settings.stdout.format = format
    }
  }

  private mutating func readLog(_ mapping: YAMLMapping) {
    yaml.checkKeys(
      of: mapping, in: "the endpoint \"log\"",
      known: ["enabled", "path"] + Self.routingKeys, toldElsewhere: Self.pacingKeys)
    refusePacing(mapping, of: LogEndpoint.name)
    settings.log.routing = routing(mapping)
    if let isEnabled = flag("enabled", in: mapping) { settings.log.isEnabled = isEnabled }
    if let path = path("path", in: mapping) { settings.log.path = path }
  }

  mutating func flag(_ key: String, in mapping: YAMLMapping) -> Bool? {
    mapping[key].flatMap { yaml.flag($0, "\"\(key)\"") }
  }

  // MARK: Endpoints with names of their own

  private mutating func readEndpoint(_ name: String, at nameRange: Range<Int>, _ mapping: YAMLMapping) {
    guard let type = type(of: name, at: nameRange, mapping) else { return }
    let pacingKeys = Self.tellsPeople(type: type.name, mapping) ? Self.pacingKeys : []
    yaml.checkKeys(
      of: mapping, in: "the endpoint \"\(name)\"", known: Self.commonKeys + pacingKeys + type.keys,
      toldElsewhere: Self.pacingKeys)
    let isEnabled = flag("enabled", in: mapping) ?? true
    let routing = routing(mapping)
    let kind: NamedEndpoint.Kind? =
      switch type.name {
      case "mail": mail(mapping, name: name, at: nameRange).map(NamedEndpoint.Kind.mail)
      case "files": filesFolder(mapping, name: name, at: nameRange).map(NamedEndpoint.Kind.files)
      case "exec": exec(mapping, name: name, at: nameRange).map(NamedEndpoint.Kind.exec)
      case "journald": .journald
      case "syslog": syslog(mapping).map(NamedEndpoint.Kind.syslog)
      default: webhook(mapping, type: type.name, name: name, at: nameRange).map(NamedEndpoint.Kind.webhook)
      }
    guard let kind else { return }
    if !kind.tellsPeople { refusePacing(mapping, of: name) }
    var endpoint = NamedEndpoint(name: name, kind: kind, isEnabled: isEnabled)
    endpoint.routing = routing
    if kind.tellsPeople { endpoint.pacing = pacing(mapping) }
    settings.namedEndpoints.append(endpoint)
  }

  private mutating func type(
    of name: String, at nameRange: Range<Int>, _ mapping: YAMLMapping
  ) -> (name: String, keys: [String])? {
    let names = Self.types.map(\.key)
    let list = "the types are: \(names.joined(separator: ", "))"
    guard let node = mapping["type"] else {
      yaml.report("missing-key", "the endpoint \"\(name)\" has no type", at: nameRange, hint: "add type: webhook")
      return nil
    }
    guard let scalar = yaml.text(node, "\"type\"") else { return nil }
    if let type = Self.types.first(where: { $0.key == scalar.text }) { return (type.key, type.value) }
    if Self.typesNotYet.contains(scalar.text) {
      yaml.report(
        "not-yet", "there are no endpoints of type \"\(scalar.text)\" yet; a later version will have them",
        at: scalar.utf8Range, hint: list)
    } else {
      yaml.report(
        "wrong-value", "there are no endpoints of type \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: YAMLReader.didYouMean(scalar.text, names) ?? list)
    }
    return nil
  }
}
