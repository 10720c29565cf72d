import Mustache

/// Any JSON, as a template sees it.
enum TemplateValue: Decodable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([TemplateValue])
  case object([String: TemplateValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Each type fails on the others' forms; which one it is, only trying tells.
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([TemplateValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: TemplateValue].self))
    }
  }

  /// How many values there are in it.
  private var count: Int {
    switch self {
    case .null, .bool, .integer, .number, .string: 1
    case .array(let values): values.reduce(1) { $0 + $1.count }
    case .object: 1
    }
  }

  /// As the library takes it, and paid for.
  func rendered(_ budget: TemplateBudget) -> Any? {
    switch self {
    case .null: nil
    case .bool(let value): value
    case .integer(let value): value
    case .number(let value): value
    case .string(let text): budget.pay(bytes: text.utf8.count) ? text : nil
    case .array(let values): budget.pay(repetitions: count) ? values.compactMap { $0.rendered(budget) } : nil
    case .object(let members): TemplateObject(members: members, budget: budget)
    }
  }
}

/// What one rendering may cost: nested sections over long lists would write their text without end.
///
/// Counts no less than what is written. Where it is used up, nothing more is found, and the rendering ends soon.
final class TemplateBudget {
  private(set) var isUsedUp = false
  private var bytes = 8 << 20
  /// What one repetition costs beside its text.
  private static let bytesOfOne = 256
  private let templateBytes: Int
  private let uses: Int

  /// - Parameter uses: how often a value that was found once can be written without being asked for again.
  init(templateBytes: Int, uses: Int) {
    self.templateBytes = templateBytes
    self.uses = uses
  }

  /// A text of so many bytes, each of which may be written as six.
  func pay(bytes count: Int) -> Bool { pay(count, times: 6 * uses) }

  /// A list, for each of whose values a part of the template is written.
  func pay(repetitions count: Int) -> Bool { pay(count, times: templateBytes + Self.bytesOfOne) }

  private func pay(_ count: Int, times factor: Int) -> Bool {
    let (cost, overflow) = (count + 1).multipliedReportingOverflow(by: factor)
    guard !isUsedUp, !overflow, cost <= bytes else {
      isUsedUp = true
      return false
    }
    bytes -= cost
    return true
  }
}

/// An object of JSON whose members are looked up by the names in tags. As a whole it is no text.
struct TemplateObject: MustacheParent, MustacheCustomRenderable {
  let members: [String: TemplateValue]
  let budget: TemplateBudget

  var renderText: String { "" }
  var isNull: Bool { false }

  func child(named name: String) -> Any? {
    guard budget.pay(bytes: 1) else { return nil }
    return members[name]?.rendered(budget)
  }
}
