import Foundation

/// A JSON Schema (2020-12) of few keywords: those of the schemas in Documentation. One that it does not know is an error, so that
/// nothing in the schema goes unchecked.
package struct JSONSchema: Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private let root: JSONValue
  private static let annotations: Set<String> = ["$schema", "title", "description"]
  private static let types: Set<String> = ["object", "array", "string", "integer", "number", "boolean", "null"]

  package static func ofAlerts() throws -> JSONSchema { try ofRepository("alert") }
  /// What is told of the watch itself.
  package static func ofNotices() throws -> JSONSchema { try ofRepository("notice") }
  /// Of `watchword why --json`.
  package static func ofHistories() throws -> JSONSchema { try ofRepository("why") }
  /// Of `watchword rules --json`.
  package static func ofRuleLists() throws -> JSONSchema { try ofRepository("rule-list") }
  package static func ofRuleFiles() throws -> JSONSchema { try ofRepository("rules") }

  private static func ofRepository(_ name: String) throws -> JSONSchema {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try JSONSchema(
      String(contentsOf: package.appendingPathComponent("Documentation/\(name).schema.json"), encoding: .utf8))
  }

  /// - Throws: `Failure` for a keyword that is not known or has a value that it cannot have.
  package init(_ text: String) throws {
    root = try JSONValue(text)
    try check(root, at: "#")
  }

  /// What is wrong with a value; empty where nothing is.
  package func problems(in value: JSONValue) -> [String] { problems(in: value, as: root, at: "$") }

  /// The names that objects described at a path of keys can have there, and nothing else; `nil` where any can.
  package func propertyNames(at path: String...) -> Set<String>? {
    let schema = path.reduce(root as JSONValue?) { $0?[$1] }
    guard case .object(let properties)? = schema?["properties"], schema?["additionalProperties"] == .bool(false) else {
      return nil
    }
    return Set(properties.keys)
  }

  /// What stands in the schema at a path of keys.
  package func value(at path: String...) -> JSONValue? { path.reduce(root as JSONValue?) { $0?[$1] } }

  /// What is wrong with a line of JSON.
  package func problems(inLine line: String) throws -> [String] { problems(in: try JSONValue(line)) }

  // MARK: The schema itself

  private func check(_ schema: JSONValue, at place: String) throws {
    guard case .object(let keywords) = schema else { throw Failure(description: "\(place) is no object") }
    for (keyword, value) in keywords {
      guard try isKnown(keyword, value, at: "\(place)/\(keyword)") else {
        throw Failure(description: "\(place): the keyword \(keyword) is not known, or not with this value")
      }
    }
  }

  private func isKnown(_ keyword: String, _ value: JSONValue, at place: String) throws -> Bool {
    switch (keyword, value) {
    case ("type", .string(let type)): return Self.types.contains(type)
    case ("type", .array(let types)): return types.allSatisfy { $0.text.map(Self.types.contains) == true }
    case ("anyOf", .array(let schemas)):
      for (index, schema) in schemas.enumerated() { try check(schema, at: "\(place)/\(index)") }
    case ("additionalProperties", .object): try check(value, at: place)
    case ("properties", .object(let schemas)), ("$defs", .object(let schemas)):
      for (name, schema) in schemas { try check(schema, at: "\(place)/\(name)") }
    case ("items", _): try check(value, at: place)
    case ("additionalProperties", .bool(false)), ("const", _), ("enum", .array): break
    case ("required", .array(let names)): return names.allSatisfy { $0.text != nil }
    case ("minLength", .integer), ("minimum", .integer), ("maximum", .integer), ("minItems", .integer),
      ("maxItems", .integer):
      break
    case ("pattern", .string(let pattern)): _ = try Regex(pattern)
    case ("format", .string(let format)): return format == "date-time"
    case ("$ref", .string(let reference)): return definition(reference) != nil
    default: return Self.annotations.contains(keyword)
    }
    return true
  }

  private func definition(_ reference: String) -> JSONValue? {
    guard reference.hasPrefix("#/$defs/") else { return nil }
    return root["$defs"]?[String(reference.dropFirst("#/$defs/".count))]
  }

  // MARK: Values

  private func problems(in value: JSONValue, as schema: JSONValue, at place: String) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(place): no schema"] }
    return keywords.sorted { $0.key < $1.key }.flatMap { keyword, wanted in
      problems(in: value, keyword, wanted, of: schema, at: place)
    }
  }

  private func problems(
    in value: JSONValue, _ keyword: String, _ wanted: JSONValue, of schema: JSONValue, at place: String
  ) -> [String] {
    switch (keyword, wanted, value) {
    case ("type", .string(let type), _):
      return Self.isOf(type, value) ? [] : ["\(place) is not of type \(type)"]
    case ("type", .array(let types), _):
      let names = types.compactMap(\.text)
      return names.contains { Self.isOf($0, value) }
        ? [] : ["\(place) is not of type \(names.joined(separator: " or "))"]
    case ("anyOf", .array(let schemas), _):
      let found = schemas.map { problems(in: value, as: $0, at: place) }
      if found.contains([]) { return [] }
      return ["\(place) is none of: " + found.map { $0.joined(separator: ", ") }.joined(separator: "; ")]
    case ("const", _, _): return value == wanted ? [] : ["\(place) is not the constant"]
    case ("enum", .array(let choices), _): return choices.contains(value) ? [] : ["\(place) is none of the choices"]
    case ("$ref", .string(let reference), _):
      return definition(reference).map { problems(in: value, as: $0, at: place) } ?? ["\(place): no \(reference)"]
    case (_, _, .object(let members)): return problems(in: members, keyword, wanted, of: schema, at: place)
    case (_, _, .array(let items)): return problems(in: items, keyword, wanted, at: place)
    case (_, _, .string(let text)): return Self.problems(in: text, keyword, wanted, at: place)
    case ("minimum", .integer(let least), .integer(let number)):
      return number >= least ? [] : ["\(place) is less than \(least)"]
    case ("maximum", .integer(let most), .integer(let number)):
      return number <= most ? [] : ["\(place) is more than \(most)"]
    case ("minimum", .integer(let least), .number(let number)):
      return number >= Double(least) ? [] : ["\(place) is less than \(least)"]
    default: return []
    }
  }

  private func problems(
    in members: [String: JSONValue], _ keyword: String, _ wanted: JSONValue, of schema: JSONValue, at place: String
  ) -> [String] {
    switch (keyword, wanted) {
    case ("required", .array(let names)):
      return names.compactMap(\.text).filter { members[$0] == nil }.map { "\(place) has no \($0)" }
    case ("properties", .object(let schemas)):
      return schemas.sorted { $0.key < $1.key }.flatMap { name, schema in
        members[name].map { problems(in: $0, as: schema, at: "\(place).\(name)") } ?? []
      }
    case ("additionalProperties", .bool(false)):
      return members.keys.filter { schema["properties"]?[$0] == nil }.sorted().map { "\(place) has \($0) too" }
    case ("additionalProperties", .object):
      return members.filter { schema["properties"]?[$0.key] == nil }.sorted { $0.key < $1.key }.flatMap {
        problems(in: $0.value, as: wanted, at: "\(place).\($0.key)")
      }
    default: return []
    }
  }

  private func problems(
    in items: [JSONValue], _ keyword: String, _ wanted: JSONValue, at place: String
  ) -> [String] {
    switch (keyword, wanted) {
    case ("minItems", .integer(let least)): items.count >= least ? [] : ["\(place) has fewer than \(least) items"]
    case ("maxItems", .integer(let most)): items.count <= most ? [] : ["\(place) has more than \(most) items"]
    case ("items", _):
      items.enumerated().flatMap { problems(in: $0.element, as: wanted, at: "\(place)[\($0.offset)]") }
    default: []
    }
  }

  private static func problems(
    in text: String, _ keyword: String, _ wanted: JSONValue, at place: String
  ) -> [String] {
    switch (keyword, wanted) {
    case ("minLength", .integer(let least)):
      return text.unicodeScalars.count >= least ? [] : ["\(place) is shorter than \(least)"]
    case ("pattern", .string(let pattern)):
      // The pattern was compiled once when the schema was read.
      let matches = (try? Regex(pattern).firstMatch(in: text)) != nil
      return matches ? [] : ["\(place) does not match \(pattern)"]
    case ("format", .string("date-time")):
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
      return (try? style.parse(text)) == nil ? ["\(place) is no date-time"] : []
    default: return []
    }
  }

  private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch value {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .integer: type == "integer" || type == "number"
    case .number(let number): type == "number" || type == "integer" && number.rounded() == number
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}
