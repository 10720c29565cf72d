import StrictYAML

extension SettingsReader {
  static let execKeys = ["command", "env", "timeout"]
  private static let maximumArguments = 64
  private static let maximumArgumentBytes = 4096
  private static let maximumVariables = 32
  /// Variables with such a part in their names have secrets as values.
  private static let secretVariableParts = [
    "token", "secret", "password", "passwd", "api_key", "apikey", "credential", "private_key",
  ]

  mutating func exec(_ mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> ExecSettings? {
    let variables = variables(in: mapping)
    let timeout = duration("timeout", in: mapping, from: .seconds(1), to: .seconds(600))
    guard let command = command(in: mapping, name: name, at: nameRange) else { return nil }
    return ExecSettings(command: command, environment: variables, timeout: timeout ?? .seconds(30))
  }

  private mutating func command(in mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> [String]? {
    guard let node = mapping["command"] else {
      yaml.report(
        "missing-key", "the endpoint \"\(name)\" has no command", at: nameRange,
        hint: "add command: [/usr/local/bin/PROGRAM]")
      return nil
    }
    let diagnosticCount = yaml.diagnostics.count
    let scalars = yaml.texts(node, "\"command\"", item: "a part of the command")
    guard let program = scalars.first else {
      guard yaml.diagnostics.count == diagnosticCount else { return nil }
      yaml.report(
        "empty-value", "the command is empty", at: yaml.firstLine(of: node),
        hint: "write the whole path of a program, as in [/usr/local/bin/desk, --quiet]")
      return nil
    }
    guard program.text.hasPrefix("/"), !program.text.hasSuffix("/") else {
      yaml.report(
        "wrong-value", "the command does not begin with the whole path of a program", at: program.utf8Range,
        hint: "write it from the root, as in [/usr/local/bin/desk, --quiet]; no shell is asked where it is")
      return nil
    }
    let isUsable =
      scalars.count <= Self.maximumArguments
      && scalars.allSatisfy { $0.text.utf8.count <= Self.maximumArgumentBytes && !$0.text.utf8.contains(0) }
    guard isUsable else {
      yaml.report(
        "wrong-value", "the command is too long or has a NUL in it", at: yaml.firstLine(of: node),
        hint: "write at most \(Self.maximumArguments) parts of at most \(Self.maximumArgumentBytes) bytes")
      return nil
    }
    return scalars.map(\.text)
  }

  private mutating func variables(in mapping: YAMLMapping) -> [ExecSettings.Variable] {
    guard let node = mapping["env"], !node.isEmptyValue, let entries = yaml.mapping(node, "\"env\"")?.entries else {
      return []
    }
    guard entries.count <= Self.maximumVariables else {
      yaml.report(
        "wrong-value", "a program gets at most \(Self.maximumVariables) variables", at: yaml.firstLine(of: node),
        hint: "put the others into a file that it reads")
      return []
    }
    var variables: [ExecSettings.Variable] = []
    for entry in entries {
      let name = entry.key.text
      guard Self.isVariableName(name) else {
        yaml.report(
          "bad-name", "\"\(YAMLReader.shortened(name))\" cannot be the name of a variable", at: entry.key.utf8Range,
          hint: "use letters, digits and _ only, no digit first, and nothing that begins with WATCHWORD_")
        continue
      }
      let isSecret = Self.secretVariableParts.contains { name.lowercased().contains($0) }
      guard let value = secret(entry.value, "the variable \"\(name)\"", isInlineAllowed: !isSecret) else { continue }
      variables.append(ExecSettings.Variable(name: name, value: value))
    }
    return variables
  }

  private static func isVariableName(_ name: String) -> Bool {
    guard (1...maximumNameBytes).contains(name.utf8.count), !name.hasPrefix("WATCHWORD_") else { return false }
    return name.utf8.enumerated().allSatisfy { index, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
      default: false
      }
    }
  }
}
