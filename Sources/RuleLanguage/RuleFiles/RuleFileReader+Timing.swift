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
    let known = yaml.diagnostics.count
    guard let mapping = yaml.mapping(node, what, keys: Self.retellingKeys, form: "{sources: [reuters], languages: yes}")
    else { return nil }
    let sources = mapping["sources"].map { retellingSources($0) } ?? []
    let languages = mapping["languages"].flatMap { yaml.flag($0, "\"languages\"") } ?? false
    // What was told already may be why nothing is left of it.
    guard yaml.diagnostics.count == known else { return nil }
    if sources.isEmpty, !languages {
      if node.isComplete {
        yaml.report(
          "wrong-value", "\"again\" does not say when", at: node.utf8Range,
          hint: "name sources, as in {sources: [reuters]}, or write {languages: yes}, or leave it out")
      }
      return nil
    }
    return Retelling(sources: sources, languages: languages)
  }

  private mutating func retellingSources(_ node: YAMLNode) -> [String] {
    if case .sequence(let items) = node.kind, items.isEmpty, node.isComplete {
      yaml.report(
        "wrong-value", "\"sources\" has no items", at: yaml.firstLine(of: node),
        hint: "name the sources, or take the key out; * stands for any characters")
      return []
    }
    let sources = yaml.texts(node, "\"sources\"", item: "a source")
    if sources.count > Retelling.maximumSources {
      yaml.report(
        "wrong-value", "\"sources\" has \(sources.count) sources", at: yaml.firstLine(of: node),
        hint: "name at most \(Retelling.maximumSources); * stands for any characters")
    }
    for source in sources where source.text.utf8.count > Retelling.maximumSourceBytes {
      yaml.report(
        "wrong-value", "a source is longer than \(Retelling.maximumSourceBytes) bytes", at: source.utf8Range,
        hint: "name the source as articles have it; * stands for any characters")
    }
    return sources.map(\.text)
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
