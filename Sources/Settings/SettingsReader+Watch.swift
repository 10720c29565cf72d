import CivilDate
import Pacing
import RuleLanguage
import StrictYAML

/// Reads what is told of the watch itself, and to whom: `notices`, `owners`, `sources` and `canary`.
extension SettingsReader {
  static let noticeKeys = ["to", "endpoint_failing", "all_quiet"]
  static let ownerKeys = ["endpoints", "deputy", "away", "zone"]
  static let sourceKeys = ["quiet"]
  static let canaryKeys = ["every", "within", "rule"]
  private static let maximumNameLength = 256
  /// `all_quiet: daily`.
  private static let daily = DigestSchedule.daily(minute: 8 * 60, timeZone: "UTC")

  /// - Parameter root: read before: `endpoints`.
  mutating func readWatch(_ root: YAMLMapping) {
    let names = writtenEndpointNames(root)
    if let node = root["notices"], !node.isEmptyValue { readNotices(node, names) }
    if let node = root["owners"], !node.isEmptyValue { readOwners(node, names) }
    if let node = root["sources"], !node.isEmptyValue { readSources(node) }
    if let node = root["canary"], !node.isEmptyValue { readCanary(node) }
    if let node = root["follow_ups"] { readFollowUps(node) }
  }

  /// An empty list is one: nobody hears of it.
  private mutating func readFollowUps(_ node: YAMLNode) {
    var sizes: [Int] = []
    for scalar in yaml.texts(node, "\"follow_ups\"", item: "a number of articles") {
      if let size = value(SettingsValue.count(scalar.text), of: scalar, from: 2, to: 1_000_000) { sizes.append(size) }
    }
    settings.followUps = sizes
  }

  /// With those whose settings are wrong: that is told once.
  private func writtenEndpointNames(_ root: YAMLMapping) -> [String] {
    guard case .mapping(let endpoints)? = root["endpoints"]?.kind else { return settings.endpointNames }
    let written = endpoints.entries.map(\.key.text)
    return settings.endpointNames + written.filter { !settings.endpointNames.contains($0) }
  }

  private mutating func readNotices(_ node: YAMLNode, _ names: [String]) {
    guard let mapping = yaml.mapping(node, "\"notices\"", keys: Self.noticeKeys, form: "{to: [ops]}") else { return }
    if let node = mapping["to"] { settings.notices.endpoints = endpoints(node, "\"to\"", names) }
    if let time = duration("endpoint_failing", in: mapping, from: .seconds(60), to: .seconds(7 * 86_400)) {
      settings.notices.endpointFailing = time
    }
    if let node = mapping["all_quiet"] {
      let isDaily = if case .scalar(let scalar) = node.kind { scalar.text.lowercased() == "daily" } else { false }
      settings.notices.allQuiet = isDaily ? Self.daily : yaml.digest(node, "\"all_quiet\"")
    }
  }

