import StrictYAML

extension SettingsReader {
  /// A text, `{file: PATH}` or `{env: NAME}`.
  mutating func secret(_ node: YAMLNode, _ what: String, isInlineAllowed: Bool) -> SecretSource? {
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
