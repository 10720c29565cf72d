import StrictYAML

extension SettingsReader {
  static let routingKeys = ["only", "except"]
  static let filterKeys = ["severity", "tags", "rules", "sources", "languages"]
  private static let maximumItems = 1_000
  private static let maximumItemBytes = 256

  mutating func routing(_ mapping: YAMLMapping) -> RoutingSettings {
    var routing = RoutingSettings()
    if let node = mapping["only"], let filter = filter(node, "only", known: Self.filterKeys) { routing.only = filter }
    if let node = mapping["except"],
      let filter = filter(node, "except", known: Self.filterKeys.filter { $0 != "severity" })
    {
      routing.except = filter
    }
    return routing
  }

  private mutating func filter(_ node: YAMLNode, _ key: String, known: [String]) -> RoutingSettings.Filter? {
    guard let mapping = yaml.mapping(node, "\"\(key)\"") else { return nil }
    yaml.checkKeys(of: mapping, in: "\"\(key)\"", known: known)
    var filter = RoutingSettings.Filter()
    if let node = mapping["severity"], known.contains("severity") {
      filter.severity = yaml.choice(node, "\"severity\"", of: RoutingSettings.Severity.self)
    }
    filter.tags = items("tags", in: mapping)
    filter.rules = items("rules", in: mapping)
    filter.sources = items("sources", in: mapping)
    filter.languages = items("languages", in: mapping)
    return filter
  }

  private mutating func items(_ key: String, in mapping: YAMLMapping) -> [String] {
    guard let node = mapping[key] else { return [] }
    if case .sequence(let items) = node.kind, items.isEmpty {
      yaml.report(
        "wrong-value", "\"\(key)\" has no items", at: yaml.firstLine(of: node),
        hint: "write what is meant, or take the key out: without it any will do")
      return []
    }
    let scalars = yaml.texts(node, "\"\(key)\"", item: "an item of \"\(key)\"")
    guard scalars.count <= Self.maximumItems, scalars.allSatisfy({ $0.text.utf8.count <= Self.maximumItemBytes }) else {
      yaml.report(
        "wrong-value", "\"\(key)\" is too long", at: yaml.firstLine(of: node),
        hint: "at most \(Self.maximumItems) items of \(Self.maximumItemBytes) bytes; * stands for any characters")
      return []
    }
    return scalars.map(\.text)
  }
}
