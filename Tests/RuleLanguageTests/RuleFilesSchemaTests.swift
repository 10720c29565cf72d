import AlertSchema
import Diagnostics
import Foundation
import StrictYAML
import Testing

@testable import RuleLanguage

/// The schema for editors knows what the reader knows.
@Suite struct RuleFilesSchemaTests {
  private let schema: JSONSchema

  init() throws { schema = try JSONSchema.ofRuleFiles() }

  @Test func theKeysAreThoseThatAreRead() {
    #expect(schema.propertyNames() == Set(RuleFileReader.keys))
    #expect(schema.propertyNames(at: "$defs", "rule") == Set(RuleFileReader.ruleKeys))
    #expect(schema.propertyNames(at: "$defs", "throttle") == Set(RuleFileReader.throttleKeys))
    #expect(schema.propertyNames(at: "$defs", "when") == Set(RuleFileReader.frequencyKeys))
    #expect(schema.propertyNames(at: "$defs", "every") == Set(RuleFileReader.digestKeys))
    #expect(schema.propertyNames(at: "$defs", "again") == Set(RuleFileReader.retellingKeys))
    #expect(schema.propertyNames(at: "$defs", "test") == Set(RuleFileReader.testKeys))
    guard case .array(let forms)? = schema.value(at: "$defs", "list", "anyOf"), forms.count == 3,
      case .object(let items)? = forms[1]["properties"], case .object(let file)? = forms[2]["properties"]
    else {
      Issue.record("a list has not three forms")
      return
    }
    #expect(Set(items.keys) == Set(RuleFileReader.listKeys))
    #expect(Set(file.keys) == Set(RuleFileReader.listFileKeys))
  }

