import StrictYAML

extension SettingsReader {
  static let filesKeys = ["folder"]

  /// The folder of an endpoint of type `files`.
  mutating func filesFolder(_ mapping: YAMLMapping, name: String, at nameRange: Range<Int>) -> String? {
    guard mapping["folder"] != nil else {
      yaml.report(
        "missing-key", "the endpoint \"\(name)\" has no folder", at: nameRange, hint: "add folder: /var/spool/alerts")
      return nil
    }
    return path("folder", in: mapping)
  }
}
