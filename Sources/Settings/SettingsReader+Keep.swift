import StrictYAML

/// What is kept for how long.
extension SettingsReader {
  static let keepKeys = ["texts", "alerts", "ledger", "archive", "rejected", "archive_size", "database_size"]

  mutating func readKeep(_ mapping: YAMLMapping) {
    yaml.checkKeys(of: mapping, in: "\"keep\"", known: Self.keepKeys)
    settings.keep.texts = age("texts", in: mapping)
    settings.keep.alerts = age("alerts", in: mapping)
    settings.keep.ledger = age("ledger", in: mapping)
    settings.keep.archive = age("archive", in: mapping)
    settings.keep.rejected = age("rejected", in: mapping)
    settings.keep.archiveBytes = size("archive_size", in: mapping, from: 1 << 20)
    settings.keep.databaseBytes = size("database_size", in: mapping, from: 16 << 20)
  }

  /// `nil` for `ever`, and where it is wrong: then nothing may go.
  private mutating func age(_ key: String, in mapping: YAMLMapping) -> Duration? {
    guard let node = mapping[key], let scalar = yaml.text(node, "\"\(key)\"") else { return nil }
    if scalar.text == "ever" { return nil }
    switch SettingsValue.duration(scalar.text) {
    case .failure(let mistake):
      yaml.report(
        "wrong-value", mistake.message, at: scalar.utf8Range, hint: "write a number of days, as in 365d, or ever")
      return nil
    case .success(let duration):
      guard duration >= .seconds(86_400), duration <= .seconds(36_500 * 86_400) else {
        yaml.report(
          "wrong-value", "\"\(key)\" can be from 1d to 36500d, or ever", at: scalar.utf8Range,
          hint: "write a number of days, as in 365d, or ever")
        return nil
      }
      return duration
    }
  }

  /// `nil` for `any`, and where it is wrong.
  private mutating func size(_ key: String, in mapping: YAMLMapping, from lowest: Int) -> Int? {
    guard let node = mapping[key], let scalar = yaml.text(node, "\"\(key)\""), scalar.text != "any" else { return nil }
    switch SettingsValue.byteCount(scalar.text) {
    case .failure(let mistake):
      yaml.report("wrong-value", mistake.message, at: scalar.utf8Range, hint: "write a size, as in 50GiB, or any")
      return nil
    case .success(let bytes):
      guard bytes >= lowest else {
        yaml.report(
          "wrong-value", "\"\(key)\" can be from \(lowest >> 20)MiB, or any", at: scalar.utf8Range,
          hint: "write a size, as in 50GiB, or any")
        return nil
      }
      return bytes
    }
  }
}
