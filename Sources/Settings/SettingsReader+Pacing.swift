import Pacing
import RuleLanguage
import StrictYAML

/// Reads when an endpoint is told: `digest`, `quiet_hours` and `limit`.
extension SettingsReader {
  static let pacingKeys = ["digest", "quiet_hours", "limit"]
  static let digestKeys = ["every"]
  static let quietHoursKeys = ["from", "to", "zone", "except"]
  static let limitKeys = ["max", "per"]
  private static let limits = 1...1_000_000

  /// Of an endpoint that tells people.
  mutating func pacing(_ mapping: YAMLMapping) -> EndpointPacing {
    EndpointPacing(
      digest: mapping["digest"].flatMap { yaml.digest($0, "\"digest\"") },
      quietHours: mapping["quiet_hours"].flatMap { quietHours($0) },
      limit: mapping["limit"].flatMap { limit($0) })
  }

  /// Of an endpoint that programs read, which are told of everything at once.
  mutating func refusePacing(_ mapping: YAMLMapping, of name: String) {
    for entry in mapping.entries where Self.pacingKeys.contains(entry.key.text) {
      yaml.report(
        "unknown-key",
        "\"\(entry.key.text)\" is no key of \"\(name)\", which is for programs: they are told of all, at once",
        at: entry.key.utf8Range,
        hint: "take it out, or write it at an endpoint that people read, as mail or a chat service")
    }
  }

  /// Whether an endpoint of this type tells people, which `NamedEndpoint.Kind.tellsPeople` says once it is read.
  static func tellsPeople(type: String, _ mapping: YAMLMapping) -> Bool {
    guard type == "webhook" else { return type == "mail" || WebhookFormat.Name.types.contains { $0.rawValue == type } }
    guard case .scalar(let format)? = mapping["format"]?.kind else { return false }
    return WebhookFormat.Name.types.contains { $0.rawValue == format.text }
  }

  private mutating func quietHours(_ node: YAMLNode) -> QuietHours? {
    let (what, form) = ("\"quiet_hours\"", "{from: \"22:00\", to: \"07:00\", zone: Asia/Tashkent}")
    guard let mapping = yaml.mapping(node, what, keys: Self.quietHoursKeys, form: form) else { return nil }
    let from = yaml.required("from", of: what, in: mapping, at: node).flatMap { yaml.minute($0, "\"from\"") }
    let to = yaml.required("to", of: what, in: mapping, at: node).flatMap { yaml.minute($0, "\"to\"") }
    let zone = yaml.required("zone", of: what, in: mapping, at: node).flatMap { yaml.timeZone($0, "\"zone\"") }
    let breaksThrough = mapping["except"].flatMap { yaml.choice($0, "\"except\"", of: Severity.self) }
    guard let from, let to, let zone else { return nil }
    guard from != to else {
      yaml.report(
        "wrong-value", "\"quiet_hours\" begin and end at the same time",
        at: yaml.firstLine(of: mapping["to"] ?? node),
        hint: "write two times; for an endpoint that is never to be told, write enabled: no")
      return nil
    }
    return QuietHours(fromMinute: from, toMinute: to, timeZone: zone, breaksThrough: breaksThrough)
  }

  private mutating func limit(_ node: YAMLNode) -> RateLimit? {
    let what = "\"limit\""
    guard let mapping = yaml.mapping(node, what, keys: Self.limitKeys, form: "{max: 20, per: 1h}") else { return nil }
    let max = yaml.required("max", of: what, in: mapping, at: node).flatMap {
      yaml.number($0, "\"max\"", in: Self.limits, unit: "messages")
    }
    let period = yaml.required("per", of: what, in: mapping, at: node).flatMap { yaml.seconds($0, "\"per\"") }
    guard let max, let period else { return nil }
    return RateLimit(max: max, periodSeconds: period)
  }
}
