/// An endpoint of type `exec`: a program that is run for each alert.
package struct ExecSettings: Sendable, Equatable {
  package struct Variable: Sendable, Equatable {
    package var name: String
    package var value: SecretSource

    package init(name: String, value: SecretSource) {
      self.name = name
      self.value = value
    }
  }

  /// The program's absolute path, and what it is given; at least one.
  package var command: [String]
  /// Each name once.
  package var environment: [Variable]
  /// For one run.
  package var timeout: Duration

  package init(command: [String], environment: [Variable] = [], timeout: Duration = .seconds(30)) {
    self.command = command
    self.environment = environment
    self.timeout = timeout
  }
}
