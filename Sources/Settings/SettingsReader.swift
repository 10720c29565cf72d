import Diagnostics
import StrictYAML

/// Reads the keys of a settings file.
struct SettingsReader {
  var yaml: YAMLReader
  var settings = WatchwordSettings()
  private let folder: String

  static let keys = [
    "inbox", "rules", "require_tests", "state", "archive", "settle", "sweep", "poll", "after", "old_after",
    "story_window", "corrections", "search", "limits", "keep", "retry", "endpoints", "notices", "owners", "sources",
    "canary", "follow_ups",
  ]

  init(_ document: YAMLDocument, folder: String) {
    yaml = YAMLReader(document)
    self.folder = folder
    settings.inbox = resolved(settings.inbox)
    settings.rules = resolved(settings.rules)
    settings.state = resolved(settings.state)
  }

  /// In the order of the file.
  var sortedDiagnostics: [Diagnostic] {
    yaml.diagnostics.enumerated().sorted { a, b in
      (a.element.utf8Range.lowerBound, a.offset) < (b.element.utf8Range.lowerBound, b.offset)
    }.map(\.element)
  }

  mutating func read(_ document: YAMLDocument) {
    guard let root = document.root, !root.isEmptyValue, let mapping = yaml.mapping(root, "the settings") else { return }
    yaml.checkKeys(of: mapping, in: "the settings", known: Self.keys)
    if let path = path("inbox", in: mapping) { settings.inbox = path }
    if let path = path("rules", in: mapping) { settings.rules = path }
    if let flag = mapping["require_tests"].flatMap({ yaml.flag($0, "\"require_tests\"") }) {
      settings.requireTests = flag
    }
    if let path = path("state", in: mapping) { settings.state = path }
    if let path = path("archive", in: mapping) { settings.archive = path }
    if let time = duration("settle", in: mapping, from: .zero, to: .seconds(3600)) { settings.settle = time }
    if let time = duration("sweep", in: mapping, from: .seconds(1), to: .seconds(86_400)) { settings.sweep = time }
    let years = Duration.seconds(100 * 365 * 86_400)
    if let time = duration("old_after", in: mapping, from: .seconds(3600), to: years) { settings.oldAfter = time }
    if let time = duration("story_window", in: mapping, from: .zero, to: .seconds(365 * 86_400)) {
      settings.storyWindow = time
    }
    if let path = path("corrections", in: mapping) { settings.corrections = path }
    if let time = duration("poll", in: mapping, from: .seconds(1), to: .seconds(86_400)) { settings.poll = time }
    if let after = mapping["after"].flatMap({ yaml.choice($0, "\"after\"", of: AfterArticle.self) }) {
      settings.after = after
    }
    if let flag = mapping["search"].flatMap({ yaml.flag($0, "\"search\"") }) { settings.search = flag }
    if let node = section("limits", in: mapping) { readLimits(node) }
    if let node = section("keep", in: mapping) { readKeep(node) }
    if let node = section("retry", in: mapping) { readRetry(node) }
    if let node = section("endpoints", in: mapping) { readEndpoints(node) }
    readWatch(mapping)
  }

  /// The mapping of a key; one without anything in it counts as not there.
  private mutating func section(_ key: String, in mapping: YAMLMapping) -> YAMLMapping? {
    guard let node = mapping[key], !node.isEmptyValue else { return nil }
    return yaml.mapping(node, "\"\(key)\"")
  }

  private mutating func readLimits(_ mapping: YAMLMapping) {
    yaml.checkKeys(of: mapping, in: "\"limits\"", known: ["article_bytes", "tokens"])
    if let node = mapping["article_bytes"], let scalar = yaml.text(node, "\"article_bytes\"") {
      if let bytes = value(SettingsValue.byteCount(scalar.text), of: scalar, from: 1 << 10, to: 1 << 30) {
        settings.limits.articleBytes = bytes
      }
    }
    if let node = mapping["tokens"], let scalar = yaml.text(node, "\"tokens\"") {
      if let count = value(SettingsValue.count(scalar.text), of: scalar, from: 1, to: 100_000_000) {
        settings.limits.tokens = count
      }
    }
  }

  static let retryKeys = ["first", "longest", "give_up"]

  private mutating func readRetry(_ mapping: YAMLMapping) {
    yaml.checkKeys(of: mapping, in: "\"retry\"", known: Self.retryKeys)
    let longestAllowed = Duration.seconds(7 * 86_400)
    if let time = duration("first", in: mapping, from: .milliseconds(100), to: longestAllowed) {
      settings.retry.first = time
    }
    if let time = duration("longest", in: mapping, from: .milliseconds(100), to: longestAllowed) {
      settings.retry.longest = time
    }
    if let time = duration("give_up", in: mapping, from: .seconds(60), to: .seconds(365 * 86_400)) {
      settings.retry.giveUp = time
    }
    if settings.retry.longest < settings.retry.first {
      let node = mapping["longest"] ?? mapping["first"]
      yaml.report(
        "wrong-value", "\"longest\" is shorter than \"first\"", at: node.map { yaml.firstLine(of: $0) } ?? 0..<0,
        hint: "write a longer time for \"longest\", or a shorter one for \"first\"")
      settings.retry = WatchwordSettings.Retry()
    }
  }

  // MARK: Values

  /// A path, made relative to the settings file's folder.
  mutating func path(_ key: String, in mapping: YAMLMapping) -> String? {
    guard let node = mapping[key], let scalar = yaml.text(node, "\"\(key)\"") else { return nil }
    return path(scalar)
  }

  mutating func path(_ scalar: YAMLScalar) -> String? {
    guard scalar.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      yaml.report(
        "wrong-value", "a path cannot have control characters or line ends in it", at: scalar.utf8Range,
        hint: "write it in one line")
      return nil
    }
    return resolved(scalar.text)
  }

  private func resolved(_ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty { return path }
    return folder == "/" ? "/" + path : folder + "/" + path
  }

  mutating func duration(
    _ key: String, in mapping: YAMLMapping, from shortest: Duration, to longest: Duration
  ) -> Duration? {
    guard let node = mapping[key], let scalar = yaml.text(node, "\"\(key)\"") else { return nil }
    switch SettingsValue.duration(scalar.text) {
    case .failure(let mistake):
      yaml.report("wrong-value", mistake.message, at: scalar.utf8Range, hint: mistake.hint)
      return nil
    case .success(let duration):
      guard duration >= shortest, duration <= longest else {
        yaml.report(
          "wrong-value", "\"\(key)\" can be from \(SettingsValue.text(shortest)) to \(SettingsValue.text(longest))",
          at: scalar.utf8Range, hint: "write a time between these two")
        return nil
      }
      return duration
    }
  }

  mutating func value(
    _ result: Result<Int, SettingsValue.Mistake>, of scalar: YAMLScalar, from lowest: Int, to highest: Int
  ) -> Int? {
    switch result {
    case .failure(let mistake):
      yaml.report("wrong-value", mistake.message, at: scalar.utf8Range, hint: mistake.hint)
      return nil
    case .success(let value):
      guard (lowest...highest).contains(value) else {
        yaml.report(
          "wrong-value", "this can be from \(lowest) to \(highest)", at: scalar.utf8Range,
          hint: "write one between these two")
        return nil
      }
      return value
    }
  }
}
