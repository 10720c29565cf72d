import StrictYAML

/// Reads `throttle:`, `when:`, `digest:`, `quiet:` and `again:` of a rule.
extension RuleFileReader {
  static let throttleKeys = ["max", "per", "by"]
  static let frequencyKeys = ["count", "within", "distinct"]
  static let digestKeys = ["every"]
  static let retellingKeys = ["sources", "languages"]

  /// What is wrong is told and left out.
  mutating func timing(in mapping: YAMLMapping) -> AlertTiming {
    AlertTiming(
      digest: mapping["digest"].flatMap { yaml.digest($0, "\"digest\"") },
      frequency: mapping["when"].flatMap { frequency($0) },
      throttle: mapping["throttle"].flatMap { throttle($0) },
      quietSeconds: mapping["quiet"].flatMap { yaml.seconds($0, "\"quiet\"") },
      retelling: mapping["again"].flatMap { retelling($0) })
  }

  private mutating func retelling(_ node: YAMLNode) -> Retelling? {
    let what = "\"again\""
    guard let mapping = yaml.mapping(node, what, keys: Self.retellingKeys, form: "{sources: [reuters], languages: yes}")
    else { return nil }
    let known = yaml.diagnostics.count
    let sources = mapping["sources"].map { yaml.texts($0, "\"sources\"", item: "a source").map(\.text) } ?? []
    let languages = mapping["languages"].flatMap { yaml.flag($0, "\"languages\"") } ?? false
    if sources.count > Retelling.maximumSources {
      yaml.report(
        "wrong-value", "\"sources\" has \(sources.count) sources", at: node.utf8Range,
        hint: "name at most \(Retelling.maximumSources); * stands for any characters")
    } else if sources.isEmpty, !languages, yaml.diagnostics.count == known {
      yaml.report(
        "wrong-value", "\"again\" does not say when", at: node.utf8Range,
        hint: "name sources, as in {sources: [reuters]}, or write {languages: yes}, or leave it out")
    }
    return yaml.diagnostics.count == known ? Retelling(sources: sources, languages: languages) : nil
  }

  private mutating func throttle(_ node: YAMLNode) -> Throttle? {
    let what = "\"throttle\""
    guard let mapping = yaml.mapping(node, what, keys: Self.throttleKeys, form: "{max: 5, per: 1h}") else { return nil }
    let max = yaml.required("max", of: what, in: mapping, at: node).flatMap {
      yaml.number($0, "\"max\"", in: Throttle.maxima, unit: "alerts")
    }
    let period = yaml.required("per", of: what, in: mapping, at: node).flatMap { yaml.seconds($0, "\"per\"") }
    let by = mapping["by"].flatMap { yaml.choice($0, "\"by\"", of: ArticleProperty.self) }
    guard let max, let period else { return nil }
    return Throttle(max: max, periodSeconds: period, by: by)
  }

  private mutating func frequency(_ node: YAMLNode) -> AlertFrequency? {
    let what = "\"when\""
    guard let mapping = yaml.mapping(node, what, keys: Self.frequencyKeys, form: "{count: 3, within: 24h}") else {
      return nil
    }
    let count = yaml.required("count", of: what, in: mapping, at: node).flatMap {
      yaml.number($0, "\"count\"", in: AlertFrequency.counts, unit: "matches")
    }
    let window = yaml.required("within", of: what, in: mapping, at: node).flatMap { yaml.seconds($0, "\"within\"") }
    let distinct = mapping["distinct"].flatMap { yaml.choice($0, "\"distinct\"", of: ArticleProperty.self) }
    guard let count, let window else { return nil }
    return AlertFrequency(count: count, windowSeconds: window, distinct: distinct)
  }
}
