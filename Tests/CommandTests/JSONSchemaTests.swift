import AlertSchema
import Testing

/// The checker: everything that it is to find, it finds.
@Suite struct JSONSchemaTests {
  private static let good = """
    {"id":"0123456789abcdef01234567","time":"2025-04-24T09:30:00.000Z","kind":"new",
     "rule":{"id":"r","title":"R","severity":"high","tags":["a"],"version":"1"},
     "article":{"hash":"\(String(repeating: "0f", count: 32))","file":"a.txt","title":"T"},
     "story":{"id":"s","first_seen":"2025-04-24T09:30:00Z","copies":1},
     "snippets":[{"zone":"body","text":"An apple.","marks":[[3,8]]}],
     "parts":[{"expression":"apple","spans":[{"zone":"body","from":3,"to":8}]}]}
    """

  struct Damage: Sendable, CustomTestStringConvertible {
    let from: String
    let to: String
    let problem: String

    init(_ from: String, _ to: String, _ problem: String) { (self.from, self.to, self.problem) = (from, to, problem) }

    var testDescription: String { "\(from) → \(to)" }
  }

  @Test func aGoodAlertHasNoProblems() throws {
    #expect(try JSONSchema.ofAlerts().problems(inLine: Self.good) == [])
  }

  @Test(arguments: [
    Damage(#""kind":"new","#, "", "$ has no kind"),
    Damage(#""kind":"new""#, #""kind":"old""#, "$.kind is none of the choices"),
    Damage(#""kind":"new""#, #""kind":"new","more":1"#, "$ has more too"),
    Damage(#""id":"0123"#, #""id":"X123"#, "$.id does not match ^[0-9a-f]{24}$"),
    Damage("2025-04-24T09:30:00.000Z", "yesterday", "$.time is no date-time"),
    Damage(#""title":"T""#, #""title":"""#, "$.article.title is shorter than 1"),
    Damage(#""title":"T""#, #""title":null"#, "$.article.title is not of type string"),
    Damage(#""tags":["a"]"#, #""tags":[]"#, "$.rule.tags has fewer than 1 items"),
    Damage(#""copies":1"#, #""copies":0"#, "$.story.copies is less than 1"),
    Damage(#""copies":1"#, #""copies":1.5"#, "$.story.copies is not of type integer"),
    Damage(#""copies":1"#, #""copies":true"#, "$.story.copies is not of type integer"),
    Damage("[3,8]", "[3]", "$.snippets[0].marks[0] has fewer than 2 items"),
    Damage("[3,8]", "[3,8,9]", "$.snippets[0].marks[0] has more than 2 items"),
    Damage(
      #"spans":[{"zone":"body""#, #"spans":[{"zone":"nowhere""#, "$.parts[0].spans[0].zone is none of the choices"),
  ])
  func damageIsFound(_ damage: Damage) throws {
    try #require(Self.good.contains(damage.from))
    let line = Self.good.replacing(damage.from, with: damage.to, maxReplacements: 1)
    #expect(try JSONSchema.ofAlerts().problems(inLine: line) == [damage.problem])
  }

  @Test(arguments: [
    #"{"oneOf": []}"#, #"{"properties": {"a": {"maxLength": 3}}}"#, #"{"items": {"uniqueItems": true}}"#,
    #"{"additionalProperties": true}"#, ##"{"$ref": "#/$defs/none"}"##, #"{"type": "text"}"#, #"{"format": "uri"}"#,
    #"{"$defs": {"a": {"not": {}}}}"#,
  ])
  func aSchemaWithAnythingUncheckedIsRefused(_ schema: String) {
    #expect(throws: JSONSchema.Failure.self) { try JSONSchema(schema) }
  }

  @Test(arguments: [
    (#"{"type": ["string", "null"]}"#, #"null"#, []),
    (#"{"type": ["string", "null"]}"#, "1", ["$ is not of type string or null"]),
    (#"{"anyOf": [{"type": "null"}, {"minimum": 2}]}"#, "2", []),
    (#"{"anyOf": [{"enum": [3]}, {"minimum": 2}]}"#, "1", ["$ is none of: $ is none of the choices; $ is less than 2"]),
    (#"{"maximum": 2}"#, "3", ["$ is more than 2"]),
    (
      #"{"properties": {"a": {}}, "additionalProperties": {"type": "null"}}"#, #"{"a": 1, "b": 2, "c": null}"#,
      ["$.b is not of type null"]
    ),
  ])
  func choicesAreChecked(_ schema: String, _ value: String, _ problems: [String]) throws {
    #expect(try JSONSchema(schema).problems(inLine: value) == problems)
  }

  @Test func constantsAreChecked() throws {
    let schema = try JSONSchema(#"{"properties": {"a": {"const": 1}}}"#)
    #expect(try schema.problems(inLine: #"{"a": 1}"#) == [])
    #expect(try schema.problems(inLine: #"{"a": 2}"#) == ["$.a is not the constant"])
  }
}