  @Test func theChoicesAreThoseThatAreRead() {
    func choices(_ key: String) -> JSONValue? { schema.value(at: "$defs", "rule", "properties", key, "enum") }
    #expect(choices("severity") == .array(Severity.allCases.map { .string($0.rawValue) }))
    #expect(choices("status") == .array(Rule.Status.allCases.map { .string($0.rawValue) }))
    let properties = JSONValue.array(ArticleProperty.allCases.map { .string($0.rawValue) })
    #expect(schema.value(at: "$defs", "articleProperty", "enum") == properties)
    func bounds(_ property: String, _ key: String) -> [JSONValue?] {
      ["minimum", "maximum"].map { schema.value(at: "$defs", property, "properties", key, $0) }
    }
    #expect(bounds("throttle", "max") == [.integer(Throttle.maxima.lowerBound), .integer(Throttle.maxima.upperBound)])
    #expect(
      bounds("when", "count") == [
        .integer(AlertFrequency.counts.lowerBound), .integer(AlertFrequency.counts.upperBound),
      ])
    let sources = schema.value(at: "$defs", "again", "properties", "sources", "maxItems")
    #expect(sources == .integer(Retelling.maximumSources))
    guard case .array(let expectations)? = schema.value(at: "$defs", "test", "properties", "expect", "anyOf") else {
      Issue.record("a test expects nothing")
      return
    }
    #expect(expectations.last?["maximum"] == .integer(RuleTest.maximumPlaces))
    let id = schema.value(at: "$defs", "rule", "properties", "id", "pattern")
    #expect(id?.text?.hasSuffix("{1,\(RuleName.maximumBytes)}$") == true)
  }

  @Test func shippedRulesAndExamplesAreRight() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.appendingPathComponent("rules")
    var texts = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" }.map { try String(contentsOf: $0, encoding: .utf8) }
    #expect(!texts.isEmpty)
    texts.append(RuleFilesTests.full.replacing("HIGH", with: "high").replacing("asia/tashkent", with: "Asia/Tashkent"))
    texts += [
      "", "rules:\n", "lists: {l: {file: l.txt}}\nrules: [{id: 201, match: no, enabled: no, tags: [1.5, true]}]",
      "rules: [{id: a, match: b, digest: every 1h, throttle: {max: 1, per: 90s}, when: {count: 2, within: 2 w}}]",
      "rules: [{id: a, match: b, digest: {every: 30m}}, {id: b, match: c, digest: 8:00 UTC}]",
      "rules: [{id: a, match: b, again: {sources: [c, 7]}}, {id: b, match: c, again: {languages: yes}}]",
    ]
    for text in texts {
      #expect(try problems(text) == [], "\(text.prefix(200))")
    }
  }

  @Test(arguments: [
    ("rulez: []", "$ has rulez too"), ("rules: {id: a}", "$.rules is not of type array or null"),
    ("rules: [{id: a}]", "$.rules[0] has no match"), ("rules: [{match: a}]", "$.rules[0] has no id"),
    ("rules: [{id: a b, match: c}]", "$.rules[0].id does not match ^[A-Za-z0-9._-]{1,100}$"),
    ("rules: [{id: a, match: b, severity: urgent}]", "$.rules[0].severity is none of the choices"),
    ("rules: [{id: a, match: b, enabled: maybe}]", "$.rules[0].enabled is none of the choices"),
    ("rules: [{id: a, match: b, throttle: c}]", "$.rules[0].throttle is not of type object"),
    ("rules: [{id: a, match: b, throttle: {max: 0, per: 1h}}]", "$.rules[0].throttle.max is less than 1"),
    ("rules: [{id: a, match: b, throttle: {max: 5}}]", "$.rules[0].throttle has no per"),
    (
      "rules: [{id: a, match: b, throttle: {max: 5, per: hour}}]",
      "$.rules[0].throttle.per does not match ^[0-9]{1,9} ?[smhdw]$"
    ),
    ("rules: [{id: a, match: b, when: {count: 1, within: 1h}}]", "$.rules[0].when.count is less than 2"),
    (
      "rules: [{id: a, match: b, when: {count: 2, within: 1h, distinct: tag}}]",
      "$.rules[0].when.distinct is none of the choices"
    ),
    (
      "rules: [{id: a, match: b, digest: daily}]",
      "$.rules[0].digest is none of: $.rules[0].digest does not match "
        + "^(([01]?[0-9]|2[0-3]):[0-5][0-9] +[A-Za-z0-9_/+-]+|every +[0-9]{1,9} ?[smhdw])$; $.rules[0].digest is not of type object"
    ),
    (
      "rules: [{id: a, match: b, again: {}}]",
      "$.rules[0].again is none of: $.rules[0].again has no sources; $.rules[0].again has no languages"
    ),
    (
      "rules: [{id: a, match: b, again: {sources: [], languages: yes}}]",
      "$.rules[0].again.sources has fewer than 1 items"
    ),
    ("rules: [{id: a, match: b, tests: [{title: c}]}]", "$.rules[0].tests[0] has no expect"),
    (
      "rules: [{id: a, match: b, tests: [{expect: match}]}]",
      "$.rules[0].tests[0] is none of: $.rules[0].tests[0] has no article; $.rules[0].tests[0] has no title; "
        + "$.rules[0].tests[0] has no text"
    ),
    (
      "lists: {l: {path: x}}",
      "$.lists.l is none of: $.lists.l is not of type array; $.lists.l has path too, $.lists.l has no items; "
        + "$.lists.l has path too, $.lists.l has no file"
    ),
  ])
  func mistakesAreFound(_ text: String, _ problem: String) throws {
    #expect(try problems(text) == [problem])
    // So does the reader, or it was no mistake.
    #expect(RuleFolder.load(text: text, file: "a.yaml").hasErrors)
  }

  private func problems(_ text: String) throws -> [String] {
    let document = YAMLDocument.read(SourceText(text, file: "a.yaml"))
    #expect(document.diagnostics == [])
    return schema.problems(in: document.root.map(Self.value) ?? .null)
  }

  /// As an editor reads YAML (1.2, core schema).
  private static func value(_ node: YAMLNode) -> JSONValue {
    switch node.kind {
    case .sequence(let items): return .array(items.map(value))
    case .mapping(let mapping):
      return .object(Dictionary(uniqueKeysWithValues: mapping.entries.map { ($0.key.text, value($0.value)) }))
    case .scalar(let scalar):
      guard scalar.style == .plain else { return .string(scalar.text) }
      switch scalar.text {
      case "", "~", "null", "Null", "NULL": return .null
      case "true", "True", "TRUE": return .bool(true)
      case "false", "False", "FALSE": return .bool(false)
      default:
        return Int(scalar.text).map(JSONValue.integer) ?? Double(scalar.text).map(JSONValue.number)
          ?? .string(scalar.text)
      }
    }
  }
}
