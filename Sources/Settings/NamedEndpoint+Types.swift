extension NamedEndpoint {
  /// Every type that settings can name, in the order in which mistakes tell them.
  package static var types: [String] { SettingsReader.types.map(\.key) }
}