  /// Those of a list that there are; of the others it is told.
  private mutating func endpoints(_ node: YAMLNode, _ what: String, _ names: [String]) -> [String] {
    var found: [String] = []
    for scalar in yaml.texts(node, what, item: "the name of an endpoint") {
      if names.contains(scalar.text) {
        if !found.contains(scalar.text) { found.append(scalar.text) }
        continue
      }
      yaml.report(
        "wrong-value", "there is no endpoint \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: YAMLReader.didYouMean(scalar.text, names) ?? "the endpoints are \(names.joined(separator: ", "))")
    }
    return found
  }

  // MARK: Owners

  private mutating func readOwners(_ node: YAMLNode, _ names: [String]) {
    guard let owners = yaml.mapping(node, "\"owners\"") else { return }
    let known = owners.entries.map(\.key.text)
    for entry in owners.entries where isName(entry.key, of: "an owner") {
      let name = entry.key.text
      let what = "the owner \"\(YAMLReader.shortened(name))\""
      guard let mapping = yaml.mapping(entry.value, what, keys: Self.ownerKeys, form: "{endpoints: [anna-mail]}")
      else { continue }
      var owner = OwnerSettings(name: name, endpoints: [])
      if let node = yaml.required("endpoints", of: what, in: mapping, at: entry.value) {
        owner.endpoints = endpoints(node, "\"endpoints\"", names)
      }
      owner.deputy = mapping["deputy"].flatMap { deputy($0, of: name, among: known) }
      owner.away = away(mapping)
      settings.owners.append(owner)
    }
  }

  /// A deputy may himself be away, or have the other for his deputy: nothing is passed on further than to him.
  private mutating func deputy(_ node: YAMLNode, of owner: String, among owners: [String]) -> String? {
    guard let scalar = yaml.text(node, "\"deputy\"") else { return nil }
    let others = owners.filter { $0 != owner }
    if others.contains(scalar.text) { return scalar.text }
    let message =
      scalar.text == owner
      ? "nobody is his own deputy" : "there is no owner \"\(YAMLReader.shortened(scalar.text))\""
    yaml.report(
      "wrong-value", message, at: scalar.utf8Range,
      hint: YAMLReader.didYouMean(scalar.text, others)
        ?? "write one of the other names under owners, or add this one there")
    return nil
  }

  private mutating func away(_ mapping: YAMLMapping) -> [OwnerSettings.Away] {
    let zone = mapping["zone"].flatMap { yaml.timeZone($0, "\"zone\"") } ?? "UTC"
    guard let node = mapping["away"] else { return [] }
    return yaml.texts(node, "\"away\"", item: "days on which an owner is away").compactMap { away($0, zone: zone) }
  }

  /// `2026-12-20..2027-01-05`, or one day; both days belong to it.
  private mutating func away(_ scalar: YAMLScalar, zone: String) -> OwnerSettings.Away? {
    let days = scalar.text.split(separator: "..", omittingEmptySubsequences: false).map(Self.day)
    guard days.count <= 2, let first = days.first ?? nil, let last = days.last ?? nil else {
      yaml.report(
        "wrong-value", "\"away\" cannot have \"\(YAMLReader.shortened(scalar.text))\"", at: scalar.utf8Range,
        hint: "write the first and the last day, as in \"2026-12-20..2027-01-05\", or one day")
      return nil
    }
    guard first.dayNumber <= last.dayNumber else {
      yaml.report(
        "wrong-value", "the last day of \"\(scalar.text)\" is before the first", at: scalar.utf8Range,
        hint: "write \"\(last.text())..\(first.text())\"")
      return nil
    }
    return OwnerSettings.Away(
      from: LocalDay.start(day: first.dayNumber, timeZone: zone),
      until: LocalDay.start(day: last.dayNumber + 1, timeZone: zone), lastDay: last.text())
  }

  /// Of `2026-12-20`, where there is such a day.
  private static func day(_ text: Substring) -> CivilDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 3, numbers[0] >= 1970 else { return nil }
    let day = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
    guard (1...12).contains(day.month) else { return nil }
    // A day that its month does not have counts on into the next one.
    return CivilDate(dayNumber: day.dayNumber) == day ? day : nil
  }

  // MARK: Sources, canary

  private mutating func readSources(_ node: YAMLNode) {
    guard let sources = yaml.mapping(node, "\"sources\"") else { return }
    for entry in sources.entries where isName(entry.key, of: "a source") {
      let what = "the source \"\(YAMLReader.shortened(entry.key.text))\""
      guard let mapping = yaml.mapping(entry.value, what, keys: Self.sourceKeys, form: "{quiet: 24h}"),
        yaml.required("quiet", of: what, in: mapping, at: entry.value) != nil,
        let quiet = duration("quiet", in: mapping, from: .seconds(60), to: .seconds(365 * 86_400))
      else { continue }
      settings.sources.append(SourceSettings(name: entry.key.text, quiet: quiet))
    }
  }

  private mutating func readCanary(_ node: YAMLNode) {
    let what = "\"canary\""
    guard let mapping = yaml.mapping(node, what, keys: Self.canaryKeys, form: "{every: 1h, within: 5m}") else { return }
    guard yaml.required("every", of: what, in: mapping, at: node) != nil,
      yaml.required("within", of: what, in: mapping, at: node) != nil
    else { return }
    let every = duration("every", in: mapping, from: .seconds(60), to: .seconds(7 * 86_400))
    let within = duration("within", in: mapping, from: .seconds(1), to: .seconds(86_400))
    let rule = mapping["rule"].flatMap { yaml.text($0, "\"rule\"")?.text }
    guard let every, let within else { return }
    guard within <= every else {
      yaml.report(
        "wrong-value", "\"within\" is longer than \"every\": the next canary would go in before this one is missed",
        at: yaml.firstLine(of: mapping["within"] ?? node), hint: "write a shorter time for \"within\"")
      return
    }
    settings.canary = CanarySettings(every: every, within: within, rule: rule)
  }

  private mutating func isName(_ key: YAMLScalar, of what: String) -> Bool {
    let isFitting =
      (1...Self.maximumNameLength).contains(key.text.utf8.count)
      && key.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    if isFitting { return true }
    yaml.report(
      "bad-name", "\"\(YAMLReader.shortened(key.text))\" cannot be the name of \(what)", at: key.utf8Range,
      hint: "write a name of at most \(Self.maximumNameLength) bytes in one line")
    return false
  }
}
