/// Which program is run, and how. Checked when it is made; secrets are resolved before and never described.
package struct ExecConfiguration: Sendable, Equatable {
  package struct Variable: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The program's absolute path, and what it is given.
  let command: [String]
  let environment: [Variable]
  /// For one run, until it is asked to end.
  let timeout: Duration

  var program: String { command[0] }

  /// - Throws: codes `invalid-command`, `invalid-environment`.
  package init(
    command: [String], environment: [Variable] = [], timeout: Duration = .seconds(30)
  ) throws(DeliveryConfigurationError) {
    guard let program = command.first, program.hasPrefix("/"), command.allSatisfy({ !$0.utf8.contains(0) }) else {
      throw DeliveryConfigurationError(
        code: "invalid-command", message: "the command has to begin with the whole path of a program")
    }
    for variable in environment {
      let isUsable =
        !variable.name.isEmpty && !variable.name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "=") }
        && !variable.value.utf8.contains(0)
      guard isUsable else {
        throw DeliveryConfigurationError(
          code: "invalid-environment", message: "a variable for \(program) has a name or value that none can have")
      }
    }
    self.command = command
    self.environment = environment
    self.timeout = timeout
  }
}

// Printing a configuration, on purpose or by a crash report, shows no secret.
extension ExecConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "program \(program)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["program": program]) }
}
